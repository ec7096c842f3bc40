"""Two who bring a plan of realisation up to date at once."""

import asyncio

import asyncpg
import pytest

from innovatie.domain.vocabulary import Followed, MilestoneState
from innovatie.following.actions import follow
from tests import factories
from tests.factories import NOW
from tests.realisation.scene import TODAY, Made, add, change, subjects
from tests.waiting import until_async

pytestmark = pytest.mark.anyio

WAITS = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"


async def test_of_two_who_finish_the_last_milestones_the_second_makes_the_plan_true(committed: str, made: Made) -> None:
    follower = await factories.actor()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    one, other = await add(made, title="Overdracht"), await add(made)
    colleague = await asyncpg.connect(committed)
    try:
        async with colleague.transaction():  # what `change_milestone` does, on its way to its end
            await colleague.execute("SELECT pg_advisory_xact_lock(4303, $1)", made.group)
            await colleague.execute(
                "UPDATE realisation_milestone SET state = 'klaar', done_on = $2, evidence = 'Ja', version = 2"
                " WHERE id = $1",
                one,
                TODAY,
            )
            finishing = asyncio.create_task(
                change(made, other, 1, state=MilestoneState.DONE, done_on=TODAY, evidence="Op de site.")
            )

            async def met() -> bool:
                return finishing.done() or bool(await colleague.fetchval(WAITS))

            await until_async(met, of="the second waits for the first, or did not")
        await finishing
    finally:
        await colleague.close()
    assert (follower.person_id, "‘Eén brief’ is waargemaakt") in await subjects()
