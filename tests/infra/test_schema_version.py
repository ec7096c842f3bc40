"""Code and database of different versions: who may go on, who must wait, and that an update keeps readers reading."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import httpx
import pytest

from innovatie import paths
from innovatie.infra import database, migrations
from innovatie.infra.database import execute
from innovatie.infra.known_migrations import known
from innovatie.infra.schema_version import Found, compare, standing
from innovatie.infra.sql_migration import SqlMigration
from tests.databases import drop, own_name, run_sql, with_database
from tests.house.test_migrations import FILES, load
from tests.waiting import until_async

pytestmark = pytest.mark.anyio

CODE = ("0001-first", "0002-more", "0003-last")


def test_code_that_needs_more_than_the_database_has_must_wait() -> None:
    older = compare(Found(done=("0001-first", "0002-more")), code=CODE)
    assert (older.fits, older.missing) == (False, ("0003-last",))
    assert older.sentence.startswith("De database mist migratie 0003-last die deze versie nodig heeft")
    empty = compare(Found(), code=CODE)
    assert empty.sentence.startswith("De database mist 3 migraties (vanaf 0001-first)")
    assert empty.sentence.endswith("Voer innovatie migrate uit.")


def test_code_goes_on_beside_a_newer_database_until_that_demands_more_than_it_knows() -> None:
    newer = (*CODE, "0004-adds", "0005-takes-away")
    beside = compare(Found(done=newer, needed=("0003-last",)), code=CODE)
    assert (beside.fits, beside.ahead) == (True, ("0004-adds", "0005-takes-away"))
    assert "mag blijven draaien tot zij is bijgewerkt" in beside.sentence
    assert beside.sentence.endswith("Naast deze versie mag elke versie draaien die migratie 0003-last kent.")
    over = compare(Found(done=newer, needed=("0003-last", "0004-adds")), code=CODE)
    assert (over.fits, over.demanded) == (False, ("0004-adds",))
    assert over.sentence.endswith("Werk Innovatie bij op deze machine.")


async def test_a_site_on_tables_of_another_version_is_not_ready_and_its_pages_say_come_back(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/readyz")).text == "ok"
    await execute("DELETE FROM migration WHERE name = $1", known()[-1])
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.text.partition(" die deze")[0]) == (
        503,
        f"schema: De database mist migratie {known()[-1]}",
    )
    await execute("ALTER TABLE idea RENAME TO idea_of_later")
    page = await client.get("/ideeen")
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")


async def test_a_newer_database_is_ready_for_the_version_before_unless_it_demands_more(
    client: httpx.AsyncClient,
) -> None:
    await execute("INSERT INTO migration (name, app_name) VALUES ('9999-later', 'innovatie')")
    assert (await client.get("/readyz")).status_code == 200
    await execute("INSERT INTO schema_requirement (migration, needs) VALUES ('9999-later', '9998-before')")
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.text.startswith("schema: De database is te nieuw voor deze versie: zij vraagt een die migratie 9998")


async def test_an_error_about_tables_is_a_fault_of_ours_when_the_versions_fit(client: httpx.AsyncClient) -> None:
    await client.get("/readyz")
    await execute("ALTER TABLE idea RENAME TO idea_of_later")
    assert (await client.get("/ideeen")).status_code == 500


@pytest.fixture
async def empty(server_dsn: str) -> AsyncIterator[str]:
    name = own_name("upgraded")
    await drop(server_dsn, name)
    await run_sql(server_dsn, f"CREATE DATABASE {name}")
    dsn = with_database(server_dsn, name)
    database.configure(dsn)
    yield dsn
    await drop(server_dsn, name)


FILLED = """
INSERT INTO municipality (code, name, sort_name, province, latitude, longitude)
SELECT 'GM' || 1000 + n, 'Plaats ' || n, 'plaats ' || n, 'Utrecht', 52, 5 FROM generate_series(1, 342) n;
INSERT INTO person (name, created_at) SELECT 'Persoon ' || n, now() FROM generate_series(1, 1000) n;
INSERT INTO round (code, name, created_at) SELECT 'r' || n, 'Ronde ' || n, now() FROM generate_series(1, 5) n;
INSERT INTO idea (title, summary, stage, theme, municipality, round, state, created_by, created_at, updated_at, submitted_at)
SELECT 'Plan ' || n, 'Wat wij willen.', 'idee', 'mobiliteit', m.id, r.id, 'ingediend', p.id, now(), now(), now()
  FROM generate_series(1, 3000) n JOIN municipality m ON m.code = 'GM' || 1001 + n % 342
  JOIN round r ON r.code = 'r' || 1 + n % 5 JOIN person p ON p.name = 'Persoon ' || 1 + n % 1000;
"""
READS = """
SELECT count(*), count(DISTINCT m.name), count(DISTINCT r.name), count(DISTINCT p.name)
  FROM idea i JOIN municipality m ON m.id = i.municipality JOIN round r ON r.id = i.round
  JOIN person p ON p.id = i.created_by
"""
WRITES = (
    "UPDATE municipality SET name = name WHERE code = 'GM1001'; UPDATE round SET name = name WHERE code = 'r1';"
    " UPDATE idea SET version = version + 1 WHERE title = 'Plan 7'"
)


async def test_a_filled_database_of_the_first_version_is_brought_up_to_date_while_readers_and_writers_go_on(
    empty: str, tmp_path: Path
) -> None:
    first = tmp_path / "first"
    first.mkdir()
    shutil.copy(paths.MIGRATIONS / f"{FILES[0]}.py", first)
    shutil.copytree(paths.MIGRATIONS / "innovatie_0001", first / "innovatie_0001")
    await migrations.migrate(empty, first)
    filled = await asyncpg.connect(empty)
    await filled.execute(FILLED)
    before = await filled.fetchrow(READS)
    assert tuple(before) == (3000, 342, 5, 1000)
    assert (await standing()).missing == known()[1:]

    done = asyncio.Event()
    turns = {"read": 0, "written": 0}

    async def go_on(what: str, statement: str) -> None:
        user = await asyncpg.connect(empty)
        # Longer than a migration may wait for a table itself: who is kept out longer gets an error here.
        await user.execute("SET lock_timeout = '6s'")
        while not done.is_set():
            if what == "read":
                assert await user.fetchrow(statement) == before
            else:
                with suppress(asyncpg.DeadlockDetectedError):  # the app tries again: infra/retrying
                    await user.execute(statement)
            turns[what] += 1
        await user.close()

    users = [asyncio.create_task(go_on("read", READS)), asyncio.create_task(go_on("written", WRITES))]

    async def both_began() -> bool:
        return all(turns.values())

    await until_async(both_began, of="readers and writers are at work")
    begun = dict(turns)
    await migrations.migrate(empty, paths.MIGRATIONS)
    done.set()
    await asyncio.gather(*users)
    assert turns["read"] > begun["read"]
    assert await filled.fetchrow(READS) == before
    await filled.close()
    assert (await standing()).fits


CROSSING = """
from innovatie.infra.sql_migration import SqlMigration

ID = "0001-first"


async def forwards() -> SqlMigration:
    sql = "LOCK TABLE one; LOCK TABLE other; CREATE TABLE made (id serial PRIMARY KEY);"
    return SqlMigration(migration_id=ID, app_name="innovatie", description="", sql=sql, tables="")
"""


async def test_a_migration_that_crossed_a_writer_is_run_again(empty: str, tmp_path: Path) -> None:
    (tmp_path / "innovatie_9001_crossing.py").write_text(CROSSING, encoding="utf-8")
    writer, looking = await asyncpg.connect(empty), await asyncpg.connect(empty)
    await writer.execute("CREATE TABLE one (); CREATE TABLE other (); SET deadlock_timeout = '60s'")
    await writer.execute("BEGIN; LOCK TABLE other IN SHARE MODE")
    migrating = asyncio.create_task(migrations.migrate(empty, tmp_path))

    async def it_waits() -> bool:
        return bool(await looking.fetchval("SELECT count(*) FROM pg_locks WHERE relation IS NOT NULL AND NOT granted"))

    await until_async(it_waits, of="the migration waits for the writer")
    await writer.execute(
        "LOCK TABLE one IN SHARE MODE"
    )  # now both wait for each other, and the migration is broken off
    await writer.execute("COMMIT")
    await migrating
    assert await looking.fetchval("SELECT to_regclass('made')") == "made"
    await writer.close()
    await looking.close()


def test_a_migration_that_takes_something_away_says_which_code_may_run_with_it() -> None:
    for name in FILES[1:]:
        migration: SqlMigration = load(name)
        taken = [
            word for word in ("DROP TABLE", "DROP COLUMN", "DROP FUNCTION", "SET NOT NULL") if word in migration.sql
        ]
        assert not taken or migration.needs in known(), f"{name}: {taken}: needs= a migration that the code must know"
