"""Join the groups that only a cut of their large component keeps apart: average link between groups, by samples."""

import heapq
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.similarity import PairModel, Space

_SAMPLE = 6
"""Texts of a group, spread evenly over it, that are compared with those of another."""
_SHARE = 1.0
"""Likely pairs between two groups, for each text of the smaller one, from which on they are compared at all."""
_BATCH = 200
"""Pairs of groups that are compared in one go."""

Pairs = tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]


def rejoin(
    space: Space, groups: NDArray[np.intp], whole: NDArray[np.bool_], pairs: Pairs, model: PairModel
) -> NDArray[np.intp]:
    """The groups, with those joined whose texts are on average as likely the same as `model.link` asks.

    Only texts that are not `whole` (their component was cut) are looked at; `pairs` are candidates with chances.
    """
    left, right, chances = pairs
    crossing = np.flatnonzero((chances >= model.link) & ~whole[left] & ~whole[right] & (groups[left] != groups[right]))
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for a, b in zip(groups[left[crossing]].tolist(), groups[right[crossing]].tolist(), strict=True):
        shared[min(a, b), max(a, b)] += 1
    return _Joining(space, groups, shared, model).joined()


class _Joining:
    """Groups that grow: the likeliest two are joined first, and their neighbours are compared with the new one."""

    def __init__(
        self, space: Space, groups: NDArray[np.intp], shared: dict[tuple[int, int], int], model: PairModel
    ) -> None:
        self._space, self._model, self._groups = space, model, groups.copy()
        order = np.argsort(groups, kind="stable")
        starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
        named = zip(groups[order][starts].tolist(), np.split(order, starts[1:]), strict=True)
        self._members = dict(named)
        self._shared: dict[int, dict[int, int]] = defaultdict(dict)
        for (a, b), number in shared.items():
            self._shared[a][b] = self._shared[b][a] = number
        self._means: dict[tuple[int, int], float] = {}
        self._likely: list[tuple[float, int, int, int, int]] = []
        self._compare(sorted(shared))

    def joined(self) -> NDArray[np.intp]:
        """Group numbers, after joining until nothing is likely enough."""
        while self._likely:
            _, a, b, *sizes = heapq.heappop(self._likely)
            if [self._size(a), self._size(b)] == sizes:
                self._join(a, b)
        return self._groups

    def _size(self, group: int) -> int:
        return len(self._members.get(group, ()))

    def _join(self, a: int, b: int) -> None:
        sizes = self._size(a), self._size(b)
        self._members[a] = np.sort(np.concatenate([self._members[a], self._members.pop(b)]))
        self._groups[self._members[a]] = a
        for other, number in self._shared.pop(b).items():
            self._shared[other].pop(b)
            if other != a:
                self._shared[a][other] = self._shared[other][a] = self._shared[a].get(other, 0) + number
        for other in self._shared[a]:
            means = self._means.pop(_pair(a, other), None), self._means.pop(_pair(b, other), None)
            if means[0] is not None and means[1] is not None:
                self._note(_pair(a, other), (means[0] * sizes[0] + means[1] * sizes[1]) / sum(sizes))
        self._compare([_pair(a, other) for other in sorted(self._shared[a])])

    def _compare(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Note the mean chance of those that share enough and have none yet, from samples of both."""
        asked = [
            (a, b)
            for a, b in pairs
            if (a, b) not in self._means and self._shared[a][b] >= _SHARE * min(self._size(a), self._size(b))
        ]
        for start in range(0, len(asked), _BATCH):
            part = asked[start : start + _BATCH]
            samples = [(_spread(self._members[a]), _spread(self._members[b])) for a, b in part]
            left = np.concatenate([np.repeat(one, len(two)) for one, two in samples])
            right = np.concatenate([np.tile(two, len(one)) for one, two in samples])
            chances = self._model.chance(self._space.features(left, right))
            ends = np.cumsum([len(one) * len(two) for one, two in samples])
            for pair, own in zip(part, np.split(chances, ends[:-1]), strict=True):
                self._note(pair, float(own.mean()))

    def _note(self, pair: tuple[int, int], mean: float) -> None:
        self._means[pair] = mean
        if mean >= self._model.link:
            heapq.heappush(self._likely, (-mean, *pair, self._size(pair[0]), self._size(pair[1])))


def _pair(a: int, b: int) -> tuple[int, int]:
    return min(a, b), max(a, b)


def _spread(members: NDArray[np.intp]) -> NDArray[np.intp]:
    places = np.unique(np.linspace(0, len(members) - 1, min(len(members), _SAMPLE)).astype(np.intp))
    return members[places]
