"""VNG and the administrator keep who works together, in the browser; nobody else does."""

from datetime import timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.clock import Clock
from innovatie.infra.database import fetch_value
from innovatie.municipalities import queries
from tests import factories
from tests.conftest import SignIn
from tests.factories import TODAY

pytestmark = pytest.mark.anyio


def text_of(answer: httpx.Response) -> str:
    return " ".join(html.fromstring(answer.text).text_content().split())


async def members(number: int) -> list[tuple[str, str, str | None]]:
    return [
        (row.municipality, row.starts.isoformat(), row.ends.isoformat() if row.ends else None)
        for row in await queries.members_of(number, day=None)
    ]


async def test_vng_founds_a_kring_with_its_members(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    one, two = await factories.municipality("Aalst"), await factories.municipality("Beek")
    await factories.municipality("Cuijk")
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert 'href="/vng/samenwerkingsverbanden/nieuw"' in (await client.get("/samenwerkingsverbanden")).text
    form = {"soort": "kring", "naam": "Kring Nieuw", "sinds": "2026-01-01", "gemeenten": [str(one), str(two)]}
    made = await client.post("/vng/samenwerkingsverbanden/nieuw", data=form)
    assert (made.status_code, made.headers["location"]) == (303, "/samenwerkingsverbanden")
    number = await fetch_value("SELECT id FROM partnership WHERE name = 'Kring Nieuw'")
    assert await members(number) == [("Aalst", "2026-01-01", None), ("Beek", "2026-01-01", None)]


async def test_what_was_typed_stays_when_a_partnership_is_refused(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality("Aalst")
    await factories.partnership(town, name="Kring Bestaat")
    await sign_in(client, await factories.person(Role.ADMINISTRATOR))
    empty = await client.post("/vng/samenwerkingsverbanden/nieuw", data={"omschrijving": "Lang verhaal"})
    assert empty.status_code == 422
    assert "Lang verhaal" in empty.text
    assert len(html.fromstring(empty.text).xpath("//*[@class='error-summary__list']/li")) == 4
    form = {"soort": "kring", "naam": "Kring Bestaat", "sinds": "2026-01-01", "gemeenten": str(town)}
    taken = await client.post("/vng/samenwerkingsverbanden/nieuw", data=form)
    assert taken.status_code == 422
    assert "Kring Bestaat bestaat al. Kies een andere naam." in text_of(taken)


async def test_a_municipality_comes_and_goes_by_date(client: httpx.AsyncClient, sign_in: SignIn, clock: Clock) -> None:
    today = dutch_day(clock.now())
    stays, comes = await factories.municipality("Blijver"), await factories.municipality("Komer")
    kring = await factories.partnership(stays, name="Kring Proef")
    since = (await members(kring))[0][1]
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    keep = f"/vng/samenwerkingsverbanden/{kring}"
    later = (today + timedelta(days=30)).isoformat()
    joined = await client.post(f"{keep}/leden", data={"gemeente": str(comes), "sinds": later})
    assert (joined.status_code, joined.headers["location"]) == (303, keep)
    twice = await client.post(f"{keep}/leden", data={"gemeente": str(comes), "sinds": later})
    assert twice.status_code == 409
    assert "Deze gemeente is al lid." in text_of(twice)
    left = await client.post(f"{keep}/einde", data={"vertrekker": str(stays), "tot_en_met": today.isoformat()})
    assert left.status_code == 303
    assert await members(kring) == [("Blijver", since, today.isoformat()), ("Komer", later, None)]
    public = text_of(await client.get(f"/samenwerkingsverbanden/{kring}-kring-proef"))
    assert "1 gemeente doet nu mee" in public
    assert "Doen later mee Komer" in public


async def test_a_membership_cannot_end_before_it_began(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    kring = await factories.partnership(town := await factories.municipality("Blijver"))
    before = await members(kring)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    form = {"vertrekker": str(town), "tot_en_met": "1999-01-01"}
    answer = await client.post(f"/vng/samenwerkingsverbanden/{kring}/einde", data=form)
    assert answer.status_code == 409
    assert "Deze gemeente is op die dag geen lid." in text_of(answer)
    assert 'value="1999-01-01"' in answer.text
    assert await members(kring) == before


async def test_a_partnership_gets_another_name_but_not_that_of_another(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality()
    kring = await factories.partnership(town, name="Kring Oud")
    await factories.partnership(town, name="Kring Bezet")
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    keep = f"/vng/samenwerkingsverbanden/{kring}"
    assert (await client.post(keep, data={"naam": "Kring Bezet"})).status_code == 422
    assert (await client.post(keep, data={"naam": "Kring Anders", "omschrijving": "Nieuw"})).status_code == 303
    row = await queries.partnership(kring, day=TODAY)
    assert (row.name, row.description) == ("Kring Anders", "Nieuw")


@pytest.mark.parametrize("role", [Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN])
async def test_a_municipality_does_not_keep_memberships(client: httpx.AsyncClient, sign_in: SignIn, role: Role) -> None:
    town = await factories.municipality()
    kring = await factories.partnership(town, name="Kring Proef")
    before = await members(kring)
    await sign_in(client, await factories.person(role, municipality_id=town))
    assert "/vng/samenwerkingsverbanden" not in (await client.get(f"/samenwerkingsverbanden/{kring}-kring-proef")).text
    form = {"vertrekker": str(town), "tot_en_met": TODAY.isoformat()}
    assert (await client.post(f"/vng/samenwerkingsverbanden/{kring}/einde", data=form)).status_code == 403
    assert await members(kring) == before
