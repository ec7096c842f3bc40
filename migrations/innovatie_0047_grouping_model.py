"""Models of groups that were learnt from people, offered to VNG."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0047-grouping-model"

SQL = """
CREATE TABLE grouping_model (
    id         serial PRIMARY KEY,
    version    varchar(8) NOT NULL,
    base       varchar(8) NOT NULL,
    numbers    jsonb NOT NULL,
    labels     integer NOT NULL,
    plans      integer NOT NULL,
    held_out   jsonb NOT NULL DEFAULT '[]',
    difference jsonb NOT NULL DEFAULT '{}',
    state      varchar(12) NOT NULL,
    made_at    timestamptz NOT NULL,
    settled_at timestamptz,
    by         integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT state_known CHECK (state IN ('aangeboden', 'in gebruik', 'vervangen', 'teruggenomen', 'afgewezen', 'ingehaald')),
    CONSTRAINT counts_not_negative CHECK (labels >= 0 AND plans >= 0),
    CONSTRAINT settled_has_moment CHECK ((state = 'aangeboden') = (settled_at IS NULL))
);
COMMENT ON TABLE grouping_model IS
    'Numbers of the pair model that were learnt from people; VNG takes them into use, refuses them or goes back.';
CREATE INDEX grouping_model_by ON grouping_model (by);
CREATE UNIQUE INDEX grouping_model_one_offered ON grouping_model (state) WHERE state = 'aangeboden';
CREATE UNIQUE INDEX grouping_model_one_in_use ON grouping_model (state) WHERE state = 'in gebruik';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="grouping model", sql=SQL)
