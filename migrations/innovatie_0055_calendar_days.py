"""What somebody's calendar file held when it was last taken: so that a change has a number, and what went is told."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0055-calendar-days"

SQL = """
CREATE TABLE calendar_day (
    id serial PRIMARY KEY,
    person integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    uid varchar(200) NOT NULL,
    day date NOT NULL,
    digest bytea NOT NULL,
    sequence integer NOT NULL DEFAULT 0,
    changed_at timestamptz NOT NULL,
    gone_at timestamptz,
    CONSTRAINT calendar_day_once UNIQUE (person, uid),
    CONSTRAINT sequence_not_negative CHECK (sequence >= 0)
);
COMMENT ON TABLE calendar_day IS
    'A day of somebody''s calendar file, as it was last taken; its texts as a digest.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="calendar days", sql=SQL)
