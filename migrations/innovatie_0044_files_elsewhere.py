"""Files may stand in an object store: their row holds a key instead of the bytes, and says which key it let go of."""

from innovatie.infra.sql_migration import SqlMigration

ID = "0044-files-elsewhere"

FILES = (
    ("adoption_evidence", "content"),
    ("agreement_file", "content"),
    ("attachment", "content"),
    ("group_file", "content"),
    ("idea_file", "content"),
    ("picture_file", "jpeg"),
    ("round_archive", "content"),
)

_TABLES = """
CREATE TABLE object_to_erase (
    id    serial PRIMARY KEY,
    key   varchar(100) NOT NULL UNIQUE,
    since timestamptz NOT NULL
);
COMMENT ON TABLE object_to_erase IS
    'Keys in the object store that a row let go of; the worker erases the objects.';
"""
_FUNCTION = """
CREATE FUNCTION file_let_go() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF OLD.kept_as <> '' AND (TG_OP = 'DELETE' OR NEW.kept_as IS DISTINCT FROM OLD.kept_as) THEN
        INSERT INTO public.object_to_erase (key, since) VALUES (OLD.kept_as, now()) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;
"""


def _changes(table: str, column: str) -> str:
    somewhere = f"{column} IS NOT NULL OR kept_as <> ''"
    if table == "round_archive":  # has no content until it is made, nor once its days are over
        somewhere = "kept_as = '' OR made_at IS NOT NULL"
    null = "" if table == "round_archive" else f"ALTER TABLE {table} ALTER COLUMN {column} DROP NOT NULL;\n"
    return f"""
ALTER TABLE {table} ADD COLUMN kept_as varchar(100) NOT NULL DEFAULT '';
{null}ALTER TABLE {table} ADD CONSTRAINT kept_somewhere CHECK ({somewhere}) NOT VALID;
"""


def _trigger(table: str) -> str:
    return f"""
CREATE TRIGGER file_let_go AFTER UPDATE OF kept_as OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION file_let_go();
"""


TABLES = _TABLES + "".join(_changes(*one) for one in FILES)
SQL = TABLES + _FUNCTION + "".join(_trigger(table) for table, _ in FILES)


async def forwards() -> SqlMigration:
    return SqlMigration(
        migration_id=ID, app_name="innovatie", description="files elsewhere", sql=SQL, tables=TABLES
    )
