"""Erasing a person may take a name or an address out of the text of a statement about adoption; nothing else may.

The setting holds for one transaction and is made by the act of erasing alone, which leaves its row in the trail.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T00:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "erasure reaches statements about adoption"

_FUNCTION = """
CREATE OR REPLACE FUNCTION adoption_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('innovatie.wissen', true) = 'aan' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'a statement about adoption is never changed: add one that replaces it';
END $$
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute(_FUNCTION)

    manager.add_raw(run)
    return manager
