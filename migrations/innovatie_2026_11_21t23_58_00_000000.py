"""The search index of PostgreSQL: documents, terms, postings and statistics. Made from the tables, never the truth."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-21T23:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "search index"

STATEMENTS = (
    """
    CREATE TABLE search_document (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL,
        object integer NOT NULL,
        title text NOT NULL,
        body text NOT NULL,
        plain text NOT NULL,
        address text NOT NULL,
        owner text NOT NULL,
        theme text NOT NULL,
        stage text NOT NULL,
        year smallint,
        province text NOT NULL,
        region text NOT NULL,
        size_class text NOT NULL,
        round text NOT NULL,
        winner boolean NOT NULL,
        members integer NOT NULL,
        at timestamptz,
        terms integer[] NOT NULL,
        profile bytea NOT NULL,
        vector halfvec(512) NOT NULL,
        indexed_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (kind, object)
    )
    """,
    "CREATE INDEX search_document_newest ON search_document (at DESC NULLS LAST, id DESC)",
    """
    CREATE TABLE search_term (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        term text NOT NULL UNIQUE,
        surface text NOT NULL,
        documents integer NOT NULL
    )
    """,
    """
    CREATE TABLE search_posting (
        term integer NOT NULL,
        document integer NOT NULL,
        impact real NOT NULL,
        PRIMARY KEY (term, document) INCLUDE (impact)
    ) WITH (fillfactor = 90)
    """,
    """
    CREATE TABLE search_state (
        name text PRIMARY KEY,
        number bigint NOT NULL DEFAULT 0,
        value bytea
    )
    """,
    "INSERT INTO search_state (name) VALUES ('version')",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
