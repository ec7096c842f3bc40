"""A result is published at a moment that two directors agreed on, and the press reads it before, under embargo."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0020-planned-publication"

SQL = """
CREATE TABLE publication_plan (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    version      integer NOT NULL,
    publish_at   timestamptz NOT NULL,
    press        text NOT NULL DEFAULT '',
    planned_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    planned_at   timestamptz NOT NULL,
    confirmed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    confirmed_at timestamptz,
    ended_at     timestamptz,
    CONSTRAINT version_from_one CHECK (version >= 1),
    CONSTRAINT planned_before_publication CHECK (publish_at >= planned_at),
    CONSTRAINT another_confirms CHECK (confirmed_by <> planned_by)
);
COMMENT ON TABLE publication_plan IS
    'A moment at which a result will be published; it counts once another director confirmed it, until it ended.';
CREATE INDEX publication_plan_round ON publication_plan (round);
CREATE INDEX publication_plan_planned_by ON publication_plan (planned_by);
CREATE INDEX publication_plan_confirmed_by ON publication_plan (confirmed_by);
CREATE UNIQUE INDEX publication_plan_one_open ON publication_plan (round) WHERE ended_at IS NULL;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="planned publication", sql=SQL)
