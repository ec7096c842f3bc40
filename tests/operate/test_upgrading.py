"""An upgrade under load: the version of before serves on while the tables become today's, and then both serve together.

The version of before is the commit before the last `BACK` migrations came, or the one of INNOVATIE_TEST_BEFORE.
"""

import io
import os
import re
import subprocess
import sys
import tarfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from litestar.routes import HTTPRoute

from innovatie import paths
from innovatie.app import create_app
from innovatie.settings import Settings
from tests.house.source import ROOT
from tests.operate.conftest import Running
from tests.operate.servers import Postgres
from tests.operate.site import Process, Sender, compared, first_people, signed_in, visitor
from tests.serving import SECRET, environment
from tests.waiting import until

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.operate,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets to what was ended
]

BACK = 5
"""So many migrations at once: more than a release of some weeks has, and each must let the code of before live."""


def git(*arguments: str) -> bytes:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"the history of git is not here: git {' '.join(arguments)}: {done.stderr.decode()[:200]}")
    return done.stdout


def candidates() -> Iterator[str]:
    """What was there before the last migrations, the newest first. Of a commit among others not each ran by itself."""
    if given := os.environ.get("INNOVATIE_TEST_BEFORE"):
        yield given
        return
    names = sorted(file.name for file in paths.MIGRATIONS.glob("innovatie_*.py"))
    for name in reversed(names[1:-BACK]):
        added = git("log", "--diff-filter=A", "--format=%H", "--", f"migrations/{name}").decode().split()
        if added:
            yield f"{added[-1]}^"


def _migrations(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("innovatie_*.py")}


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source of the version of before, with the browser files of today."""
    for commit in candidates():
        folder = tmp_path_factory.mktemp("before")
        packed = git("archive", commit, "src", "migrations", "templates", "static", "locale", "publiccode.yml")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(folder, filter="data")
        if not _migrations(folder / "migrations") <= _migrations(paths.MIGRATIONS):
            continue  # a commit between others, whose migration got another number before it was anybody's
        (folder / "static" / "vendor").symlink_to(ROOT / "static" / "vendor")
        told = environment(INNOVATIE_SECRET=SECRET, **of_before(folder))
        program = [sys.executable, "-c", "import innovatie.app, innovatie.worker"]
        if subprocess.run(program, env=told, capture_output=True, check=False).returncode == 0:
            return folder
    pytest.skip("no commit of before the last migrations starts")


@pytest.fixture
async def server(folder: Path, older: Path) -> AsyncIterator[Postgres]:
    """A database with the tables of before, and somebody to sign in as."""
    running = Postgres(folder / "server")
    running.make()
    running.start()
    try:
        await running.ready()
        assert migrate(running.dsn, older) == ""
        await first_people(running.dsn)
        yield running
    finally:
        running.stop()


def of_before(older: Path) -> dict[str, str]:
    return {"PYTHONPATH": str(older / "src")}


def migrate(dsn: str, source: Path | None = None) -> str:
    """`innovatie migrate` of today, or of what stands in `source`; what it complained of."""
    own = {} if source is None else of_before(source)
    told = environment(DATABASE_URL=dsn, INNOVATIE_SECRET=SECRET, **own)
    done = subprocess.run(
        [sys.executable, "-m", "innovatie.cli", "migrate"], env=told, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stderr


def pages() -> list[str]:
    """Every address of today that can be asked for without knowing a number."""
    app = create_app(Settings(demo=True, secret=SECRET))
    found = {
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods and "{" not in route.path
    }
    return sorted(found - {"/livez", "/readyz"})


def faults(web: Process, client: httpx.Client) -> list[str]:
    """The pages that answered with an error of ours; 503 of a process that says it is not ready is none."""
    ready = client.get("/readyz").status_code == 200
    found = [(path, client.get(path).status_code) for path in pages()]
    assert sum(status == 200 for _, status in found) > 50 or not ready
    return [f"{path}: {status}" for path, status in found if status >= 500 and (ready or status != 503)]


async def test_both_versions_serve_during_an_upgrade_and_no_page_breaks(
    server: Postgres, older: Path, processes: Running, folder: Path, table: dict[str, object]
) -> None:
    old_web = processes.add("serve", folder, DATABASE_URL=server.dsn, **of_before(older))
    old_worker = processes.add("worker", folder, DATABASE_URL=server.dsn, **of_before(older))
    sender = Sender(old_web)
    try:
        until(lambda: sender.at_least(5), of="plans are taken before the upgrade")
        told = migrate(server.dsn)
        assert told == "", f"the upgrade must work while people work: {told}"
        sent = len(sender.acknowledged)
        until(lambda: sender.at_least(sent + 5), of="the version of before takes plans with the tables of today")
        new_web = processes.add("serve", folder, DATABASE_URL=server.dsn)
        new_worker = processes.add("worker", folder, DATABASE_URL=server.dsn)
        broken: dict[str, list[str]] = {}
        for name, web in (("before", old_web), ("today", new_web)):
            with closing(visitor(web)) as reader, closing(signed_in(web)) as author:
                broken[name] = faults(web, reader) + faults(web, author)
        assert broken == {"before": [], "today": []}
    finally:
        sender.finish()
    both = Sender(old_web, new_web)
    until(lambda: both.at_least(6), of="both take plans")
    both.finish()
    found = await compared(sender, server.dsn)
    table["an upgrade under load, both versions serving"] = found | {"with_both": len(both.acknowledged)}
    assert (found["lost"], found["doubled"], found["refused"]) == (0, 0, 0)
    assert re.findall(r"deadlock detected(?s:.{,2000})", server.told) == [], "a migration crossed people at work"
    for process in (old_web, old_worker, new_web, new_worker):
        assert process.process.poll() is None
        errors = re.findall(r'"event": "(?:unexpected error|job failed)".*', process.told)
        assert errors == [], f"{process.what} at {process.log}"
