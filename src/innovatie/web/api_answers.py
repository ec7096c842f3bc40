"""An answer of the API to a reader, once it is whole: marked by its content, compressed, and not sent twice.

- `ETag` is a digest of the body, so it is right whatever changed; a thing that counts its versions keeps the number
  before it, which is all that `If-Match` looks at (web/conditions.py);
- `If-None-Match` with that mark is answered by 304, without a body;
- what everybody may read may be kept by caches for a minute; what a token reads is asked again each time;
- gzip when the reader takes it and no proxy has done so.
"""

import asyncio
import gzip
import hashlib
from typing import Final

from litestar.datastructures import MutableScopeHeaders
from litestar.types import HTTPScope, Message, Send

from innovatie.web.static_files import accepts_gzip

PUBLIC: Final = "public, max-age=60"
PRIVATE: Final = "private, no-cache"
_WORTH_IT: Final = 1_000
"""Bytes from which on an answer is compressed."""
_LONG: Final = 100_000
"""Bytes from which on that is done beside the event loop."""


class WholeAnswer:
    """Takes the messages of one answer to a GET, and sends them on when the last has come."""

    def __init__(self, scope: HTTPScope, send: Send) -> None:
        self.send = send
        asked = {name: value.decode("latin-1") for name, value in scope["headers"]}
        self.known = _marks(asked.get(b"if-none-match", ""))
        self.by_token = b"authorization" in asked
        self.takes_gzip = accepts_gzip(asked.get(b"accept-encoding", ""))
        self.parts: list[bytes] = []
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        """The next message of the application."""
        if message["type"] == "http.response.start":
            self.start = message
            return
        if message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            await self._finish(b"".join(self.parts))

    async def _finish(self, body: bytes) -> None:
        assert self.start is not None, "an answer begins with its status"
        start = self.start
        headers = MutableScopeHeaders.from_message(start)
        if start["type"] == "http.response.start" and start["status"] == 200:
            mark = _mark(headers.get("etag", ""), body)
            headers["ETag"] = mark
            headers["Cache-Control"] = PRIVATE if self.by_token else PUBLIC
            headers["Vary"] = "Accept, Accept-Encoding, Accept-Language, Authorization"
            headers.setdefault("Content-Language", "nl")
            if self.known & {mark.removeprefix("W/"), "*"}:
                start["status"], body = 304, b""
                for name in ("content-length", "content-type"):
                    if name in headers:
                        del headers[name]
            elif self.takes_gzip and len(body) >= _WORTH_IT and "content-encoding" not in headers:
                body = await asyncio.to_thread(_packed, body) if len(body) >= _LONG else _packed(body)
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 5, mtime=0)


def _marks(header: str) -> frozenset[str]:
    return frozenset(mark.strip().removeprefix("W/") for mark in header.split(",") if mark.strip())


def _mark(version: str, body: bytes) -> str:
    digest = hashlib.sha256(body).hexdigest()[:24]
    return f'"{version.strip(chr(34))}-{digest}"' if version else f'W/"{digest}"'
