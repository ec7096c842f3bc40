"""An index for who asked to publish an audience award, and the rules of 0041 for the rows from before it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0042-audience-by-two-apart"

APART = """
DROP INDEX CONCURRENTLY IF EXISTS audience_poll_asked_by;
CREATE INDEX CONCURRENTLY audience_poll_asked_by ON audience_poll (asked_by);
ALTER TABLE audience_poll VALIDATE CONSTRAINT publication_is_asked;
ALTER TABLE audience_poll VALIDATE CONSTRAINT published_by_another;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="audience by two, apart", apart=APART)
