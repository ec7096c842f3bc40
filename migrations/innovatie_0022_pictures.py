"""Pictures of plans and groups, one of them the cover."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0022-pictures"

SQL = """
CREATE TABLE picture (
    id           serial PRIMARY KEY,
    kind         varchar(10) NOT NULL,
    subject      varchar(40) NOT NULL,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    mark         varchar(32) NOT NULL,
    alternative  varchar(300) NOT NULL,
    credit       varchar(160) NOT NULL DEFAULT '',
    focus        varchar(8) NOT NULL DEFAULT 'middle',
    is_cover     boolean NOT NULL DEFAULT false,
    added_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    added_at     timestamptz NOT NULL,
    CONSTRAINT kind_known CHECK (kind IN ('plan', 'groep')),
    CONSTRAINT focus_known CHECK (focus IN ('start', 'middle', 'end')),
    CONSTRAINT described CHECK (alternative <> '')
);
COMMENT ON TABLE picture IS
    'A picture with a plan or a group. `subject`: its number; `mark`: how its address begins, from its content. '
    'What was uploaded is not kept: only what was made of it, without anything that the camera had noted.';
CREATE INDEX picture_municipality ON picture (municipality);
CREATE INDEX picture_mark ON picture (mark);
CREATE INDEX picture_added_by ON picture (added_by);
CREATE INDEX picture_of ON picture (kind, subject);
CREATE UNIQUE INDEX one_cover ON picture (kind, subject) WHERE is_cover;

CREATE TABLE picture_file (
    id      serial PRIMARY KEY,
    picture integer NOT NULL REFERENCES picture ON DELETE RESTRICT ON UPDATE CASCADE,
    width   integer NOT NULL,
    height  integer NOT NULL,
    jpeg    bytea NOT NULL,
    CONSTRAINT picture_file_once UNIQUE (picture, width),
    CONSTRAINT size_positive CHECK (width > 0 AND height > 0)
);
COMMENT ON TABLE picture_file IS
    'A JPEG of a picture: `width` by `height` pixels.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="pictures", sql=SQL)
