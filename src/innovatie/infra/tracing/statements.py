"""A span for each statement that a connection runs: its SQL as it stands in the code, never its values."""

import asyncpg

from innovatie.infra.tracing import exporting

LONGEST = 2_000


def watch(connection: asyncpg.Connection) -> None:
    """From now on tell of this connection's statements; nothing when tracing is off."""
    if exporting() is not None:
        connection.add_query_logger(tell)


async def watched(connection: asyncpg.Connection) -> None:
    """As `watch`, as asyncpg asks for what is done to a new connection of a pool."""
    watch(connection)


def tell(query: asyncpg.connection.LoggedQuery) -> None:
    """One statement, as asyncpg tells of it once it has run."""
    if (sending := exporting()) is not None:
        sending.statement(" ".join(str(query.query).split())[:LONGEST], float(query.elapsed), query.exception)
