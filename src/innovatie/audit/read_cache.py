"""Answers that hold until somebody acts: what everybody sees and only acts can change is reckoned once, not per visit.

Every act adds one row to the trail, and the database links those rows one at a time as transactions commit, so the
number of the newest link says which acts an answer can have seen. An answer is kept with the number that was newest
before it was looked up; when there is a newer one, in this process or another, it is looked up again. Whoever asks
while it is being looked up waits for that answer: under load one question goes to the database, not one for each.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final, TypeVar

from innovatie.infra.database import ENGINE, current_connection, fetch_one_value

NEWEST_ACT: Final = "(SELECT coalesce(max(id), 0) FROM audit_seal)"
"""The number of the newest act, as a scalar for a question that asks more."""
MOST = 64
MOST_OF_PEOPLE = 1_000
"""Answers that are kept: of those for everybody, and of those for one person each, so that many people do not push out
what everybody asks."""

T = TypeVar("T")
_Shelf = OrderedDict[Hashable, tuple[int, Any]]
_kept: _Shelf = OrderedDict()
_kept_of_people: _Shelf = OrderedDict()
_under_way: dict[Hashable, asyncio.Future[Any]] = {}


async def newest_act() -> int:
    """The number of the newest act. Acts get theirs in the order in which they become visible."""
    return await fetch_one_value(int, f"SELECT {NEWEST_ACT}") or 0


async def cached_until_next_act(key: Hashable, look_up: Callable[[], Awaitable[T]], newest: int | None = None) -> T:
    """The answer of `look_up` under this key; it must depend on nothing but the key and what acts have written.

    `newest`: the newest act, where this request looked it up already and did not act since. The answer is shared by all
    who ask, so it must be frozen. Inside a transaction nothing is remembered: what can be seen there need not ever
    become true.
    """
    if current_connection() is not None:
        return await look_up()
    return await _kept_or_looked_up(_kept, key, await newest_act() if newest is None else newest, look_up)


async def cached_until_next_act_for(person: int, key: Hashable, newest: int, look_up: Callable[[], Awaitable[T]]) -> T:
    """As `cached_until_next_act`, of what only this person gets; `newest` is the newest act as the request found it."""
    if current_connection() is not None:
        return await look_up()
    return await _kept_or_looked_up(_kept_of_people, ("of a person", person, key), newest, look_up)


async def _kept_or_looked_up(shelf: _Shelf, key: Hashable, newest: int, look_up: Callable[[], Awaitable[T]]) -> T:
    place = (ENGINE.config.get("dsn"), key)
    known = shelf.get(place)
    if known is not None and known[0] == newest:
        shelf.move_to_end(place)
        answer: T = known[1]
        return answer
    return await _once(shelf, (place, newest), look_up)


async def _once(shelf: _Shelf, asked: tuple[Hashable, int], look_up: Callable[[], Awaitable[T]]) -> T:
    """Look it up, unless somebody does; then wait for them, and look for oneself if they fail or are cut off."""
    loop = asyncio.get_running_loop()
    other = _under_way.get(asked)
    if other is not None and other.get_loop() is loop:
        answer: T | None = await asyncio.shield(other)
        if answer is not None:
            return answer
        return await look_up()
    mine: asyncio.Future[T | None] = loop.create_future()
    _under_way[asked] = mine
    found: T | None = None
    try:
        found = await look_up()
        _keep(shelf, *asked, found)
    finally:
        if _under_way.get(asked) is mine:
            del _under_way[asked]
        mine.set_result(found)
    return found


def _keep(shelf: _Shelf, place: Hashable, newest: int, answer: object) -> None:
    shelf[place] = (newest, answer)
    shelf.move_to_end(place)
    while len(shelf) > (MOST if shelf is _kept else MOST_OF_PEOPLE):
        shelf.popitem(last=False)


def clear() -> None:
    """Remember nothing, as a new process does."""
    _kept.clear()
    _kept_of_people.clear()
