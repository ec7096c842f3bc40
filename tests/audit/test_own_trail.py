"""The page of a municipality's own trail: what was done for it, by whom, and nothing of others; looking is an act too."""

import asyncpg
import httpx
import pytest

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor, Role
from innovatie.infra.database import fetch, fetch_value
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.review import world as worlds

pytestmark = pytest.mark.anyio


async def act(actor: Actor, town: int, act: str, kind: str = "oplossing", number: int | str = 7) -> None:
    await record(actor=actor, act=act, object_kind=kind, object_id=number, on_behalf_of=town, now=NOW)


async def test_an_administrator_reads_what_was_done_for_the_own_municipality_with_the_way_to_it(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    own, other = await factories.municipality("Buren"), await factories.municipality("Delft")
    clerk = await factories.actor(Role.CIVIL_SERVANT, municipality_id=own, name="Kees Klerk")
    idea = await factories.idea(own)
    await act(clerk, own, "overname melden")
    await act(clerk, own, "idee wijzigen", "idee", idea)
    await act(clerk, own, "concept weggooien", "idee", idea + 1)
    await act(clerk, other, "idee intrekken", "idee", idea)
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=own, name="Bea Beheer"))
    page = (await client.get("/mijn-gemeente/spoor")).text
    assert "Kees Klerk" in page and "overname melden" in page and "idee intrekken" not in page
    assert '<a href="/overname/7">oplossing 7</a>' in page
    assert f'<a href="/ideeen/{idea}">idee {idea}</a>' in page
    assert f"idee {idea + 1}" in page and f"/ideeen/{idea + 1}" not in page, "what was thrown away has no page"


async def test_reading_the_trail_leaves_a_row_in_it(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    own = await factories.municipality()
    admin = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=own)
    await sign_in(client, admin)
    await client.get("/mijn-gemeente/spoor")
    rows = await fetch("SELECT actor, on_behalf_of, details->>'pagina' FROM audit_event WHERE act LIKE '%inzien%'")
    assert [tuple(row) for row in rows] == [(admin, own, "spoor")]
    await client.get("/mijn-gemeente/mensen")
    last = await fetch_value("SELECT details->>'pagina' FROM audit_event ORDER BY id DESC LIMIT 1")
    assert last == "mensen en rollen"


@pytest.mark.parametrize("role", [Role.CIVIL_SERVANT, Role.VOTER, Role.REVIEWER])
async def test_nobody_else_reads_it(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection, role: Role
) -> None:
    await sign_in(client, await factories.person(role, municipality_id=await factories.municipality()))
    assert (await client.get("/mijn-gemeente/spoor")).status_code == 403
    assert await fetch_value("SELECT count(*) FROM audit_event WHERE act LIKE '%inzien%'") == 0


async def test_vng_reads_the_names_of_reviewers_and_that_is_written_down(
    client: httpx.AsyncClient, sign_in: SignIn, db: asyncpg.Connection
) -> None:
    world = await worlds.world(groups=1, reviewers=1)
    director = await factories.person(Role.VNG_DIRECTOR)
    await sign_in(client, director)
    pages = {
        "/vng/beoordelaars": "beoordelaars",
        f"/vng/beoordeling/{world.code}/toewijzing": "toewijzing van beoordelaars",
        f"/vng/beoordeling/{world.code}/voortgang": "voortgang van de beoordeling",
        f"/vng/beoordeling/{world.code}/uitkomst": "uitkomst van de beoordeling",
    }
    for address, page in pages.items():
        assert (await client.get(address)).status_code == 200
        row = await fetch("SELECT actor, act, details->>'pagina' FROM audit_event ORDER BY id DESC LIMIT 1")
        assert [tuple(one) for one in row] == [(director, "persoonsgegevens inzien", page)]
