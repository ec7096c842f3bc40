"""Which director looks at which page of a desk, for as long as the page is open."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0048-desk-presence"

SQL = """
CREATE TABLE desk_presence (
    id      serial PRIMARY KEY,
    person  integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    page    varchar(60) NOT NULL,
    seen_at timestamptz NOT NULL,
    CONSTRAINT once_a_page UNIQUE (person, page)
);
CREATE INDEX desk_presence_page ON desk_presence (page);
COMMENT ON TABLE desk_presence IS
    'Which director looks at which page of a desk now. Rows go a minute after the last sign of life.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="desk presence", sql=SQL)
