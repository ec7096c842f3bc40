"""Indicators of costs and benefits, and what municipalities measured."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0039-indicators"

SQL = """
CREATE TABLE indicator (
    id         serial PRIMARY KEY,
    grp        integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    solution   integer REFERENCES solution ON DELETE RESTRICT ON UPDATE CASCADE,
    title      varchar(120) NOT NULL,
    unit       varchar(40) NOT NULL,
    side       varchar(6) NOT NULL,
    better     varchar(5) NOT NULL,
    promised   double precision NOT NULL,
    how        text NOT NULL DEFAULT '',
    chosen_at  timestamptz NOT NULL,
    chosen_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    removed_at timestamptz,
    CONSTRAINT of_one CHECK (num_nonnulls(grp, solution) = 1),
    CONSTRAINT side_known CHECK (side IN ('kosten', 'baten')),
    CONSTRAINT better_known CHECK (better IN ('lager', 'hoger')),
    CONSTRAINT promised_not_negative CHECK (promised >= 0)
);
COMMENT ON TABLE indicator IS
    'What is measured of a plan or a solution, with what was promised for one municipality in one year.';
CREATE INDEX indicator_grp ON indicator (grp);
CREATE INDEX indicator_solution ON indicator (solution);
CREATE INDEX indicator_chosen_by ON indicator (chosen_by);

CREATE TABLE indicator_value (
    id           serial PRIMARY KEY,
    indicator    integer NOT NULL REFERENCES indicator ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    year         integer NOT NULL,
    value        double precision NOT NULL,
    measured_at  timestamptz NOT NULL,
    measured_by  integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT once_a_year UNIQUE (indicator, municipality, year),
    CONSTRAINT year_known CHECK (year BETWEEN 2000 AND 2200),
    CONSTRAINT value_not_negative CHECK (value >= 0)
);
COMMENT ON TABLE indicator_value IS
    'What a municipality measured in a year; measuring again replaces the number.';
CREATE INDEX indicator_value_municipality ON indicator_value (municipality);
CREATE INDEX indicator_value_measured_by ON indicator_value (measured_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="indicators", sql=SQL)
