"""What people searched for and how that went, counted without who asked."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0035-search-questions"

SQL = """
CREATE TABLE search_question (
    id            serial PRIMARY KEY,
    digest        varchar(64) NOT NULL UNIQUE,
    words         varchar(100) NOT NULL,
    asked         integer NOT NULL DEFAULT 0,
    found_nothing integer NOT NULL DEFAULT 0,
    clicked       integer NOT NULL DEFAULT 0,
    last_on       date NOT NULL
);
COMMENT ON TABLE search_question IS
    'How often something was searched for, how often nothing was found and a find was opened. Nothing of who asked.';
CREATE INDEX search_question_last_on ON search_question (last_on);
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="search questions", sql=SQL)
