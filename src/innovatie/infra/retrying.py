"""Acts that PostgreSQL broke off because two of them stood in each other's way are done again, from the beginning."""

import asyncio
import random
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import asyncpg

from innovatie.infra.database import current_connection

Given = ParamSpec("Given")
Answer = TypeVar("Answer")

IN_EACH_OTHERS_WAY = (asyncpg.DeadlockDetectedError, asyncpg.SerializationError)
TRIES = 6
_FIRST_PAUSE = 0.02


def retried(
    act: Callable[Given, Coroutine[Any, Any, Answer]],
) -> Callable[Given, Coroutine[Any, Any, Answer]]:
    """An act that is one transaction, tried again after a deadlock or a serialisation failure (40P01, 40001).

    Each try begins anew, with a moment of its own; the pause before it doubles and differs by chance, so that the same
    two do not meet again. After `TRIES` the error goes on (the page then says 503: try again). Inside somebody else's
    transaction nothing is tried again here: only the outermost can.
    """

    @wraps(act)
    async def again(*arguments: Given.args, **named: Given.kwargs) -> Answer:
        if current_connection() is not None:
            return await act(*arguments, **named)
        for tries in range(1, TRIES):
            try:
                return await act(*arguments, **named)
            except IN_EACH_OTHERS_WAY:
                pause = _FIRST_PAUSE * 2**tries
                await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 -- no secret
        return await act(*arguments, **named)

    return again
