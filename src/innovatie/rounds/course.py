"""The course of a round: its phases, and what later stages did in it, which they are asked for by name."""

from collections.abc import Awaitable, Callable
from typing import Final

from innovatie.infra.by_name import by_name
from innovatie.rounds.queries import ChangeRow, changes

_LATER: Final = (
    "innovatie.voting.queries.finalists:withdrawals_in",
    "innovatie.publication.queries.withdrawals:withdrawals_in",
)


async def course_of(round_id: int) -> tuple[ChangeRow, ...]:
    """Everything that happened in a round and that anybody may read, the newest first."""
    steps: list[ChangeRow] = []
    for name in _LATER:
        ask: Callable[[int], Awaitable[list[ChangeRow]]] = by_name(name)
        steps += await ask(round_id)
    steps += await changes(round_id)
    return tuple(sorted(steps, key=lambda step: step.at, reverse=True))
