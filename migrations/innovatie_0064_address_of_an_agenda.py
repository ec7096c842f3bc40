"""Somebody's days at a secret address of their own, for a calendar program."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0064-address-of-an-agenda"

SQL = """
CREATE TABLE calendar_address (
    id         serial PRIMARY KEY,
    person     integer NOT NULL UNIQUE REFERENCES person ON DELETE RESTRICT ON UPDATE CASCADE,
    digest     bytea NOT NULL UNIQUE,
    strong     boolean NOT NULL,
    made_at    timestamptz NOT NULL,
    fetched_at timestamptz,
    CONSTRAINT made_before_fetched CHECK (fetched_at >= made_at)
);
COMMENT ON TABLE calendar_address IS
    'The secret address at which a calendar program fetches somebody''s days; only a digest of the secret is kept.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="address of an agenda", sql=SQL)
