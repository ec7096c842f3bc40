"""The search index for a hundred thousand ideas: what and where of a document in one label, beside each posting.

Filters and counts then read the postings alone. Vectors stay in their rows, so that reading them one by one is quick.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T02:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "labels of the search index"

STATEMENTS = (
    """
    CREATE TABLE search_what (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL, theme text NOT NULL, stage text NOT NULL, year text NOT NULL, round text NOT NULL,
        winner text NOT NULL,
        UNIQUE (kind, theme, stage, year, round, winner)
    )
    """,
    """
    CREATE TABLE search_place (
        id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY CHECK (id < 4096),
        province text NOT NULL, region text NOT NULL, size_class text NOT NULL,
        UNIQUE (province, region, size_class)
    )
    """,
    """
    INSERT INTO search_what (kind, theme, stage, year, round, winner)
    SELECT DISTINCT kind, theme, stage, coalesce(year::text, ''), round, CASE WHEN winner THEN 'ja' ELSE 'nee' END
      FROM search_document
    """,
    """
    INSERT INTO search_place (province, region, size_class)
    SELECT DISTINCT province, region, size_class FROM search_document
    """,
    "ALTER TABLE search_document ADD COLUMN label integer, ALTER COLUMN vector SET STORAGE PLAIN",
    """
    UPDATE search_document d SET label = w.id << 12 | p.id FROM search_what w, search_place p
     WHERE (w.kind, w.theme, w.stage, w.round) = (d.kind, d.theme, d.stage, d.round)
       AND w.year = coalesce(d.year::text, '') AND (w.winner = 'ja') = d.winner
       AND (p.province, p.region, p.size_class) = (d.province, d.region, d.size_class)
    """,
    "ALTER TABLE search_document ALTER COLUMN label SET NOT NULL",
    "DROP INDEX search_document_newest",
    "CREATE INDEX search_document_newest ON search_document (at DESC NULLS LAST, id DESC) INCLUDE (label)",
    "CREATE INDEX search_document_members ON search_document (members DESC, id) INCLUDE (label)",
    "CREATE INDEX search_document_order ON search_document (id) INCLUDE (label, members, at)",
    "ALTER TABLE search_posting RENAME TO search_posting_before",
    """
    CREATE TABLE search_posting (
        term integer NOT NULL,
        document integer NOT NULL,
        impact real NOT NULL,
        label integer NOT NULL
    )
    """,
    """
    INSERT INTO search_posting
    SELECT b.term, b.document, b.impact, d.label
      FROM search_posting_before b JOIN search_document d ON d.id = b.document ORDER BY 1, 2
    """,
    "DROP TABLE search_posting_before",
    "ALTER TABLE search_posting ADD PRIMARY KEY (term, document) INCLUDE (impact, label)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    manager.add_raw(run)
    return manager
