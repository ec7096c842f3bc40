"""An index for who asked to let a winner stand again, and the rule of 0062 for the rows from before it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0063-return-of-a-winner-apart"

APART = """
DROP INDEX CONCURRENTLY IF EXISTS winner_withdrawal_return_asked_by;
CREATE INDEX CONCURRENTLY winner_withdrawal_return_asked_by ON winner_withdrawal (return_asked_by);
ALTER TABLE winner_withdrawal VALIDATE CONSTRAINT another_ends;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="return of a winner, apart", apart=APART)
