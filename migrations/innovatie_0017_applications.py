"""Applications of municipalities: systems with keys of their own that survive the people who registered them."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0017-applications"

SQL = """
CREATE TABLE application (
    id           serial PRIMARY KEY,
    client_id    varchar(40) NOT NULL UNIQUE,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    name         varchar(80) NOT NULL,
    supplier     varchar(80) NOT NULL DEFAULT '',
    scopes       varchar(120) NOT NULL,
    created_by   integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    created_at   timestamptz NOT NULL,
    used_at      timestamptz,
    ended_by     integer REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    ended_at     timestamptz,
    CONSTRAINT ended_later CHECK (ended_at >= created_at)
);
COMMENT ON TABLE application IS 'A system that may act for a municipality, whoever works there.';
CREATE INDEX application_municipality ON application (municipality);
CREATE INDEX application_created_by ON application (created_by);
CREATE INDEX application_ended_by ON application (ended_by);
CREATE TABLE application_key (
    id          serial PRIMARY KEY,
    application integer NOT NULL REFERENCES application ON DELETE RESTRICT ON UPDATE CASCADE,
    kid         varchar(100) NOT NULL,
    jwk         jsonb NOT NULL,
    added_by    integer NOT NULL REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    added_at    timestamptz NOT NULL,
    used_at     timestamptz,
    ended_at    timestamptz,
    CONSTRAINT application_key_once UNIQUE (application, kid),
    CONSTRAINT ended_later CHECK (ended_at >= added_at)
);
COMMENT ON TABLE application_key IS 'A public RSA key with which an application proves who it is.';
CREATE INDEX application_key_added_by ON application_key (added_by);
CREATE TABLE used_assertion (
    id          serial PRIMARY KEY,
    application integer NOT NULL REFERENCES application ON DELETE RESTRICT ON UPDATE CASCADE,
    jti_digest  bytea NOT NULL,
    expires_at  timestamptz NOT NULL,
    CONSTRAINT used_assertion_once UNIQUE (application, jti_digest)
);
COMMENT ON TABLE used_assertion IS 'An assertion that was exchanged for a token, until it expires by itself.';
CREATE INDEX used_assertion_expires_at ON used_assertion (expires_at);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="applications", sql=SQL)
