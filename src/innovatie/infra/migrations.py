"""Bringing the database to today's tables, one process at a time; refusing a database of another version."""

import contextlib
import io
from datetime import timedelta
from pathlib import Path

import asyncpg
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import MigrationModule

from innovatie.infra.connecting import connect, lock_out_others
from innovatie.infra.database import execute, transaction
from innovatie.infra.retrying import IN_EACH_OTHERS_WAY, retried
from innovatie.infra.sql_migration import LOCK_TIMEOUT, SqlMigration

_LOCK = 4_207_221_001  # any number, as long as it is always the same


_FIRST = "0001-first"

_REQUIREMENTS = """
CREATE TABLE IF NOT EXISTS schema_requirement (
    id        serial PRIMARY KEY,
    migration varchar(200) NOT NULL UNIQUE,
    needs     varchar(200) NOT NULL
);
COMMENT ON TABLE schema_requirement IS 'Migrations that took something away, and which one code must know since.';
"""


class DatabaseOfAnotherVersion(Exception):
    """These migrations cannot bring this database to today's tables; the text is Dutch and says what to do."""


class DatabaseIsBusy(Exception):
    """A table could not be changed because it was in use too long; the text is Dutch and says what to do."""


class RowsBreakARule(Exception):
    """Rows of before that a rule of this version forbids; the text is Dutch and says which, and what to do."""


async def migrate(dsn: str, folder: Path) -> None:
    """Run the migrations in `folder` that the database at `dsn` has not had; other processes wait meanwhile."""
    connection = await connect(dsn)
    try:
        await lock_out_others(connection, _LOCK)
        known = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))  # noqa: ASYNC240
        await _refuse_others(connection, known)
        await _run_new(folder)
    except (asyncpg.LockNotAvailableError, *IN_EACH_OTHERS_WAY) as error:
        raise DatabaseIsBusy(
            f"Een tabel was langer dan {LOCK_TIMEOUT.removesuffix('s')} seconden in gebruik en is niet veranderd. "
            "Voer innovatie migrate nog een keer uit; wat al klaar was, blijft klaar." + await _held_by(connection)
        ) from error
    except asyncpg.IntegrityConstraintViolationError as error:
        raise RowsBreakARule(await _who_break(connection, error)) from error
    finally:
        await connection.close()


_LONG = """
SELECT pid, coalesce(usename, '?')::text, to_char(xact_start AT TIME ZONE 'Europe/Amsterdam', 'HH24:MI:SS')
  FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < now() - $1::interval
   AND backend_type = 'client backend'
 ORDER BY xact_start LIMIT 1
"""


async def _held_by(connection: asyncpg.Connection) -> str:
    """Who has been in a transaction longest: most likely whoever holds the table. Empty when nobody is."""
    found = await connection.fetchrow(_LONG, timedelta(seconds=int(LOCK_TIMEOUT.removesuffix("s"))))
    if found is None:
        return ""
    pid, role, since = found
    return (
        f" Het langst bezig is verbinding {pid} van {role}, sinds {since}: wacht tot die klaar is, of breek haar af "
        f"met SELECT pg_terminate_backend({pid})."
    )


_CONDITION = """
SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint
 WHERE conrelid = to_regclass($1) AND conname = $2 AND contype = 'c'
"""
_SHOWN = 20
"""So many numbers of rows that break a rule are told; whoever mends those is told the next."""
_AGAIN = "voer innovatie migrate nog een keer uit; wat al klaar was, blijft klaar. De site draait intussen door."


async def _who_break(connection: asyncpg.Connection, error: asyncpg.IntegrityConstraintViolationError) -> str:
    """The sentence about the rows that break a rule.

    A rule that came with the migration is gone with it, and so is a row that the migration itself made: then nothing
    of either can be found, and PostgreSQL's own words about the row are told.
    """
    table, rule = error.table_name, error.constraint_name or error.column_name
    condition = await connection.fetchval(_CONDITION, f'"{table}"', rule)
    numbers: list[str] = []
    if condition is not None:
        with contextlib.suppress(asyncpg.UndefinedColumnError):  # a table without a number of its own
            rows = await connection.fetch(
                f'SELECT id FROM "{table}" WHERE NOT ({condition}) ORDER BY id LIMIT {_SHOWN}'
            )
            numbers = [str(number) for (number,) in rows]
    if numbers:
        return (
            f"In tabel {table} staat wat deze versie niet toelaat: {condition} (regel {rule}). "
            f"Verbeter de rijen met id {', '.join(numbers)} en {_AGAIN}"
        )
    return (
        f"Tabel {table} laat niet toe wat deze versie erin verandert (regel {rule}). PostgreSQL zegt: "
        f"{' '.join((error.detail or str(error)).split())} Van deze stap is niets bewaard. Verbeter die rij en {_AGAIN}"
    )


async def _run_new(folder: Path) -> None:
    """Each migration and the row that says that it was run stand in one transaction: a kill leaves both or neither."""
    runner = ForwardsMigrationManager(app_name="innovatie")
    await runner.create_migration_table()
    await execute(_REQUIREMENTS)
    done = set(await Migration.get_migrations_which_ran(app_name="innovatie"))
    modules = runner.get_migration_modules(str(folder))
    for name in sorted(modules.keys() - done):
        await _run_one(name, modules[name])


@retried
async def _run_one(name: str, module: MigrationModule) -> None:
    """Again after a deadlock: what users do meanwhile takes tables in an order of its own, and none of it may fail."""
    manager = await module.forwards()
    if isinstance(manager, SqlMigration):
        await manager.run_apart()
    async with transaction():
        with contextlib.redirect_stdout(io.StringIO()):
            await manager.run()
        await Migration.insert(Migration(name=name, app_name="innovatie"))
        if isinstance(manager, SqlMigration) and manager.needs:
            await execute("INSERT INTO schema_requirement (migration, needs) VALUES ($1, $2)", name, manager.needs)


async def _refuse_others(connection: asyncpg.Connection, known: str) -> None:
    if await connection.fetchval("SELECT to_regclass('migration')") is None:
        return
    done = {name for (name,) in await connection.fetch("SELECT name FROM migration")}
    if done and _FIRST not in done:
        raise DatabaseOfAnotherVersion(
            "Deze database is van een proefversie van Innovatie en kan niet worden bijgewerkt. Draait u de demo? "
            "Verwijder dan de map met gegevens (.innovatie) of kies een andere map met --data, en start opnieuw: "
            "de voorbeelden komen vanzelf terug. Gebruik anders een lege database."
        )
    unknown = sorted(name for name in done if f'"{name}"' not in known)
    if unknown:
        raise DatabaseOfAnotherVersion(
            f"Deze database is van een nieuwere versie van Innovatie (migratie {unknown[-1]}). "
            "Werk Innovatie bij of gebruik een andere database."
        )
