"""`innovatie demo`: database, example content, web and worker on this machine, from one command."""

import asyncio
import hashlib
import hmac
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from innovatie.cli import listening, processes
from innovatie.cli.loading_page import LoadingPage
from innovatie.cli.supervisor import Supervisor
from innovatie.demo import mark
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra import event_loop
from innovatie.infra.embedded_postgres import DatabaseError, EmbeddedPostgres
from innovatie.infra.embedded_postgres.failures import of_system
from innovatie.settings import Settings, SettingsError, current

READY_WITHIN = 60.0  # seconds
LOADING = "loading.txt"
"""In the data folder: what the process that loads is doing, for the page that says so."""


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Poort van de website (anders INNOVATIE_PORT of 8000).")
@click.option(
    "--data", type=click.Path(path_type=Path), help="Map voor de gegevens (anders INNOVATIE_DATA of .innovatie)."
)
def demo(port: int | None, data: Path | None) -> None:
    """Start Innovatie met voorbeelden op deze computer; Ctrl-C stopt alles."""
    console = Console(highlight=False)
    began = time.monotonic()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, signal.default_int_handler)  # so that what has been started is stopped as well
    folder = (data or current().data).absolute()
    settings = current().with_changes(demo=True, port=port or current().port, data=folder)
    listener = listening.listen(settings.host, settings.port)
    settings = settings.with_changes(secret=settings.secret or _kept_secret(folder))
    postgres = None if settings.database_url else EmbeddedPostgres(folder)
    supervisor = _supervisor(settings, listener, postgres)
    try:
        supervisor.prepare_web()
        with LoadingPage(listener, folder / LOADING):
            if postgres is not None:
                settings = settings.with_changes(database_url=postgres.start())
            if postgres is not None and postgres.moved:
                console.print(
                    f"De database staat in {postgres.folder}: in {folder} kan het account van PostgreSQL niet bij."
                )
            os.environ.update(settings.environment())
            current.cache_clear()
            if not asyncio.run(_is_ready()):
                _prepare_apart()
        supervisor.open_web(asyncio.run(_for_the_app(settings)))
        personas = asyncio.run(_personas())  # while the web process starts
        _wait_until_ready(settings, supervisor)
        supervisor.start_worker()
        _welcome(console, settings, personas, time.monotonic() - began)
        supervisor.run(console.print)
        console.print("Innovatie is gestopt.")
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cut the stopping short
        supervisor.stop()
        if postgres is not None:
            postgres.stop()


def _supervisor(settings: Settings, listener: socket.socket, postgres: EmbeddedPostgres | None) -> Supervisor:
    try:
        return Supervisor(settings, listener, postgres)
    except OSError as error:  # its logs go into the data folder
        raise of_system(error, settings.data) from error


def _kept_secret(folder: Path) -> str:
    """The demo's secret, made at the first start, so that sessions outlive a restart."""
    file = folder / "secret"
    try:
        if not file.exists():
            folder.mkdir(mode=0o711, parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as stream:
                stream.write(secrets.token_urlsafe(48))
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise of_system(error, folder) from error


async def _is_ready() -> bool:
    async with processes.sentences_for_database():
        return await mark.is_ready(current().database_url)


def _prepare_apart() -> None:
    """Migrate and load in a process of its own: the models that this needs must not stay in our memory."""
    done = subprocess.run([sys.executable, "-m", "innovatie.cli", "demo-prepare"], check=False)
    if done.returncode != 0:
        raise click.exceptions.Exit(done.returncode)  # it has told why


@click.command(hidden=True)
def demo_prepare() -> None:
    """Breng de database bij en laad de voorbeelden; `innovatie demo` doet dit zelf."""
    event_loop.run(_prepare(Console(highlight=False)))


async def _prepare(console: Console) -> None:
    """Migrate, and load the demo if that has not been done."""
    from innovatie.demo import loading  # noqa: PLC0415 -- heavy, and only the first start needs it
    from innovatie.infra import database  # noqa: PLC0415
    from innovatie.worker import run_due  # noqa: PLC0415

    async with processes.sentences_for_database():
        await processes.migrate_database()
        if await mark.is_unfinished(current().database_url):
            await mark.empty(current().database_url)
            await processes.migrate_database()
        await database.open_pool(maximum=4)
        try:
            with _Steps(console) as steps:
                if await loading.load_once(now=datetime.now(UTC), progress=steps.next):
                    steps.next("zoekmachine en groepen bijwerken")
                    await run_due(current().database_url)
        except loading.NotTheDemo as error:
            raise DatabaseError(str(error)) from error
        finally:
            await database.close_pool()


async def _personas() -> list[tuple[str, str]]:
    """Name and roles of everybody whom one may play."""
    from innovatie.accounts.queries import personas  # noqa: PLC0415 -- the settings are complete only now
    from innovatie.infra import database  # noqa: PLC0415

    database.configure(current().direct_url)
    return [(who.name, ", ".join(who.roles)) for who in await personas(today=dutch_day(datetime.now(UTC)))]


async def _for_the_app(settings: Settings) -> str:
    """The database's address for web and worker: a role that cannot change tables or the trail.

    On a server of one's own whose user may not make roles, that user itself.
    """
    from innovatie.infra import database_roles  # noqa: PLC0415

    password = hmac.new(settings.secret.encode(), b"database role of the app", hashlib.sha256).hexdigest()
    try:
        return await database_roles.ensure_app_role(settings.database_url, password=password)
    except asyncpg.InsufficientPrivilegeError:
        return settings.database_url


class _Steps:
    """What the loader is doing: one line that changes on a terminal; elsewhere only that the address answers."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._told = False
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )

    def __enter__(self) -> "_Steps":
        self._progress.start()
        self._task = self._progress.add_task("Voorbeelden laden", total=None)
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def next(self, step: str) -> None:
        if not self._told:  # not before: a database that is not for the demo is one sentence
            self._console.print(f"{current().base_url} is al open en zegt wat er nog geladen wordt.", soft_wrap=True)
            self._told = True
        self._progress.update(self._task, description=f"Voorbeelden laden: {step}")
        (current().data / LOADING).write_text(step, encoding="utf-8")


def _wait_until_ready(settings: Settings, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + READY_WITHIN
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # our own machine needs no proxy
    while True:
        if supervisor.web.died():
            raise SettingsError(f"De website start niet: {supervisor.web.last_words()} (zie {supervisor.web.log}).")
        try:
            with opener.open(f"{settings.base_url}/livez", timeout=1):
                return
        except urllib.error.HTTPError:
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise DatabaseError(f"De website antwoordt niet binnen {READY_WITHIN:.0f} seconden.") from error
            time.sleep(0.05)


def _welcome(console: Console, settings: Settings, personas: list[tuple[str, str]], seconds: float) -> None:
    table = Table()
    table.add_column("Naam", no_wrap=True)
    table.add_column("Rol")
    for name, roles in personas:
        table.add_row(name, roles)
    console.print("Kies op de inlogpagina wie u bent:", table, sep="\n")
    where = f"Innovatie draait op {settings.base_url} (gestart in {seconds:.1f} s; gegevens in {settings.data})."
    console.print(where, "Stop met Ctrl-C.", sep="\n", soft_wrap=True)
