"""People follow plans, groups, themes, municipalities, rounds and solutions."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0014-following"

SQL = """
CREATE TABLE follow (
    id          serial    PRIMARY KEY,
    person      integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    kind        varchar(10) NOT NULL,
    subject     varchar(40) NOT NULL,
    followed_at timestamptz NOT NULL,
    CONSTRAINT follow_once UNIQUE (kind, subject, person),
    CONSTRAINT kind_known CHECK (kind IN ('plan', 'groep', 'thema', 'gemeente', 'ronde', 'oplossing'))
);
COMMENT ON TABLE follow IS
    'Somebody follows something. `subject`: its number, of a theme its slug. '
    'The thing itself lies above us and never goes away: plans and groups are withdrawn and merged, not deleted.';
CREATE INDEX follow_person ON follow (person);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="following", sql=SQL)
