"""Answers that hold until somebody acts: kept between acts, looked up again after one, never from within one."""

import asyncio

import pytest

from innovatie.audit.actions import record
from innovatie.audit.read_cache import MOST, cached_until_next_act, cached_until_next_act_for, clear, newest_act
from innovatie.domain.authority import SYSTEM
from innovatie.infra.database import transaction
from tests.factories import NOW

pytestmark = pytest.mark.anyio


class Counter:
    """Gives 1, 2, 3 ...: how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self) -> int:
        self.asked += 1
        return self.asked


async def act() -> None:
    async with transaction():
        await record(actor=SYSTEM, act="proef", object_kind="proef", object_id=1, now=NOW)


async def test_an_answer_is_kept_until_an_act_is_committed(committed: str) -> None:
    look_up = Counter()
    assert [await cached_until_next_act("a", look_up), await cached_until_next_act("a", look_up)] == [1, 1]
    await act()
    assert [await cached_until_next_act("a", look_up), await cached_until_next_act("a", look_up)] == [2, 2]


async def test_an_act_that_was_undone_changes_nothing(committed: str) -> None:
    look_up = Counter()
    await cached_until_next_act("a", look_up)
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await record(actor=SYSTEM, act="proef", object_kind="proef", object_id=1, now=NOW)
            raise ZeroDivisionError
    assert await cached_until_next_act("a", look_up) == 1


async def test_within_a_transaction_nothing_is_kept_or_taken_from_what_was_kept(committed: str) -> None:
    look_up = Counter()
    assert await cached_until_next_act("a", look_up) == 1
    async with transaction():
        assert await cached_until_next_act("a", look_up) == 2
    assert await cached_until_next_act("a", look_up) == 1


async def test_an_act_during_the_looking_up_makes_the_answer_old(committed: str) -> None:
    """What was read may lack the act; the next who asks looks again."""
    look_up = Counter()

    async def slowly() -> int:
        await asyncio.create_task(act())
        return await look_up()

    assert [await cached_until_next_act("a", slowly), await cached_until_next_act("a", look_up)] == [1, 2]


async def test_keys_are_apart_and_the_oldest_go_when_there_are_too_many(committed: str) -> None:
    first, others = Counter(), Counter()
    await cached_until_next_act("first", first)
    for number in range(MOST):
        await cached_until_next_act(("other", number), others)
    assert (await cached_until_next_act("first", first), await cached_until_next_act(("other", MOST - 1), others)) == (
        2,
        MOST,
    )


async def test_forgetting_is_like_a_new_process(committed: str) -> None:
    look_up = Counter()
    await cached_until_next_act("a", look_up)
    clear()
    assert await cached_until_next_act("a", look_up) == 2


async def test_who_asks_while_it_is_looked_up_waits_for_that_answer(committed: str) -> None:
    look_up, go_on = Counter(), asyncio.Event()

    async def slowly() -> int:
        await go_on.wait()
        return await look_up()

    asking = [asyncio.create_task(cached_until_next_act("a", slowly)) for _ in range(5)]
    await asyncio.sleep(0)
    go_on.set()
    assert await asyncio.gather(*asking) == [1] * 5
    assert look_up.asked == 1


async def test_when_the_looking_up_fails_or_is_cut_off_the_others_look_for_themselves(committed: str) -> None:
    look_up, started, never = Counter(), asyncio.Event(), asyncio.Event()

    async def stuck() -> int:
        started.set()
        await never.wait()
        return 0

    first = asyncio.create_task(cached_until_next_act("a", stuck))
    await started.wait()
    second = asyncio.create_task(cached_until_next_act("a", look_up))
    for _ in range(1_000):  # turns of the loop, until the second one waits for the first
        await asyncio.sleep(0)
    first.cancel()
    assert await second == 1
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_what_is_kept_for_one_person_is_never_given_to_another_and_holds_until_an_act(committed: str) -> None:
    look_up = Counter()
    assert [await cached_until_next_act_for(one, "a", await newest_act(), look_up) for one in (1, 2, 1, 2)] == [
        1,
        2,
        1,
        2,
    ]
    await act()
    assert [await cached_until_next_act_for(one, "a", await newest_act(), look_up) for one in (1, 2)] == [3, 4]
    assert await cached_until_next_act((1, "a"), look_up) == 5, "what is for everybody stands apart"


async def test_many_people_do_not_push_out_what_everybody_asks(committed: str) -> None:
    look_up = Counter()
    assert await cached_until_next_act("a", look_up) == 1
    for person in range(2 * MOST):
        await cached_until_next_act_for(person, "a", 0, look_up)
    assert await cached_until_next_act("a", look_up) == 1


async def test_within_a_transaction_nothing_is_kept_for_a_person(committed: str) -> None:
    look_up = Counter()
    async with transaction():
        assert [await cached_until_next_act_for(1, "a", 0, look_up) for _ in range(2)] == [1, 2]
    assert await cached_until_next_act_for(1, "a", 0, look_up) == 3
