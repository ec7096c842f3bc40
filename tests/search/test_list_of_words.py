"""The list of words in VNG's hands: a change works at once, the index follows, nothing is lost, others only read."""

from collections.abc import Iterator

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.language import Kind
from innovatie.grouping import jobs
from innovatie.infra.database import fetch, fetch_value
from innovatie.search import actions, queries, statistics, thesaurus, wording
from innovatie.search.answering import ask
from innovatie.search.language import apply_changes, concepts
from innovatie.search.payloads import RecheckWords
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

NAME, WORD = "omgekeerd inzamelen", "flapperdeflap"


@pytest.fixture(autouse=True)
def shipped_words() -> Iterator[None]:
    """Each test begins with the shipped list, and leaves it so for others."""
    statistics.clear()
    yield
    apply_changes(())
    wording._applied().version = 0
    statistics.clear()


async def indexed(title: str, summary: str) -> int:
    idea = await factories.idea(await factories.municipality(), title=title, summary=summary)
    await jobs.index_idea(idea)
    return idea


async def added(actor: Actor, terms: str = f"omgekeerd inzamelen\n{WORD}") -> None:
    await actions.add_concept(
        actor=actor, name=NAME, kind="werkprocessen", terms=terms, reason="Zo heet het bij ons.", now=NOW
    )
    await wording.refresh()
    await thesaurus.recheck()


async def found(question: str) -> list[int]:
    _, answer = await ask(question, with_facets=False)
    return [hit.object for hit in answer.hits if hit.score > 0]


async def test_an_added_abbreviation_finds_the_plans_that_use_the_other_words(db: asyncpg.Connection) -> None:
    idea = await indexed("Omgekeerd inzamelen in de wijk", "Restafval brengen mensen zelf weg.")
    await indexed("Gladheid bestrijden", "Sensoren sturen de strooiwagens.")
    assert await found(WORD) == []
    await added(await factories.vng())
    assert await found(WORD) == [idea]


async def test_the_index_is_read_again_only_where_it_differs(db: asyncpg.Connection) -> None:
    await indexed("Omgekeerd inzamelen in de wijk", "Restafval.")
    await indexed("Gladheid bestrijden", "Strooiwagens.")
    director = await factories.vng()
    await actions.add_concept(
        actor=director, name=NAME, kind="werkprocessen", terms=NAME, reason="Zo heet het.", now=NOW
    )
    assert await thesaurus.recheck() == 1
    assert await thesaurus.recheck() == 0
    assert await queries.documents_with(NAME) == 1


async def test_a_removed_concept_stops_counting_and_comes_back_as_it_was_shipped(db: asyncpg.Connection) -> None:
    idea = await indexed("Woo-verzoeken afhandelen", "Verzoeken om openbaarheid.")
    director = await factories.vng()
    name = "woo-verzoeken afhandelen"
    before = queries.concept_at("woo-verzoeken-afhandelen").terms
    await thesaurus.recheck()
    assert await queries.documents_with(name) == 1
    await actions.remove_concept(actor=director, name=name, reason="Te ruim.", now=NOW)
    await thesaurus.recheck()
    assert await queries.documents_with(name) == 0
    assert queries.concept_at("woo-verzoeken-afhandelen").removed
    await actions.restore_concept(actor=director, name=name, reason="Toch niet.", now=NOW)
    await thesaurus.recheck()
    assert queries.concept_at("woo-verzoeken-afhandelen").terms == before
    assert await queries.documents_with(name) == 1
    assert [row.what for row in await queries.history(name=name)] == ["hersteld", "verwijderd"]
    assert await found("woo-verzoek") == [idea]


async def test_a_change_is_in_the_trail_with_its_reason_and_asks_for_one_job(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    for terms in (NAME, f"{NAME}\n{WORD}"):
        if terms == NAME:
            await added(director, NAME)
        else:
            await actions.change_concept(
                actor=director, name=NAME, terms=terms, reason="Ook zo.", expected=[NAME], now=NOW
            )
    trail = await fetch("SELECT act, object_id FROM audit_event WHERE object_kind = 'begrip' ORDER BY id")
    assert [tuple(row) for row in trail] == [("begrip toevoegen", NAME), ("begrip wijzigen", NAME)]
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", RecheckWords.job) == 1


async def test_two_editors_do_not_overwrite_each_other(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    await added(director)
    with pytest.raises(Conflict, match="intussen gewijzigd"):
        await actions.change_concept(
            actor=director, name=NAME, terms="iets anders", reason="x", expected=["oud"], now=NOW
        )


async def test_without_a_reason_or_with_a_term_that_fits_everything_nothing_changes(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    for terms, reason, field in ((NAME, " ", "reden"), ("de", "Omdat.", "termen")):
        with pytest.raises(Invalid) as refused:
            await actions.add_concept(actor=director, name=NAME, kind="woorden", terms=terms, reason=reason, now=NOW)
        assert list(refused.value.errors) == [field]
    assert await queries.changes() == []


@pytest.mark.parametrize("role", [Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN, Role.ADMINISTRATOR])
async def test_only_vng_changes_the_list(db: asyncpg.Connection, role: Role) -> None:
    actor = await factories.actor(role, municipality_id=await factories.municipality())
    with pytest.raises(NotAllowed):
        await added(actor)
    with pytest.raises(NotAllowed):
        await actions.remove_concept(actor=actor, name="datalekken melden", reason="x", now=NOW)
    assert await queries.changes() == []


async def test_everybody_reads_the_list_and_sees_no_buttons(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    page = await client.get("/zoeken/woordenlijst", params={"q": "Wob"})
    assert "woo-verzoeken afhandelen" in page.text
    assert "Voeg een begrip toe" not in page.text
    concept = await client.get("/zoeken/woordenlijst/woo-verzoeken-afhandelen")
    assert concept.status_code == 200
    assert '<form method="post" action="/zoeken/woordenlijst' not in concept.text
    assert (await client.get("/zoeken/woordenlijst/bestaat-niet")).status_code == 404


async def test_vng_adds_changes_and_removes_in_the_browser(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    here = "/zoeken/woordenlijst"
    sent = {"begrip": "Omgekeerd inzamelen", "soort": "werkprocessen", "termen": f"{NAME}\r\n", "reden": "Nieuw."}
    refused = await client.post(f"{here}/nieuw", data={**sent, "reden": ""})
    assert refused.status_code == 422
    assert "Schrijf waarom u dit wijzigt." in refused.text
    assert (await client.post(f"{here}/nieuw", data=sent)).headers["location"] == f"{here}/omgekeerd-inzamelen"
    changed = {"termen": f"{NAME}\r\n{WORD}", "gezien": NAME, "reden": "Ook zo."}
    assert (await client.post(f"{here}/omgekeerd-inzamelen", data=changed)).status_code == 303
    assert queries.concept_at("omgekeerd-inzamelen").terms == (NAME, WORD)
    gone = await client.post(f"{here}/omgekeerd-inzamelen/verwijderen", data={"reden": "Vergissing."})
    assert gone.status_code == 303
    page = await client.get(f"{here}/omgekeerd-inzamelen")
    assert "Dit begrip is verwijderd en telt niet mee." in page.text
    assert "Vergissing." in page.text


async def test_what_a_plan_does_comes_with_the_model_and_is_no_word_of_the_list(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    actions_of_plans = [concept.name for concept in concepts() if concept.kind is Kind.ACTION]
    assert len(actions_of_plans) > 25
    assert not set(actions_of_plans) & {row.name for row in queries.concept_rows()}
    for name, kind in (("handeling van ons", "handelingen"), (actions_of_plans[0], "werkprocessen")):
        with pytest.raises(Invalid):
            await actions.add_concept(actor=director, name=name, kind=kind, terms=name, reason="Zo heet het.", now=NOW)
