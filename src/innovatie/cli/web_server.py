"""uvicorn as we run it: it ends in time, and says nothing that is not a line of our log."""

import os
import socket
import sys
from types import FrameType

import uvicorn
from litestar.types import ASGIApp

from innovatie.cli.gauges import gauges
from innovatie.infra import metrics, stopping

GRACEFUL = 5
"""Seconds that answers under way get to finish."""


class Server(uvicorn.Server):
    """A server that was told to stop is gone within ten seconds."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        stopping.end_soon()
        super().handle_exit(sig, frame)

    def __init__(self, config: uvicorn.Config, figures: socket.socket | None) -> None:
        super().__init__(config)
        self._figures = figures

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, with the figures on their own socket meanwhile."""
        async with metrics.served(self._figures, gauges):
            await super().serve(sockets)


def run(application: ASGIApp, listener: socket.socket, figures: socket.socket | None) -> None:
    """Serve on `listener` until a signal to stop; the figures on a socket of their own, if there is one."""
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
    Server(config, figures).run(sockets=[listener])
