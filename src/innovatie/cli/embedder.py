"""`innovatie embedder`: one process that turns sentences into vectors, for all others of a machine."""

import asyncio
import signal
from pathlib import Path

import click

from innovatie.settings import SettingsError, current


@click.command()
def embedder() -> None:
    """Zet zinnen om in vectoren voor alle processen op deze machine (INNOVATIE_EMBEDDER zegt waar)."""
    from innovatie.infra import (  # noqa: PLC0415 -- only this one needs it
        embedding_service,
        embeddings,
        logs,
        malloc,
        parent_process,
        stopping,
    )  # fmt: skip

    settings = current()
    if not settings.embedder:
        raise SettingsError("Zet INNOVATIE_EMBEDDER op de plek van de socket, zoals /run/innovatie/embedder.sock.")
    embeddings.require()
    malloc.use_few_heaps()
    parent_process.watch()
    logs.configure(settings.log_level)
    logs.tell_of_the_end()

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def on_signal() -> None:
            stopping.end_soon()
            stop.set()

        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, on_signal)
        await embedding_service.serve(Path(settings.embedder), stop)

    asyncio.run(run())
