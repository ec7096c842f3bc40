"""Extensions of PostgreSQL that the tables use, and the tables of the job queue (pgqueuer installs its own)."""

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.queries import Queries
from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import transaction

ID = "2026-11-21T22:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "extensions and the job queue"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        async with transaction() as connection:
            for extension in ("vector", "pg_trgm", "unaccent"):
                await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
            await Queries(AsyncpgDriver(connection)).install()

    manager.add_raw(run)
    return manager
