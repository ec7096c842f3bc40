"""The pages on which everybody follows a round and VNG directs it."""

from datetime import UTC, datetime, time, timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import HERE, dutch_day
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


async def code_of(round_id: int) -> str:
    code: str = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    return code


async def test_a_visitor_follows_a_round_but_finds_no_way_to_direct_it(client: httpx.AsyncClient) -> None:
    code = await code_of(await factories.round_in(Phase.REVIEW))
    page = await client.get(f"/rondes/{code}")
    assert page.status_code == 200
    assert page.text.count('class="phase phase--') == 8
    assert f"/vng/rondes/{code}" not in page.text
    turned_away = await client.get(f"/vng/rondes/{code}")
    assert turned_away.status_code == 303
    assert turned_away.headers["location"] == f"/inloggen?volgende=/vng/rondes/{code}"


@pytest.mark.parametrize(
    ("deadline", "told"),
    [
        (timedelta(days=13), "nog 13 dagen"),
        (timedelta(days=1), "nog 1 dag"),
        (timedelta(), "vandaag is de laatste dag"),
    ],
)
async def test_a_page_says_how_many_days_are_left_of_the_open_phase(
    client: httpx.AsyncClient, clock: Clock, deadline: timedelta, told: str
) -> None:
    number = await factories.round_in(Phase.REVIEW)
    set_to = "UPDATE phase_window SET deadline = $1 WHERE round = $2 AND phase = 'beoordelen'"
    last = datetime.combine(dutch_day(clock.now()) + deadline, time(23, 59), HERE)
    await execute(set_to, last, number)
    (line,) = html.fromstring((await client.get(f"/rondes/{await code_of(number)}")).text).find_class("days-left")
    assert " ".join(line.text_content().split()).startswith(told)
    await execute(set_to, clock.now() - timedelta(days=1), number)
    assert "days-left" not in (await client.get(f"/rondes/{await code_of(number)}")).text


async def test_vng_makes_a_round_and_opens_its_first_phase(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    made = await client.post("/vng/rondes/nieuw", data={"code": "2042-1", "naam": "Ronde van 2042"})
    assert (made.status_code, made.headers["location"]) == (303, "/vng/rondes/2042-1")
    opening = {"fase": "inzenden", "deadline": f"{datetime.now(UTC).year + 1}-05-05"}
    far = await client.post("/vng/rondes/2042-1/openen", data={**opening, "deadline": "2042-05-05"})
    assert (far.status_code, "meer dan vijf jaar weg" in far.text, 'value="2042-05-05"' in far.text) == (
        422,
        True,
        True,
    )
    asked = await client.post("/vng/rondes/2042-1/openen", data=opening)
    assert (asked.status_code, "Typ hoeveel mensen het horen: 1" in asked.text) == (422, True)
    assert await fetch_value("SELECT phase FROM round WHERE code = '2042-1'") is None
    opened = await client.post("/vng/rondes/2042-1/openen", data={**opening, "aantal": "1"})
    assert opened.status_code == 303
    page = await client.get("/rondes/2042-1")
    assert "tot en met" in page.text
    assert f"5 mei {datetime.now(UTC).year + 1}" in page.text


async def test_a_wrong_round_shows_every_error_and_keeps_what_was_typed(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    answer = await client.post(
        "/vng/rondes/nieuw", data={"code": "voorjaar", "naam": "", "omschrijving": "Lang verhaal"}
    )
    assert answer.status_code == 422
    assert "Lang verhaal" in answer.text
    assert answer.text.count('aria-invalid="true"') == 1
    again = await client.post("/vng/rondes/nieuw", data={"code": "voorjaar", "naam": "Voorjaar"})
    assert again.status_code == 422
    assert "bijvoorbeeld 2027-1" in again.text


async def test_a_civil_servant_may_not_open_a_phase(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    town = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    answer = await client.post(f"/vng/rondes/{await code_of(round_id)}/openen", data={"fase": "groeperen"})
    assert answer.status_code == 403
    assert await fetch_value("SELECT phase FROM round WHERE id = $1", round_id) == "inzenden"


async def test_a_form_from_another_site_is_refused(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    token = client.headers.pop("X-CSRF-Token")
    form = {"code": "2043-1", "naam": "Ronde"}
    assert (await client.post("/vng/rondes/nieuw", data=form)).status_code == 403
    foreign = {"Origin": "https://elders.example", "X-CSRF-Token": token}
    assert (await client.post("/vng/rondes/nieuw", data=form, headers=foreign)).status_code == 403
    cross = {"Sec-Fetch-Site": "cross-site", "X-CSRF-Token": token}
    assert (await client.post("/vng/rondes/nieuw", data=form, headers=cross)).status_code == 403
    assert (await client.post("/vng/rondes/nieuw", data={**form, "csrf_token": token})).status_code == 303


async def test_an_unknown_round_is_a_page_that_says_so(client: httpx.AsyncClient) -> None:
    answer = await client.get("/rondes/1999-9")
    assert answer.status_code == 404
    assert "Deze ronde bestaat niet." in answer.text
