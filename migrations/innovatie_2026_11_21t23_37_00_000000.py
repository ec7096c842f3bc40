"""A municipality has one active mandate in a round."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-21T23:37:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one active mandate"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute("CREATE UNIQUE INDEX mandate_active ON mandate (round, municipality) WHERE revoked_at IS NULL")

    manager.add_raw(run)
    return manager
