"""Proposals to merge, split and move: both sides consent, one objection ends it, nothing is overruled in silence."""

import asyncpg
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed
from innovatie.domain.phases import Phase
from innovatie.grouping import actions, notifications, queries
from innovatie.grouping.actions.proposing import PROPOSED
from innovatie.grouping.records import members
from innovatie.infra.database import execute, fetch, fetch_values
from innovatie.infra.rate_limit import TooMany, take
from tests import factories
from tests.factories import NOW
from tests.grouping.test_groups import carried_out, grouped, proposed, servant

pytestmark = pytest.mark.anyio


async def trio() -> tuple[list[int], list[int], int]:
    """Three municipalities, each with a plan, in one group."""
    municipalities = [await factories.municipality() for _ in range(3)]
    ideas = [await factories.idea(municipality, title=f"Plan {n}") for n, municipality in enumerate(municipalities)]
    group = await actions.form_group(
        actor=await factories.vng(), idea_ids=ideas, title="Samen", reason="Zelfde werk.", now=NOW
    )
    return municipalities, ideas, group


async def split_proposal(group: int, ideas: list[int], by: int | None = None) -> int:
    actor = await servant(by) if by else await factories.vng()
    made = await actions.propose_split(
        actor=actor, group_id=group, idea_ids=ideas, reason="Dit is iets anders.", municipality_id=by, now=NOW
    )
    assert made is not None
    return made


async def agree(proposal: int, municipality: int) -> bool:
    return await actions.agree(
        actor=await servant(municipality), proposal_id=proposal, municipality_id=municipality, now=NOW
    )


async def test_proposing_counts_as_agreeing_and_the_other_side_completes_it(db: asyncpg.Connection) -> None:
    first, idea_1, group_1 = await grouped()
    second, idea_2, group_2 = await grouped()
    made = await actions.propose_merge(
        actor=await servant(first), group_id=group_1, other_id=group_2, reason="Zelfde.", municipality_id=first, now=NOW
    )
    assert made is not None
    assert [voice.side for voice in (await queries.proposal(made)).voices] == ["groep"]
    assert await agree(made, second) is True
    assert await members(group_1) == [idea_1, idea_2]


async def test_a_stranger_writes_to_strangers_by_proposals_as_often_as_the_limit_and_vng_as_often_as_it_must(
    db: asyncpg.Connection,
) -> None:
    """The reason goes by mail to municipalities of groups in which who proposes has no part."""
    stranger, groups = await factories.municipality(), [(await grouped())[2] for _ in range(3)]
    proposer, vng = await servant(stranger), await factories.vng()
    await take(PROPOSED, proposer.person_id, now=NOW, cost=PROPOSED.size - 1)
    act = {"group_id": groups[0], "reason": "Koop bij mij.", "now": NOW}
    assert await actions.propose_merge(actor=proposer, other_id=groups[1], municipality_id=stranger, **act)
    with pytest.raises(TooMany):
        await actions.propose_merge(actor=proposer, other_id=groups[2], municipality_id=stranger, **act)
    await take(PROPOSED, vng.person_id, now=NOW, cost=PROPOSED.size)
    assert await actions.propose_merge(actor=vng, other_id=groups[2], **act)


async def test_a_municipality_alone_on_both_sides_needs_nobody_else(db: asyncpg.Connection) -> None:
    municipality, idea_1, group_1 = await grouped()
    idea_2 = await factories.idea(municipality)
    group_2 = await actions.found_group(actor=SYSTEM, idea_id=idea_2, now=NOW)
    await actions.propose_merge(
        actor=await servant(municipality), group_id=group_1, other_id=group_2, reason="Van ons.",
        municipality_id=municipality, now=NOW,
    )  # fmt: skip
    assert await members(group_1) == [idea_1, idea_2]


async def test_who_joined_both_groups_does_not_decide_for_the_others(db: asyncpg.Connection) -> None:
    both, _, group_1 = await grouped()
    other, idea_2, group_2 = await grouped()
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note) VALUES ($1, $2, 'aangehaakt', $3, '')",
        idea_2,
        both,
        NOW,
    )
    proposal = await proposed(group_1, group_2)
    assert await agree(proposal, both) is False
    with pytest.raises(Conflict, match="al ingestemd"):
        await agree(proposal, both)
    assert await agree(proposal, other) is True


async def test_a_split_needs_those_who_stay_and_those_who_go(db: asyncpg.Connection) -> None:
    municipalities, ideas, group = await trio()
    proposal = await split_proposal(group, ideas[2:], by=municipalities[0])
    assert await members(group) == ideas
    with pytest.raises(Conflict, match="al ingestemd"):
        await agree(proposal, municipalities[1])
    assert await agree(proposal, municipalities[2]) is True
    assert await members(group) == ideas[:2]
    made = await queries.group_number_of_idea(ideas[2])
    assert made is not None and made != group
    apart = await fetch_values(
        bool, "SELECT DISTINCT together FROM pair_decision WHERE idea = $1 OR other = $1", ideas[2]
    )
    assert apart == [False]


async def test_a_move_needs_those_who_move_and_those_they_come_to(db: asyncpg.Connection) -> None:
    municipalities, ideas, group = await trio()
    target_municipality, target_idea, target = await grouped()
    made = await actions.propose_move(
        actor=await servant(municipalities[0]), group_id=group, other_id=target, idea_ids=ideas[1:2],
        reason="Hoort daar.", municipality_id=municipalities[0], now=NOW,
    )  # fmt: skip
    assert made is not None
    with pytest.raises(NotAllowed):
        await agree(made, municipalities[2])
    assert await agree(made, municipalities[1]) is False
    assert await agree(made, target_municipality) is True
    assert (await members(group), set(await members(target))) == ([ideas[0], ideas[2]], {target_idea, ideas[1]})
    decision = (await queries.decisions_of(target))[0]
    assert decision.kind == "verplaatst"
    back = await actions.undo(actor=await factories.vng(), decision_id=decision.id, reason="Toch niet.", now=NOW)
    assert back == group
    assert sorted(await members(group)) == ideas


async def test_an_objection_to_a_split_keeps_them_together_and_the_machine_is_silent(db: asyncpg.Connection) -> None:
    municipalities, ideas, group = await trio()
    made = await actions.propose_split(actor=SYSTEM, group_id=group, idea_ids=ideas[2:], reason="Anders.", now=NOW)
    assert made is not None
    await actions.object_to(
        actor=await servant(municipalities[2]), proposal_id=made, municipality_id=municipalities[2],
        reason="Het is echt hetzelfde.", now=NOW,
    )  # fmt: skip
    assert await members(group) == ideas
    again = await actions.propose_split(actor=SYSTEM, group_id=group, idea_ids=ideas[2:], reason="Anders.", now=NOW)
    assert again is None
    row = await queries.proposal(made)
    assert (row.state, row.voices[0].reason) == ("afgewezen", "Het is echt hetzelfde.")


@pytest.mark.parametrize("choose", [[], [0, 1, 2]])
async def test_nobody_proposes_to_split_off_nothing_or_everything(db: asyncpg.Connection, choose: list[int]) -> None:
    _, ideas, group = await trio()
    with pytest.raises(Invalid) as refused:
        await split_proposal(group, [ideas[place] for place in choose])
    assert list(refused.value.errors) == ["plan"]


async def test_a_proposal_wants_a_reason_and_a_right(db: asyncpg.Connection) -> None:
    municipalities, ideas, group = await trio()
    with pytest.raises(Invalid):
        await actions.propose_split(
            actor=await servant(municipalities[0]), group_id=group, idea_ids=ideas[:1], reason=" ",
            municipality_id=municipalities[0], now=NOW,
        )  # fmt: skip
    reviewer = await factories.actor(Role.REVIEWER)
    with pytest.raises(NotAllowed):
        await actions.propose_split(actor=reviewer, group_id=group, idea_ids=ideas[:1], reason="Weg.", now=NOW)


async def test_what_people_kept_apart_is_shown_before_and_replaced_after_a_merge(db: asyncpg.Connection) -> None:
    first, idea_1, group_1 = await grouped()
    second, idea_2, group_2 = await grouped()
    refused = await proposed(group_1, group_2)
    await actions.object_to(
        actor=await servant(first), proposal_id=refused, municipality_id=first, reason="Wij doen video.", now=NOW
    )
    made = await actions.propose_merge(
        actor=await servant(second), group_id=group_1, other_id=group_2, reason="Nu ook video.",
        municipality_id=second, now=NOW,
    )  # fmt: skip
    assert made is not None
    detail = await queries.detailed(await queries.proposal(made))
    assert [said.reason for said in detail.earlier] == ["Wij doen video."]
    assert await agree(made, first) is True
    pairs = await fetch("SELECT together, reason FROM pair_decision WHERE idea = $1 AND other = $2", idea_1, idea_2)
    assert [tuple(row) for row in pairs] == [(True, "Nu ook video.")]


async def test_a_frozen_group_is_neither_split_nor_moved_to(db: asyncpg.Connection) -> None:
    round_id = await factories.round_in(Phase.REVIEW)
    municipalities, ideas, group = await trio()
    await execute("UPDATE idea SET round = $1 WHERE id = $2", round_id, ideas[0])
    proposal = await split_proposal(group, ideas[2:], by=municipalities[0])
    await actions.enter_round(actor=await factories.vng(), round_id=round_id, now=NOW)
    with pytest.raises(Conflict, match="loopt"):
        await agree(proposal, municipalities[2])
    assert await members(group) == ideas
    assert (await queries.detailed(await queries.proposal(proposal))).frozen is True


async def test_both_sides_are_asked_and_hear_what_became_of_it(db: asyncpg.Connection) -> None:
    municipalities, ideas, group = await trio()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=municipalities[2])
    proposal = await split_proposal(group, ideas[2:], by=municipalities[0])
    await agree(proposal, municipalities[2])
    rows = await fetch("SELECT kind, subject FROM notice WHERE person = $1 ORDER BY id", person)
    assert [tuple(row) for row in rows] == [
        ("gevraagd", "Wat vindt u van dit voorstel voor uw groep?"),
        ("gevolgd", "Over een voorstel voor uw groep is beslist"),
    ]


async def test_of_the_proposals_of_the_machine_one_hears_once_a_day(db: asyncpg.Connection) -> None:
    first, _, group_1 = await grouped()
    _, _, group_2 = await grouped()
    _, _, group_3 = await grouped()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=first)
    await proposed(group_1, group_2)
    await proposed(group_1, group_3)
    assert await notifications.tell_of_new_proposals(now=NOW) == 1
    assert await notifications.tell_of_new_proposals(now=NOW) == 0
    subjects = await fetch_values(str, "SELECT subject FROM notice WHERE person = $1", person)
    assert subjects == ["Er zijn 2 nieuwe voorstellen voor uw groepen"]


async def test_a_merge_in_the_middle_of_a_chain_can_be_undone_first_or_last(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    for order in ((0, 1), (1, 0)):
        made = [await grouped() for _ in range(3)]
        (first, idea_a, a), (second, idea_b, b), (_, idea_c, c) = made
        for one, other, who in ((b, c, second), (a, b, first)):
            await carried_out(await proposed(one, other), who)
        assert (await queries.standing(c)).id == a
        decisions = [(await queries.decisions_of(b))[-1], (await queries.decisions_of(a))[-1]]
        for place in order:
            await actions.undo(actor=director, decision_id=decisions[place].id, reason="Toch anders.", now=NOW)
        assert [await members(group) for group in (a, b, c)] == [[idea_a], [idea_b], [idea_c]]
        assert [(await queries.standing(group)).id for group in (a, b, c)] == [a, b, c]


async def test_a_split_is_undone_into_the_group_that_took_the_old_one_in(db: asyncpg.Connection) -> None:
    director = await factories.vng()
    first, older_idea, older = await grouped()
    _, ideas, group = await trio()
    new = await actions.split_off(actor=director, group_id=group, idea_ids=ideas[2:], reason="Anders.", now=NOW)
    decision = (await queries.decisions_of(new))[0]
    await carried_out(await proposed(older, group), first)
    assert await actions.undo(actor=director, decision_id=decision.id, reason="Toch niet.", now=NOW) == older
    assert sorted(await members(older)) == sorted([older_idea, *ideas])
    assert (await queries.standing(new)).id == older
