"""Who walks in a journey: municipalities in two Kringen and people with one role each, in the site's own database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial

import asyncpg

from innovatie.domain.authority import Role
from innovatie.infra import database
from tests import factories
from tests.live import Site
from tests.waiting import until_async


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality with the personas of its people."""

    id: int
    name: str
    servant: str
    voter: str


async def persona(
    name: str, *roles: Role, municipality_id: int | None = None, partnership_id: int | None = None
) -> str:
    """Somebody whom one may choose on the sign-in page; the name."""
    made = await factories.person(*roles, name=name, municipality_id=municipality_id, partnership_id=partnership_id)
    await database.execute("UPDATE person SET persona = $1 WHERE id = $2", name.lower().replace(" ", "-"), made)
    return name


async def town(name: str, *, kring: int) -> Town:
    """A municipality in the Kring `kring`, with a civil servant and a mandated voter."""
    made = await factories.municipality(name)
    await database.execute(
        "INSERT INTO partnership_member (partnership, municipality, starts) VALUES ($1, $2, $3)",
        kring,
        made,
        date(2020, 1, 1),
    )
    return Town(
        id=made,
        name=name,
        servant=await persona(f"Ambtenaar {name}", Role.CIVIL_SERVANT, municipality_id=made),
        voter=await persona(f"Stemmer {name}", Role.VOTER, municipality_id=made),
    )


@asynccontextmanager
async def database_of(site: Site) -> AsyncIterator[None]:
    """Queries and factories of this test work on the site's database, and are committed at the end."""
    database.configure(site.dsn)
    async with database.transaction():
        yield


async def _none_is_due(connection: asyncpg.Connection) -> bool:
    return await connection.fetchval("SELECT count(*) FROM pgqueuer WHERE execute_after <= now()") == 0


async def jobs_done(site: Site) -> None:
    """Wait until the worker has done everything that is due."""
    connection = await asyncpg.connect(site.dsn)
    try:
        await until_async(partial(_none_is_due, connection), of="the worker has done all jobs")
    finally:
        await connection.close()
