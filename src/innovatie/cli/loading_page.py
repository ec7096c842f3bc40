"""The page that answers while the demo is still being loaded: the door is open before the house is ready.

It is served by a thread on the very socket that the web process will serve, so the address never refuses anybody: who
knocks during the change waits a moment and gets the real page.
"""

import contextlib
import os
import selectors
import socket
import threading
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Self

TIMEOUT_SECONDS = 2.0  # seconds that a visitor gets to send a question
LONGEST = 65_536  # bytes of a question that are read
AGAIN = 2  # seconds after which the page asks again
PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><meta http-equiv="refresh" content="{again}">
<meta name="viewport" content="width=device-width"><title>Innovatie wordt geladen</title></head>
<body><main><h1>Innovatie wordt geladen</h1>
<p>De voorbeelden worden klaargezet. Dat gebeurt alleen bij de eerste start.</p>
<p role="status">Nu bezig: {step}.</p>
<p>Deze pagina ververst zichzelf. U hoeft niets te doen.</p></main></body></html>
"""


class LoadingPage:
    """`with LoadingPage(listener, told): ...` answers 503 with what the file `told` says is being loaded."""

    def __init__(self, listener: socket.socket, told: Path) -> None:
        self._listener = listener
        self._told = told
        self._stop, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="loading page", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.write(self._wake, b".")
        self._thread.join()
        os.close(self._stop)
        os.close(self._wake)
        self._told.unlink(missing_ok=True)

    def _serve(self) -> None:
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._listener, selectors.EVENT_READ)
            waiting.register(self._stop, selectors.EVENT_READ)
            while self._stop not in (ready := {key.fileobj for key, _ in waiting.select()}):
                if self._listener in ready:
                    with contextlib.suppress(OSError):  # a visitor who went away again
                        self._answer(self._listener.accept()[0])

    def _answer(self, visitor: socket.socket) -> None:
        with visitor:
            visitor.settimeout(TIMEOUT_SECONDS)
            asked = visitor.recv(LONGEST)
            body = PAGE.format(again=AGAIN, step=escape(self._step())).encode()
            head = (
                "HTTP/1.1 503 Service Unavailable\r\n"
                "Content-Type: text/html; charset=utf-8\r\n"
                "Content-Security-Policy: default-src 'none'\r\n"
                "Cache-Control: no-store\r\n"
                f"Retry-After: {AGAIN}\r\n"
                f"Content-Length: {len(body)}\r\n"
                "Connection: close\r\n\r\n"
            ).encode()
            visitor.sendall(head if asked.startswith(b"HEAD ") else head + body)

    def _step(self) -> str:
        try:
            return self._told.read_text(encoding="utf-8").strip() or "starten"
        except OSError:
            return "starten"
