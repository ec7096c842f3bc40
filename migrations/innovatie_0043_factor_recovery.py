"""A way back for who lost every second factor."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0043-factor-recovery"

SQL = """
CREATE TABLE factor_recovery (
    id           serial PRIMARY KEY,
    person       integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    asked_at     timestamptz NOT NULL,
    reason       text NOT NULL DEFAULT '',
    vouched_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    vouched_at   timestamptz,
    confirmed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    confirmed_at timestamptz,
    opens_at     timestamptz,
    outcome      varchar(12),
    ended_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    ended_at     timestamptz,
    CONSTRAINT outcome_known CHECK (outcome IN ('uitgevoerd', 'gestopt', 'getoond', 'verlopen')),
    CONSTRAINT vouched_has_moment CHECK ((vouched_by IS NULL) = (vouched_at IS NULL)),
    CONSTRAINT confirmed_has_moment CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_at IS NULL) = (opens_at IS NULL)),
    CONSTRAINT ended_has_outcome CHECK ((outcome IS NULL) = (ended_at IS NULL)),
    CONSTRAINT vouched_before_confirmed CHECK (confirmed_at IS NULL OR vouched_at IS NOT NULL),
    CONSTRAINT vouched_by_another CHECK (vouched_by <> person),
    CONSTRAINT confirmed_by_a_third CHECK (confirmed_by <> person AND confirmed_by <> vouched_by),
    CONSTRAINT steps_in_order CHECK (vouched_at >= asked_at AND confirmed_at >= vouched_at AND opens_at >= confirmed_at),
    CONSTRAINT done_when_open CHECK (outcome <> 'uitgevoerd' OR opens_at IS NOT NULL AND ended_at >= opens_at)
);
COMMENT ON TABLE factor_recovery IS
    'Who lost every second factor asks for a way back; somebody vouches, another confirms, and then it waits.';
CREATE INDEX factor_recovery_person ON factor_recovery (person);
CREATE INDEX factor_recovery_vouched_by ON factor_recovery (vouched_by);
CREATE INDEX factor_recovery_confirmed_by ON factor_recovery (confirmed_by);
CREATE INDEX factor_recovery_ended_by ON factor_recovery (ended_by);
CREATE UNIQUE INDEX factor_recovery_one_at_a_time ON factor_recovery (person) WHERE ended_at IS NULL;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="factor recovery", sql=SQL)
