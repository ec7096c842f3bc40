"""Whatever people do to groups, in any order: each plan is in one living group, and all of it can be undone."""

import random

import asyncpg
import pytest

from innovatie.domain.authority import SYSTEM
from innovatie.domain.errors import Conflict
from innovatie.grouping import actions, merging
from innovatie.infra.database import fetch, fetch_value, fetch_values
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def partition() -> dict[int, list[int]]:
    return dict(await fetch('SELECT "group", array_agg(idea ORDER BY idea) FROM group_member GROUP BY 1'))


async def check(groups: list[int], ideas: list[int]) -> None:
    """Every plan in one living group, every number leading to a living group that holds plans."""
    standing = await partition()
    assert sorted(idea for held in standing.values() for idea in held) == ideas
    dead = await fetch("SELECT id FROM idea_group WHERE merged_into IS NOT NULL AND id = ANY($1)", list(standing))
    assert dead == []
    for group in groups:
        seen, place = set(), group
        while (following := await fetch_value("SELECT merged_into FROM idea_group WHERE id = $1", place)) is not None:
            assert place not in seen
            seen.add(place)
            place = following
        assert place in standing
    contradictions = await fetch(
        "SELECT d.idea, d.other FROM pair_decision d JOIN group_member a ON a.idea = d.idea"
        ' JOIN group_member b ON b.idea = d.other WHERE NOT d.together AND a."group" = b."group"'
    )
    assert contradictions == []


async def some_act(draw: random.Random) -> None:
    standing = await partition()
    large = [number for number, held in standing.items() if len(held) > 1]
    what = draw.choice(["merge", "split", "move"] if large else ["merge"])
    if what == "merge" and len(standing) > 1:
        one, other = draw.sample(sorted(standing), 2)
        await merging.merge(SYSTEM, one, other, reason="Zelfde.", now=NOW)
    elif large:
        group = draw.choice(large)
        held = standing[group]
        leaving = draw.sample(held, draw.randint(1, len(held) - 1))
        others = sorted(set(standing) - {group})
        if what == "move" and others:
            await merging.move_over(SYSTEM, group, draw.choice(others), leaving, reason="Daar.", now=NOW)
        else:
            await merging.split(SYSTEM, group, leaving, reason="Anders.", now=NOW)


@pytest.mark.parametrize("seed", range(6))
async def test_any_history_can_be_undone_to_where_it_began(db: asyncpg.Connection, seed: int) -> None:
    draw = random.Random(seed)
    ideas = sorted([await factories.idea(await factories.municipality()) for _ in range(6)])
    groups = [await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW) for idea in ideas]
    began = await partition()
    for _ in range(10):
        await some_act(draw)
        numbers = await fetch_values(int, "SELECT id FROM idea_group WHERE id >= $1", groups[0])
        await check(numbers, ideas)
    decisions = await fetch_values(int, "SELECT id FROM group_decision ORDER BY id DESC")
    for decision in decisions:
        await actions.undo(actor=SYSTEM, decision_id=decision, reason="Terug.", now=NOW)
        await check(groups, ideas)
    assert await partition() == began


@pytest.mark.parametrize("seed", range(6))
async def test_undoing_in_any_order_never_loses_a_plan(db: asyncpg.Connection, seed: int) -> None:
    draw = random.Random(seed)
    ideas = sorted([await factories.idea(await factories.municipality()) for _ in range(5)])
    groups = [await actions.found_group(actor=SYSTEM, idea_id=idea, now=NOW) for idea in ideas]
    for _ in range(8):
        await some_act(draw)
    decisions = await fetch_values(int, "SELECT id FROM group_decision ORDER BY id")
    draw.shuffle(decisions)
    for decision in decisions:
        try:
            await actions.undo(actor=SYSTEM, decision_id=decision, reason="Terug.", now=NOW)
        except Conflict:
            continue  # it says which later decision must go first
        await check(groups, ideas)
