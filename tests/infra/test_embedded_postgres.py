"""The embedded PostgreSQL, in all the ways a machine can be unkind to it. Every test runs the real server."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from innovatie.infra.embedded_postgres import DatabaseError, EmbeddedPostgres, running_dsn

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root can mount a small or read-only disk, or drop its rights")

PARENT = """
import asyncio, sys, time
from pathlib import Path
import asyncpg
from innovatie.infra.embedded_postgres import EmbeddedPostgres

async def keep(dsn):
    connection = await asyncpg.connect(dsn)
    await connection.execute("CREATE TABLE kept (number int)")
    await connection.execute("INSERT INTO kept VALUES (42)")
    await connection.close()

server = EmbeddedPostgres(Path(sys.argv[1]))
asyncio.run(keep(server.start()))
print(server.pid, server.dsn, flush=True)
time.sleep(600)
"""


def ask(dsn: str, sql: str) -> Any:
    async def run() -> Any:
        connection = await asyncpg.connect(dsn)
        try:
            return await connection.fetchval(sql)
        finally:
            await connection.close()

    return asyncio.run(run())


def alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def copy_of(original: Path, folder: Path) -> Path:
    subprocess.run(["cp", "-a", str(original), str(folder)], check=True)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that an account without rights can reach; pytest's own tmp_path is closed to others."""
    made = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A cluster with one row in it, stopped in order; tests work on copies."""
    parent = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    parent.chmod(0o711)
    with EmbeddedPostgres(parent / "data", durable=False) as server:
        ask(server.dsn, "CREATE TABLE kept (number int)")
        ask(server.dsn, "INSERT INTO kept VALUES (42)")
    yield parent / "data"
    shutil.rmtree(parent)


def test_it_starts_with_the_extensions_we_need_stops_and_starts_again_with_its_rows(made: Path) -> None:
    server = EmbeddedPostgres(made, durable=False)
    with server:
        for extension in ("vector", "pg_trgm", "unaccent"):
            ask(server.dsn, f"CREATE EXTENSION IF NOT EXISTS {extension}")
        assert ask(server.dsn, "SELECT datlocale FROM pg_database WHERE datname = 'innovatie'") == "C.UTF-8"
        assert ask(server.dsn, "SHOW data_checksums") == "on"
        assert ask(server.dsn, "SHOW listen_addresses") == ""
    assert server.pid is None
    with server:
        assert ask(server.dsn, "SELECT number FROM kept") == 42


def test_a_wrong_password_is_refused_and_the_socket_lies_in_a_private_folder(made: Path) -> None:
    with EmbeddedPostgres(made, durable=False) as server:
        password = (server.folder / "password").read_text()
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(server.dsn.replace(password, "geraden"), "SELECT 1")
        assert (server.folder / "socket").stat().st_mode & 0o777 == 0o700
        assert (server.folder / "password").stat().st_mode & 0o777 == 0o600


def test_a_second_innovatie_on_the_same_folder_is_refused_and_harms_nothing(made: Path) -> None:
    with EmbeddedPostgres(made, durable=False) as server:
        with pytest.raises(DatabaseError) as caught:
            EmbeddedPostgres(made).start()
        assert str(caught.value) == (
            f"De map {made} is al in gebruik door een andere Innovatie (proces {os.getpid()})."
        )
        assert ask(server.dsn, "SELECT number FROM kept") == 42


def test_after_kill_9_of_the_server_it_starts_again_and_has_lost_nothing(made: Path, folder: Path) -> None:
    server = EmbeddedPostgres(copy_of(made, folder / "data"))
    with server:
        ask(server.dsn, "INSERT INTO kept VALUES (43)")
        killed = server.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        while alive(killed):
            time.sleep(0.01)
        server.start()
        assert ask(server.dsn, "SELECT sum(number) FROM kept") == 85


def test_after_kill_9_of_the_parent_the_orphaned_server_is_stopped_and_its_rows_are_kept(
    folder: Path,
) -> None:
    data = folder / "data"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data)], stdout=subprocess.PIPE, text=True, env=environ
    ) as parent:
        assert parent.stdout is not None
        orphan, dsn = parent.stdout.readline().split()
        parent.kill()
    assert alive(int(orphan))
    assert ask(dsn, "SELECT number FROM kept") == 42
    with EmbeddedPostgres(data) as server:
        assert not alive(int(orphan))
        assert server.pid != int(orphan)
        assert ask(server.dsn, "SELECT number FROM kept") == 42


def test_a_pid_file_that_names_a_living_stranger_is_no_obstacle_and_the_stranger_lives_on(
    made: Path, folder: Path
) -> None:
    data = copy_of(made, folder / "data")
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (data / "postgres/cluster/postmaster.pid").write_text(f"{stranger.pid}\n{data}\n")
        (data / "postgres/socket/.s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n{data}\n")
        with EmbeddedPostgres(data, durable=False) as server:
            assert ask(server.dsn, "SELECT number FROM kept") == 42
        assert stranger.poll() is None
        stranger.terminate()


def test_a_cluster_that_was_never_finished_is_made_anew(made: Path, folder: Path) -> None:
    data = copy_of(made, folder / "data")
    (data / "postgres/cluster").rename(data / "postgres/cluster.unfinished")
    (data / "postgres/cluster.unfinished/PG_VERSION").unlink()
    with EmbeddedPostgres(data, durable=False) as server:
        assert ask(server.dsn, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


def test_a_taken_port_gives_one_sentence_and_frees_the_folder(made: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(DatabaseError) as caught:
            EmbeddedPostgres(made, port=port, durable=False).start()
    assert str(caught.value) == (
        f"Poort {port} is bezet: er draait al een programma op. Kies een andere poort voor de database."
    )
    with EmbeddedPostgres(made, port=port, durable=False) as server:
        password = (server.folder / "password").read_text()
        dsn = f"postgresql://innovatie:{password}@127.0.0.1:{port}/innovatie"
        assert ask(dsn, "SELECT number FROM kept") == 42


@pytest.mark.parametrize(("found", "word"), [("19", "nieuwer"), ("17", "pg_dump")])
def test_data_of_another_postgresql_give_one_sentence(made: Path, folder: Path, found: str, word: str) -> None:
    data = copy_of(made, folder / "data")
    (data / "postgres/cluster/PG_VERSION").write_text(f"{found}\n")
    with pytest.raises(DatabaseError, match=f"(?s)PostgreSQL '?{found}'?.*versie 18.*") as caught:
        EmbeddedPostgres(data).start()
    assert word in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_path_too_long_for_a_socket_gets_a_short_folder_that_is_removed_afterwards(made: Path, folder: Path) -> None:
    deep = folder / ("n" * 60) / ("m" * 60)
    deep.mkdir(parents=True)
    server = EmbeddedPostgres(copy_of(made, deep / "data"), durable=False)
    with server:
        short = Path((server.folder / "socket-folder").read_text())
        assert ask(server.dsn, "SELECT number FROM kept") == 42
        assert short.stat().st_mode & 0o777 == 0o700
    assert not short.exists()


def test_a_data_folder_that_is_a_file_gives_one_sentence(folder: Path) -> None:
    (folder / "data").write_text("geen map")
    with pytest.raises(DatabaseError, match="is geen map; kies een andere map"):
        EmbeddedPostgres(folder / "data").start()


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere; the mounted disk below covers root")
def test_a_folder_without_write_permission_gives_one_sentence(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(DatabaseError, match="mag deze gebruiker niet lezen en schrijven"):
        EmbeddedPostgres(folder / "data").start()
    folder.chmod(0o700)


@pytest.fixture
def disk(folder: Path) -> Iterator[Path]:
    """A disk of 12 MB: initdb needs more."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m,mode=711", "tmpfs", str(folder)], check=False)
    if done.returncode != 0:
        pytest.skip("this machine lets root mount nothing")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@only_root
def test_a_full_disk_gives_one_sentence_at_the_first_start(disk: Path) -> None:
    with pytest.raises(DatabaseError, match=r"^De schijf is vol: PostgreSQL kan niet schrijven in .*opnieuw\.$"):
        EmbeddedPostgres(disk / "data").start()


@only_root
def test_a_full_disk_gives_one_sentence_at_a_later_start(made: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=80m", str(disk)], check=True)
    data = copy_of(made, disk / "data")
    with (disk / "ballast").open("wb", buffering=0) as ballast, pytest.raises(OSError, match="No space left"):
        while True:
            ballast.write(bytes(4096))
    with pytest.raises(DatabaseError, match=r"^De schijf is vol: PostgreSQL kan niet schrijven in .*opnieuw\.$"):
        EmbeddedPostgres(data).start()
    (disk / "ballast").unlink()
    with EmbeddedPostgres(data) as server:
        assert ask(server.dsn, "SELECT number FROM kept") == 42


@only_root
def test_a_read_only_disk_gives_one_sentence(made: Path, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=80m", str(disk)], check=True)
    data = copy_of(made, disk / "data")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with pytest.raises(DatabaseError, match="mag deze gebruiker niet lezen en schrijven; kies een andere map"):
        EmbeddedPostgres(data).start()
    with pytest.raises(DatabaseError, match="mag deze gebruiker niet lezen en schrijven; kies een andere map"):
        EmbeddedPostgres(disk / "nieuw").start()


@only_root
def test_started_by_root_it_runs_without_rights_and_leaves_the_rights_of_other_folders_alone(
    made: Path, folder: Path
) -> None:
    folder.chmod(0o700)
    before = folder.stat().st_mode
    system = Path(tempfile.mkdtemp(prefix="innovatie-test-", dir="/tmp"))
    system.chmod(0o711)
    try:
        with EmbeddedPostgres(folder / "data", durable=False, system_folder=system) as server:
            assert server.moved is True
            assert server.folder.parent == system
            assert Path(f"/proc/{server.pid}").stat().st_uid != 0
            assert ask(server.dsn, "SELECT 1") == 1
        assert folder.stat().st_mode == before
    finally:
        shutil.rmtree(system)


@only_root
def test_an_ordinary_user_needs_nothing_of_root(folder: Path) -> None:
    os.chown(folder, 65534, 65534)
    report = folder / "report"
    child = os.fork()  # a fresh interpreter may lie in root's own folder, closed to the ordinary user
    if child == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
        try:
            with EmbeddedPostgres(folder / "data", durable=False) as server:
                report.write_text(f"{server.moved} {Path(f'/proc/{server.pid}').stat().st_uid}")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert report.read_text() == "False 65534"


def test_a_command_beside_it_finds_the_running_server_and_nothing_when_it_has_stopped(made: Path) -> None:
    with EmbeddedPostgres(made, durable=False) as server:
        assert running_dsn(made) == server.dsn
        note = (server.folder / "cluster/postmaster.pid").read_text()
    assert running_dsn(made) is None
    (made / "postgres/cluster/postmaster.pid").write_text(note)
    assert running_dsn(made) is None
