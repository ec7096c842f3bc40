"""The draw: of the pairs that stand at one half, keep exactly half, each with probability one half.

Walk trails through the graph of half pairs, first from ends with an odd number, then closed ones; along a
trail the pairs take two colours in turn, the first colour drawn per trail; colour 0 stays. Both ends are
balanced on the way: a group with six keeps three, a reviewer with five keeps two or three.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.review_assignment.lot import bit


def euler_split(
    group: NDArray[np.int64], reviewer: NDArray[np.int64], order: Sequence[int], seed: str
) -> NDArray[np.bool_]:
    """Which of these pairs stay. `order` is a drawn order of the pairs, so that the trails differ by seed."""
    stays = np.zeros(group.size, dtype=bool)
    used = np.zeros(group.size, dtype=bool)
    shift = int(group.max(initial=-1)) + 1
    ends = [(int(g), int(r) + shift) for g, r in zip(group, reviewer, strict=True)]
    waiting: dict[int, list[int]] = {}
    for pair in order:
        for node in ends[pair]:
            waiting.setdefault(node, []).append(pair)
    left = {node: len(pairs) for node, pairs in waiting.items()}

    def walk(node: int, trail: int) -> None:
        """Follow unused pairs from this node until there is none; alternate the colours."""
        colour = bit(seed, "trail", trail)
        while left[node]:
            pair = waiting[node].pop()
            if used[pair]:
                continue
            used[pair] = True
            stays[pair] = colour == 0
            colour = 1 - colour
            one, other = ends[pair]
            left[one] -= 1
            left[other] -= 1
            node = other if node == one else one

    trails = 0
    nodes = sorted(waiting)
    for node in nodes:
        if left[node] % 2:
            walk(node, trails)
            trails += 1
    for node in nodes:
        while left[node]:
            walk(node, trails)
            trails += 1
    return stays
