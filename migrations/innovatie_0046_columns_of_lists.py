"""How the columns of a municipality's list are read is kept for the next time that the list comes."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0046-columns-of-lists"

SQL = """
CREATE TABLE list_columns (
    id           serial PRIMARY KEY,
    municipality integer NOT NULL REFERENCES municipality ON DELETE RESTRICT ON UPDATE CASCADE,
    list         varchar(30) NOT NULL,
    columns      jsonb NOT NULL,
    kept_at      timestamptz NOT NULL,
    CONSTRAINT list_once UNIQUE (municipality, list)
);
COMMENT ON TABLE list_columns IS
    'How a municipality reads its own list of plans: header in its file to column of ours, or to nothing.';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="columns of lists", sql=SQL)
