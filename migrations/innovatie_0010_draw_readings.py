"""The number of a draw has a fixed form and a first day; one director reads it and another confirms it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0010-draw-readings"

SQL = """
ALTER TABLE round_vote ADD COLUMN draw_digits integer NOT NULL DEFAULT 5;
ALTER TABLE round_vote ADD COLUMN draw_from date;
ALTER TABLE round_vote ADD CONSTRAINT draw_digits_few CHECK (draw_digits BETWEEN 1 AND 20) NOT VALID;
CREATE TABLE draw_reading (
    id           serial PRIMARY KEY,
    vote         integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    value        varchar(20) NOT NULL,
    drawn_on     date NOT NULL,
    evidence     text NOT NULL,
    read_by      integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    read_at      timestamptz NOT NULL,
    confirmed_by integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    confirmed_at timestamptz,
    CONSTRAINT only_digits CHECK (value ~ '^[0-9]+$'),
    CONSTRAINT another_confirms CHECK (confirmed_by <> read_by),
    CONSTRAINT confirmed_has_moment CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL))
);
COMMENT ON TABLE draw_reading IS
    'What a director read at the source of a draw, of which day and where; it counts once another confirmed it.';
CREATE INDEX draw_reading_vote ON draw_reading (vote);
CREATE INDEX draw_reading_read_by ON draw_reading (read_by);
CREATE INDEX draw_reading_confirmed_by ON draw_reading (confirmed_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="draw readings", sql=SQL)
