"""Which files may be attached, judged by their first bytes and not by what their name says; and how they are served."""

from dataclasses import dataclass
from hashlib import sha256

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

LARGEST = 1_500_000
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "zip": ("application/zip", (b"PK\x03\x04",)),
}
"""Extension -> (media type, how such a file begins)."""
ODF_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument"
LONGEST_NAME = 120


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: with a group, with a finalist, or with a statement of adoption."""

    name: str
    kind: str
    content: bytes

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the content: 32 bytes that tell whether it is still the same file."""
        return sha256(self.content).digest()


def require_room(present: int, most: int) -> None:
    """Raises Invalid on `bestand` when there are `most` files already."""
    if present >= most:
        raise Invalid({"bestand": wording("Er zijn al %(n)s bestanden. Verwijder er eerst een.", n=most)})


def check(name: str, content: bytes) -> CheckedFile:
    """The file with a safe name. Raises Invalid on `bestand` when kind, content or size will not do."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip(" .")
    extension = plain.rpartition(".")[2].lower()
    extension = "jpg" if extension == "jpeg" else extension
    if not content:
        raise Invalid({"bestand": "Kies een bestand dat niet leeg is."})
    if len(content) > LARGEST:
        raise Invalid({"bestand": "Dit bestand is te groot. Kies een bestand van hooguit 1,5 MB."})
    if extension not in KINDS:
        raise Invalid(
            {"bestand": wording("Dit soort bestand kan niet. Kies uit: %(soorten)s.", soorten=", ".join(sorted(KINDS)))}
        )
    if not content.startswith(KINDS[extension][1]) or (
        extension in ("odt", "ods") and content[30 : 30 + len(ODF_MIMETYPE)] != ODF_MIMETYPE
    ):
        raise Invalid(
            {
                "bestand": wording(
                    "De inhoud is geen %(soort)s. Sla het bestand opnieuw op en probeer het nog eens.", soort=extension
                )
            }
        )
    stem = plain[: -len(plain.rpartition(".")[2]) - 1].strip() or "bijlage"
    return CheckedFile(f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}", extension, content)


def media_type(kind: str) -> str:
    return KINDS[kind][0]
