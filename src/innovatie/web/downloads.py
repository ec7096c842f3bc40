"""Files of others, handed out as downloads only, under a policy in which nothing in them can run."""

from litestar import Response

from innovatie.domain.attached_files import media_type
from innovatie.web.content_policy import UPLOAD


def download(name: str, kind: str, content: bytes) -> Response[bytes]:
    """A checked file of this kind; what in its name is no plain letter, digit, dash or dot becomes a low line."""
    safe = "".join(sign if (sign.isascii() and sign.isalnum()) or sign in "-_." else "_" for sign in name)
    return Response(
        content,
        media_type=media_type(kind),
        headers={
            "Content-Disposition": f'attachment; filename="{safe}"',
            "Content-Security-Policy": UPLOAD,
            "X-Content-Type-Options": "nosniff",
        },
    )
