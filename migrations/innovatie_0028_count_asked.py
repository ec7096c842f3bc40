"""One director asks to close and count a vote, and another does it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0028-count-asked"

SQL = """
ALTER TABLE round_vote ADD COLUMN count_asked_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE;
ALTER TABLE round_vote ADD COLUMN count_asked_at timestamptz;
ALTER TABLE round_vote ADD CONSTRAINT count_is_asked CHECK ((count_asked_by IS NULL) = (count_asked_at IS NULL)) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="count asked", sql=SQL)
