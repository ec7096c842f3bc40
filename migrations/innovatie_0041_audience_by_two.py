"""One director asks to publish the audience award, another one does."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0041-audience-by-two"

SQL = """
ALTER TABLE audience_poll ADD COLUMN asked_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE audience_poll ADD COLUMN asked_at timestamptz;
ALTER TABLE audience_poll ADD CONSTRAINT publication_is_asked CHECK ((asked_by IS NULL) = (asked_at IS NULL)) NOT VALID;
ALTER TABLE audience_poll ADD CONSTRAINT published_by_another CHECK (published_by <> asked_by) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="audience by two", sql=SQL)
