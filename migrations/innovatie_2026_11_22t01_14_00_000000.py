"""A municipality's site stands at www.stad.nl, its mail at stad.nl."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from innovatie.infra.database import execute

ID = "2026-11-22T01:14:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "mail domains without www"

_VIEW = """
CREATE OR REPLACE VIEW mail_domain AS
SELECT municipality, domain FROM allowed_domain
UNION
SELECT id, regexp_replace(lower(domain), '^www\\.', '')::varchar(120) FROM municipality
 WHERE domain IS NOT NULL AND ended IS NULL
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="innovatie", description=DESCRIPTION)

    async def run() -> None:
        await execute("DROP VIEW mail_domain")
        await execute(_VIEW)

    manager.add_raw(run)
    return manager
