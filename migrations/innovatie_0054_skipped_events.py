"""When the owner of a subscription let go of an event that its receiver kept refusing."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0054-skipped-events"

SQL = """
ALTER TABLE event_delivery ADD COLUMN skipped_at timestamptz;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="skipped events", sql=SQL)
