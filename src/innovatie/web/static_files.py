"""The files of the site: kept in memory, compressed once, marked by their content so that every host agrees.

A proxy that can read static/ may serve them itself; then these are not asked for.
"""

import gzip
import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec
from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from innovatie import paths
from innovatie.web.handlers import AnyRequest

FOR_EVER: Final = "public, max-age=31536000, immutable"
AGAIN: Final = "public, no-cache"
_COMPRESSES: Final = ("text/", "application/json", "application/javascript", "image/svg")
_ENTRIES: Final = 400


class StaticFile(msgspec.Struct, frozen=True):
    """A file with its media type, the mark of its content, and itself compressed when that makes it smaller."""

    content: bytes
    media_type: str
    etag: str
    compressed: bytes | None


@get("/static/{path:path}", include_in_schema=False, sync_to_thread=True)
def static_file(request: AnyRequest, path: FromPath[str]) -> Response[bytes]:
    """One file below static/. An address with the mark of its content, or of its version, may be kept for ever."""
    file = _find(path)
    marked = "v" in request.query_params or (path.startswith("/vendor/") and not path.startswith("/vendor/bundle/"))
    headers = {
        "Cache-Control": FOR_EVER if marked else AGAIN,
        "ETag": file.etag,
        "Vary": "Accept-Encoding",
    }
    asked = {mark.strip().removeprefix("W/") for mark in request.headers.get("if-none-match", "").split(",")}
    if file.etag in asked or "*" in asked:
        return Response(b"", status_code=304, headers=headers)
    content = file.content
    if file.compressed is not None and accepts_gzip(request.headers.get("accept-encoding", "")):
        content, headers["Content-Encoding"] = file.compressed, "gzip"
    return Response(content, media_type=file.media_type, headers=headers)


def accepts_gzip(header: str) -> bool:
    """Whether `Accept-Encoding` takes gzip, by name and not with weight nought."""
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def _find(path: str) -> StaticFile:
    root = paths.STATIC.resolve()
    try:
        file = (root / path.lstrip("/")).resolve(strict=True)
        if not file.is_relative_to(root) or not file.is_file():
            raise NotFoundException
        return _read(file, file.stat().st_mtime_ns)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise NotFoundException from error


@lru_cache(maxsize=_ENTRIES)
def _read(file: Path, _changed_at: int) -> StaticFile:
    content = file.read_bytes()
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    compressed = gzip.compress(content, 9, mtime=0) if media_type.startswith(_COMPRESSES) else content
    return StaticFile(
        content=content,
        media_type=media_type,
        etag=f'"{hashlib.sha256(content).hexdigest()[:24]}"',
        compressed=compressed if len(compressed) < len(content) else None,
    )
