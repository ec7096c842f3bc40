"""A winner may be withdrawn after publication: asked by one director, confirmed by another, taken back within a time."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0058-withdrawn-winners"

SQL = """
CREATE TABLE winner_withdrawal (
    id           serial PRIMARY KEY,
    winner       integer NOT NULL REFERENCES winner ON DELETE RESTRICT ON UPDATE CASCADE,
    ground       varchar(10) NOT NULL,
    reason       text NOT NULL,
    asked_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    asked_at     timestamptz NOT NULL,
    confirmed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    confirmed_at timestamptz,
    ended_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    ended_at     timestamptz,
    end_reason   text NOT NULL DEFAULT '',
    CONSTRAINT ground_known CHECK (ground IN ('eigen-wens', 'regels')),
    CONSTRAINT another_confirms CHECK (confirmed_by <> asked_by),
    CONSTRAINT asked_before_confirmed CHECK (confirmed_at >= asked_at)
);
COMMENT ON TABLE winner_withdrawal IS
    'A winner that VNG withdrew, or was asked to: it holds once another director confirmed it, until it ended.';
CREATE INDEX winner_withdrawal_winner ON winner_withdrawal (winner);
CREATE INDEX winner_withdrawal_asked_by ON winner_withdrawal (asked_by);
CREATE INDEX winner_withdrawal_confirmed_by ON winner_withdrawal (confirmed_by);
CREATE INDEX winner_withdrawal_ended_by ON winner_withdrawal (ended_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="withdrawn winners", sql=SQL)
