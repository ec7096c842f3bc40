"""uvicorn as we run it: it ends in time, and says nothing that is not a line of our log."""

import os
import socket
import sys
from types import FrameType

import uvicorn
from litestar.types import ASGIApp

from innovatie.infra import stopping

GRACEFUL = 5
"""Seconds that answers under way get to finish."""


class Server(uvicorn.Server):
    """A server that was told to stop is gone within ten seconds."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        stopping.end_soon()
        super().handle_exit(sig, frame)


def run(application: ASGIApp, listener: socket.socket) -> None:
    """Serve on `listener` until a signal to stop."""
    config = uvicorn.Config(
        application,  # two spellings of the same protocol
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        http="httptools",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1"),
        timeout_graceful_shutdown=GRACEFUL,
    )
    Server(config).run(sockets=[listener])
