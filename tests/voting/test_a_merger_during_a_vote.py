"""A municipality with a seat in a vote that runs does not go up in another one: its ballot would be frozen."""

from datetime import timedelta

import pytest

from innovatie.domain.authority import SYSTEM
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.municipal_table import Fact
from innovatie.infra.database import execute, fetch_value
from innovatie.insight.managing.queries import waiting_tables
from innovatie.municipalities import actions
from innovatie.municipalities.facts import facts_on
from innovatie.rounds.actions import end_round
from tests.voting.scene import LATER, Scene, preselection

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
TODAY = dutch_day(LATER)
TOMORROW = TODAY + timedelta(days=1)
NEXT = LATER + timedelta(days=1)


async def table(scene: Scene) -> tuple[tuple[Fact, ...], dict[str, str]]:
    """The register in which the first town of the scene went up in the last."""
    gone, heir = await scene.town_code(0), await scene.town_code(5)
    return tuple(fact for code, fact in (await facts_on(TODAY)).items() if code != gone), {gone: heir}


async def keep_for_tomorrow(scene: Scene) -> None:
    facts, heirs = await table(scene)
    await actions.take_over_table(actor=SYSTEM, facts=facts, day=TOMORROW, successors=heirs, now=LATER)


async def stands(scene: Scene) -> bool:
    return await fetch_value("SELECT ended FROM municipality WHERE id = $1", scene.towns[0]) is None


async def test_by_hand_it_is_refused_and_the_ballot_can_still_be_changed() -> None:
    scene = await preselection()
    first = await scene.approve(0, 1)
    facts, heirs = await table(scene)
    with pytest.raises(Conflict, match=r"Er loopt een stemming waarin Stad 0 een stem heeft\. .*als die stemming"):
        await actions.take_over_table(actor=SYSTEM, facts=facts, day=TODAY, successors=heirs, now=LATER)
    assert await stands(scene)
    assert await scene.approve(0, 2, expected=first) > first


async def test_a_table_of_today_waits_until_the_vote_is_over_with_those_that_come_after_it() -> None:
    scene = await preselection()
    await keep_for_tomorrow(scene)
    facts, _heirs = await table(scene)
    later = NEXT + timedelta(days=1)
    await actions.take_over_table(
        actor=SYSTEM, facts=facts, day=dutch_day(later), successors=await heirs_of(scene), now=NEXT
    )
    assert await actions.take_over_due_tables(now=later) == 0
    assert await stands(scene)
    assert [one.voting for one in await waiting_tables()] == [["Stad 0"], ["Stad 0"]]
    for town in range(6):
        await scene.approve(town, town % 3)
    await scene.close()
    assert [one.voting for one in await waiting_tables()] == [[], []]
    assert await actions.take_over_due_tables(now=later) == 2
    assert not await stands(scene)


async def heirs_of(scene: Scene) -> dict[str, str]:
    return {await scene.town_code(0): await scene.town_code(5)}


async def test_a_vote_of_a_round_that_was_ended_holds_nothing_up() -> None:
    scene = await preselection()
    await keep_for_tomorrow(scene)
    assert await actions.take_over_due_tables(now=NEXT) == 0
    await end_round(actor=scene.vng, round_id=scene.round_id, reason="Te weinig plannen.", now=NEXT)
    assert await actions.take_over_due_tables(now=NEXT) == 1
    assert not await stands(scene)


async def test_a_municipality_without_a_seat_holds_nothing_up() -> None:
    scene = await preselection()
    await execute("DELETE FROM elector WHERE municipality = $1", scene.towns[0])
    await keep_for_tomorrow(scene)
    assert await actions.take_over_due_tables(now=NEXT) == 1
    assert not await stands(scene)
