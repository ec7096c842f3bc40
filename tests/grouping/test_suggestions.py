"""Suggestions beside the form: the same work is found with its reason, drafts and oneself never are."""

import asyncpg
import httpx
import pytest
from litestar import Litestar

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.similarity import Tier
from innovatie.grouping import actions, jobs
from innovatie.grouping.payloads import LookAtEverything
from innovatie.grouping.suggesting import suggest
from innovatie.infra.database import execute, fetch, fetch_value, fetch_values
from innovatie.search import statistics
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

LAK = "Software lakt persoonsgegevens in documenten die wij openbaar maken."


async def indexed(title: str, summary: str, **fields: object) -> int:
    idea = await factories.idea(await factories.municipality(), title=title, summary=summary, **fields)
    await jobs.index_idea(idea)
    return idea


@pytest.fixture(autouse=True)
def fresh_statistics() -> None:
    statistics.clear()


async def some_plans() -> dict[str, int]:
    plans = {
        "lakken": await indexed("Woo-documenten anonimiseren", LAK),
        "strooien": await indexed("Strooien waar het glad wordt", "Sensoren in de weg sturen de strooiwagens."),
        "afval": await indexed("Containers legen op vulling", "Sensoren meten of de container vol is."),
        "leerling": await indexed("Leerlingenvervoer aanvragen", "Ouders vragen online vervoer naar school aan."),
    }
    statistics.clear()
    return plans


async def test_the_same_work_in_other_words_comes_first_with_its_reason(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    found = await suggest("Namen weglakken", "Wij willen namen zwart maken in stukken voor de Woo.")
    assert found[0].idea == plans["lakken"]
    assert found[0].reason.tasks == ("documenten anonimiseren",)
    assert "woo" in found[0].reason.words


async def test_a_copy_is_probably_the_same(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    found = await suggest("Woo-documenten anonimiseren", LAK)
    assert (found[0].idea, found[0].tier) == (plans["lakken"], Tier.SAME)


async def test_a_line_with_the_words_of_another_line_overlaps_and_is_surely_the_same_when_more_is_said(
    db: asyncpg.Connection,
) -> None:
    """ "Camerabewaking op de markt": to place, to replace or to take away. Both writers said too little to be sure."""
    await some_plans()
    line = await indexed("Camerabewaking op de markt", ".")
    assert [(one.idea, one.tier) for one in await suggest("Camerabewaking op de markt", "")] == [(line, Tier.OVERLAP)]


async def test_a_draft_is_never_suggested_nor_is_ones_own_plan(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    draft = await indexed("Woo-documenten lakken", LAK, state="concept")
    found = await suggest("Woo-documenten lakken", LAK, exclude=[plans["lakken"]])
    assert {one.idea for one in found} & {draft, plans["lakken"]} == set()


async def test_plans_of_ones_own_municipality_are_not_suggested(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    owner = await fetch_value(
        "SELECT n.name FROM idea i JOIN municipality n ON n.id = i.municipality WHERE i.id = $1", plans["lakken"]
    )
    assert plans["lakken"] in [one.idea for one in await suggest("Woo-documenten anonimiseren", LAK)]
    assert plans["lakken"] not in [one.idea for one in await suggest("Woo-documenten anonimiseren", LAK, owner=owner)]


async def test_a_withdrawn_plan_is_still_found_and_a_discarded_document_is_not(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    await execute("UPDATE idea SET state = 'ingetrokken', withdrawn_at = now() WHERE id = $1", plans["lakken"])
    await jobs.index_idea(plans["lakken"])
    statistics.clear()
    assert plans["lakken"] in {one.idea for one in await suggest("Woo-documenten lakken", LAK)}


async def test_nothing_is_suggested_for_a_single_word_or_for_stop_words(db: asyncpg.Connection) -> None:
    await some_plans()
    assert await suggest("de het een", "") == []


async def test_a_group_is_suggested_once_with_its_headline(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    second = await indexed("Documenten lakken voor openbaarmaking", LAK, stage="in_gebruik")
    await actions.form_group(
        actor=await factories.vng(), idea_ids=[plans["lakken"], second], title="Lakken", reason="x", now=NOW
    )
    statistics.clear()
    found = [one for one in await suggest("Documenten anonimiseren", LAK) if one.idea in (plans["lakken"], second)]
    assert len(found) == 1
    assert (found[0].headline.municipalities, found[0].headline.in_use, found[0].others_in_group) == (2, 1, 1)


async def test_the_fragment_marks_shared_words_in_both_texts(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await some_plans()
    answer = await client.post("/groepen/vergelijkbaar", data={"titel": "Documenten anonimiseren", "samenvatting": LAK})
    assert answer.status_code == 200
    assert "<mark>anonimiseren</mark>" in answer.text
    assert "hx-post" not in answer.text  # a visitor may look, not answer


async def test_the_fragment_takes_anything(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    await some_plans()
    for text in (
        "",
        "<script>alert(1)</script>",
        "😀" * 400,
        "a" * 100_000,
        "\u202eomgekeerd",
        "'; DROP TABLE idea; --",
    ):
        answer = await client.post("/groepen/vergelijkbaar", data={"titel": text, "samenvatting": text})
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text


async def test_going_on_wants_a_reason_and_the_answer_is_kept(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    plans = await some_plans()
    municipality = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality))
    refused = await client.post("/groepen/antwoord", data={"ander": str(plans["lakken"]), "antwoord": "ander"})
    assert refused.status_code == 422
    kept = await client.post(
        "/groepen/antwoord",
        data={"ander": str(plans["lakken"]), "antwoord": "ander", "reden": "Wij doen alleen video.", "titel": "Video"},
    )
    assert kept.status_code == 200
    rows = await fetch("SELECT other, answer, reason, municipality FROM similarity_answer")
    assert [tuple(row) for row in rows] == [(plans["lakken"], "ander", "Wij doen alleen video.", municipality)]


async def test_joining_takes_two_clicks_and_makes_the_municipality_a_participant(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    plans = await some_plans()
    municipality = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality))
    answer = await client.post(
        "/groepen/antwoord",
        data={"ander": str(plans["lakken"]), "antwoord": "aangehaakt"},
        headers={"HX-Request": "true"},
    )
    assert answer.headers["HX-Redirect"].startswith(f"/ideeen/{plans['lakken']}-")
    roles = await fetch_values(
        str, "SELECT role FROM idea_participant WHERE idea = $1 AND municipality = $2", plans["lakken"], municipality
    )
    assert roles == ["aangehaakt"]


async def test_a_visitor_cannot_answer(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    plans = await some_plans()
    await client.post("/groepen/antwoord", data={"ander": str(plans["lakken"]), "antwoord": "aangehaakt"})
    assert await fetch("SELECT 1 FROM similarity_answer") == []


async def test_a_new_idea_gets_a_group_and_a_proposal(db: asyncpg.Connection) -> None:
    plans = await some_plans()
    await actions.found_group(actor=SYSTEM, idea_id=plans["lakken"], now=NOW)
    idea = await indexed("Woo-stukken anonimiseren", LAK)
    assert await jobs.propose_for_idea(idea, now=NOW) == 1
    assert await jobs.propose_for_idea(idea, now=NOW) == 0


async def test_many_ideas_at_once_are_looked_at_in_one_pass_afterwards(db: asyncpg.Connection) -> None:
    municipality = await factories.municipality()
    ideas = [await factories.idea(municipality, title=f"Plan {number}") for number in range(jobs.MANY + 1)]
    await jobs.ideas_changed(ideas, now=NOW)
    await jobs.ideas_changed(ideas, now=NOW)
    rows = await fetch("SELECT entrypoint FROM pgqueuer WHERE entrypoint = $1", LookAtEverything.job)
    assert len(rows) == 1
    found = await fetch("SELECT count(*) AS number FROM search_document WHERE kind = 'idee'")
    assert found[0]["number"] == len(ideas)


async def test_what_one_answered_stays_in_view_while_writing_on(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    plans = await some_plans()
    municipality = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality))
    draft = {"titel": "Documenten anonimiseren", "samenvatting": LAK, "formulier": "een-formulier"}
    said = {"ander": str(plans["lakken"]), "antwoord": "ander", "reden": "Wij doen alleen video."}
    await client.post("/groepen/antwoord", data={**draft, **said})
    again = await client.post("/groepen/vergelijkbaar", data=draft)
    assert "U zei: mijn plan is iets anders. Wij doen alleen video." in again.text
    assert f'id="antwoord-{plans["lakken"]}"' not in again.text
    other_form = await client.post("/groepen/vergelijkbaar", data={**draft, "formulier": "ander"})
    assert f'id="antwoord-{plans["lakken"]}"' in other_form.text


async def test_the_panel_counts_for_a_narrow_screen_and_names_who_is_as_large(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await some_plans()
    municipality = await factories.municipality(inhabitants=45_000)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=municipality))
    found = (await client.post("/groepen/vergelijkbaar", data={"titel": "Anonimiseren", "samenvatting": LAK})).text
    assert 'id="vergelijkbaar-aantal" class="similar-count" hx-swap-oob="true"><a href="#vergelijkbaar">' in found
    assert "Even groot als uw gemeente (25.000 tot 50.000 inwoners)." in found
    nothing = (await client.post("/groepen/vergelijkbaar", data={"titel": ""})).text
    assert 'class="similar-count" hx-swap-oob="true"></p>' in nothing


async def test_when_comparing_fails_the_writer_is_told_and_may_go_on(committed: str, app: Litestar) -> None:
    await execute("DROP TABLE search_document CASCADE")
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
        answer = await visitor.post("/groepen/vergelijkbaar", data={"titel": "Lakken", "samenvatting": LAK})
    assert answer.status_code == 200
    assert "Vergelijken lukt nu even niet. U kunt gewoon verder schrijven." in answer.text


@pytest.mark.usefixtures("db")
async def test_who_joins_an_idea_counts_in_what_the_search_knows_of_its_group() -> None:
    ideas = [await factories.idea(await factories.municipality(), title=f"Plan {number}") for number in range(2)]
    group = await actions.form_group(
        actor=await factories.vng(), idea_ids=ideas, title="Samen", reason="Zelfde werk.", now=NOW
    )
    await jobs.index_group(group)
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note) VALUES ($1, $2, 'aangehaakt', $3, '')",
        ideas[0],
        await factories.municipality(),
        NOW,
    )
    await jobs.ideas_changed(ideas[:1], now=NOW)
    known = await fetch_value("SELECT members FROM search_document WHERE kind = 'groep' AND object = $1", group)
    assert known == 3


async def test_a_snippet_shows_no_marks_of_markdown(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    town = await factories.municipality()
    await factories.idea(town, title="Woo-verzoeken", summary="Wij kregen in 2021 **214 verzoeken** om stukken.")
    for path in ("/ideeen", f"/gemeenten/{await code_of(town)}"):
        page = (await client.get(path, follow_redirects=True)).text
        assert ("214 verzoeken" in page, "**" in page) == (True, False), path


async def code_of(town: int) -> str:
    return str(await fetch_value("SELECT code FROM municipality WHERE id = $1", town))


async def test_the_page_of_a_new_plan_asks_for_its_group_less_and_less_often_and_then_stops(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    idea = await factories.idea(await factories.municipality(), title="Net ingediend", summary=LAK)
    address, here = f"/groepen/bij-idee/{idea}", {"HX-Request": "true"}
    first = (await client.get(address, headers=here)).text
    assert f'hx-get="{address}?keer=1" hx-trigger="load delay:4s"' in first
    later = (await client.get(f"{address}?keer=5", headers=here)).text
    assert f'hx-get="{address}?keer=6" hx-trigger="load delay:19s"' in later
    for last in ("12", "999999", "-1x"):
        answer = (await client.get(f"{address}?keer={last}", headers=here)).text
        assert ("hx-get" in answer) == (last == "-1x"), last
    assert "Het duurt langer dan anders" in (await client.get(f"{address}?keer=12", headers=here)).text
    await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW)
    waited = (await client.get(f"{address}?keer=2", headers=here)).text
    assert f'hx-get="{address}?keer=12"' in waited  # its proposal may come a moment after its group
    assert "hx-get" not in (await client.get(f"{address}?keer=12", headers=here)).text
    assert "hx-get" not in (await client.get(address, headers=here)).text
