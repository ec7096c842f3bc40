"""What municipalities say is only added to: the database refuses to change or delete a statement, whoever asks.

And the indexes of the pages that read whole histories.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-21T23:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "statements about adoption are only added"

_REFUSE = """
CREATE FUNCTION adoption_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a statement about adoption is never changed: add one that replaces it';
END $$
"""

_TRIGGER = """
CREATE TRIGGER adoption_event_is_final BEFORE UPDATE OR DELETE OR TRUNCATE ON adoption_event
    FOR EACH STATEMENT EXECUTE FUNCTION adoption_event_is_final()
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute(_REFUSE)
        await execute(_TRIGGER)
        await execute("CREATE INDEX adoption_event_of_solution ON adoption_event (solution, municipality)")
        await execute("CREATE INDEX adoption_proposal_open ON adoption_proposal (municipality) WHERE state = 'open'")

    manager.add_raw(run)
    return manager
