"""The event loop of commands that ask the database much: the one that the web process has too."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import TypeVar

Value = TypeVar("Value")


def run(work: Coroutine[object, None, Value]) -> Value:
    """As `asyncio.run`, on uvloop: of ten thousands of short statements the loop of Python itself is the dearest part.

    A command that asks the database once or twice does without: importing uvloop costs it more than that saves.
    """
    if sys.platform == "win32":
        return asyncio.run(work)
    import uvloop  # noqa: PLC0415 -- see above

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)
