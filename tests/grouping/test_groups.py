"""Groups that live: they merge with consent, split, come back, and hold still while a round runs."""

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.phases import Phase
from innovatie.grouping import actions, jobs, queries
from innovatie.grouping.records import members
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def grouped(title: str = "Lakken", **fields: object) -> tuple[int, int, int]:
    """A municipality with an idea in a group of its own: municipality, idea, group."""
    municipality = await factories.municipality()
    idea = await factories.idea(municipality, title=title, **fields)
    return municipality, idea, await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW)


async def servant(municipality_id: int) -> Actor:
    return await factories.actor(Role.CIVIL_SERVANT, municipality_id=municipality_id)


async def proposed(one: int, other: int) -> int:
    made = await actions.propose_merge(actor=SYSTEM, group_id=one, other_id=other, reason="", now=NOW, link=0.9)
    assert made is not None
    return made


async def carried_out(proposal: int, municipality: int) -> None:
    """One side agrees, and VNG for the other, which is silent."""
    assert not await actions.agree(actor=await factories.vng(), proposal_id=proposal, municipality_id=None, now=NOW)
    assert await actions.agree(
        actor=await servant(municipality), proposal_id=proposal, municipality_id=municipality, now=NOW
    )


async def test_an_idea_gets_one_group_however_often_it_asks(db: asyncpg.Connection) -> None:
    _, idea, group = await grouped()
    assert await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW) == group
    assert await members(group) == [idea]


async def test_a_draft_has_no_group(db: asyncpg.Connection) -> None:
    draft = await factories.idea(await factories.municipality(), state="concept")
    with pytest.raises(Conflict, match="concept"):
        await actions.found_group(actor=SYSTEM, idea_id=draft, now=NOW)


async def test_groups_merge_only_when_both_sides_agree_and_the_older_number_survives(db: asyncpg.Connection) -> None:
    first, idea_1, group_1 = await grouped()
    second, idea_2, group_2 = await grouped()
    proposal = await proposed(group_2, group_1)
    alone = await actions.agree(actor=await servant(first), proposal_id=proposal, municipality_id=first, now=NOW)
    assert alone is False
    assert await members(group_1) == [idea_1]
    both = await actions.agree(actor=await servant(second), proposal_id=proposal, municipality_id=second, now=NOW)
    assert both is True
    assert await members(group_1) == [idea_1, idea_2]
    assert (await queries.group(group_2)).merged_into == group_1
    assert (await queries.proposal(proposal)).state == "uitgevoerd"


async def test_a_stranger_cannot_agree_for_others(db: asyncpg.Connection) -> None:
    _, _, group_1 = await grouped()
    _, _, group_2 = await grouped()
    proposal = await proposed(group_1, group_2)
    stranger = await factories.municipality()
    with pytest.raises(NotAllowed):
        await actions.agree(actor=await servant(stranger), proposal_id=proposal, municipality_id=stranger, now=NOW)
    assert (await queries.proposal(proposal)).voices == ()


async def test_an_objection_needs_a_reason_and_stops_the_machine_from_asking_again(db: asyncpg.Connection) -> None:
    first, _, group_1 = await grouped()
    _, _, group_2 = await grouped()
    proposal = await proposed(group_1, group_2)
    actor = await servant(first)
    with pytest.raises(Invalid):
        await actions.object_to(actor=actor, proposal_id=proposal, municipality_id=first, reason=" ", now=NOW)
    await actions.object_to(
        actor=actor, proposal_id=proposal, municipality_id=first, reason="Wij doen alleen foto's.", now=NOW
    )
    row = await queries.proposal(proposal)
    assert (row.state, row.voices[0].reason) == ("afgewezen", "Wij doen alleen foto's.")
    again = await actions.propose_merge(actor=SYSTEM, group_id=group_1, other_id=group_2, reason="", now=NOW)
    assert again is None
    with pytest.raises(Conflict, match="al beslist"):
        await actions.agree(actor=await factories.vng(), proposal_id=proposal, municipality_id=None, now=NOW)


async def test_a_merge_can_be_undone_and_everything_is_back(db: asyncpg.Connection) -> None:
    first, idea_1, group_1 = await grouped()
    _, idea_2, group_2 = await grouped()
    await carried_out(await proposed(group_1, group_2), first)
    decision = (await queries.decisions_of(group_1))[0]
    restored = await actions.undo(actor=await factories.vng(), decision_id=decision.id, reason="Toch anders", now=NOW)
    assert restored == group_2
    assert (await members(group_1), await members(group_2)) == ([idea_1], [idea_2])
    assert (await queries.group(group_2)).merged_into is None
    with pytest.raises(Conflict, match="al ongedaan"):
        await actions.undo(actor=await factories.vng(), decision_id=decision.id, reason="Nog eens", now=NOW)


async def test_a_municipality_takes_its_own_plan_out_but_not_that_of_another(db: asyncpg.Connection) -> None:
    _first, idea_1, group_1 = await grouped()
    second, idea_2, group_2 = await grouped()
    await carried_out(await proposed(group_1, group_2), second)
    actor = await servant(second)
    with pytest.raises(NotAllowed):
        await actions.split_off(
            actor=actor, group_id=group_1, idea_ids=[idea_1], reason="Weg", municipality_id=second, now=NOW
        )
    made = await actions.split_off(
        actor=actor, group_id=group_1, idea_ids=[idea_2], reason="Wij doen audio.", municipality_id=second, now=NOW
    )
    assert (await members(group_1), await members(made)) == ([idea_1], [idea_2])
    kept_apart = await fetch("SELECT idea, other FROM pair_decision WHERE NOT together")
    assert [tuple(row) for row in kept_apart] == [(min(idea_1, idea_2), max(idea_1, idea_2))]


async def test_a_split_can_be_undone(db: asyncpg.Connection) -> None:
    _, idea_1, group_1 = await grouped()
    _, idea_2, _ = await grouped()
    director = await factories.vng()
    await actions.form_group(actor=director, idea_ids=[idea_1, idea_2], title="Samen", reason="Zelfde", now=NOW)
    made = await actions.split_off(actor=director, group_id=group_1, idea_ids=[idea_2], reason="Anders", now=NOW)
    decision = (await queries.decisions_of(made))[0]
    assert await actions.undo(actor=director, decision_id=decision.id, reason="Toch niet", now=NOW) == group_1
    assert await members(group_1) == [idea_1, idea_2]
    assert (await queries.group(made)).merged_into == group_1


async def test_the_last_plan_cannot_leave_its_group(db: asyncpg.Connection) -> None:
    _, idea, group = await grouped()
    with pytest.raises(Conflict, match="ten minste"):
        await actions.split_off(actor=await factories.vng(), group_id=group, idea_ids=[idea], reason="Weg", now=NOW)


async def test_only_vng_forms_a_group(db: asyncpg.Connection) -> None:
    municipality, idea, _ = await grouped()
    with pytest.raises(NotAllowed):
        await actions.form_group(
            actor=await servant(municipality), idea_ids=[idea], title="Mijn groep", reason="", now=NOW
        )


async def test_a_group_in_a_running_round_is_frozen(db: asyncpg.Connection) -> None:
    round_id = await factories.round_in(Phase.REVIEW)
    _, idea_1, group_1 = await grouped()
    _, _, group_2 = await grouped()
    await execute("UPDATE idea SET round = $1 WHERE id = $2", round_id, idea_1)
    director = await factories.vng()
    proposal = await proposed(group_1, group_2)
    assert await actions.enter_round(actor=director, round_id=round_id, now=NOW) == [group_1]
    assert [card.id for card in await queries.groups_in_round(round_id)] == [group_1]
    with pytest.raises(Conflict, match="loopt"):
        await actions.agree(actor=director, proposal_id=proposal, municipality_id=None, now=NOW)


async def test_a_municipality_counts_once_in_a_group(db: asyncpg.Connection) -> None:
    municipality = await factories.municipality()
    ideas = [await factories.idea(municipality, title=f"Plan {n}") for n in range(2)]
    group = await actions.form_group(
        actor=await factories.vng(), idea_ids=ideas, title="Samen", reason="Zelfde", now=NOW
    )
    card = (await queries.group(group)).card
    assert (card.ideas, card.municipalities) == (2, 1)
    assert [one.id for one in await queries.municipalities_of(group)] == [municipality]


async def test_the_machine_proposes_the_same_work_and_respects_what_people_kept_apart(db: asyncpg.Connection) -> None:
    texts = {"summary": "Software lakt persoonsgegevens in documenten die wij openbaar maken voor de Woo."}
    _, idea_1, _ = await grouped("Documenten anonimiseren voor de Woo", **texts)
    _, idea_2, _ = await grouped("Woo-documenten lakken", **texts)
    _, idea_3, _ = await grouped("Gladheid bestrijden", summary="Strooien waar het glad wordt met sensoren.")
    await execute("DELETE FROM group_proposal")
    assert await jobs.propose_all(now=NOW) == 1
    assert await jobs.propose_all(now=NOW) == 0
    await execute("UPDATE group_proposal SET state = 'vervallen', settled_at = $1", NOW)
    await execute(
        "INSERT INTO pair_decision (idea, other, together, reason, at) VALUES ($1, $2, false, 'anders', $3)",
        min(idea_1, idea_2),
        max(idea_1, idea_2),
        NOW,
    )
    assert await jobs.propose_all(now=NOW) == 0
    assert await fetch_value("SELECT count(*) FROM group_member WHERE idea = $1", idea_3) == 1


@pytest.mark.parametrize("count", [1, 3])
async def test_the_list_of_groups_counts_its_groups(
    db: asyncpg.Connection, client: httpx.AsyncClient, count: int
) -> None:
    director = await factories.vng()
    for number in range(count):
        ideas = [await factories.idea(await factories.municipality()) for _ in range(2)]
        await actions.form_group(actor=director, idea_ids=ideas, title=f"Groep {number}", reason="x", now=NOW)
    page = await client.get("/groepen")
    assert page.status_code == 200
    assert page.text.count('class="plan-card__title"') == count


async def test_a_merged_group_redirects_to_the_older_one(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    _, idea_1, group_1 = await grouped("Eerste")
    _, idea_2, group_2 = await grouped("Tweede")
    await actions.form_group(
        actor=await factories.vng(), idea_ids=[idea_1, idea_2], title="Samen verder", reason="Zelfde", now=NOW
    )
    answer = await client.get(f"/groepen/{group_2}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/groepen/{group_1}-samen-verder")


async def test_visitors_do_not_see_the_inbox(db: asyncpg.Connection, client: httpx.AsyncClient) -> None:
    answer = await client.get("/groepen/voorstellen")
    assert answer.status_code in (303, 401)
    assert "Samenvoegen?" not in answer.text
