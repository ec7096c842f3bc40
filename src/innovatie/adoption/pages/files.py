"""Pictures and tables as files to keep."""

import asyncio

from litestar import Response

from innovatie.adoption.pictures import Drawing, to_svg
from innovatie.adoption.pictures.png import to_png
from innovatie.domain.errors import NotFound
from innovatie.web.downloads import saved_as


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
