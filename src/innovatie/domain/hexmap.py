"""One municipality, one tile: 342 equal hexagons that still look like the Netherlands.

Three steps, each the same on every machine: centroids are pushed apart until the crowded west has room (`spread`);
an optimal assignment puts each on a cell of a hexagonal grid (`assign`, Hungarian method); swaps and moves that keep
more neighbours together are tried by annealing with draws from the raw Philox stream (`improve`).
`measure` says how well it went. Cells have axial coordinates (q, r), flat side up, rows going south.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Cell = tuple[int, int]
Floats = NDArray[np.float64]
SIDES: tuple[Cell, ...] = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))
SQRT3 = math.sqrt(3)
SEED = 342


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality with its centroid in degrees (WGS84) and the codes of those it borders on."""

    code: str
    latitude: float
    longitude: float
    neighbours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """`kept`: share of the bordering pairs whose tiles touch. `near`: those at most one tile apart.
    `shift`: mean displacement in tiles after the best fit of the whole map. `turned`: share of bordering pairs
    whose direction turned by more than 60 degrees."""

    kept: float
    near: float
    shift: float
    turned: float


def centre(cell: Cell) -> tuple[float, float]:
    """Middle of a cell, in units of the distance between two neighbours; y grows to the south."""
    q, r = cell
    return q + r / 2, r * SQRT3 / 2


def distance(a: Cell, b: Cell) -> int:
    """How many steps from cell to cell."""
    dq, dr = a[0] - b[0], a[1] - b[1]
    return max(abs(dq), abs(dr), abs(dq + dr))


def positions(places: Sequence[Place]) -> Floats:
    """Centroids on a plane, (n, 2), y to the south, scaled so that each has on average one cell of room."""
    middle = math.radians(sum(p.latitude for p in places) / len(places))
    xy = np.array([[p.longitude * math.cos(middle), -p.latitude] for p in places])
    xy -= xy.mean(axis=0)
    width, height = np.ptp(xy, axis=0)
    # Land covers about 0.62 of the bounding box; a cell with unit distance between centres covers sqrt(3)/2.
    scale = math.sqrt(len(places) * SQRT3 / 2 / (0.62 * width * height))
    return np.asarray(xy * scale, dtype=np.float64)


def spread(xy: Floats, pairs: NDArray[np.int64], *, rounds: int = 400) -> Floats:
    """Push tiles that overlap apart and pull bordering ones to touch; the shape of the whole stays."""
    where, home = xy.copy(), xy
    for step in range(rounds):
        delta = where[:, None, :] - where[None, :, :]
        gap = np.sqrt((delta**2).sum(axis=2)) + np.eye(len(where)) * 9
        push = np.clip(1.0 - gap, 0, None) / 2
        move = (delta / np.maximum(gap, 1e-9)[:, :, None] * push[:, :, None]).sum(axis=1) * 0.5
        along = where[pairs[:, 1]] - where[pairs[:, 0]]
        length = np.maximum(np.sqrt((along**2).sum(axis=1, keepdims=True)), 1e-9)
        pull = along / length * np.clip(length - 1.0, 0, None) * 0.12
        np.add.at(move, pairs[:, 0], pull)
        np.add.at(move, pairs[:, 1], -pull)
        move += (home - where) * 0.01 * (1 - step / rounds)
        where = where + np.clip(move, -0.5, 0.5)
    return where


def assign(where: Floats) -> list[Cell]:
    """The cells that minimise the sum of squared distances to `where` (Hungarian method), among nearby cells."""
    low, high = where.min(axis=0) - 1.5, where.max(axis=0) + 1.5
    cells = [
        (q, r)
        for r in range(math.floor(low[1] / (SQRT3 / 2)), math.ceil(high[1] / (SQRT3 / 2)) + 1)
        for q in range(math.floor(low[0] - r / 2), math.ceil(high[0] - r / 2) + 1)
    ]
    spots = np.array([centre(cell) for cell in cells])
    cost = ((where[:, None, :] - spots[None, :, :]) ** 2).sum(axis=2)
    _, columns = scipy.optimize.linear_sum_assignment(np.rint(cost * 1e6))
    return [cells[column] for column in columns]


def bordering(places: Sequence[Place]) -> NDArray[np.int64]:
    """Pairs of indices that share a border, (m, 2), each pair once; islands have none."""
    index = {place.code: i for i, place in enumerate(places)}
    pairs = {
        (min(i, index[code]), max(i, index[code]))
        for i, place in enumerate(places)
        for code in place.neighbours
        if code in index and index[code] != i
    }
    return np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)


class _Annealing:
    """The state of the search: who is where, and what a change would cost."""

    def __init__(self, cells: list[Cell], where: Floats, pairs: NDArray[np.int64]) -> None:
        self.cells = list(cells)
        self.holder: dict[Cell, int] = {cell: i for i, cell in enumerate(cells)}
        self.where = [(float(x), float(y)) for x, y in where]
        self.friends: list[list[int]] = [[] for _ in cells]
        for a, b in pairs.tolist():
            self.friends[a].append(b)
            self.friends[b].append(a)

    def _cost(self, i: int, cell: Cell) -> float:
        """What tile `i` on `cell` costs: neighbours that do not touch, and the way from home.

        `distance` and `centre` stand here written out: the search asks this millions of times.
        """
        q, r = cell
        cells = self.cells
        total = 0.0
        for friend in self.friends[i]:
            other_q, other_r = cells[friend]
            dq, dr = other_q - q, other_r - r
            apart = abs(dq + dr) if (dq < 0) == (dr < 0) else max(abs(dq), abs(dr))
            if apart > 1:
                total += 1.0 + 0.25 * (apart - 2)
        x, y = self.where[i]
        dx, dy = q + r / 2 - x, r * SQRT3 / 2 - y
        return total + 0.06 * (dx**2 + dy**2)

    def _tightness(self, cell: Cell) -> int:
        return sum((cell[0] + dq, cell[1] + dr) in self.holder for dq, dr in SIDES)

    def attempt(self, i: int, side: Cell, reach: int, allowance: float) -> None:
        """Move tile `i` (or swap it with who is there) when that costs at most `allowance` more."""
        old = self.cells[i]
        new = (old[0] + side[0] * reach, old[1] + side[1] * reach)
        j = self.holder.get(new)
        before = self._cost(i, old) + (self._cost(j, new) if j is not None else 0.0)
        if j is None:
            before -= 0.15 * self._tightness(old)
        self.cells[i] = new
        if j is not None:
            self.cells[j] = old
        after = self._cost(i, new) + (self._cost(j, old) if j is not None else 0.0)
        if j is None:
            after -= 0.15 * (self._tightness(new) - (reach == 1))
        if after - before <= allowance:
            self.holder[new] = i
            if j is not None:
                self.holder[old] = j
            else:
                del self.holder[old]
            return
        self.cells[i] = old
        if j is not None:
            self.cells[j] = new


def improve(
    cells: list[Cell], where: Floats, pairs: NDArray[np.int64], *, steps: int = 1_500_000, seed: int = SEED
) -> list[Cell]:
    """Annealing: the same seed gives the same map. `steps` of 1.5 million take about half a minute."""
    state = _Annealing(cells, where, pairs)
    raw = np.random.Philox(key=seed)
    done = 0
    while done < steps:
        batch = min(50_000, steps - done)
        draws = raw.random_raw(2 * batch)
        who = (draws[:batch] % np.uint64(len(cells))).tolist()
        how = (draws[:batch] >> np.uint64(32)).tolist()
        luck = ((draws[batch:] >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
        heat = 1.2 * (0.03 / 1.2) ** ((done + np.arange(batch)) / steps)
        allow = (-np.log(luck) * heat).tolist()
        for i, h, allowance in zip(who, how, allow, strict=True):
            state.attempt(i, SIDES[h % 6], 1 + (h // 6) % 4 // 3, allowance)
        done += batch
    return state.cells


def arrange(places: Sequence[Place], *, steps: int = 1_500_000) -> dict[str, Cell]:
    """A cell for each municipality, the north-west corner at about (0, 0). Order of `places` does not matter."""
    known = sorted(places, key=lambda place: place.code)
    pairs = bordering(known)
    where = spread(positions(known), pairs)
    cells = improve(assign(where), where, pairs, steps=steps)
    top = min(r for _, r in cells)
    left = min(math.floor(q + (r - top) / 2) for q, r in cells)
    return {place.code: (q - left, r - top) for place, (q, r) in zip(known, cells, strict=True)}


def measure(places: Sequence[Place], cells: Mapping[str, Cell]) -> Measure:
    """How well a map keeps neighbours together."""
    known = [place for place in sorted(places, key=lambda place: place.code) if place.code in cells]
    pairs = bordering(known)
    tiles = [cells[place.code] for place in known]
    apart = np.array([distance(tiles[a], tiles[b]) for a, b in pairs.tolist()])
    home, spots = positions(known), np.array([centre(tile) for tile in tiles])
    spots -= spots.mean(axis=0)
    scale = float((home * spots).sum() / (home**2).sum())
    shift = np.sqrt(((spots - home * scale) ** 2).sum(axis=1)).mean()
    old, new = home[pairs[:, 1]] - home[pairs[:, 0]], spots[pairs[:, 1]] - spots[pairs[:, 0]]
    turn = np.arctan2(old[:, 0] * new[:, 1] - old[:, 1] * new[:, 0], (old * new).sum(axis=1))
    return Measure(
        kept=float((apart == 1).mean()),
        near=float((apart <= 2).mean()),
        shift=float(shift),
        turned=float((np.abs(turn) > math.pi / 3).mean()),
    )
