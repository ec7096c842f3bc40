"""What is done to the site while somebody sends plans in: nothing acknowledged may be lost, nothing may be there twice."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operate.conftest import Running
from tests.operate.servers import Postgres
from tests.operate.site import Sender, compared, filled, get
from tests.operate.test_deploy import tool
from tests.waiting import until

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.operate,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets to what was killed
]


def goes_on(sender: Sender, number: int = 5) -> None:
    """Until so many more plans are acknowledged."""
    enough = len(sender.acknowledged) + number
    until(lambda: sender.at_least(enough), of="plans are acknowledged")


def is_refused(sender: Sender) -> None:
    """Until plans are refused that were not before."""
    refused = sender.refused
    until(lambda: sender.refused > refused, of="plans are refused")


async def test_every_process_is_killed_in_turn(
    primary: Postgres, processes: Running, folder: Path, table: dict[str, object]
) -> None:
    webs = [processes.add("serve", folder, DATABASE_URL=primary.dsn) for _ in range(2)]
    workers = [processes.add("worker", folder, DATABASE_URL=primary.dsn) for _ in range(2)]
    sender = Sender(*webs)
    goes_on(sender)
    for process in (webs[0], workers[0]):
        process.kill()
        goes_on(sender)
        process.start()
        process.ready()
    goes_on(sender)
    primary.kill()
    is_refused(sender)
    primary.start()
    await primary.ready()
    goes_on(sender)
    sender.finish()
    found = await compared(sender, primary.dsn)
    table["kill -9 of a web process, a worker and PostgreSQL"] = found
    assert (found["lost"], found["doubled"]) == (0, 0)
    until(
        lambda: f"Plan {os.getpid()}-" in get(webs[0], "/zoeken?q=vuilniswagen").text, of="what was sent in is indexed"
    )
    assert workers[1].process.poll() is None


async def test_the_network_to_the_database_is_cut_and_comes_back(
    primary: Postgres, processes: Running, folder: Path, table: dict[str, object]
) -> None:
    """Its processes stand still: connections neither answer nor break, as behind a switch that is down."""
    webs = [processes.add("serve", folder, DATABASE_URL=primary.dsn) for _ in range(2)]
    sender = Sender(*webs)
    goes_on(sender)
    primary.pause(stopped=True)
    until(lambda: get(webs[0], "/readyz").status_code == 503, of="it is not ready")
    assert get(webs[0], "/livez").status_code == 200
    primary.pause(stopped=False)
    goes_on(sender)
    sender.finish()
    found = await compared(sender, primary.dsn)
    table["network to the database cut, then back"] = found
    assert (found["lost"], found["doubled"]) == (0, 0)


async def test_a_host_with_a_slow_clock_is_given_no_visitors(
    primary: Postgres, processes: Running, folder: Path, table: dict[str, object]
) -> None:
    faketime = tool("faketime", "apt-get install faketime")
    slow = processes.add("serve", folder, before=(faketime, "-f", "-180s"), DATABASE_URL=primary.dsn)
    right = processes.add("serve", folder, DATABASE_URL=primary.dsn)
    told = get(slow, "/readyz")
    assert (told.status_code, told.text.startswith("clock: -18")) == (503, True)
    assert get(right, "/readyz").status_code == 200
    table["clock three minutes slow"] = {"ready": False, "told": told.text}


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 320 MB of its own; skips where one may not be made."""
    with tempfile.TemporaryDirectory(prefix="innovatie-disk-", dir="/tmp") as made:
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=320m,mode=755", "tmpfs", made], capture_output=True, check=False
        )
        if mounted.returncode != 0:
            pytest.skip("no file system may be mounted here")
        try:
            yield Path(made)
        finally:
            subprocess.run(["umount", "-l", made], check=True)


async def test_the_disk_of_the_database_is_full_for_a_while(
    small_disk: Path, processes: Running, folder: Path, table: dict[str, object]
) -> None:
    server = Postgres(small_disk / "primary")
    server.make()
    server.start(wal_keep_size="0", max_wal_size="64MB", min_wal_size="32MB")
    try:
        await server.ready()
        await filled(server.dsn)
        webs = [processes.add("serve", folder, DATABASE_URL=server.dsn) for _ in range(2)]
        sender = Sender(*webs)
        goes_on(sender)
        filling = small_disk / "filling"
        _fill(filling)
        is_refused(sender)
        pages = [get(web, "/ideeen").status_code for web in webs]
        filling.unlink()
        await server.ready()
        goes_on(sender)
        sender.finish()
        found = await compared(sender, server.dsn)
        table["disk of the database full, then not"] = {**found, "pages_meanwhile": pages}
        assert (found["lost"], found["doubled"]) == (0, 0)
    finally:
        for process in processes:
            process.end()
        server.stop()


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(os.urandom(65_536))
        except OSError:
            return
