"""Six months later: a mail, a link, one click; and what such a link cannot do."""

import json
from datetime import datetime, timedelta

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions, queries
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


async def stale(now: datetime, town: int) -> int:
    number = await actions.follow(actor=SYSTEM, title="Kaart van bomen", summary="", theme="", now=now)
    await actions.report(
        actor=SYSTEM,
        solution_id=number,
        municipality_id=town,
        stage=Stage.INTRODUCING,
        on=dutch_day(now) - timedelta(days=250),
        now=now - timedelta(days=240),
    )
    return number


async def link_in_mail() -> str:
    (mail,) = await fetch("SELECT details FROM queued_mail WHERE kind = 'overname'")
    return str(json.loads(mail["details"])["pad"])


async def test_from_the_link_in_a_mail_to_the_changed_map(
    db: asyncpg.Connection, client: httpx.AsyncClient, now: datetime
) -> None:
    town = await factories.municipality("Delft")
    await execute("UPDATE municipality SET code = 'GM0503' WHERE id = $1", town)
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="Joris")
    number = await stale(now, town)
    assert await actions.ask_again(now=now) == 1
    assert await actions.ask_again(now=now) == 0
    address = await link_in_mail()
    page = await client.get(address)
    assert page.status_code == 200
    assert "Joris" in page.text and "in invoering" in page.text
    assert len(await queries.statements(number, town)) == 1
    answer = await client.post(address, data={"stap": "in_gebruik"})
    assert answer.status_code == 303
    assert "Delft: in gebruik" in (await client.get(f"/overname/{number}", follow_redirects=True)).text
    newest = (await queries.statements(number, town))[0]
    assert (newest.label, newest.on) == ("In gebruik", dutch_day(now))
    assert (await client.get(address)).status_code == 409
    assert (await client.post(address, data={"stap": "gestopt"})).status_code == 409


async def test_one_click_confirms(db: asyncpg.Connection, client: httpx.AsyncClient, now: datetime) -> None:
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    number = await stale(now, town)
    await actions.ask_again(now=now)
    assert (await client.post(await link_in_mail(), data={"antwoord": "klopt"})).status_code == 303
    (standing,) = await queries.standings_of(town, today=dutch_day(now))
    assert (standing.stage, standing.fresh) == (Stage.INTRODUCING, True)
    assert await fetch_value("SELECT said_by FROM adoption_event ORDER BY id DESC LIMIT 1") == person
    assert number == standing.solution


async def test_the_database_does_not_know_the_secret(db: asyncpg.Connection, now: datetime) -> None:
    town = await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await stale(now, town)
    await actions.ask_again(now=now)
    secret = (await link_in_mail()).rsplit("/", 1)[-1]
    (row,) = await fetch("SELECT * FROM adoption_link")
    assert all(secret.encode() not in str(value).encode() for value in dict(row).values())


async def test_a_wrong_or_old_link_opens_nothing(
    db: asyncpg.Connection, client: httpx.AsyncClient, now: datetime
) -> None:
    town = await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await stale(now, town)
    await actions.ask_again(now=now)
    address = await link_in_mail()
    assert (await client.get("/overname/melding/verzonnen")).status_code == 404
    await execute("UPDATE adoption_link SET made_at = $1, expires_at = $1", now - timedelta(seconds=1))
    assert (await client.get(address)).status_code == 409
    assert (await client.post(address, data={"antwoord": "klopt"})).status_code == 409


async def test_who_left_the_municipality_cannot_use_the_link(db: asyncpg.Connection, now: datetime) -> None:
    town = await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    number = await stale(now, town)
    await actions.ask_again(now=now)
    await execute("UPDATE role_grant SET ends = $1", dutch_day(now) - timedelta(days=1))
    with pytest.raises(NotAllowed):
        await actions.answer_link(secret=(await link_in_mail()).rsplit("/", 1)[-1], stage=None, now=now)
    assert len(await queries.statements(number, town)) == 1


async def test_nobody_is_mailed_who_wants_no_such_mail_or_about_what_is_fresh(
    db: asyncpg.Connection, now: datetime
) -> None:
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await stale(now, town)
    await execute(
        "INSERT INTO mail_preference (person, kind, choice, changed_at) VALUES ($1, 'gevraagd', 'niet', $2)",
        person,
        now,
    )
    assert await actions.ask_again(now=now) == 0
    fresh = await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=fresh)
    number = await actions.follow(actor=SYSTEM, title="Vers", summary="", theme="", now=now)
    await actions.report(
        actor=SYSTEM, solution_id=number, municipality_id=fresh, stage=Stage.IN_USE, on=dutch_day(now), now=now
    )
    assert await actions.ask_again(now=now) == 0


async def test_vng_tells_each_municipality_once(db: asyncpg.Connection, now: datetime) -> None:
    town, silent = await factories.municipality(), await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    number = await actions.follow(actor=SYSTEM, title="Kaart", summary="", theme="", now=now)
    codes = [
        (await fetch_value("SELECT code FROM municipality WHERE id = $1", one), "Bel Zeist.") for one in (town, silent)
    ]
    director = await factories.vng()
    assert await actions.nudge(actor=director, solution_id=number, likely=codes, now=now) == 1
    assert await actions.nudge(actor=director, solution_id=number, likely=codes, now=now) == 0
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    with pytest.raises(NotAllowed):
        await actions.nudge(actor=servant, solution_id=number, likely=codes, now=now)


async def test_a_kring_reports_for_its_members_in_the_browser(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn, now: datetime
) -> None:
    towns = [await factories.municipality() for _ in range(3)]
    kring = await factories.partnership(*towns)
    number = await actions.follow(actor=SYSTEM, title="Kaart", summary="", theme="", now=now)
    path = f"/overname/kring/{kring}"
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=towns[0]))
    assert (await client.get(path)).status_code == 403
    await sign_in(client, await factories.person(Role.KRING_REPRESENTATIVE, partnership_id=kring))
    assert (await client.get(path)).text.count("checked") == 3
    said = {"oplossing": str(number), "stap": "in_gebruik", "gemeenten": [str(towns[0]), str(towns[2])]}
    assert (await client.post(path, data={**said, "gemeenten": ["999999"]})).status_code == 422
    assert (await client.post(path, data=said)).status_code == 303
    present = await queries.statuses(number)
    assert set(present) == {towns[0], towns[2]}
