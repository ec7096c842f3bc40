"""VNG accepts a plan for a round, asks for more, or excludes it with a reason; the municipality may appeal."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0021-admission"

SQL = """
CREATE TABLE entry_decision (
    id      serial PRIMARY KEY,
    idea    integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    round   integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    verdict varchar(14) NOT NULL,
    reason  text NOT NULL DEFAULT '',
    note    text NOT NULL DEFAULT '',
    at      timestamptz NOT NULL,
    by      integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT verdict_known CHECK (verdict IN ('toegelaten', 'teruggevraagd', 'uitgesloten', 'bezwaar', 'hersteld',
        'afgewezen'))
);
COMMENT ON TABLE entry_decision IS
    'A step in judging whether a plan may take part in a round: a reason for the municipality, a note for VNG alone.';
CREATE INDEX entry_decision_idea ON entry_decision (idea);
CREATE INDEX entry_decision_round ON entry_decision (round);
CREATE INDEX entry_decision_by ON entry_decision (by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="admission", sql=SQL)
