"""A finalist may withdraw before or during the final: asked by one director, confirmed by another."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0060-withdrawn-finalists"

SQL = """
ALTER TABLE finalist ADD COLUMN withdrawn_at timestamptz;
ALTER TABLE finalist ADD CONSTRAINT chosen_before_withdrawn CHECK (withdrawn_at >= chosen_at) NOT VALID;

CREATE TABLE finalist_withdrawal (
    id           serial PRIMARY KEY,
    finalist     integer NOT NULL REFERENCES finalist ON DELETE RESTRICT ON UPDATE CASCADE,
    ground       varchar(10) NOT NULL,
    reason       text NOT NULL,
    asked_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    asked_at     timestamptz NOT NULL,
    confirmed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    confirmed_at timestamptz,
    dropped_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    dropped_at   timestamptz,
    CONSTRAINT ground_known CHECK (ground IN ('eigen-wens', 'regels')),
    CONSTRAINT another_confirms CHECK (confirmed_by <> asked_by),
    CONSTRAINT asked_before_confirmed CHECK (confirmed_at >= asked_at),
    CONSTRAINT confirmed_or_dropped CHECK (confirmed_at IS NULL OR dropped_at IS NULL)
);
COMMENT ON TABLE finalist_withdrawal IS
    'A finalist that does not go on, or of which one director asked that: it holds once another confirmed it.';
CREATE INDEX finalist_withdrawal_finalist ON finalist_withdrawal (finalist);
CREATE INDEX finalist_withdrawal_asked_by ON finalist_withdrawal (asked_by);
CREATE INDEX finalist_withdrawal_confirmed_by ON finalist_withdrawal (confirmed_by);
CREATE INDEX finalist_withdrawal_dropped_by ON finalist_withdrawal (dropped_by);

ALTER TABLE ballot_event DROP CONSTRAINT kind_known;
ALTER TABLE ballot_event DROP CONSTRAINT who_fits_the_kind;
ALTER TABLE ballot_event ADD CONSTRAINT act_known CHECK (kind IN ('opening', 'machtiging', 'machtiging-ingetrokken', 'stem', 'stem-ingetrokken', 'finalist-teruggetrokken', 'sluiting')) NOT VALID;
ALTER TABLE ballot_event ADD CONSTRAINT who_fits_the_act CHECK (num_nonnulls(municipality, partnership) = CASE WHEN kind IN ('opening', 'sluiting', 'finalist-teruggetrokken') THEN 0 WHEN kind = 'machtiging' THEN 2 ELSE 1 END) NOT VALID;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="withdrawn finalists", sql=SQL)
