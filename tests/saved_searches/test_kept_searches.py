"""Searches that people keep: what is new in them is told once, by the mail that each has chosen, and to nobody else."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import VISITOR, Role
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.grouping import jobs
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.notifications import actions as notifications
from innovatie.notifications.kinds import Choice, Kind, read_unsubscribe_token
from innovatie.notifications.sending import Post, send
from innovatie.saved_searches import actions, alerts, queries
from innovatie.search import statistics
from tests import factories
from tests.conftest import SECRET, SignIn
from tests.factories import NOW
from tests.infra.test_mailer import Postbox, serving
from tests.notifications.test_mail import read

pytestmark = pytest.mark.anyio

LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken."
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def fresh_statistics() -> None:
    statistics.clear()


async def indexed(title: str, summary: str = LAK, **fields: object) -> int:
    idea = await factories.idea(await factories.municipality(), title=title, summary=summary, **fields)
    await jobs.index_idea(idea)
    statistics.clear()
    return idea


async def kept(person: int, name: str = "Lakken", question: str = "documenten lakken") -> int:
    actor = await factories.actor_of(person_id=person, municipality_id=None, today=factories.TODAY)
    assert actor is not None
    return await actions.save_search(actor=actor, name=name, question=question, filters={}, now=NOW)


async def told(person: int) -> list[tuple[str, str]]:
    rows = await fetch("SELECT subject, body FROM notice WHERE person = $1 ORDER BY id", person)
    return [(row["subject"], row["body"]) for row in rows]


async def test_only_what_came_after_the_keeping_is_new_and_it_is_told_once(db: asyncpg.Connection) -> None:
    await indexed("Woo-documenten lakken")
    person = await factories.person(Role.CIVIL_SERVANT)
    await kept(person)
    assert await alerts.tell_all(now=NOW) == 0
    await indexed("Stukken anonimiseren en lakken")
    assert await alerts.tell_all(now=TOMORROW) == 1
    assert await alerts.tell_all(now=TOMORROW + timedelta(days=1)) == 0
    ((subject, body),) = await told(person)
    assert subject == "1 nieuw resultaat voor ‘Lakken’"
    assert body.startswith("Stukken anonimiseren en lakken (Gemeente ")


async def test_a_draft_is_never_told_and_a_plan_about_something_else_neither(db: asyncpg.Connection) -> None:
    await indexed("Woo-documenten lakken")
    person = await factories.person(Role.CIVIL_SERVANT)
    await kept(person)
    await indexed("Documenten lakken in het geheim", state="concept")
    await indexed("Gladheid bestrijden", "Sensoren in de weg sturen de strooiwagens.")
    assert await alerts.tell_all(now=TOMORROW) == 0
    assert await told(person) == []


async def test_who_left_hears_nothing(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await kept(person)
    await execute("UPDATE person SET active = false WHERE id = $1", person)
    await indexed("Documenten lakken")
    assert await alerts.tell_all(now=TOMORROW) == 0


async def test_the_alert_comes_in_the_overview_of_the_day_with_a_way_to_stop_it(committed: str) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    number = await kept(person)
    await indexed("Documenten lakken")
    assert await alerts.tell_all(now=TOMORROW) == 1
    assert await notifications.send_digests(now=TOMORROW) == 1
    mail = await fetch_value("SELECT id FROM queued_mail")
    postbox = Postbox()
    with serving(postbox) as server:
        await send(mail, post=Post(server=server, home="https://innovatie.example", key=SECRET), now=TOMORROW)
    message = read(postbox.received[0])
    text = next(message.iter_parts()).get_content()
    assert "1 nieuw resultaat voor ‘Lakken’" in text
    assert f"https://innovatie.example/zoeken/bewaard/{number}" in text
    token = message["List-Unsubscribe"].removeprefix("<https://innovatie.example/mail/afmelden/").removesuffix(">")
    assert read_unsubscribe_token(token, SECRET) == (person, Kind.SEARCH)


async def test_who_wants_no_mail_gets_none_and_still_finds_it_on_the_site(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await kept(person)
    await notifications.unsubscribe(person_id=person, kind=Kind.SEARCH, now=NOW)
    assert await notifications.choice_of(person_id=person, kind=Kind.SEARCH) is Choice.NEVER
    await indexed("Documenten lakken")
    await alerts.tell_all(now=TOMORROW)
    assert await notifications.send_digests(now=TOMORROW) == 0
    await sign_in(client, person)
    page = await client.get("/zoeken/bewaard")
    assert "1 nieuw resultaat voor ‘Lakken’" in page.text
    assert "geen mail" in page.text


async def test_keeping_the_same_search_again_gives_it_the_new_name(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    first = await kept(person, "Een")
    assert await kept(person, "Twee") == first
    assert [one.name for one in await queries.searches_of(person)] == ["Twee"]


async def test_there_is_an_end_to_how_many_one_keeps(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    for number in range(actions.MOST):
        await kept(person, question=f"plan {number}")
    with pytest.raises(Invalid) as refused:
        await kept(person, question="nog een")
    assert refused.value.errors == {"naam": "U bewaart al 20 zoekopdrachten. Verwijder er eerst een."}


async def test_a_visitor_keeps_nothing(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    with pytest.raises(NotAllowed):
        await actions.save_search(actor=VISITOR, name="x", question="x", filters={}, now=NOW)
    answer = await client.get("/zoeken/bewaard")
    assert (answer.status_code, answer.headers["location"]) == (303, "/inloggen?volgende=/zoeken/bewaard")


async def test_nobody_opens_renames_or_removes_the_search_of_another(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    owner = await factories.person(Role.CIVIL_SERVANT)
    number = await kept(owner)
    stranger = await factories.actor(Role.CIVIL_SERVANT)
    with pytest.raises(NotFound):
        await actions.remove_search(actor=stranger, number=number, now=NOW)
    with pytest.raises(NotFound):
        await actions.rename_search(actor=stranger, number=number, name="Van mij", now=NOW)
    await sign_in(client, stranger.person_id or 0)
    assert (await client.get(f"/zoeken/bewaard/{number}")).status_code == 404
    assert [one.name for one in await queries.searches_of(owner)] == ["Lakken"]


async def test_one_keeps_renames_opens_and_removes_a_search_in_the_browser(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await sign_in(client, person)
    sent = {"q": "groene daken", "thema": "dienstverlening", "naam": "Daken"}
    assert (await client.post("/zoeken/bewaard", data=sent)).status_code == 303
    (one,) = await queries.searches_of(person)
    assert one.address == "/zoeken?q=groene+daken&thema=dienstverlening"
    opened = await client.get(f"/zoeken/bewaard/{one.id}")
    assert opened.headers["location"] == one.address
    refused = await client.post(f"/zoeken/bewaard/{one.id}/naam", data={"naam": " "})
    assert refused.status_code == 422
    assert "Geef de zoekopdracht een naam." in refused.text
    await client.post(f"/zoeken/bewaard/{one.id}/naam", data={"naam": "Groen"})
    assert [row.name for row in await queries.searches_of(person)] == ["Groen"]
    await client.post(f"/zoeken/bewaard/{one.id}/verwijderen")
    assert await queries.searches_of(person) == []


async def test_a_search_for_nothing_is_refused(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT))
    answer = await client.post("/zoeken/bewaard", data={"q": "", "naam": "Alles"})
    assert answer.status_code == 422
    assert "Zoek eerst iets: typ een woord of kies een filter." in answer.text
