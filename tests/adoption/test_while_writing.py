"""Who writes a plan sees first what exists already, beside the form and, without a script, before submitting."""

import re

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions as adoption
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.grouping import actions as grouping
from innovatie.grouping import jobs
from innovatie.infra.database import execute, fetch_value
from innovatie.search import statistics
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio

LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken."
TEXT = {
    "titel": "Documenten anonimiseren",
    "samenvatting": LAK,
    "probleem": "Wij lakken met de hand.",
    "thema": "dienstverlening",
    "stadium": "plan",
    "contact": "Team Woo",
}


async def known_wheel(users: int) -> tuple[int, int]:
    """A plan in a group from which a solution grew, in use by so many municipalities: plan and solution."""
    plan = await factories.idea(await factories.municipality("Lakstad"), title="Woo-documenten lakken", summary=LAK)
    for title in ("Strooien waar het glad wordt", "Containers legen op vulling", "Leerlingenvervoer aanvragen"):
        await jobs.index_idea(await factories.idea(await factories.municipality(), title=title, summary=title))
    await jobs.index_idea(plan)
    group = await grouping.found_group(actor=SYSTEM, idea_id=plan, now=NOW)
    solution = await adoption.follow_group(actor=SYSTEM, group_id=group, now=NOW)
    for _ in range(users):
        await adoption.report(
            actor=SYSTEM,
            solution_id=solution,
            municipality_id=await factories.municipality(),
            stage=Stage.IN_USE,
            on=TODAY,
            now=NOW,
        )
    statistics.clear()
    return plan, solution


async def writer(client: httpx.AsyncClient, sign_in: SignIn) -> tuple[int, int]:
    town = await factories.municipality("Schrijfdam")
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await sign_in(client, person)
    return town, person


async def test_what_is_in_use_is_the_first_card_and_can_be_taken_over(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    _, solution = await known_wheel(users=3)
    page = (await client.post("/groepen/vergelijkbaar", data=TEXT)).text
    first = page[page.index('class="similar__item') :]
    assert first.startswith('class="similar__item similar__item--exists"')
    assert "1. Dit bestaat al" in first
    assert re.search("<strong>3 van de [0-9]+ gemeenten gebruiken dit</strong>", first)
    assert f'href="/overname/{solution}-woo-documenten-lakken/melden">Neem dit over</a>' in first
    assert f'href="/overname/{solution}-woo-documenten-lakken/pakket"' in first
    assert "Allebei: <strong>documenten anonimiseren</strong>" in first
    assert page.count('class="similar__title"') == 1  # its plan is not named once more


async def test_what_is_in_use_is_the_first_thing_on_the_page_of_its_group(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    plan, solution = await known_wheel(users=2)
    group = await fetch_value('SELECT "group" FROM group_member WHERE idea = $1', plan)
    page = (await client.get(f"/groepen/{group}", follow_redirects=True)).text
    address = f"/overname/groep/{group}"
    assert page.index(f'hx-get="{address}"') < page.index("De plannen naast elkaar")
    piece = (await client.get(address, headers={"HX-Request": "true"})).text
    assert "Dit bestaat al" in piece
    assert re.search("<strong>2 van de [0-9]+ gemeenten gebruiken dit</strong>", piece)
    assert f'href="/overname/{solution}-woo-documenten-lakken/melden">Neem dit over</a>' in piece
    without_script = await client.get(address)  # the link that stands there until the piece comes
    assert without_script.headers["location"] == f"/overname/{solution}-woo-documenten-lakken"


async def test_a_group_of_which_nobody_uses_the_solution_says_nothing_of_it(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    plan, _ = await known_wheel(users=0)
    group = await fetch_value('SELECT "group" FROM group_member WHERE idea = $1', plan)
    piece = await client.get(f"/overname/groep/{group}", headers={"HX-Request": "true"})
    assert "Dit bestaat al" not in piece.text


async def test_a_difference_is_a_task_or_a_sentence_and_never_a_row_of_words(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    other = await factories.idea(
        await factories.municipality("Bodemdam"),
        title="Woo-documenten lakken",
        summary=f"{LAK} Vrijwilligers van het museum lezen elke bladzijde hardop na in de kelder.",
    )
    await jobs.index_idea(other)
    statistics.clear()
    page = (await client.post("/groepen/vergelijkbaar", data=TEXT)).text
    assert "Allebei: <strong>documenten anonimiseren</strong>" in page
    assert 'Alleen daar: <span dir="auto">“Vrijwilligers van het museum lezen elke bladzijde' in page


async def test_what_nobody_uses_is_a_plan_like_others(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await known_wheel(users=0)
    page = (await client.post("/groepen/vergelijkbaar", data=TEXT)).text
    assert "Dit bestaat al" not in page
    assert "1. Waarschijnlijk dezelfde" in page


async def test_without_a_script_a_plan_is_looked_at_beside_what_exists_and_then_submitted_once(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await known_wheel(users=1)
    await writer(client, sign_in)
    form = {**TEXT, "formulier": "een-formulier", "actie": "controleren"}
    missing = await client.post("/ideeen/nieuw", data={**form, "contact": ""})
    assert missing.status_code == 422
    kept = await client.post("/ideeen/nieuw", data=form)
    address = kept.headers["location"]
    number = int(address.split("/")[2])
    assert address == f"/ideeen/{number}/controleren"
    page = (await client.get(address)).text
    assert "1. Dit bestaat al" in page
    assert "nog niet ingediend" in page
    state = "SELECT state FROM idea WHERE id = $1"
    assert await fetch_value(state, number) == "concept"
    stale = await client.post(f"/ideeen/{number}/indienen", data={"versie": "99"})
    assert stale.headers["location"] == address  # a colleague changed it: it is looked at anew
    assert await fetch_value(state, number) == "concept"
    for _ in range(2):  # an impatient second press
        done = await client.post(f"/ideeen/{number}/indienen", data={"versie": "1"})
        assert done.status_code == 303
    assert await fetch_value(state, number) == "ingediend"
    assert (await client.get(address)).status_code == 303  # nothing left to check


async def test_the_draft_of_others_is_neither_seen_nor_submitted(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    draft = await factories.idea(await factories.municipality(), state="concept", title="Geheim", summary=LAK)
    await writer(client, sign_in)
    assert (await client.get(f"/ideeen/{draft}/controleren")).status_code == 404
    assert (await client.post(f"/ideeen/{draft}/indienen", data={"versie": "1"})).status_code == 404


async def test_joining_throws_the_own_draft_away_and_keeps_that_of_a_colleague(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    plan, _ = await known_wheel(users=0)
    town, _ = await writer(client, sign_in)
    exists = "SELECT count(*) FROM idea WHERE id = $1"
    await client.post("/ideeen/_bewaar", data={**TEXT, "formulier": "mijn-formulier"})
    own = await fetch_value("SELECT id FROM idea WHERE form_token = 'mijn-formulier'")
    of_colleague = await factories.idea(town, state="concept", title="Van een ander", summary=LAK)
    joined = {"ander": str(plan), "antwoord": "aangehaakt", "titel": "x", "samenvatting": LAK, "mate": ""}
    await client.post("/groepen/antwoord", data={**joined, "nummer": str(of_colleague)})
    assert await fetch_value(exists, of_colleague) == 1
    await execute("DELETE FROM idea_participant WHERE idea = $1 AND municipality = $2", plan, town)
    answer = await client.post("/groepen/antwoord", data={**joined, "formulier": "mijn-formulier"})
    assert answer.status_code == 303
    assert await fetch_value(exists, own) == 0


async def test_a_title_alone_makes_no_draft_and_a_recent_draft_is_offered(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town, _ = await writer(client, sign_in)
    first = {"titel": "Lakken", "formulier": "t", "versie": ""}
    here = {"HX-Request": "true", "HX-Current-URL": "http://127.0.0.1:8000/ideeen/nieuw"}
    nothing = await client.post("/ideeen/_bewaar", data=first, headers=here)
    assert "Schrijf een eerste zin" in nothing.text
    assert await fetch_value("SELECT count(*) FROM idea WHERE municipality = $1", town) == 0
    assert "Verder met dit plan" not in (await client.get("/ideeen/nieuw")).text
    kept = await client.post("/ideeen/_bewaar", data={**first, "samenvatting": LAK}, headers=here)
    number = await fetch_value("SELECT id FROM idea WHERE municipality = $1", town)
    assert kept.headers["hx-replace-url"] == f"/ideeen/{number}/wijzigen"
    assert f'href="/ideeen/{number}/wijzigen">Verder met dit plan</a>' in (await client.get("/ideeen/nieuw")).text
    colleague = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await sign_in(client, colleague)
    assert "Verder met dit plan" not in (await client.get("/ideeen/nieuw")).text
    listed = (await client.get("/ideeen/mijn")).text
    assert listed.index("Concepten van collega’s") < listed.index(f'href="/ideeen/{number}/wijzigen"')
