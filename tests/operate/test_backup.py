"""A back-up of a site with a vote under way, brought into an empty server, is that site again: counted and verified."""

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from innovatie.cli.backup import contents, keys
from innovatie.infra import object_store
from innovatie.infra.database import fetch_value
from innovatie.infra.database_roles import too_mighty, with_role
from innovatie.infra.embedded_postgres import DatabaseError, EmbeddedPostgres
from innovatie.settings import load
from tests import forked, object_server
from tests.conftest import SECRET
from tests.databases import with_database
from tests.infra.test_database_roles import EVENT, PSQL, ROLES
from tests.object_server import ObjectServer
from tests.operations.test_files_in_a_store import PDF, add
from tests.serving import environment
from tests.voting import scene as scenes

pytestmark = pytest.mark.anyio

PASSWORD = "a password with a / and an @"


def innovatie(*arguments: object, **settings: str) -> subprocess.CompletedProcess[str]:
    return forked.run(*map(str, arguments), environment=environment(**settings))


@pytest.fixture
def store() -> Iterator[ObjectServer]:
    with object_server.running() as server:
        yield server


@pytest.fixture
def empty_server() -> Iterator[dict[str, str]]:
    """A server on which an administrator ran deploy/roles.sql and nobody did anything else."""
    with tempfile.TemporaryDirectory(prefix="innovatie-test-", dir="/tmp") as made:
        folder = Path(made)
        folder.chmod(0o711)
        with EmbeddedPostgres(folder / "data", durable=False) as server:
            script = folder / "roles.sql"
            text = ROLES.read_text("utf-8").replace("DATABASE innovatie", "DATABASE again")
            script.write_text(text.replace("connect innovatie", "connect again"), "utf-8")
            passwords = ["-v", f"owner_password={PASSWORD}", "-v", f"app_password={PASSWORD}"]
            subprocess.run([PSQL, server.dsn, "-v", "ON_ERROR_STOP=1", *passwords, "-f", script, "-q"], check=True)
            place = with_database(server.dsn, "again")
            yield {
                "INNOVATIE_MIGRATION_URL": with_role(place, "innovatie_owner", PASSWORD),
                "DATABASE_URL": with_role(place, "innovatie_app", PASSWORD),
            }


async def a_file_in(store: ObjectServer) -> None:
    """A file that stands in the store."""
    object_store.configure_as(load({**environment(), **store.settings}))
    try:
        await add()
    finally:
        object_store.configure("")


async def test_a_site_comes_back_whole_on_an_empty_server(
    committed: str, empty_server: dict[str, str], tmp_path: Path, store: ObjectServer
) -> None:
    scene = await scenes.preselection()
    for town in range(4):
        await scene.approve(town, town)
    await a_file_in(store)
    lock = tmp_path / "lock"
    lock.write_text(PASSWORD)
    made = await asyncio.to_thread(
        innovatie, "backup", tmp_path / "kept", "--sleutels-met", lock, DATABASE_URL=committed, INNOVATIE_SECRET=SECRET,
        **store.settings,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    (folder,) = (tmp_path / "kept").iterdir()
    told = contents.read(folder)
    assert told.rows["ballot_event"] == 5
    assert SECRET.encode() not in (folder / contents.KEYS).read_bytes()
    assert "Bestanden uit de objectopslag die erin zitten: 1." in made.stdout
    assert store.contents() == [PDF]
    store.objects.clear()

    secret = tmp_path / "secret"
    options = ("--sleutels-met", lock, "--geheim-naar", secret)
    done = await asyncio.to_thread(lambda: innovatie("restore", folder, *options, **empty_server))
    assert "staan bestanden in een objectopslag (1). Zet INNOVATIE_OBJECTS_URL" in done.stderr
    store.refuses = True
    done = await asyncio.to_thread(lambda: innovatie("restore", folder, *options, **empty_server, **store.settings))
    assert (done.returncode, done.stderr[:46]) == (2, "De objectopslag van INNOVATIE_OBJECTS_URL is n")
    store.refuses = False
    done = await asyncio.to_thread(lambda: innovatie("restore", folder, *options, **empty_server, **store.settings))
    assert done.returncode == 0, done.stderr
    assert store.contents() == [PDF]
    assert "Alle aantallen kloppen, het logboek klopt, en elk stemlogboek klopt." in done.stdout
    assert secret.read_text() == SECRET + "\n"

    verified = await asyncio.to_thread(lambda: innovatie("audit", "verify", **empty_server))
    assert (verified.returncode, verified.stderr) == (0, "")
    assert f"Stemlogboek {scene.code}/voorselectie klopt: 5 rijen." in verified.stdout
    app = await asyncpg.connect(empty_server["DATABASE_URL"])
    assert await too_mighty(app) == []
    owner = "SELECT proowner::regrole::text FROM pg_proc WHERE proname = 'audit_on_commit'"
    assert await app.fetchval(owner) == "innovatie_trail"
    seals = await app.fetchval("SELECT count(*) FROM audit_seal")
    await app.execute(EVENT)
    assert await app.fetchval("SELECT count(*) FROM audit_seal") == seals + 1
    await app.close()

    again = await asyncio.to_thread(lambda: innovatie("restore", folder, **empty_server, **store.settings))
    assert again.returncode == 2
    assert again.stderr.startswith("Deze database is niet leeg: er staan ")
    last = await asyncio.to_thread(innovatie, "audit", "verify", DATABASE_URL=committed)
    assert last.returncode == 0, "making a back-up is a row of the trail itself"

    def files(*arguments: str) -> str:
        done = innovatie("files", *arguments, DATABASE_URL=committed, **store.settings)
        return done.stdout if done.returncode == 0 else f"{done.returncode} {done.stderr}"

    assert "idea_file          0 in PostgreSQL (0.0 MB), 1 in de objectopslag" in await asyncio.to_thread(
        files, "status"
    )
    (path,) = store.objects
    content = store.objects.pop(path)
    assert (await asyncio.to_thread(files, "verify")).startswith("1 idea_file 1: ontbreekt in de objectopslag")
    store.objects[path] = content
    assert "idea_file          1 verplaatst en gecontroleerd." in await asyncio.to_thread(files, "move", "database")
    assert (store.objects, bytes(await fetch_value("SELECT content FROM idea_file"))) == ({}, PDF)
    store.refuses = True
    assert (await asyncio.to_thread(files, "move", "objectopslag")).startswith(
        "2 De objectopslag van INNOVATIE_OBJECTS"
    )


def test_a_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / contents.DUMP).write_bytes(b"other")
    told = {"form": 1, "made_at": "2026-11-30T02:00:00Z", "version": "0.1.0", "postgres": "18", "migrations": [],
            "roles": [], "owned": [], "grants": [], "rows": {}, "head": "", "has_keys": False,
            "digests": {contents.DUMP: "00"}}  # fmt: skip
    import msgspec

    (tmp_path / contents.CONTENTS).write_bytes(msgspec.json.encode(told))
    with pytest.raises(DatabaseError, match="is veranderd sinds de back-up"):
        contents.read(tmp_path)
    with pytest.raises(DatabaseError, match="staat geen back-up van Innovatie"):
        contents.read(tmp_path / "elsewhere")


def test_keys_open_with_their_own_password_only(tmp_path: Path) -> None:
    locked = keys.lock(keys.Keys("new", ("old",)), b"a long enough password")
    assert keys.unlock(locked, b"a long enough password") == keys.Keys("new", ("old",))
    for wrong, password in ((locked, b"another long password"), (locked[:-1], b"a long enough password")):
        with pytest.raises(DatabaseError, match="gaan de sleutels van de back-up niet open"):
            keys.unlock(wrong, password)
    (tmp_path / "short").write_text("short")
    with pytest.raises(DatabaseError, match="te kort"):
        keys.password_in(tmp_path / "short")


async def test_there_is_no_back_up_of_a_database_without_the_site(server_dsn: str, tmp_path: Path) -> None:
    done = await asyncio.to_thread(
        innovatie, "backup", tmp_path, DATABASE_URL=with_database(server_dsn, "postgres"), INNOVATIE_SECRET=SECRET
    )
    assert done.returncode == 2
    assert done.stderr == "In deze database staan geen tabellen van Innovatie; er is niets om te bewaren.\n"
    assert not await asyncio.to_thread(os.listdir, tmp_path)
