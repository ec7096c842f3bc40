"""A page of this site as a QR code, to show on a screen or to print: whoever scans it has the address."""

from functools import lru_cache
from urllib.parse import quote

from litestar import Response, get
from litestar.exceptions import NotFoundException

from innovatie.web.handlers import AnyRequest
from innovatie.web.render import local_path

_LONGEST = 300


@lru_cache(maxsize=512)
def _drawn(address: str) -> str:
    """Black on white on every screen: a reader of codes wants the contrast."""
    import segno  # noqa: PLC0415 -- only who asks for a code needs it

    code = segno.make(address, error="m", micro=False)
    # Without a size of its own it is drawn to that of its place; with one, a smaller place cuts it off.
    return str(code.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True))


@get("/qr.svg", include_in_schema=False, sync_to_thread=False)
def qr_code(request: AnyRequest) -> Response[str]:
    """The code of the page `pad` of this site; 404 for an address of elsewhere."""
    path = request.query_params.get("pad", "")[:_LONGEST]
    if not path or local_path(path, default="") != path:
        raise NotFoundException
    text = _drawn(request.app.state.settings.base_url + quote(path, safe="/?=&%-._~"))
    svg = text.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in text else text
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "public, max-age=86400"})
