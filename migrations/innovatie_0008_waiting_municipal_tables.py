"""A table of municipalities for a day to come waits until that day."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0008-waiting-municipal-tables"

SQL = """
CREATE TABLE waiting_municipal_table (
    id         serial PRIMARY KEY,
    day        date NOT NULL UNIQUE,
    facts      jsonb NOT NULL,
    successors jsonb NOT NULL,
    stored_at  timestamptz NOT NULL
);
COMMENT ON TABLE waiting_municipal_table IS
    'A table of municipalities that holds from `day`; until then it changes nothing.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="waiting municipal tables", sql=SQL)
