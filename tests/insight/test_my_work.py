"""What is asked of somebody, and that nobody sees the tasks of another."""

from datetime import date, timedelta

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.insight.my_work import queries
from innovatie.insight.my_work.agenda import weeks_ahead
from innovatie.insight.my_work.pages import by_date
from innovatie.insight.my_work.queries import Task
from innovatie.insight.my_work.tour import steps_for
from innovatie.rounds.actions import create_round, publish_round
from innovatie.rounds.settings import RoundSettings
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def open_vote(round_id: int, *municipalities: int) -> int:
    """A final that runs, with these electors; straight into the tables."""
    made: int = await fetch_value(
        "INSERT INTO round_vote (round, kind, log, rules_file, draw_source, public_key, log_size, log_peaks, log_root,"
        " heads_to, opened_at) VALUES ($1, 'finale', $2, '{}', 'Staatsloterij', $3, 0, $3, $3, '', $4) RETURNING id",
        round_id,
        f"log-{round_id}",
        b"",
        NOW - timedelta(days=1),
    )
    for municipality in municipalities:
        await execute(
            "INSERT INTO elector (vote, municipality, code, name, weight, inhabitants, kringen)"
            " SELECT $1, id, code, name, 1, 1000, '' FROM municipality WHERE id = $2",
            made,
            municipality,
        )
    return made


async def test_a_visitor_is_sent_to_sign_in(client: httpx.AsyncClient) -> None:
    answer = await client.get("/mijn-werk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen?volgende=/mijn-werk")


@pytest.mark.usefixtures("db")
async def test_a_voter_is_asked_to_vote_until_the_ballot_is_in_and_may_change_it_after() -> None:
    oss, other = await factories.municipality("Oss"), await factories.municipality("Ander")
    vote = await open_vote(await factories.round_in(Phase.VOTE), oss, other)
    voter = await factories.actor(Role.VOTER, municipality_id=oss)
    asked = await queries.votes(voter, NOW)
    assert [(task.text, task.done) for task in asked] == [("Oss", False)]
    await execute(
        "INSERT INTO ballot (vote, municipality, content, sequence, cast_at) VALUES ($1, $2, '{}', 1, $3)",
        vote,
        oss,
        NOW,
    )
    assert [(task.text, task.done) for task in await queries.votes(voter, NOW)] == [("Oss", True)]
    await execute("UPDATE round_vote SET closed_at = $1 WHERE id = $2", NOW, vote)
    assert await queries.votes(voter, NOW) == []


@pytest.mark.usefixtures("db")
async def test_a_civil_servant_is_not_asked_to_vote() -> None:
    oss = await factories.municipality("Oss")
    await open_vote(await factories.round_in(Phase.VOTE), oss)
    assert await queries.votes(await factories.actor(Role.CIVIL_SERVANT, municipality_id=oss), NOW) == []


async def test_one_is_asked_to_finish_the_drafts_that_one_began(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    oss, other = await factories.municipality("Oss"), await factories.municipality("Ander")
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=oss)
    await factories.idea(oss, title="Ons concept", state="concept", created_by=person)
    await factories.idea(other, title="Hun concept", state="concept")
    await sign_in(client, person)
    page = (await client.get("/mijn-werk")).text
    assert "Ons concept" in page
    assert "Hun concept" not in page


async def test_vng_sees_the_rounds_it_directs_and_others_do_not(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await factories.round_in(Phase.REVIEW)
    oss = await factories.municipality("Oss")
    assert await queries.directing(await factories.actor(Role.CIVIL_SERVANT, municipality_id=oss), NOW) == []
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    tree = html.fromstring((await client.get("/mijn-werk")).text)
    assert tree.xpath("//h3/a/text()") == ["Proefronde"]


async def test_somebody_without_roles_is_told_that_nothing_waits(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person())
    assert "U bent bij" in (await client.get("/mijn-werk")).text


def test_late_work_comes_first_then_by_deadline_then_without_and_what_is_done_last() -> None:
    def task(title: str, **more: object) -> Task:
        return Task(kind="stemmen", title=title, text="", address="/", **more)  # type: ignore[arg-type]

    tasks = [
        task("gedaan", done=True, deadline=NOW),
        task("zonder"),
        task("volgende week", deadline=NOW + timedelta(days=7)),
        task("morgen", deadline=NOW + timedelta(days=1)),
        task("te laat", late=True),
    ]
    assert [one.title for one in queries.in_order(tasks)] == ["te laat", "morgen", "volgende week", "zonder", "gedaan"]


def test_tasks_stand_by_the_days_that_are_left_and_the_first_comes_first() -> None:
    def task(name: str, days: int | None, *, late: bool = False) -> Task:
        deadline = None if days is None else NOW + timedelta(days=days)
        return Task(kind="stemmen", title=name, text="", address="/", deadline=deadline, late=late)

    parts = by_date(
        [task("later", 8), task("ooit", None), task("week", 7), task("morgen", 1), task("vandaag", 0), task("oud", -2)],
        dutch_day(NOW),
    )
    assert [(part.key, [one.task.title for one in part.tasks]) for part in parts] == [
        ("nu", ["oud", "vandaag"]),
        ("week", ["morgen", "week"]),
        ("later", ["later"]),
        ("ooit", ["ooit"]),
    ]
    assert by_date([], dutch_day(NOW)) == ()


async def test_the_days_of_my_tasks_are_a_calendar_file_and_drafts_of_colleagues_are_no_task(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    oss = await factories.municipality("Oss")
    await open_vote(await factories.round_in(Phase.VOTE), oss)
    await execute("UPDATE phase_window SET deadline = $1", clock.now() + timedelta(days=5))
    await factories.idea(oss, state="concept", title="Van een collega")
    await sign_in(client, await factories.person(Role.VOTER, municipality_id=oss))
    page = (await client.get("/mijn-werk")).text
    assert "Van een collega" not in page
    assert "1 taak voor u." in page
    file = await client.get("/mijn-werk/agenda.ics")
    assert file.headers["content-type"].startswith("text/calendar")
    assert file.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:Stem: " in file.text


@pytest.mark.usefixtures("db")
async def test_who_comes_for_the_first_time_is_shown_around_once(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, Role.VOTER, municipality_id=town)
    assert (await client.get("/welkom")).status_code == 303  # a visitor signs in first
    await sign_in(client, person)
    assert "Start de rondleiding" in (await client.get("/mijn-werk")).text
    seen, path = [], "/welkom"
    while True:
        page = html.fromstring((await client.get(path)).text)
        seen.append(page.xpath("string(//h1)"))
        following = page.xpath("//a[contains(@class,'primary')]/@href")
        if not following:
            break
        path = following[0]
    assert seen == [
        "Uw werk staat op één plek", "Plaats een plan, of haak aan", "Stem voor uw gemeente", "Volg wat u aangaat",
        "Komt u er niet uit?",
    ]  # fmt: skip
    assert page.xpath("//form[@action='/welkom']//button[@type='submit' and not(@data-nothing)]/text()") == ["Klaar"]
    ended = await client.post("/welkom")
    assert ended.headers["location"] == "/mijn-werk"
    assert "Start de rondleiding" not in (await client.get("/mijn-werk")).text
    moment = await fetch_value("SELECT shown_around_at FROM person WHERE id = $1", person)
    await client.post("/welkom")
    assert await fetch_value("SELECT shown_around_at FROM person WHERE id = $1", person) == moment
    for odd, number in (("0", 1), ("-3", 1), ("99", 5), ("x", 1)):
        assert f"stap {number} van 5" in (await client.get(f"/welkom?stap={odd}")).text


@pytest.mark.parametrize(
    ("role", "title"),
    [
        (Role.REVIEWER, "Beoordeel plannen van andere gemeenten"),
        (Role.MUNICIPAL_ADMIN, "Nodig uw collega’s uit"),
        (Role.VNG_DIRECTOR, "Voer de regie over rondes"),
        (Role.SUPPLIER, "Stel voor welke gemeenten u gebruiken"),
    ],
)
@pytest.mark.usefixtures("db")
async def test_each_role_is_shown_what_is_its_own(role: Role, title: str) -> None:
    local = role is Role.MUNICIPAL_ADMIN
    actor = await factories.actor(role, municipality_id=await factories.municipality() if local else None)
    titles = [step.title for step in steps_for(actor)]
    assert title in titles
    assert ("Plaats een plan, of haak aan" in titles) is local


def test_the_weeks_ahead_begin_on_the_monday_of_today_and_name_what_falls_on_a_day() -> None:
    today = date(2026, 11, 30) + timedelta(days=2)
    weeks = weeks_ahead(today, [today, today, date(2027, 1, 3)], [(date(2026, 12, 4), "Ronde: stemmen")])
    assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2026, 11, 30), date(2027, 1, 3))
    assert all(len(week) == 7 and week[0].day.weekday() == 0 for week in weeks)
    days = [one for week in weeks for one in week]
    assert [one.day for one in days if one.is_today] == [today]
    assert [one.day for one in days if one.is_past] == [date(2026, 11, 30), date(2026, 12, 1)]
    assert {one.day: one.mine for one in days if one.mine} == {today: 2, date(2027, 1, 3): 1}
    assert {one.day: one.rounds for one in days if one.rounds} == {date(2026, 12, 4): ("Ronde: stemmen",)}


@pytest.mark.usefixtures("db")
async def test_my_work_shows_the_plans_of_my_own_municipality_with_their_covers(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    oss, ede = await factories.municipality("Oss"), await factories.municipality("Ede")
    await factories.idea(oss, title="Van ons")
    await factories.idea(ede, title="Van een ander")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=oss))
    page = html.fromstring((await client.get("/mijn-werk")).text)
    (plan,) = page.xpath("//section[@aria-labelledby='uw-plannen']//li")
    assert plan.xpath(".//a/text()") == ["Van ons"] and plan.xpath(".//img/@src")
    assert page.xpath("count(//table[contains(@class,'weeks')]//td[@aria-current='date'])") == 1
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "uw-plannen" not in (await client.get("/mijn-werk")).text


@pytest.mark.usefixtures("db")
async def test_the_weeks_ahead_mark_the_end_of_a_phase_and_not_the_day_on_which_a_round_begins(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    now, director = clock.now(), await factories.vng()
    made = await create_round(
        actor=director,
        code="2091-1",
        name="De volgende",
        description="",
        deadlines={Phase.SUBMIT: now + timedelta(days=20)},
        settings=RoundSettings(),
        starts_at=now + timedelta(days=9),
        now=now,
    )
    await publish_round(actor=director, round_id=made, now=now)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = html.fromstring((await client.get("/mijn-werk")).text)
    (marked,) = page.xpath(
        "//table[contains(@class,'weeks')]//*[contains(.,'De volgende') and @class='visually-hidden']"
    )
    assert marked.text_content() == ": De volgende: Inzenden"
