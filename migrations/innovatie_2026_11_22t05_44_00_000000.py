"""Who sent in the evidence that was there already: who made the statement."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T05:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "senders of evidence"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute(
            "UPDATE adoption_evidence f SET uploaded_by = e.said_by, uploaded_at = e.heard_at"
            " FROM adoption_event e WHERE e.id = f.event"
        )

    manager.add_raw(run)
    return manager
