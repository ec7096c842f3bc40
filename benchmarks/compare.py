"""Two measurements of the same things beside each other: is the difference more than chance?

`python -m benchmarks.compare BEFORE.csv AFTER.csv` reads what `innovatie search evaluate --each FILE` and `innovatie
grouping evaluate --each FILE` write, and draws the clusters (queries; groups of people) anew, with replacement, a
thousand times. It prints both figures, their difference, and the middle nine of ten of the differences.
"""

import csv
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

DRAWS: Final = 1_000
_SEED: Final = 1


@dataclass(frozen=True)
class Compared:
    """Two figures, and the 5th and 95th percentile of their difference over draws of clusters."""

    before: float
    after: float
    low: float
    high: float

    def __str__(self) -> str:
        moved = self.after - self.before
        return f"{self.before:.3f} -> {self.after:.3f}: {moved:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


def figure(values: NDArray[np.float64]) -> float:
    """The mean of one column; of two (precision and recall) the harmonic mean of their means."""
    means = values.mean(axis=0)
    if len(means) == 1:
        return float(means[0])
    total = float(means.sum())
    return float(2 * means[0] * means[1] / total) if total else 0.0


def compare(clusters: Sequence[str], before: NDArray[np.float64], after: NDArray[np.float64]) -> Compared:
    """`before` and `after` are (things, 1 or 2); things of one cluster are drawn together."""
    names, inverse = np.unique(np.array(clusters), return_inverse=True)
    members = [np.flatnonzero(inverse == number) for number in range(len(names))]
    chance = np.random.default_rng(_SEED)
    moved = []
    for _ in range(DRAWS):
        drawn = np.concatenate([members[number] for number in chance.integers(0, len(names), len(names))])
        moved.append(figure(after[drawn]) - figure(before[drawn]))
    low, high = np.quantile(moved, (0.05, 0.95))
    return Compared(figure(before), figure(after), float(low), float(high))


def read(file: Path) -> dict[str, tuple[str, tuple[float, ...]]]:
    """Id -> cluster and values, of a file that `--each` wrote."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines)
        next(rows)
        return {row[0]: (row[1], tuple(float(value) for value in row[2:])) for row in rows}


def compare_files(before: Path, after: Path) -> Compared:
    """Raises SystemExit when the files are about other things."""
    one, other = read(before), read(after)
    if one.keys() != other.keys() or not one:
        sys.exit(f"{before} and {after} do not measure the same things")
    return compare([one[key][0] for key in one], _values(one, one), _values(other, one))


def _values(found: Mapping[str, tuple[str, tuple[float, ...]]], order: Mapping[str, object]) -> NDArray[np.float64]:
    return np.array([found[key][1] for key in order])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: python -m benchmarks.compare BEFORE.csv AFTER.csv")
    print(compare_files(Path(sys.argv[1]), Path(sys.argv[2])))
