"""Waiting for what another process or task does: the one place where tests let time pass, and only until it is so."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")
BETWEEN = 0.02  # seconds between two looks
PATIENCE = 120.0  # seconds; a machine that tests on all its processors answers late


def until(look: Callable[[], T], *, of: str, patience: float = PATIENCE) -> T:
    """The first answer of `look` that is true. After `patience` seconds an AssertionError that names `of`."""
    deadline = time.monotonic() + patience
    while not (found := look()):
        assert time.monotonic() < deadline, f"not within {patience} seconds: {of}"
        time.sleep(BETWEEN)
    return found


async def until_async(look: Callable[[], Awaitable[T]], *, of: str, patience: float = PATIENCE) -> T:
    """As `until`, while other tasks of the test go on."""
    deadline = time.monotonic() + patience
    while not (found := await look()):
        assert time.monotonic() < deadline, f"not within {patience} seconds: {of}"
        await asyncio.sleep(BETWEEN)
    return found
