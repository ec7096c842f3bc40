"""Names of downloads; files of others, handed out under a policy in which nothing in them can run."""

import unicodedata
from collections.abc import Iterable
from urllib.parse import quote

from litestar import Response

from innovatie.domain.attached_files import media_type
from innovatie.domain.tables import csv_file
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


def csv_download(name: str, header: Iterable[str], rows: Iterable[Iterable[object]]) -> Response[bytes]:
    """A table of ours as CSV: with a mark, semicolons, and no cell that a spreadsheet computes."""
    headers = {"Content-Disposition": saved_as(name), "X-Content-Type-Options": "nosniff"}
    return Response(csv_file(header, rows), media_type="text/csv", headers=headers)


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
