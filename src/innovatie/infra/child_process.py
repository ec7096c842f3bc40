"""Work of unbounded size in a process of its own, so that the event loop, its heartbeats and a stop go on meanwhile.

The child is a fresh Python that gets the function's name and its arguments by its standard input, and answers by a
pipe. It dies with us: when its standard input closes, it ends at once, and a cancelled caller ends it.
"""

import asyncio
import os
import pickle
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from typing import ParamSpec, TypeVar, cast

P = ParamSpec("P")
Answer = TypeVar("Answer")

_SIZE = struct.Struct(">Q")


class ChildFailed(RuntimeError):
    """The child ended without an answer; its last words are in our log of errors."""


async def in_child(function: Callable[P, Answer], *args: P.args, **kwargs: P.kwargs) -> Answer:
    """What `function`, of the top of a module, gives for these arguments; all of them must be fit for pickle.

    Raises what the function raises, and ChildFailed when the process dies.
    """
    asked = pickle.dumps((function.__module__, function.__qualname__, args, kwargs))
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(_SIZE.pack(len(asked)) + asked)
        told = await child.stdout.read()
        await child.wait()
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()
        child.stdin.close()
    if child.returncode != 0 or not told:
        raise ChildFailed(f"a child process ended with {child.returncode}")
    went_well, answer = pickle.loads(told)  # noqa: S301 -- our own child's
    if not went_well:
        raise answer
    return cast(Answer, answer)


def _end_with_parent(stream: int) -> None:
    while os.read(stream, 1):
        pass
    os._exit(1)


def main() -> None:
    """The child's side."""
    answers = os.dup(1)
    os.dup2(2, 1)  # whatever prints, prints beside the answer
    asked = sys.stdin.buffer.read(_SIZE.unpack(sys.stdin.buffer.read(_SIZE.size))[0])
    threading.Thread(target=_end_with_parent, args=(sys.stdin.fileno(),), daemon=True).start()
    module, name, args, kwargs = pickle.loads(asked)  # noqa: S301 -- our own parent's
    try:
        told = pickle.dumps((True, getattr(import_module(module), name)(*args, **kwargs)))
    except Exception as error:
        told = pickle.dumps((False, error))
    with os.fdopen(answers, "wb") as pipe:
        pipe.write(told)


if __name__ == "__main__":
    main()
