"""Packed postings: one value for each term, from where a question reads thousands at once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T05:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "packed postings of the search index"

STATEMENTS = (
    "CREATE TABLE search_packed (term integer PRIMARY KEY, postings bytea NOT NULL)",
    "ALTER TABLE search_packed ALTER COLUMN postings SET STORAGE EXTERNAL",
    "CREATE TABLE search_gone (document integer PRIMARY KEY)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
