"""The list with its filters; joining, stepping out, withdrawing and entering a round."""

import re
from typing import Any

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.phases import Phase
from innovatie.ideas import actions
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = pytest.mark.anyio


def facets(page: str) -> dict[str, str]:
    """The words of each filter by the address that it leads to."""
    found = html.fromstring(page).xpath("//a[contains(@class, 'facet-link')]")
    return {link.get("href"): " ".join(link.text_content().split()) for link in found}


async def test_the_list_filters_with_counts_and_keeps_what_was_chosen(client: httpx.AsyncClient) -> None:
    delft = await factories.municipality("Delft", province="Zuid-Holland")
    ede = await factories.municipality("Ede", province="Gelderland")
    for number in range(22):
        await factories.idea(delft, title=f"Fietspad {number}", theme="mobiliteit", stage="pilot")
    await factories.idea(ede, title="Bomen tellen", theme="openbare-ruimte", stage="idee")
    whole = (await client.get("/ideeen")).text
    assert "23 plannen gevonden" in whole
    assert whole.count('class="plan-card ') == 12
    assert facets(whole)["/ideeen?thema=mobiliteit"] == "Mobiliteit en bereikbaarheid 22"
    narrowed = (await client.get("/ideeen", params={"provincie": "Gelderland"})).text
    assert "1 plan gevonden" in narrowed
    assert facets(narrowed)["/ideeen"] == "Gelderland (gekozen; haal weg) ×"
    assert "Fietspad" not in narrowed
    last = (await client.get("/ideeen", params={"thema": "mobiliteit", "pagina": "2"})).text
    assert last.count('class="plan-card ') == 10
    rows = (await client.get("/ideeen", params={"weergave": "lijst"})).text
    assert rows.count('class="mini"') == 20
    assert 'class="plan-card' not in rows
    land = (await client.get("/ideeen", params={"weergave": "kaart", "thema": "mobiliteit"})).text
    assert "22 plannen" in land
    assert "Ede" not in land
    for words in ("BOMEN ede", "bómen"):
        assert "Bomen tellen" in (await client.get("/ideeen", params={"q": words})).text
    nothing = await client.get("/ideeen", params={"q": "onvindbaar"})
    assert nothing.status_code == 200
    assert 'href="/ideeen/nieuw?titel=onvindbaar"' in nothing.text


@pytest.mark.parametrize(
    ("role", "offered"),
    [(Role.CIVIL_SERVANT, True), (Role.VOTER, True), (Role.REVIEWER, False), (Role.VNG_DIRECTOR, False), (None, True)],
)
async def test_posting_is_offered_to_who_may_and_to_visitors(
    client: httpx.AsyncClient, sign_in: SignIn, role: Role | None, offered: bool
) -> None:
    town = await factories.municipality("Delft")
    if role is not None:
        national = role is Role.VNG_DIRECTOR
        await sign_in(client, await factories.person(role, municipality_id=None if national else town))
        assert ('href="/ideeen/nieuw"' in (await client.get("/ideeen/mijn")).text) is offered
        assert ((await client.get("/ideeen/nieuw")).status_code == 200) is offered
    for address in ("/", "/ideeen"):
        assert ('href="/ideeen/nieuw"' in (await client.get(address)).text) is offered


async def test_htmx_gets_the_list_alone(client: httpx.AsyncClient) -> None:
    piece = await client.get("/ideeen", headers={"HX-Request": "true"})
    assert piece.text.lstrip().startswith('<section id="lijst"')
    assert "HX-Request" in piece.headers["vary"]


@pytest.mark.parametrize(
    "query",
    [
        "thema=onzin",
        "jaar=abc",
        "jaar=99999999",
        f"jaar=02026{'0' * 5_000}",
        "pagina=-3",
        "pagina=9999999",
        "sorteer=x;drop",
        "q=%00",
        "staat=concept",
    ],
)
async def test_a_strange_address_is_a_list_all_the_same(client: httpx.AsyncClient, query: str) -> None:
    town = await factories.municipality()
    await factories.idea(town, title="Zichtbaar")
    await factories.idea(town, title="Verborgen", state="concept")
    answer = await client.get(f"/ideeen?{query}")
    assert answer.status_code == 200
    assert "Verborgen" not in answer.text


async def test_the_queries_of_the_list_do_not_grow_with_its_rows(client: httpx.AsyncClient, db: object) -> None:
    """One query for the counts, one for the rows, whatever there is."""
    from innovatie.ideas.queries import listing

    asked: list[str] = []
    real = listing.fetch_as

    async def counting(shape: type[Any], sql: str, *arguments: object) -> object:
        asked.append(sql)
        return await real(shape, sql, *arguments)

    listing.fetch_as = counting  # type: ignore[assignment]
    try:
        town = await factories.municipality()
        for rows in (1, 3):
            for _ in range(rows):
                await factories.idea(town)
            asked.clear()
            assert (await client.get("/ideeen")).status_code == 200
            assert len(asked) == 2
    finally:
        listing.fetch_as = real


async def test_a_municipality_joins_in_two_clicks_and_counts_once(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    idea = await factories.idea(await factories.municipality("Ede"), title="Samen")
    town = await factories.municipality("Delft")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    offered = html.fromstring((await client.get(f"/ideeen/{idea}-samen")).text)
    assert offered.xpath("//a[@href='#haak-aan']/text()") == ["Haak aan met Delft"]
    form = offered.xpath("//*[@id='haak-aan']//form[not(ancestor::details)]")  # what was asked for is not folded
    assert "".join(form[0].xpath(".//button")[-1].itertext()).strip() == "Haak aan namens Delft"
    for _ in range(2):
        answer = await client.post(f"/ideeen/{idea}/aanhaken", data={"toelichting": "Wij ook"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/ideeen/{idea}-samen")
    page = (await client.get(f"/ideeen/{idea}-samen")).text
    assert "Haak aan namens" not in page
    assert page.count(">Delft</a>") == 1
    await client.post(f"/ideeen/{idea}/uitstappen")
    page = (await client.get(f"/ideeen/{idea}-samen")).text
    assert page.count(">Delft</a>") == 0
    assert await fetch_value("SELECT count(*) FROM idea_participant WHERE idea = $1", idea) == 2


async def test_nobody_joins_for_a_municipality_that_is_not_theirs(client: httpx.AsyncClient) -> None:
    idea = await factories.idea(await factories.municipality())
    own, other = await factories.municipality(), await factories.municipality()
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=own)
    with pytest.raises(NotAllowed):
        await actions.join(actor=actor, idea_id=idea, municipality_id=other, note="", now=factories.NOW)
    assert (await client.post(f"/ideeen/{idea}/aanhaken")).status_code == 401


async def test_the_submitter_cannot_step_out_and_a_draft_cannot_be_joined(db: object) -> None:
    town, other = await factories.municipality(), await factories.municipality()
    owner = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    guest = await factories.actor(Role.CIVIL_SERVANT, municipality_id=other)
    idea, draft = await factories.idea(town), await factories.idea(town, state="concept")
    with pytest.raises(Conflict):
        await actions.step_out(actor=owner, idea_id=idea, municipality_id=town, now=factories.NOW)
    with pytest.raises(Conflict):
        await actions.step_out(actor=guest, idea_id=idea, municipality_id=other, now=factories.NOW)
    with pytest.raises(Conflict):
        await actions.join(actor=guest, idea_id=draft, municipality_id=other, note="", now=factories.NOW)


async def test_a_withdrawn_idea_stays_readable_with_its_reason(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality("Delft")
    idea = await factories.idea(town, title="Weg ermee")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    refused = await client.post(f"/ideeen/{idea}/intrekken", data={"reden": " "})
    assert refused.status_code == 422
    assert (await client.post(f"/ideeen/{idea}/intrekken", data={"reden": "De raad wil niet."})).status_code == 303
    client.cookies.clear()
    page = await client.get(f"/ideeen/{idea}-weg-ermee")
    assert page.status_code == 410
    assert "De raad wil niet." in page.text
    assert "Weg ermee" not in (await client.get("/ideeen")).text
    assert "Weg ermee" in (await client.get("/ideeen?staat=ingetrokken")).text
    acts = await fetch("SELECT act, on_behalf_of FROM audit_event WHERE object_kind = 'idee'")
    assert [tuple(row) for row in acts] == [("idee intrekken", town)]


async def test_an_idea_enters_a_round_only_while_it_is_open_for_it(db: object) -> None:
    town = await factories.municipality()
    idea = await factories.idea(town)
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    open_, closed = await factories.round_in(Phase.SUBMIT), await factories.round_in(Phase.REVIEW)
    with pytest.raises(NotAllowed):
        await actions.enter_round(actor=actor, idea_id=idea, round_id=closed, now=factories.NOW)
    await actions.enter_round(actor=actor, idea_id=idea, round_id=open_, now=factories.NOW)
    await actions.enter_round(actor=actor, idea_id=idea, round_id=open_, now=factories.NOW)
    other = await factories.round_in(Phase.SUBMIT)
    with pytest.raises(Conflict):
        await actions.enter_round(actor=actor, idea_id=idea, round_id=other, now=factories.NOW)
    assert await fetch_value("SELECT round FROM idea WHERE id = $1", idea) == open_


async def test_the_successor_of_a_merged_municipality_goes_on_with_its_ideas(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    old, heir = await factories.municipality("Brielle"), await factories.municipality("Voorne aan Zee")
    idea = await factories.idea(old, title="Geërfd plan")
    await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2023-01-01')", old, heir)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=heir))
    page = (await client.get(f"/ideeen/{idea}-geerfd-plan")).text
    assert "nu Voorne aan Zee" in page
    assert f"/ideeen/{idea}/wijzigen" in page
    assert (await client.get(f"/ideeen/{idea}/wijzigen")).status_code == 200
    changed = {
        "titel": "Geërfd plan 2", "samenvatting": "s", "probleem": "p", "stadium": "plan", "thema": "mobiliteit",
        "contact": "c", "versie": "1",
    }  # fmt: skip
    assert (await client.post(f"/ideeen/{idea}/wijzigen", data=changed)).status_code == 303
    assert await fetch_value("SELECT on_behalf_of FROM audit_event WHERE act = 'idee wijzigen'") == heir


async def test_old_words_in_an_address_lead_to_the_present_ones(client: httpx.AsyncClient) -> None:
    idea = await factories.idea(await factories.municipality(), title="Nieuwe titel")
    moved = await client.get(f"/ideeen/{idea}-oude-titel")
    assert (moved.status_code, moved.headers["location"]) == (301, f"/ideeen/{idea}-nieuwe-titel")
    for nothing in ("/ideeen/999999-x", "/ideeen/abc", "/ideeen/99999999999999"):
        answer = await client.get(nothing)
        assert answer.status_code == 404
        assert re.search("Dit plan bestaat niet", answer.text)


async def test_a_municipality_that_has_merged_starts_nothing_new(db: object) -> None:
    old, heir = await factories.municipality("Brielle"), await factories.municipality("Voorne aan Zee")
    await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2023-01-01')", old, heir)
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=old)
    content = IdeaContent(title="Te laat", summary="s", problem="p", theme="mobiliteit", contact="c")
    with pytest.raises(Conflict, match="Voorne aan Zee"):
        await actions.post(
            actor=actor, municipality_id=old, content=content, co_submitters=(), form_token=None, now=factories.NOW
        )
    idea = await factories.idea(await factories.municipality())
    with pytest.raises(Conflict, match="Voorne aan Zee"):
        await actions.join(actor=actor, idea_id=idea, municipality_id=old, note="", now=factories.NOW)
