"""Indexes of the list of ideas, and the function that takes case and diacritics off a text."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-21T23:28:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of the list of ideas"

STATEMENTS = (
    # unaccent() itself is not immutable, because its dictionary could change; ours never does.
    """
    CREATE OR REPLACE FUNCTION plain_text(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
    AS $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$
    """,
    "CREATE INDEX idea_words ON idea USING gin (plain_text(title || ' ' || summary) gin_trgm_ops)",
    "CREATE INDEX idea_newest ON idea (submitted_at DESC, id DESC) WHERE state = 'ingediend'",
    "CREATE INDEX idea_participant_municipality ON idea_participant (municipality)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await execute(statement)

    async def run_backwards() -> None:
        for index in ("idea_words", "idea_newest", "idea_participant_municipality"):
            await execute(f"DROP INDEX IF EXISTS {index}")
        await execute("DROP FUNCTION IF EXISTS plain_text(text)")

    manager.add_raw(run)
    manager.add_raw_backwards(run_backwards)
    return manager
