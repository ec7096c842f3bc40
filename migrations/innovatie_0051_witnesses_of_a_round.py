"""A round may name the witnesses of its votes when it is planned; its votes then open with their phase."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0051-witnesses-of-a-round"

SQL = """
ALTER TABLE round ADD COLUMN witnesses text NOT NULL DEFAULT '';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="witnesses of a round", sql=SQL)
