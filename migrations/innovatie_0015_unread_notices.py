"""What is unread is counted on every page, by an index that holds nothing else."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0015-unread-notices"

APART = """
DROP INDEX CONCURRENTLY IF EXISTS notice_unread;
CREATE INDEX CONCURRENTLY notice_unread ON notice (person) WHERE read_at IS NULL;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="unread notices", apart=APART)
