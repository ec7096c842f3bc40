"""The time. Actions never ask for it themselves: pages, jobs and commands hand it to them as `now`."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The wall clock, in UTC. A test moves it with `shift`; nothing else may."""

    def __init__(self) -> None:
        self.shift = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift
