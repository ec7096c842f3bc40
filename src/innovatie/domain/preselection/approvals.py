"""Approval ballots, equal ones added together, with whole-number weights."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

EXACT_FLOAT = 2**53
"""Whole numbers up to here are exact in a 64-bit float, so a float matrix product of them is exact too."""


@dataclass(frozen=True)
class Approvals:
    """`ballots` holds each distinct set of candidate positions once, with the total weight of those who cast it."""

    candidates: tuple[str, ...]
    ballots: tuple[tuple[tuple[int, ...], int], ...]

    @classmethod
    def of(cls, candidates: Iterable[str], ballots: Iterable[tuple[Iterable[str], int]]) -> "Approvals":
        """Names in, positions kept. Raises ValueError for an unknown name, a repeated candidate or a negative
        weight.
        """
        names = tuple(candidates)
        place = {name: position for position, name in enumerate(names)}
        if len(place) != len(names):
            raise ValueError("two candidates have the same name")
        total: dict[tuple[int, ...], int] = {}
        for approved, weight in ballots:
            if weight < 0:
                raise ValueError(f"weight {weight} is negative")
            try:
                key = tuple(sorted({place[name] for name in approved}))
            except KeyError as unknown:
                raise ValueError(f"{unknown.args[0]!r} is not a candidate") from None
            total[key] = total.get(key, 0) + weight
        return cls(names, tuple(sorted(total.items())))

    @cached_property
    def weight(self) -> int:
        """The weight of all ballots together, empty ones included."""
        return sum(weight for _, weight in self.ballots)

    @cached_property
    def matrix(self) -> NDArray[np.bool_]:
        """Shape (distinct ballots, candidates): who approves what."""
        filled = np.zeros((len(self.ballots), len(self.candidates)), dtype=np.bool_)
        rows = np.repeat(np.arange(len(self.ballots)), [len(approved) for approved, _ in self.ballots])
        filled[rows, list(chain.from_iterable(approved for approved, _ in self.ballots))] = True
        return filled

    def weights(self, largest_factor: int) -> NDArray[Any]:
        """Weights as floats when every sum up to `largest_factor` times the total stays exact, else Python integers."""
        values = [weight for _, weight in self.ballots]
        exact = self.weight * largest_factor < EXACT_FLOAT
        return np.array(values, dtype=np.float64 if exact else object)

    def approval_weight(self) -> tuple[int, ...]:
        """Per candidate the weight of the ballots that approve it: the plain count."""
        totals = [0] * len(self.candidates)
        for approved, weight in self.ballots:
            for position in approved:
                totals[position] += weight
        return tuple(totals)
