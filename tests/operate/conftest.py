"""The servers of `make operate`, and its table: acknowledged against found, printed as JSON at the end."""

import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.operate.servers import Postgres
from tests.operate.site import Process, filled

_TABLE: dict[str, object] = {}


@pytest.fixture
def table() -> dict[str, object]:
    """What this run found, a row for each thing that was done to the site."""
    return _TABLE


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """After everything: what is written while a fixture ends, is captured and seen by nobody."""
    if _TABLE:
        terminalreporter.write_line("\n" + json.dumps(_TABLE, indent=2))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that the account of PostgreSQL may pass."""
    tmp_path.chmod(0o755)
    return tmp_path


@pytest.fixture
async def primary(folder: Path) -> AsyncIterator[Postgres]:
    server = Postgres(folder / "primary")
    server.make()
    server.start()
    try:
        await server.ready()
        await filled(server.dsn)
        yield server
    finally:
        server.stop()


@pytest.fixture
async def standby(primary: Postgres, tmp_path: Path) -> AsyncIterator[Postgres]:
    """A replica that follows the primary."""
    server = Postgres(tmp_path / "standby")
    server.make_from(primary)
    server.start()
    try:
        await server.ready()
        yield server
    finally:
        server.stop()


class Running(list[Process]):
    """The processes that a test started; those that still run at the end are ended."""

    def add(self, what: str, folder: Path, *, before: tuple[str, ...] = (), **settings: str) -> Process:
        process = Process(what, folder, before=before, **settings)
        self.append(process)
        process.ready()
        return process


@pytest.fixture
def processes() -> Iterator[Running]:
    running = Running()
    yield running
    for process in running:
        if process.process.poll() is None:
            process.end()
