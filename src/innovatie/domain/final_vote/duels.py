"""Duels: for each pair of options the weight of the ballots that prefer the one to the other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Order = Sequence[Sequence[str]]


@dataclass(frozen=True)
class Duels:
    """`preferred[a][b]` = weight of the ballots that put option a above option b (positions in `options`)."""

    options: tuple[str, ...]
    preferred: tuple[tuple[int, ...], ...]

    def of(self, one: str, other: str) -> int:
        """The weight that prefers `one` to `other`."""
        return self.preferred[self.options.index(one)][self.options.index(other)]


def ranks_of(order: Order, options: Sequence[str]) -> tuple[int, ...]:
    """Rank per option, 0 = best; options the order does not name are tied last.

    Raises ValueError for an unknown option and for one that is named twice.
    """
    place = {option: position for position, option in enumerate(options)}
    last = len(order)
    ranks = [last] * len(options)
    seen: set[str] = set()
    for rank, tied in enumerate(order):
        for option in tied:
            if option not in place:
                raise ValueError(f"{option!r} is not an option")
            if option in seen:
                raise ValueError(f"{option!r} is named twice")
            seen.add(option)
            ranks[place[option]] = rank
    return tuple(ranks)


def duels_of(options: Sequence[str], ballots: Iterable[tuple[tuple[int, ...], int]]) -> Duels:
    """Add up (ranks, weight) pairs. Weights are whole numbers >= 0; sums are exact at any size."""
    total: dict[tuple[int, ...], int] = {}
    for ranks, weight in ballots:
        if weight < 0:
            raise ValueError(f"weight {weight} is negative")
        total[ranks] = total.get(ranks, 0) + weight
    size = len(options)
    if not total:
        return Duels(tuple(options), ((0,) * size,) * size)
    table = np.array(list(total), dtype=np.int32).reshape(len(total), size)
    fits = sum(total.values()) < 2**62
    weights = np.array(list(total.values()), dtype=np.int64 if fits else object)
    preferred = tuple(tuple(int(weights[table[:, a] < table[:, b]].sum()) for b in range(size)) for a in range(size))
    return Duels(tuple(options), preferred)
