"""Every word on the main pages that nobody wrote there comes through the catalogue, in whatever language."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch
from tests import factories
from tests.conftest import SignIn
from tests.language import bypassing

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("brackets")]

NAMES = """
SELECT name FROM municipality UNION SELECT code FROM municipality UNION SELECT name FROM person UNION SELECT name FROM partnership UNION
SELECT province FROM municipality UNION SELECT name FROM round UNION SELECT title FROM idea
"""
OF_THE_HOUSE = (
    "Innovatie", "VNG", "Kring", "Kringen", "CSV", "JSON", "SVG", "PNG", "ODS", "PDF", "Nederlands", "English", "and",
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December", "at", "JSON Lines", "WISSEN", "niets", "PostgreSQL", "postgres", "scipy", "HiGHS",
)  # fmt: skip
VISITOR = (
    "/", "/over", "/toegankelijkheid", "/privacy", "/data", "/inloggen", "/ideeen", "/ideeen?q=niets",
    "/groepen", "/rondes", "/rondes/{round}", "/winnaars", "/gemeenten", "/gemeenten/{town}",
    "/samenwerkingsverbanden", "/overname", "/inzicht", "/inzicht/kaart", "/inzicht/trends", "/inzicht/wielen",
    "/zoeken", "/zoeken?q=niets", "/zoeken/woordenlijst", "/ideeen/{idea}", "/bestaat-niet",
    "/stemmen/{round}",
)  # fmt: skip
SIGNED_IN = (
    "/mijn-werk", "/wat-mag-ik", "/account", "/account/gegevens", "/account/tokens", "/account/mail", "/beoordelen",
    "/beoordelen/aanmelden", "/ideeen/nieuw", "/mijn-gemeente", "/mijn-gemeente/mensen", "/mijn-gemeente/spoor",
    "/groepen/voorstellen",
)  # fmt: skip
VNG = (
    "/vng", "/vng/rondes/nieuw", "/vng/rondes/{round}", "/vng/rondes/{round}/groepen", "/vng/beoordeling/{round}",
    "/vng/beoordeling/{round}/toewijzing", "/vng/beoordeling/{round}/voortgang", "/vng/beoordelaars",
    "/vng/stemming/{round}", "/vng/brieven", "/vng/publicatie/{round}", "/inzicht/vooruitblik", "/inzicht/meedoen",
)  # fmt: skip


async def outside(client: httpx.AsyncClient, addresses: tuple[str, ...], **names: str) -> dict[str, list[str]]:
    """For each page that opens what stands outside the brackets; pages that do not open are named too."""
    known = bypassing.pattern_of([*(row[0] for row in await fetch(NAMES)), *OF_THE_HOUSE])
    found = {}
    for address in addresses:
        answer = await client.get(address.format(**names), follow_redirects=True)
        expected = {404} if address == "/bestaat-niet" else {200}
        free = bypassing.outside(answer.text, known)
        if free or answer.status_code not in expected:
            found[address] = [str(answer.status_code), *free]
    return found


async def test_what_a_visitor_reads(client: httpx.AsyncClient) -> None:
    town = await factories.municipality()
    names = await _a_round_with_a_plan(town)

    assert await outside(client, VISITOR, **names) == {}


async def test_what_people_of_a_municipality_read(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality()
    names = await _a_round_with_a_plan(town)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN, municipality_id=town))

    assert await outside(client, SIGNED_IN, **names) == {}


async def test_what_vng_reads(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    names = await _a_round_with_a_plan(await factories.municipality())
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))

    assert await outside(client, VNG, **names) == {}


async def _a_round_with_a_plan(town: int) -> dict[str, str]:
    number = await factories.round_in(Phase.REVIEW)
    idea = await factories.idea(town)
    [row] = await fetch("SELECT code FROM round WHERE id = $1", number)
    [place] = await fetch("SELECT code FROM municipality WHERE id = $1", town)
    return {"round": row["code"], "town": place["code"], "idea": str(idea)}
