"""Pictures and tables as files to keep."""

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence

from litestar import Response

from innovatie.adoption.pictures import Drawing, to_svg
from innovatie.adoption.pictures.png import to_png
from innovatie.domain.errors import NotFound
from innovatie.web.downloads import saved_as

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8 with a mark, semicolons, and no cell that a spreadsheet would take for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(head)
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


async def picture(drawing: Drawing, kind: str, name: str) -> Response[bytes]:
    """A drawing as a file to keep; NotFound for any other kind than svg and png."""
    if kind == "svg":
        body, media = str(to_svg(drawing, name="beeld")).encode(), "image/svg+xml"
    elif kind == "png":
        body, media = await asyncio.to_thread(to_png, drawing), "image/png"
    else:
        raise NotFound("Kies svg, png of csv.")
    return download(body, media, f"{name}.{kind}")


def download(body: bytes, media: str, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": saved_as(name), "X-Content-Type-Options": "nosniff"}
    return Response(body, media_type=media, headers=headers)
