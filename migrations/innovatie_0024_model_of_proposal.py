"""Each proposal of the machine keeps which numbers of the pair model made it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0024-model-of-proposal"

SQL = """
ALTER TABLE group_proposal ADD COLUMN model varchar(8) NOT NULL DEFAULT '';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="model of proposal", sql=SQL)
