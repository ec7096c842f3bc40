"""Exact Proportional Approval Voting (Thiele 1895): the committee W with the highest

    score(W) = sum over ballots of weight * H(approved members),   H(n) = 1 + 1/2 + ... + 1/n.

Scores are whole numbers in units of 1/lcm(1..seats), so equal means equal. Up to three seats every committee is looked
at by a closed formula; with more seats a depth-first search prunes by the marginal gains, which can only shrink.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.preselection.approvals import Approvals
from innovatie.domain.preselection.triples import marks_worth_writing_out, triples

Exact = NDArray[Any]
"""Scores in whole units: int64 where they fit, Python's own integers (dtype object) where they do not."""

LISTED_TIES = 20_000
"""No more tied committees are listed than this; `tie_count` still tells how many there are up to three seats."""


@dataclass(frozen=True)
class Committees:
    """`tied` holds all committees with the top score (positions, ascending), in order of the candidates' positions."""

    seats: int
    score: Fraction
    tied: tuple[tuple[int, ...], ...]
    tie_count: int
    runner_up: tuple[int, ...] | None
    runner_up_score: Fraction | None

    @property
    def complete(self) -> bool:
        return self.tie_count == len(self.tied)


def pav_score(approvals: Approvals, committee: Iterable[int]) -> Fraction:
    """The score of one committee, straight from the definition."""
    members = frozenset(committee)
    unit = lcm(*range(1, len(members) + 1))
    harmonic = [0]
    for n in range(1, len(members) + 1):
        harmonic.append(harmonic[-1] + unit // n)
    total = sum(weight * harmonic[len(members.intersection(a))] for a, weight in approvals.ballots)
    return Fraction(total, unit)


def pav_committees(
    approvals: Approvals,
    seats: int,
    *,
    allowed: Iterable[int] | None = None,
    never_together: Iterable[tuple[int, int]] = (),
) -> Committees | None:
    """All best committees of exactly `seats` members out of `allowed`; None when the conditions leave none.

    `runner_up` is the first committee with the next lower score (only up to three seats; None if all score the same).
    """
    if seats < 1:
        raise ValueError("a committee has at least one seat")
    pool = sorted(set(range(len(approvals.candidates)) if allowed is None else allowed))
    apart = {(min(a, b), max(a, b)) for a, b in never_together if a != b}
    if len(pool) < seats:
        return None
    search = _enumerate if seats <= 3 else _branch_and_bound
    return search(approvals, seats, pool, apart)


def _enumerate(approvals: Approvals, seats: int, pool: list[int], apart: set[tuple[int, int]]) -> Committees | None:
    """score = unit * sum s_i - (unit/2) * sum s_ij + (unit/3) * s_ijk, s = weight of the ballots naming all of them."""
    unit = lcm(*range(1, seats + 1))
    weights = approvals.weights(6 * unit)
    matrix = approvals.matrix[:, pool].astype(weights.dtype)
    weighted = matrix * weights[:, None]
    kept = _Kept()
    for block in _blocks(seats, unit, matrix, weighted, _apart_mask(pool, apart)):
        kept.take(*block)
    if kept.best is None:
        return None
    tied = tuple(tuple(pool[i] for i in committee) for committee in kept.tied)
    second = None if kept.second is None else tuple(pool[i] for i in kept.second_committee)
    return Committees(
        seats,
        Fraction(kept.best, unit),
        tied,
        kept.tie_count,
        second,
        None if kept.second is None else Fraction(kept.second, unit),
    )


Block = tuple[tuple[int, ...], Exact, NDArray[np.bool_]]


def _blocks(seats: int, unit: int, matrix: Exact, weighted: Exact, apart: NDArray[np.bool_]) -> Iterator[Block]:
    """Scores of many committees at once: (members that all share, array of scores, which of them are committees)."""
    size = matrix.shape[1]
    single = weighted.sum(axis=0) if len(weighted) else np.zeros(size, dtype=matrix.dtype)
    if seats == 1:
        yield (), unit * single, np.ones(size, dtype=np.bool_)
        return
    pair = matrix.T @ weighted
    upper = np.triu(np.ones((size, size), dtype=np.bool_), 1) & ~apart
    if seats == 2:
        yield (), unit * (single[:, None] + single[None, :]) - (unit // 2) * pair, upper
        return
    written, matrix, weighted = _written_out(matrix, weighted)
    for first in range(size - 2):
        rows = matrix[:, first] != 0
        later = slice(first + 1, size)
        three = matrix[rows][:, later].T @ weighted[rows][:, later]
        if written is not None:
            three = three + written[first, later, later]
        two = pair[later, later] + pair[first, later][:, None] + pair[first, later][None, :]
        one = single[first] + single[later][:, None] + single[later][None, :]
        free = ~apart[first, later]
        valid = upper[later, later] & free[:, None] & free[None, :]
        yield (first,), unit * one - (unit // 2) * two + (unit // 3) * three, valid


def _written_out(matrix: Exact, weighted: Exact) -> tuple[NDArray[np.float64] | None, Exact, Exact]:
    """The threes of ballots with few marks, written out; and the rows of the other ballots."""
    named = matrix != 0
    few = named.sum(axis=1) <= marks_worth_writing_out(matrix.shape[1])
    if matrix.dtype == object or not few.any():
        return None, matrix, weighted
    weights = weighted.max(axis=1, initial=0.0)
    return triples(named[few], weights[few]), matrix[~few], weighted[~few]


def _apart_mask(pool: list[int], apart: set[tuple[int, int]]) -> NDArray[np.bool_]:
    mask = np.zeros((len(pool), len(pool)), dtype=np.bool_)
    place = {candidate: position for position, candidate in enumerate(pool)}
    for a, b in apart:
        if a in place and b in place:
            mask[place[a], place[b]] = mask[place[b], place[a]] = True
    return mask


class _Kept:
    """The best score so far with its committees, and the best below it with its first committee."""

    def __init__(self) -> None:
        self.best: int | None = None
        self.tied: list[tuple[int, ...]] = []
        self.tie_count = 0
        self.second: int | None = None
        self.second_committee: tuple[int, ...] = ()

    def take(self, shared: tuple[int, ...], scores: Exact, valid: NDArray[np.bool_]) -> None:
        if not valid.any():
            return
        values = np.where(valid, scores, -1)
        top = int(values.max())
        if self.best is None or top > self.best:
            if self.best is not None:
                self._lower(self.best, self.tied[0])
            self.best, self.tied, self.tie_count = top, [], 0
        if top == self.best:
            places = np.argwhere(values == top)
            self.tie_count += len(places)
            for place in places[: LISTED_TIES - len(self.tied)]:
                self.tied.append(_committee(shared, place))
        rest = np.where(values < self.best, values, -1)
        runner = int(rest.max())
        if runner >= 0 and (self.second is None or runner > self.second):
            self._lower(runner, _committee(shared, np.argwhere(rest == runner)[0]))

    def _lower(self, score: int, committee: tuple[int, ...]) -> None:
        if self.second is None or score > self.second:
            self.second, self.second_committee = score, committee


def _committee(shared: tuple[int, ...], place: NDArray[np.intp]) -> tuple[int, ...]:
    offset = shared[-1] + 1 if shared else 0
    return (*shared, *(int(position) + offset for position in place))


def _branch_and_bound(
    approvals: Approvals, seats: int, pool: list[int], apart: set[tuple[int, int]]
) -> Committees | None:
    """A ballot's next approved member is worth less than its last, so today's gains bound all later ones."""
    unit = lcm(*range(1, seats + 1))
    matrix = approvals.matrix[:, pool]
    weights = approvals.weights(unit * seats)
    worth = np.array([unit // (n + 1) for n in range(seats + 1)], dtype=weights.dtype)
    columns = matrix.T.astype(weights.dtype)
    clash = _apart_mask(pool, apart)
    best, tied, count = -1, list[tuple[int, ...]](), 0

    def extend(chosen: tuple[int, ...], options: NDArray[np.intp], satisfied: NDArray[np.intp], score: int) -> None:
        nonlocal best, tied, count
        missing = seats - len(chosen)
        gains = columns[options] @ (weights * worth[satisfied])
        if missing == 1:
            for option, gain in zip(options.tolist(), gains.tolist(), strict=True):
                total = score + int(gain)
                if total > best:
                    best, tied, count = total, [], 0
                if total == best:
                    count += 1
                    if len(tied) < LISTED_TIES:
                        tied.append(tuple(sorted((*chosen, option))))
            return
        ranked = np.argsort(-gains, kind="stable")
        options, gains = options[ranked], gains[ranked]
        for start in range(len(options) - missing + 1):
            if score + int(gains[start : start + missing].sum()) < best:
                return
            option = int(options[start])
            rest = options[start + 1 :]
            extend(
                (*chosen, option),
                rest[~clash[option, rest]],
                satisfied + matrix[:, option],
                score + int(gains[start]),
            )

    extend((), np.arange(len(pool)), np.zeros(len(matrix), dtype=np.intp), 0)
    if best < 0:
        return None
    named = sorted(tuple(pool[i] for i in committee) for committee in tied)
    return Committees(seats, Fraction(best, unit), tuple(named), count, None, None)
