"""Which documents the second search engine missed while it was down."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T00:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "what the search engine missed"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute("CREATE TABLE search_missed (key text PRIMARY KEY, since timestamptz NOT NULL DEFAULT now())")

    manager.add_raw(run)
    return manager
