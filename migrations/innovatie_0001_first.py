"""Everything, from an empty database: tables by feature, the search index, the chain of the trail, the job queue.

The SQL stands in the folder `innovatie_0001`. It is made once; what changes later is a migration of its own.
"""

from innovatie_0001 import (
    accounts,
    adoption,
    audit,
    extensions,
    grouping,
    ideas,
    municipalities,
    notifications,
    publication,
    rate_limits,
    review,
    roles,
    rounds,
    saved_searches,
    search,
    search_index,
    voting,
)
from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver
from pgqueuer.queries import Queries

from innovatie.infra.database import transaction
from innovatie.infra.sql_migration import SqlMigration

ID = "0001-first"

FEATURES = (
    municipalities,
    accounts,
    audit,
    notifications,
    search,
    saved_searches,
    rounds,
    ideas,
    grouping,
    review,
    voting,
    publication,
    adoption,
)


async def _install_queue() -> None:
    """The job queue (pgqueuer) makes its own tables."""
    async with transaction() as connection:
        await Queries(AsyncpgDriver(connection)).install()


async def forwards() -> SqlMigration:
    tables = "".join(feature.SQL for feature in FEATURES)
    migration = SqlMigration(
        migration_id=ID,
        app_name="innovatie",
        description="everything, from an empty database",
        sql=roles.SQL + extensions.SQL + tables + search_index.SQL + rate_limits.SQL,
        tables=tables,
    )
    migration.add_raw(_install_queue)
    return migration
