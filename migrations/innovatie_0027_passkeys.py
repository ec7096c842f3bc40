"""Passkeys as a second factor, and the question that a session asked last."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0027-passkeys"

SQL = """
CREATE TABLE passkey (
    id            serial PRIMARY KEY,
    person        integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    credential_id bytea NOT NULL UNIQUE,
    credential    bytea NOT NULL,
    sign_count    bigint NOT NULL,
    transports    varchar(60) NOT NULL DEFAULT '',
    name          varchar(60) NOT NULL,
    created_at    timestamptz NOT NULL,
    used_at       timestamptz,
    CONSTRAINT sign_count_not_negative CHECK (sign_count >= 0),
    CONSTRAINT used_later CHECK (used_at >= created_at)
);
COMMENT ON TABLE passkey IS
    'A passkey of a person: an id and a public key, as the standard writes them, and the last counter seen.';
CREATE INDEX passkey_person ON passkey (person);
ALTER TABLE session ADD COLUMN challenge bytea;
ALTER TABLE session ADD COLUMN challenge_at timestamptz;
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="passkeys", sql=SQL)
