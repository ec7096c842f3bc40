"""Everything of a round in one zip, made by the worker and kept for a few days."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0033-round-archives"

SQL = """
CREATE TABLE round_archive (
    id       serial PRIMARY KEY,
    round    integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    asked_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    asked_at timestamptz NOT NULL,
    made_at  timestamptz,
    content  bytea,
    size     integer NOT NULL DEFAULT 0,
    digest   varchar(64) NOT NULL DEFAULT '',
    refusal  varchar(300) NOT NULL DEFAULT '',
    CONSTRAINT size_not_negative CHECK (size >= 0),
    CONSTRAINT made_after_asked CHECK (made_at >= asked_at),
    CONSTRAINT content_when_made CHECK (content IS NULL OR made_at IS NOT NULL)
);
COMMENT ON TABLE round_archive IS
    'Everything of a round in one zip for VNG; the content goes after a few days, or when somebody is erased.';
CREATE INDEX round_archive_round ON round_archive (round);
CREATE INDEX round_archive_asked_by ON round_archive (asked_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="round archives", sql=SQL)
