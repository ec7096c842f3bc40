"""Rate limits: one row per bucket. Unlogged: fast, and empty after a crash, which only makes it milder for a moment."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-21T23:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rate limits"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute(
            "CREATE UNLOGGED TABLE rate_bucket (key bytea PRIMARY KEY, tokens double precision NOT NULL,"
            " filled_at timestamptz NOT NULL)"
        )
        await execute("CREATE INDEX rate_bucket_filled ON rate_bucket (filled_at)")

    manager.add_raw(run)
    return manager
