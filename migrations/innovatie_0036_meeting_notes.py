"""What a jury or stuurgroep says of each group of a round, kept as its minutes."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0036-meeting-notes"

SQL = """
CREATE TABLE meeting_note (
    id       serial PRIMARY KEY,
    round    integer NOT NULL REFERENCES round ON DELETE RESTRICT ON UPDATE CASCADE,
    "group"  integer REFERENCES idea_group ON DELETE RESTRICT ON UPDATE CASCADE,
    body     text NOT NULL DEFAULT '',
    verdict  varchar(22) NOT NULL DEFAULT '',
    saved_at timestamptz NOT NULL,
    saved_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT verdict_known CHECK (verdict IN ('akkoord', 'extra beoordeling', 'vraag aan de gemeente', 'anders', 'later', ''))
);
COMMENT ON TABLE meeting_note IS
    'What a meeting said of a group of a round, or of the whole; rows are only added and the newest holds.';
CREATE INDEX meeting_note_round ON meeting_note (round);
CREATE INDEX meeting_note_group ON meeting_note ("group");
CREATE INDEX meeting_note_saved_by ON meeting_note (saved_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="meeting notes", sql=SQL)
