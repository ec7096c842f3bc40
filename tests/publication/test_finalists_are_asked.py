"""Finalists hear that they are one, with their task and its end; who has written nothing hears it again."""

from datetime import timedelta

import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phase_undo import GRACE
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.insight.my_work import queries as my_work
from innovatie.publication.notifications import ask_finalists
from innovatie.rounds import actions as rounds
from tests import factories
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

DEADLINE = NOW + timedelta(days=30)


async def finalist(town: int, title: str, round_id: int, position: int) -> int:
    """A group of one plan of this municipality that reached the final."""
    idea = await factories.idea(town, title=title)
    number: int = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " SELECT title, summary, theme, id, $2 FROM idea WHERE id = $1 RETURNING id",
        idea,
        NOW,
    )
    await execute(
        "INSERT INTO group_member (\"group\", idea, how, added_at) VALUES ($1, $2, 'founder', $3)", number, idea, NOW
    )
    await execute(
        'INSERT INTO finalist (round, "group", position, chosen_at) VALUES ($1, $2, $3, $4)',
        round_id,
        number,
        position,
        NOW,
    )
    return number


async def told() -> list[str]:
    return await fetch_values(str, "SELECT subject FROM notice WHERE kind = 'gevraagd' ORDER BY id")


async def test_finalists_are_told_and_reminded_and_have_the_task_with_its_deadline() -> None:
    round_id = await factories.round_in(Phase.PRESELECT)
    one, two, third = [await factories.municipality() for _ in range(3)]
    writer = await factories.actor(Role.CIVIL_SERVANT, municipality_id=one)
    await factories.actor(Role.CIVIL_SERVANT, municipality_id=two)
    outsider = await factories.actor(Role.CIVIL_SERVANT, municipality_id=third)
    first = await finalist(one, "Tegels", round_id, 0)
    await finalist(two, "Linde", round_id, 1)
    assert await my_work.finalists(writer, NOW) == []
    await rounds.open_next_phase(actor=await factories.vng(), round_id=round_id, deadline=DEADLINE, now=NOW)
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'publication.finalists'") == 3
    after = NOW + GRACE
    assert await ask_finalists(round_id=round_id, deadline=DEADLINE, reminder=False, now=after) == 2
    assert await ask_finalists(round_id=round_id, deadline=DEADLINE, reminder=False, now=after) == 0
    assert len(await told()) == 2 and all(subject.startswith("U bent finalist") for subject in await told())
    tasks = await my_work.finalists(writer, NOW)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    assert [(task.address, task.deadline, task.done) for task in tasks] == [
        (f"/finalisten/{code}/{first}/bewerken", DEADLINE, False)
    ]
    assert await my_work.finalists(outsider, NOW) == []
    await execute(
        "INSERT INTO elaboration (round, \"group\", version, content, saved_at) VALUES ($1, $2, 1, '{}', $3)",
        round_id,
        first,
        NOW,
    )
    assert [task.done for task in await my_work.finalists(writer, NOW)] == [True]
    late = DEADLINE - timedelta(days=3)
    assert await ask_finalists(round_id=round_id, deadline=DEADLINE, reminder=True, now=late) == 1
    assert (await told())[-1].startswith("Nog niets uitgewerkt")


async def test_old_news_is_not_told_to_finalists() -> None:
    round_id = await factories.round_in(Phase.PRESELECT)
    town = await factories.municipality()
    await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    await finalist(town, "Tegels", round_id, 0)
    director = await factories.vng()
    await rounds.open_next_phase(actor=director, round_id=round_id, deadline=DEADLINE, now=NOW)
    other = DEADLINE - timedelta(days=1)
    assert await ask_finalists(round_id=round_id, deadline=other, reminder=True, now=NOW) == 0
    await rounds.take_back(actor=director, round_id=round_id, reason="Te vroeg.", now=NOW)
    assert await ask_finalists(round_id=round_id, deadline=DEADLINE, reminder=False, now=NOW + GRACE) == 0
    assert await told() == []
