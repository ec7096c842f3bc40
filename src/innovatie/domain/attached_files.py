"""Which files may be attached, judged by their first bytes and not by what their name says; and how they are served."""

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256

from innovatie.domain.errors import Invalid
from innovatie.domain.wording import wording

LARGEST = 1_500_000
LARGEST_OF_PLAN = 8_000_000
"""Bytes; a presentation has pictures."""
KINDS: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (b"PK\x03\x04",)),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "odp": ("application/vnd.oasis.opendocument.presentation", (b"PK\x03\x04",)),
    "pptx": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", (b"PK\x03\x04",)),
    "zip": ("application/zip", (b"PK\x03\x04",)),
}
"""Extension -> (media type, how such a file begins)."""
OF_PLAN = ("pdf", "pptx", "odp", "docx", "odt", "xlsx", "ods")
"""What goes with a plan; pictures have a place of their own."""
_PARTS = {"docx": b"word/document", "xlsx": b"xl/workbook", "pptx": b"ppt/presentation"}
"""How the name of the part begins that makes a zip a document of this kind; names in a zip are not compressed."""
_MACROS = {
    **dict.fromkeys(("docx", "pptx"), (b"vbaproject",)),
    "xlsx": (b"vbaproject", b"xl/macrosheets/"),
    **dict.fromkeys(("odt", "ods", "odp"), (b"basic/", b"scripts/")),
}
"""Names of parts that run, in small letters: an office program finds them in any."""
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


def check(
    name: str, content: bytes, *, kinds: Collection[str] = tuple(sorted(KINDS)), largest: int = LARGEST
) -> CheckedFile:
    """The file with a safe name. Raises Invalid on `bestand` when kind, content or size (bytes) will not do."""
    plain = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable()).strip(" .")
    extension = plain.rpartition(".")[2].lower()
    extension = "jpg" if extension == "jpeg" else extension
    if not content:
        raise Invalid({"bestand": "Kies een bestand dat niet leeg is."})
    if len(content) > largest:
        most = f"{largest / 1_000_000:.1f}".rstrip("0").rstrip(".").replace(".", ",")
        raise Invalid({"bestand": wording("Dit bestand is te groot. Kies een bestand van hooguit %(n)s MB.", n=most)})
    if extension not in kinds:
        raise Invalid(
            {"bestand": wording("Dit soort bestand kan niet. Kies uit: %(soorten)s.", soorten=", ".join(kinds))}
        )
    if _has_macros(extension, content):
        raise Invalid({"bestand": "In dit bestand zitten macro’s. Sla het zonder macro’s op en probeer het nog eens."})
    if not _is(extension, content):
        raise Invalid(
            {
                "bestand": wording(
                    "De inhoud is geen %(soort)s. Sla het bestand opnieuw op en probeer het nog eens.", soort=extension
                )
            }
        )
    stem = plain[: -len(plain.rpartition(".")[2]) - 1].strip() or "bijlage"
    return CheckedFile(f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}", extension, content)


def _has_macros(kind: str, content: bytes) -> bool:
    parts = _MACROS.get(kind, ())
    small = content.lower() if parts else b""
    return any(part in small for part in parts)


def _is(kind: str, content: bytes) -> bool:
    """Whether the content begins, and of an office document is divided, as this kind."""
    if not content.startswith(KINDS[kind][1]):
        return False
    if kind.startswith("od"):
        told = b"mimetype" + media_type(kind).encode()
        return content[30 : 30 + len(told)] == told
    return _PARTS.get(kind, b"") in content


def media_type(kind: str) -> str:
    return KINDS[kind][0]
