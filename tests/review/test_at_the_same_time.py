"""Acts on the reviews of one round that meet each other."""

import asyncio

import asyncpg
import pytest

from innovatie.domain.errors import Conflict
from innovatie.review import actions
from tests.factories import NOW
from tests.review import world as worlds
from tests.waiting import until_async

pytestmark = pytest.mark.anyio

WAITS = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"


async def test_a_review_that_is_taken_back_while_the_shortlist_is_settled_does_not_count(committed: str) -> None:
    made = await worlds.world(groups=1, reviewers=6)
    await worlds.sent(made)
    number, person = (await worlds.tasks(made, made.groups[0]))[0]
    await worlds.hand_in(number, person, 5)
    reviewer = await asyncpg.connect(committed)
    try:
        async with reviewer.transaction():  # what `take_back` does, on its way to its end
            await reviewer.execute("SELECT 1 FROM round WHERE id = $1 FOR SHARE", made.round)
            await reviewer.execute("UPDATE assignment SET state = 'open', ended_at = NULL WHERE id = $1", number)
            settling = asyncio.create_task(
                actions.settle_shortlist(actor=made.chair, round_id=made.round, quota=False, now=NOW)
            )

            async def met() -> bool:
                return settling.done() or bool(await reviewer.fetchval(WAITS))

            await until_async(met, of="settling waits for the reviewer, or did not")
        with pytest.raises(Conflict, match="nog geen beoordeling"):
            await settling
    finally:
        await reviewer.close()
