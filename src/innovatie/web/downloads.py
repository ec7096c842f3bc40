"""Names of downloads; files of others, handed out under a policy in which nothing in them can run."""

import unicodedata
from urllib.parse import quote

from litestar import Response

from innovatie.domain.attached_files import media_type
from innovatie.web.content_policy import UPLOAD


def saved_as(name: str) -> str:
    """The Content-Disposition of a download that is kept as `name`, accents and all (RFC 6266).

    For programs of before 2011 it comes in plain letters too. Signs that no file name may have become low lines.
    """
    name = "".join("_" if sign in '/\\:*?"<>|' or not sign.isprintable() else sign for sign in name).strip(". ")
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(sign if sign.isalnum() or sign in "-_." else "_" for sign in bare) or "bestand"
    if plain == name:
        return f'attachment; filename="{plain}"'
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name or plain, safe='')}"


def download(name: str, kind: str, content: bytes) -> Response[bytes]:
    """A checked file of this kind."""
    return Response(
        content,
        media_type=media_type(kind),
        headers={
            "Content-Disposition": saved_as(name),
            "Content-Security-Policy": UPLOAD,
            "X-Content-Type-Options": "nosniff",
        },
    )
