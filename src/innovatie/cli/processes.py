"""The processes of a real installation, each configured by the environment: serve, worker, migrate."""

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from types import FrameType

import asyncpg
import click

from innovatie import paths
from innovatie.cli import listening
from innovatie.cli.database_errors import DATABASE_ERRORS, sentence_of
from innovatie.infra import event_loop
from innovatie.infra.connecting import connect
from innovatie.infra.embedded_postgres import DatabaseError
from innovatie.settings import SettingsError, current

START_PATIENCE = 60.0
"""Seconds that a starting process waits for a database that is starting too."""


@click.command()
@click.option("--host", help="Adres om op te luisteren (anders INNOVATIE_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="Poort om op te luisteren (anders INNOVATIE_PORT).")
@click.option("--fd", type=int, hidden=True, help="A listening socket that the supervisor hands over.")
@click.option("--wait", type=int, hidden=True, help="A pipe on which the supervisor tells the database's address.")
def serve(host: str | None, port: int | None, fd: int | None, wait: int | None) -> None:
    """Start het webproces; de database moet al bijgewerkt zijn (innovatie migrate)."""
    from innovatie.app import create_app  # noqa: PLC0415 -- only this command needs it
    from innovatie.cli import web_server  # noqa: PLC0415
    from innovatie.infra import database, embeddings, logs, malloc, object_store, parent_process, tracing  # noqa: PLC0415

    malloc.use_few_heaps()
    embeddings.require()
    parent_process.watch()
    if wait is not None:
        os.environ["DATABASE_URL"] = _told(wait)
        current.cache_clear()
    settings = current().with_changes(host=host or current().host, port=port or current().port)
    embeddings.use_service(settings.embedder)
    _need_database()
    object_store.in_use()  # what is missing for it, is told at the start
    database.configure(settings.database_url, direct=settings.database_direct_url)
    listener = listening.listen(settings.host, settings.port) if fd is None else socket.socket(fileno=fd)
    figures = listening.listen_for_figures(settings)
    logs.configure(settings.log_level)
    logs.tell_of_the_end()
    tracing.configure(settings, process="web")
    _with_database(_wait_for_database)
    application = create_app(settings)
    gc.collect()
    gc.freeze()  # what the start made stays; looking through it again and again costs a tenth of the speed
    gc.set_threshold(10_000, 20, 20)
    try:
        web_server.run(application, listener, figures)
    finally:
        tracing.close()


@click.command()
def worker() -> None:
    """Voer taken op de achtergrond uit, tot het proces een stopsignaal krijgt."""
    from innovatie.cli.gauges import gauges  # noqa: PLC0415
    from innovatie.infra import (  # noqa: PLC0415
        database,
        embeddings,
        logs,
        metrics,
        object_store,
        parent_process,
        stopping,
        tracing,
    )  # fmt: skip
    from innovatie.worker import run_forever  # noqa: PLC0415

    embeddings.require()
    settings = current()
    embeddings.use_service(settings.embedder)
    _need_database()
    object_store.in_use()
    logs.configure(settings.log_level)
    logs.tell_of_the_end()
    figures = listening.listen_for_figures(settings)
    database.configure(settings.database_url, direct=settings.database_direct_url)
    parent_process.watch()
    tracing.configure(settings, process="worker")

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()

        def on_signal(number: int, frame: FrameType | None) -> None:  # not by the loop: a job may keep that busy
            stopping.end_soon()
            loop.call_soon_threadsafe(stop.set)

        await _wait_for_database()
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, on_signal)
        await database.open_pool(maximum=settings.pool_size)
        try:
            async with metrics.served(figures, gauges):
                await run_forever(settings.direct_url, stop=stop)
        finally:
            await database.close_pool()
            await asyncio.to_thread(tracing.close)

    _with_database(run)


@click.command()
def migrate() -> None:
    """Breng de database naar deze versie; een nieuwere database wordt geweigerd."""
    _need_database()
    _with_database(migrate_database)


async def migrate_database() -> None:
    """Run the migrations that the database of the settings has not had. Raises DatabaseError."""
    from innovatie.infra import database, database_roles, migrations  # noqa: PLC0415

    settings = current()
    dsn = settings.migration_url or settings.direct_url
    app = database_roles.user_of(settings.database_url) if settings.migration_url else ""
    if settings.migration_url and not app:
        raise SettingsError(
            "Noem in DATABASE_URL de rol van de website: postgresql://innovatie_app:...; zij krijgt rechten."
        )
    database.configure(dsn)
    try:
        await migrations.migrate(dsn, paths.MIGRATIONS)
    except (migrations.DatabaseOfAnotherVersion, migrations.DatabaseIsBusy, migrations.RowsBreakARule) as error:
        raise DatabaseError(str(error)) from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseError(
            f"De rol die de tabellen maakt, mag te weinig: {error}. Maak eerst de rollen (docs/running.md)."
        ) from error
    if settings.migration_url:
        await database_roles.grant_to_user_of(settings.database_url, owner_dsn=dsn)
        database.configure(settings.database_url, direct=settings.database_direct_url)


async def _wait_for_database() -> None:
    """Until the database lets us in: it may be starting, as we are. The error goes on after `START_PATIENCE` seconds.

    Then its role is looked at: see `_refuse_mighty_role`.
    """
    import structlog  # noqa: PLC0415

    log = structlog.get_logger()
    deadline = time.monotonic() + START_PATIENCE
    while True:
        try:
            await (await connect(current().database_url, timeout=START_PATIENCE)).close()
            break
        except (ConnectionError, asyncpg.CannotConnectNowError) as error:
            if time.monotonic() > deadline:
                raise
            log.warning("the database is away", error=type(error).__name__, again_in=1.0)
            await asyncio.sleep(1.0)
    await _refuse_mighty_role()


async def _refuse_mighty_role() -> None:
    """In a real installation the app's role must not be able to rewrite the trail or the ballot log: DatabaseError.

    A demo, and a trial that only this machine can reach, may run as whoever made the database.
    """
    from innovatie.infra import database_roles  # noqa: PLC0415

    settings = current()
    if settings.demo or not settings.public_part:
        return
    connection = await connect(settings.database_url, statement_cache_size=0)
    try:
        found = await database_roles.too_mighty(connection)
    finally:
        await connection.close()
    if found:
        raise DatabaseError(
            f"De rol in DATABASE_URL mag te veel: die {' en '.join(found)}. Zo kan wie de website overneemt het "
            "logboek en de stemmen herschrijven. Gebruik een eigen rol voor de website; "
            "docs/running.md zegt hoe u die maakt."
        )


@contextlib.asynccontextmanager
async def sentences_for_database() -> AsyncIterator[None]:
    """Turn a database that cannot be reached into one sentence."""
    try:
        yield
    except DATABASE_ERRORS as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        raise DatabaseError(sentence) from error


def _with_database(work: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        async with sentences_for_database():
            await work()

    event_loop.run(run())


def _need_database() -> None:
    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database, of gebruik innovatie demo.")


def _told(descriptor: int) -> str:
    """The address that the supervisor writes once the database is ready; without one there is nothing to do."""
    with os.fdopen(descriptor, "rb") as pipe:
        address = pipe.read().decode()
    if not address:
        sys.exit(0)
    return address
