"""The plans that were there before counts were kept are counted."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0053-plans-counted"

SQL = """
SELECT count_plans_anew();
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="plans counted", sql=SQL)
