"""What a request with an Idempotency-Key was answered is kept for a day."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0013-kept-answers"

SQL = """
CREATE TABLE kept_answer (
    id             serial PRIMARY KEY,
    key_digest     bytea NOT NULL UNIQUE,
    request_digest bytea NOT NULL,
    answer         bytea NOT NULL,
    at             timestamptz NOT NULL
);
COMMENT ON TABLE kept_answer IS
    'What a request with an Idempotency-Key was answered, for a day. Keys and requests are digests.';
CREATE INDEX kept_answer_at ON kept_answer (at);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="kept answers", sql=SQL)
