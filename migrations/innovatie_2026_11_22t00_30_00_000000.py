"""The mail domains of a municipality: that of its own site, and those that the administrator added."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T00:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mail domains"

_VIEW = """
CREATE VIEW mail_domain AS
SELECT municipality, domain FROM allowed_domain
UNION
SELECT id, lower(domain) FROM municipality WHERE domain IS NOT NULL AND ended IS NULL
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute(_VIEW)

    manager.add_raw(run)
    return manager
