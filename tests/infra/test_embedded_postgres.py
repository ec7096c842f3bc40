"""The embedded PostgreSQL, in all the ways a machine can be unkind to it. Every test runs the real server."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from innovatie.infra.embedded_postgres import DatabaseError, EmbeddedPostgres, running_dsn
from tests.infra.postgres import alive, ask, copy_of
from tests.waiting import until

AS_ROOT = os.geteuid() == 0


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


def test_what_is_set_for_other_servers_keeps_nobody_out_of_this_one(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = {
        "HOST": "elsewhere",
        "PORT": "1",
        "USER": "x",
        "DATABASE": "x",
        "PASSWORD": "x",
        "SERVICE": "x",
        "OPTIONS": "-x",
    }
    for name, value in {**others, "SSLMODE": "verify-full", "TARGETSESSIONATTRS": "read-only"}.items():
        monkeypatch.setenv(f"PG{name}", value)
    with EmbeddedPostgres(made, durable=False) as server:
        assert ask(server.dsn, "SELECT number FROM kept") == 42


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
        until(lambda: not alive(killed), of="the server is dead")
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


def test_a_command_beside_it_finds_the_running_server_and_nothing_when_it_has_stopped(made: Path) -> None:
    with EmbeddedPostgres(made, durable=False) as server:
        assert running_dsn(made) == server.dsn
        note = (server.folder / "cluster/postmaster.pid").read_text()
    assert running_dsn(made) is None
    (made / "postgres/cluster/postmaster.pid").write_text(note)
    assert running_dsn(made) is None
