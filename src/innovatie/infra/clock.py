"""The time. Actions never ask for it themselves: pages, jobs and commands hand it to them as `now`.

A moment that decides a right or lands in evidence is none of these: it is the database's, asked inside the lock
(`infra.moments`), for the clocks of two hosts differ. Who makes up a past (the example data, a test) says so with
`told_time`; then what is told is the moment.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta


class Clock:
    """The wall clock, in UTC. A test moves it with `shift`; nothing else may."""

    def __init__(self) -> None:
        self.shift = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift


_TOLD: ContextVar[bool | None] = ContextVar("told", default=None)


class _Everywhere:
    told = False


def tell_time_everywhere(told: bool) -> None:
    """Whether what is told is the moment, in all tasks that do not say it themselves. For tests."""
    _Everywhere.told = told


@contextmanager
def told_time(told: bool = True) -> Iterator[None]:
    """Within this block (and the tasks started in it) the moment of an act is the `now` that it was told."""
    token = _TOLD.set(told)
    try:
        yield
    finally:
        _TOLD.reset(token)


def is_told() -> bool:
    here = _TOLD.get()
    return _Everywhere.told if here is None else here
