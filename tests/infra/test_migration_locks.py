"""A migration keeps no table from people at work while it waits for another one."""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from innovatie.infra import database, migrations
from tests.infra.test_sql_migration import fresh, write
from tests.waiting import PATIENCE, until_async

__all__ = ["fresh"]

TWO = "CREATE TABLE one (id serial PRIMARY KEY); CREATE TABLE two (id serial PRIMARY KEY);"
BOTH = "ALTER TABLE one ADD COLUMN more integer; ALTER TABLE two ADD COLUMN more integer;"


def test_a_migration_of_two_tables_keeps_none_while_somebody_has_the_other(fresh: str, tmp_path: Path) -> None:
    """Whoever has `two` and then wants `one` gets it at once: waiting for each other would end one of them."""
    write(tmp_path, "0001-first", "sql", TWO)

    async def run() -> list[str]:
        database.configure(fresh)
        await migrations.migrate(fresh, tmp_path)
        write(tmp_path, "0002-both", "sql", BOTH)
        writer, looking = await asyncpg.connect(fresh), await asyncpg.connect(fresh)
        await writer.execute("BEGIN; INSERT INTO two DEFAULT VALUES")
        migrating = asyncio.create_task(migrations.migrate(fresh, tmp_path))

        async def it_tries() -> bool:
            return bool(await looking.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LOCK TABLE%'"))

        await until_async(it_tries, of="the migration wants both tables")
        await writer.execute("SET lock_timeout = '4s'; INSERT INTO one DEFAULT VALUES; COMMIT")
        await migrating
        await writer.close()
        await looking.close()
        return await database.fetch_values(
            str, "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'more' ORDER BY 1"
        )

    assert asyncio.run(run()) == ["one", "two"]


def test_two_tables_in_use_all_the_time_stop_the_migration_with_a_sentence(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innovatie.infra.sql_migration.TOGETHER_SECONDS", 0.1)
    write(tmp_path, "0001-first", "sql", TWO)

    async def run() -> None:
        database.configure(fresh)
        await migrations.migrate(fresh, tmp_path)
        write(tmp_path, "0002-both", "sql", BOTH)
        writer = await asyncpg.connect(fresh)
        await writer.execute("BEGIN; INSERT INTO two DEFAULT VALUES")
        with pytest.raises(migrations.DatabaseIsBusy):
            await migrations.migrate(fresh, tmp_path)
        await writer.close()

    asyncio.run(run())


def test_a_migration_apart_that_was_cut_short_is_done_again(fresh: str, tmp_path: Path) -> None:
    rules = "".join(f"ALTER TABLE {t} ADD CONSTRAINT few CHECK (id < 9) NOT VALID;" for t in ("one", "two"))
    write(tmp_path, "0001-first", "sql", TWO + "ALTER TABLE one ADD CONSTRAINT few CHECK (id < 9) NOT VALID;")
    write(tmp_path, "0002-rules", "apart", rules)

    async def run() -> list[str]:
        database.configure(fresh)
        await migrations.migrate(fresh, tmp_path)
        return await database.fetch_values(
            str, "SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = 'few' ORDER BY 1"
        )

    assert asyncio.run(run()) == ["one", "two"]


def test_who_waits_for_another_that_migrates_is_not_waited_for_by_it(fresh: str, tmp_path: Path) -> None:
    """An index made beside work waits for each older snapshot, so for a second `migrate` that waits in a statement."""
    write(tmp_path, "0001-first", "sql", TWO)

    async def run() -> None:
        database.configure(fresh)
        await migrations.migrate(fresh, tmp_path)
        write(tmp_path, "0002-index", "apart", "CREATE INDEX CONCURRENTLY more ON one (id);")
        writer, looking = await asyncpg.connect(fresh), await asyncpg.connect(fresh)
        await writer.execute("BEGIN; INSERT INTO one DEFAULT VALUES")
        first = asyncio.create_task(migrations.migrate(fresh, tmp_path))

        async def at_work() -> bool:
            return bool(await looking.fetchval("SELECT count(*) FROM pg_stat_progress_create_index"))

        async def waits() -> bool:
            return bool(
                await looking.fetchval("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%advisory_lock($1)'")
            )

        await until_async(at_work, of="the first makes its index and waits for the writer")
        second = asyncio.create_task(migrations.migrate(fresh, tmp_path))
        await until_async(waits, of="the second waits for the first")
        await writer.execute("COMMIT")
        await asyncio.wait_for(asyncio.gather(first, second), PATIENCE)
        await writer.close()
        await looking.close()

    asyncio.run(run())
