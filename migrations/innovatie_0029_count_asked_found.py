"""Whose request to count a vote was, found by an index."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0029-count-asked-found"

APART = """
DROP INDEX CONCURRENTLY IF EXISTS round_vote_count_asked_by;
CREATE INDEX CONCURRENTLY round_vote_count_asked_by ON round_vote (count_asked_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="count asked found", apart=APART)
