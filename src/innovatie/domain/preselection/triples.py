"""The weight of the ballots that name three candidates together, for all threes at once.

A matrix product per candidate does the same in time that grows with the square of the number of candidates for every
mark on every ballot. Most voters mark few of many candidates: then writing out the threes of each ballot is a hundred
times quicker. Ballots with many marks are left to the matrix product.
"""

from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

MOST_CANDIDATES = 200
"""Every three has its own place in a cube of floats: 64 MB at this size. Above it nothing is written out."""

DEAR_THREE = 5
"""A three written out costs about as much as five additions in a matrix product."""

BLOCK = 2_000_000


def marks_worth_writing_out(candidates: int) -> int:
    """Ballots with at most so many marks are quicker by their threes than by the matrix product."""
    if candidates > MOST_CANDIDATES:
        return 0
    return max((marks for marks in range(candidates + 1) if DEAR_THREE * comb(marks, 3) <= marks * candidates**2 / 6),
               default=0)  # fmt: skip


def triples(rows: NDArray[np.bool_], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (candidates, candidates, candidates); [i, j, k] is filled for i < j < k.

    `rows` has a ballot in each row (shape: ballots, candidates); sums of `weights` must stay exact in a float.
    """
    size = rows.shape[1]
    cube = np.zeros(size**3, dtype=np.float64)
    marks = rows.sum(axis=1)
    for number in np.unique(marks[marks >= 3]).tolist():
        alike = np.flatnonzero(marks == number)
        named = np.nonzero(rows[alike])[1].reshape(-1, number)
        threes = np.array(list(combinations(range(number), 3)), dtype=np.int64)
        step = max(BLOCK // len(threes), 1)
        for start in range(0, len(alike), step):
            block = named[start : start + step]
            codes = (block[:, threes[:, 0]] * size + block[:, threes[:, 1]]) * size + block[:, threes[:, 2]]
            repeated = np.repeat(weights[alike[start : start + step]], len(threes))
            cube += np.bincount(codes.ravel(), repeated, size**3)
    return cube.reshape(size, size, size)
