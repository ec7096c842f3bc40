"""An import remembers what each source said last, and keeps what both the source and people changed."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0004-imports-remembered"

SQL = """
CREATE TABLE imported_row (
    id            serial PRIMARY KEY,
    source        varchar(40) NOT NULL,
    source_number varchar(60) NOT NULL,
    idea          integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    digests       jsonb NOT NULL,
    imported_at   timestamptz NOT NULL,
    CONSTRAINT imported_row_once UNIQUE (source, source_number)
);
COMMENT ON TABLE imported_row IS
    'Digests of what a source said last of a plan, by field; the next import compares with them.';
CREATE INDEX imported_row_idea ON imported_row (idea);

CREATE TABLE import_conflict (
    id         serial PRIMARY KEY,
    idea       integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    source     varchar(40) NOT NULL,
    field      varchar(20) NOT NULL,
    theirs     jsonb NOT NULL,
    found_at   timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT found_before_settled CHECK (settled_at >= found_at)
);
COMMENT ON TABLE import_conflict IS
    'A field that both the source and people changed; what people wrote stays until one of them chooses. '
    '`theirs` is {"waarde": what the source says}.';
CREATE INDEX import_conflict_idea ON import_conflict (idea);
CREATE INDEX import_conflict_settled_by ON import_conflict (settled_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="imports remembered", sql=SQL)
