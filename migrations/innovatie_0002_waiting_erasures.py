"""Places of an erased name that wait for somebody to look."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0002-waiting-erasures"

SQL = """
CREATE TABLE waiting_erasure (
    id          serial PRIMARY KEY,
    person      integer NOT NULL UNIQUE REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    sealed      bytea,
    asked_at    timestamptz NOT NULL,
    reminded_at timestamptz,
    settled_at  timestamptz,
    CONSTRAINT forgotten_when_settled CHECK ((sealed IS NULL) = (settled_at IS NOT NULL)),
    CONSTRAINT settled_later CHECK (settled_at >= asked_at)
);
COMMENT ON TABLE waiting_erasure IS
    'Somebody was erased whose name or address may still stand elsewhere. `sealed` is what is sought, encrypted with '
    'a key of the installation; it goes when every place has been decided.';

CREATE TABLE waiting_place (
    id           serial PRIMARY KEY,
    erasure      integer NOT NULL REFERENCES waiting_erasure ON DELETE RESTRICT ON UPDATE CASCADE,
    place        varchar(63) NOT NULL,
    row          bigint NOT NULL,
    in_file      boolean NOT NULL DEFAULT false,
    municipality integer REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    taken        boolean,
    decided_at   timestamptz,
    decided_by   integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT place_once UNIQUE (erasure, place, row, in_file),
    CONSTRAINT decided_by_somebody CHECK ((taken IS NULL) = (decided_at IS NULL)
        AND (decided_at IS NULL) = (decided_by IS NULL))
);
COMMENT ON TABLE waiting_place IS
    'A row that waits for somebody to look: `taken` tells what was decided, `in_file` that it is an uploaded file.';
CREATE INDEX waiting_place_municipality ON waiting_place (municipality);
CREATE INDEX waiting_place_decided_by ON waiting_place (decided_by);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="places that wait for a look", sql=SQL)
