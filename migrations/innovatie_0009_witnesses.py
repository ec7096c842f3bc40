"""Those outside who were sent a signed state of a ballot log say that they keep it."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0009-witnesses"

SQL = """
CREATE TABLE witness_acknowledgement (
    id              serial PRIMARY KEY,
    vote            integer NOT NULL REFERENCES round_vote ON DELETE RESTRICT ON UPDATE CASCADE,
    size            integer NOT NULL,
    root            bytea NOT NULL,
    address         varchar(254) NOT NULL,
    acknowledged_at timestamptz NOT NULL,
    CONSTRAINT acknowledged_once UNIQUE (vote, size, address),
    CONSTRAINT size_from_one CHECK (size >= 1)
);
COMMENT ON TABLE witness_acknowledgement IS
    'Whoever keeps this address said to keep the mail with the state of `size` rows of the log, with this `root`.';
CREATE TRIGGER witness_acknowledgement_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON witness_acknowledgement
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="witnesses", sql=SQL)
