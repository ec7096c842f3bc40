"""The index keeps what belongs to a text: its letters to compare, and where its terms stand to mark them."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0012-letters-and-places"

SQL = """
ALTER TABLE search_document ADD COLUMN letters bytea;
ALTER TABLE search_document ADD COLUMN places bytea;
ALTER TABLE search_document ALTER COLUMN letters SET STORAGE EXTERNAL;
COMMENT ON COLUMN search_document.letters IS
    'Its packed n-grams (domain.language.packed); empty until the document is next indexed, or the next night.';
COMMENT ON COLUMN search_document.places IS 'Where its terms stand in title and text (search.marking).';
"""


async def forwards() -> SqlMigration:
    return SqlMigration(migration_id=ID, app_name="innovatie", description="letters and places", sql=SQL)
