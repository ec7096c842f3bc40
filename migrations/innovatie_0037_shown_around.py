"""Who was shown around, or did not want to be."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0037-shown-around"

SQL = """
ALTER TABLE person ADD COLUMN shown_around_at timestamptz;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="shown around", sql=SQL)
