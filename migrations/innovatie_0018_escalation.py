"""The dated steps that VNG takes when a municipality does not react in a phase of a round."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0018-escalation"

SQL = """
CREATE TABLE escalation_step (
    id           serial PRIMARY KEY,
    round        integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    phase        varchar(12) NOT NULL,
    rung         varchar(14) NOT NULL,
    note         text NOT NULL DEFAULT '',
    told         integer NOT NULL DEFAULT 0,
    taken_at     timestamptz NOT NULL,
    taken_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT phase_known CHECK (phase IN ('inzenden', 'groeperen', 'beoordelen', 'voorselectie', 'uitwerken', 'stemmen',
        'uitslag', 'overname')),
    CONSTRAINT rung_known CHECK (rung IN ('herinnering', 'tweede contact', 'gebeld', 'kring', 'regisseur')),
    CONSTRAINT told_not_negative CHECK (told >= 0)
);
COMMENT ON TABLE escalation_step IS
    'A step that VNG took when a municipality did not react in a phase of a round: a message, a call, the Kring.';
CREATE INDEX escalation_step_round ON escalation_step (round);
CREATE INDEX escalation_step_municipality ON escalation_step (municipality);
CREATE INDEX escalation_step_taken_by ON escalation_step (taken_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="escalation", sql=SQL)
