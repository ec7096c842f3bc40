"""Which texts belong together: average link over pair chances, with people's decisions above the machine's."""

from collections.abc import Iterable, Sequence

import numpy as np
import scipy
from numpy.typing import NDArray

Decision = tuple[int, int]


def average_link(
    chance: NDArray[np.float64],
    cut: float,
    *,
    together: Iterable[Decision] = (),
    apart: Iterable[Decision] = (),
) -> NDArray[np.intp]:
    """Group numbers 0.. of n texts from their symmetric (n, n) chances: join while the mean chance is `cut` or more.

    Pairs in `together` are one group whatever the chances say; pairs in `apart` never share one. Numbers follow the
    first text of each group, so the same input gives the same output. Raises ValueError when a pair is both.
    """
    size = len(chance)
    if size == 0:
        return np.zeros(0, dtype=np.intp)
    roots = _union(size, together)
    forbidden = {(min(roots[a], roots[b]), max(roots[a], roots[b])) for a, b in apart}
    if any(a == b for a, b in forbidden):
        raise ValueError("Twee besluiten spreken elkaar tegen: hetzelfde paar is samengevoegd en uit elkaar gehouden.")
    atoms = sorted(set(roots))
    if len(atoms) == size and not forbidden:
        return _numbered(_unconstrained(chance, cut))
    return _numbered(_constrained(chance, cut, np.array(roots), forbidden))


def _unconstrained(chance: NDArray[np.float64], cut: float) -> Sequence[int]:
    if len(chance) == 1:
        return [0]
    distance = 1.0 - (chance + chance.T) / 2
    np.fill_diagonal(distance, 0.0)
    tree = scipy.cluster.hierarchy.linkage(
        scipy.spatial.distance.squareform(np.maximum(distance, 0.0), checks=False), "average"
    )
    return [int(value) for value in scipy.cluster.hierarchy.fcluster(tree, 1.0 - cut, "distance")]


def _constrained(
    chance: NDArray[np.float64], cut: float, roots: NDArray[np.intp], forbidden: set[Decision]
) -> Sequence[int]:
    """Greedy average link on the blocks that people joined, skipping blocks that people keep apart: O(n^3) at worst."""
    blocks = {int(root): np.flatnonzero(roots == root) for root in np.unique(roots)}
    barred = set(forbidden)
    link = {
        (a, b): float(chance[np.ix_(blocks[a], blocks[b])].sum())
        for a in blocks
        for b in blocks
        if a < b and (a, b) not in barred
    }
    while link:
        (a, b), total = max(link.items(), key=lambda item: (_mean(item, blocks), -item[0][0], -item[0][1]))
        if _mean(((a, b), total), blocks) < cut:
            break
        blocks[a] = np.concatenate([blocks[a], blocks.pop(b)])
        for other in blocks:
            if other == a:
                continue
            near, far = (min(a, other), max(a, other)), (min(b, other), max(b, other))
            moved = link.pop(far, None)
            if near in link and moved is not None:
                link[near] += moved
            else:
                link.pop(near, None)
        link.pop((a, b), None)
    labels = np.zeros(len(roots), dtype=np.intp)
    for number, members in blocks.items():
        labels[members] = number
    return [int(value) for value in labels]


def _mean(item: tuple[Decision, float], blocks: dict[int, NDArray[np.intp]]) -> float:
    (a, b), total = item
    return total / (len(blocks[a]) * len(blocks[b]))


def _union(size: int, pairs: Iterable[Decision]) -> list[int]:
    parent = list(range(size))

    def find(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for a, b in pairs:
        x, y = find(a), find(b)
        parent[max(x, y)] = min(x, y)
    return [find(item) for item in range(size)]


def _numbered(labels: Sequence[int]) -> NDArray[np.intp]:
    names: dict[int, int] = {}
    return np.array([names.setdefault(label, len(names)) for label in labels], dtype=np.intp)
