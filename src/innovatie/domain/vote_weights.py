"""Voting weights of municipalities: one each, or a table by inhabitants; whole numbers, frozen when a vote opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Weighing(StrEnum):
    EQUAL = "gelijk"
    PER_1000 = "per-1000-inwoners"
    TABLE = "tabel"


@dataclass(frozen=True)
class WeightRule:
    """`cap` limits PER_1000; `table` holds (from this number of inhabitants, votes) in ascending order, first from 0.

    PER_1000 gives one vote for each started thousand inhabitants, at least one and at most `cap`. VNG's own table is
    data for the setting TABLE; the figures are VNG's to supply.
    """

    kind: Weighing = Weighing.EQUAL
    cap: int = 75
    table: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if self.kind is Weighing.PER_1000 and self.cap < 1:
            raise ValueError("the cap on votes is at least 1")
        if self.kind is Weighing.TABLE:
            check_table(self.table)

    def votes(self, inhabitants: int) -> int:
        """Votes of a municipality with so many inhabitants. Raises ValueError below zero."""
        if inhabitants < 0:
            raise ValueError("inhabitants cannot be negative")
        if self.kind is Weighing.EQUAL:
            return 1
        if self.kind is Weighing.PER_1000:
            return min(self.cap, max(1, -(-inhabitants // 1000)))
        return max((start, votes) for start, votes in self.table if start <= inhabitants)[1]


def check_table(table: Sequence[tuple[int, int]]) -> None:
    """Raise ValueError unless the classes start at 0, ascend, and give at least 0 votes."""
    starts = [start for start, _ in table]
    if not table or starts[0] != 0:
        raise ValueError("the first class of the weight table starts at 0 inhabitants")
    if starts != sorted(set(starts)):
        raise ValueError("the classes of the weight table must ascend")
    if any(votes < 0 for _, votes in table):
        raise ValueError("votes are whole numbers of at least 0")
