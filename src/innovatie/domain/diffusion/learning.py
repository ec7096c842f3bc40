"""Learning the weights of the mix, and how wide its band must be, from series of which the outcome is known.

Every series is looked at from every moment it could have been forecast (`Lesson`). Weights of the middle minimise the
absolute error, those of the ends the pinball loss at .10 and .90 (Koenker and Bassett 1978); a kind of start with few
lessons is drawn towards all kinds together. Sources count by the root of their size and the size of their numbers, so
that many long series of one source do not decide alone.

The band is then moved until it holds: conformal calibration (Vovk and others 2005), but with whole sources left out.
The middle and the ends of each lesson are made without its own source, and the shift is what makes a tenth miss on
either side. So what differs between sources is in the width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.diffusion.mixing import KINDS, LEAST_SEEN, Fan, Kind, Recipe, Recipes, fan_of, kind_of
from innovatie.domain.diffusion.series import Series
from innovatie.domain.diffusion.simple import Floats, ingredients, simple_forecasts, spread_ingredients

LONGEST, LATEST = 5, 12
"""Periods ahead that are learned, and the last moment from which a series is looked at."""

LEAST_ADOPTERS = 2
TAIL = 0.10
MISSED_BELOW, MISSED_ABOVE = 0.13, 0.10
"""What the shift aims at. Calibrating between sources errs on the safe side below: aiming at .10 left .05 there."""

MIDDLE_PULL, ENDS_PULL = (0.0015, 0.00125), (0.002, 0.0025)
"""How strongly weights are drawn to even shares (all kinds), and to those of all kinds (one kind)."""

SHIFTS = np.linspace(-1.5, 1.5, 121)
PARTS = 5
STEPS = 25

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lesson:
    """One series as it stood after some periods, and what came after: `truth` is added up, per period ahead."""

    source: str
    known: Series
    truth: Floats
    mix: Floats
    simple: Floats


def lessons_of(source: str, series: Series) -> list[Lesson]:
    """All moments from which this series can be looked at."""
    found = []
    for seen in range(LEAST_SEEN, min(LATEST, len(series.new) - 1) + 1):
        known, ahead = series.seen(seen), min(LONGEST, len(series.new) - seen)
        if known.total >= LEAST_ADOPTERS:
            truth = np.cumsum(np.array(series.new[seen : seen + ahead], dtype=np.float64))
            mix = ingredients(known.new, known.population, ahead)
            found.append(Lesson(source, known, truth, mix, simple_forecasts(known.new, known.population, ahead)))
    return found


@dataclass(frozen=True, slots=True)
class _Rows:
    """Lessons period by period: `owner` is the lesson, `weight` what the row counts for."""

    owner: NDArray[np.int64]
    kind: NDArray[np.int64]
    truth: Floats
    mix: Floats
    weight: Floats

    def of(self, lessons: Mask, kind: int | None = None) -> Mask:
        rows = lessons[self.owner]
        return rows if kind is None else rows & (self.kind == kind)


def _rows(lessons: Sequence[Lesson]) -> _Rows:
    groups: dict[tuple[str, int], list[float]] = {}
    for one in lessons:
        groups.setdefault((one.source, len(one.known.new)), []).append(float(one.truth.mean()))
    scale = {key: (float(np.mean(values)) + 0.5) * len(values) ** 0.5 for key, values in groups.items()}
    weights = [1 / scale[one.source, len(one.known.new)] / len(one.truth) for one in lessons]
    sizes = [len(one.truth) for one in lessons]
    return _Rows(
        owner=np.repeat(np.arange(len(lessons)), sizes),
        kind=np.repeat([KINDS.index(kind_of(one.known.new)) for one in lessons], sizes),
        truth=np.concatenate([one.truth for one in lessons]),
        mix=np.vstack([one.mix for one in lessons]),
        weight=np.repeat(weights, sizes),
    )


def _quantile(rows: _Rows, x: Floats, some: Mask, tail: float, pull: tuple[Floats, Floats]) -> Floats:
    """Quantile regression on some rows by iterated least squares; `pull`: towards what, how hard for each column."""
    (start, hard), x, y, weight = pull, x[some], rows.truth[some], rows.weight[some]
    found: Floats = start
    for _ in range(STEPS):
        rest = y - x @ found
        each = weight * np.where(rest >= 0, tail, 1 - tail) / np.maximum(np.abs(rest), 0.15)
        left = (x * each[:, None]).T @ x + np.diag(hard)
        found = np.asarray(np.linalg.solve(left, (x * each[:, None]).T @ y + hard * start), dtype=np.float64)
    return found


def _by_kind(
    rows: _Rows, x: Floats, lessons: Mask, *, tail: float, start: Floats, pulls: tuple[float, float]
) -> dict[int, Floats]:
    """Weights for each kind of start, by its place in KINDS."""
    every = rows.of(lessons)
    size = (x[every] ** 2 * rows.weight[every, None]).sum(axis=0) + 1e-9
    together = _quantile(rows, x, every, tail, (start, pulls[0] * size))
    found = {}
    for kind in range(len(KINDS)):
        some = rows.of(lessons, kind)
        found[kind] = (
            _quantile(rows, x, some, tail, (together, pulls[1] * size / len(KINDS))) if some.any() else together
        )
    return found


def _middles(rows: _Rows, lessons: Sequence[Lesson], weights: dict[int, Floats], which: Mask) -> Floats:
    made = np.full(len(rows.truth), np.nan)
    room = np.array([one.known.population - one.known.total for one in lessons], dtype=np.float64)[rows.owner]
    for kind, weight in weights.items():
        some = rows.of(which, kind)
        made[some] = np.clip(rows.mix[some] @ weight, 0.0, room[some])
    return made


def _middle_weights(rows: _Rows, lessons: Mask) -> dict[int, Floats]:
    start = np.zeros(rows.mix.shape[1])
    start[:6] = 1 / 7
    return _by_kind(rows, rows.mix, lessons, tail=0.5, start=start, pulls=MIDDLE_PULL)


def _spread(rows: _Rows, lessons: Sequence[Lesson], middles: Floats) -> Floats:
    parts, at = [], 0
    for one in lessons:
        here = middles[at : at + len(one.truth)]
        parts.append(spread_ingredients(here, one.simple, one.known.new, one.known.population))
        at += len(one.truth)
    return np.vstack(parts)


def _parts(sources: Sequence[str]) -> dict[str, int]:
    """Whole sources in at most five parts, so that learning without each part does not take all day."""
    return {source: place % PARTS for place, source in enumerate(sorted(set(sources)))}


def learn(lessons: Sequence[Lesson]) -> Recipes:
    """The weights of all kinds of start. ValueError without lessons of at least two sources."""
    sources = [one.source for one in lessons]
    if len(set(sources)) < 2:
        raise ValueError("learning which weights hold elsewhere takes at least two sources")
    rows, part = _rows(lessons), np.array([_parts(sources)[source] for source in sources])
    apart = np.full(len(rows.truth), np.nan)
    for one in np.unique(part):
        made = _middles(rows, lessons, _middle_weights(rows, part != one), part == one)
        apart[rows.of(part == one)] = made[rows.of(part == one)]
    x = _spread(rows, lessons, apart)
    start = np.zeros(x.shape[1])
    start[2] = 1.0
    everyone = np.ones(len(lessons), dtype=bool)
    ends, shifts = [], []
    for tail in (TAIL, 1 - TAIL):
        loose = np.full(len(rows.truth), np.nan)
        for one in np.unique(part):
            made_without = _by_kind(rows, x, part != one, tail=tail, start=start, pulls=ENDS_PULL)
            for kind, weight in made_without.items():
                some = rows.of(part == one, kind)
                loose[some] = x[some] @ weight
        ends.append(_by_kind(rows, x, everyone, tail=tail, start=start, pulls=ENDS_PULL))
        shifts.append({kind: _shift(rows, rows.of(everyone, kind), loose, apart, tail) for kind in range(len(KINDS))})
    middle = _middle_weights(rows, everyone)
    return {
        kind: Recipe(
            middle=_rounded(middle[place]),
            low=_rounded(ends[0][place]),
            high=_rounded(ends[1][place]),
            shift=(shifts[0][place], shifts[1][place]),
        )
        for place, kind in enumerate(KINDS)
    }


def _shift(rows: _Rows, some: Mask, loose: Floats, middle: Floats, tail: float) -> float:
    """The shift that makes a tenth miss on this side, counted in whole numbers as the band is shown."""
    if not some.any():
        return 0.0
    weight, truth, unit = rows.weight[some], rows.truth[some], np.sqrt(middle[some] + 1.0)
    centre = np.rint(middle[some])

    def missed(shift: float) -> float:
        end = np.rint(np.maximum(loose[some] + shift * unit, 0.0))
        out = truth < np.minimum(end, centre) if tail < 0.5 else truth > np.maximum(end, centre)
        return float(weight @ out / weight.sum())

    wanted = MISSED_BELOW if tail < 0.5 else MISSED_ABOVE
    return round(float(min(SHIFTS, key=lambda shift: (abs(missed(float(shift)) - wanted), abs(shift)))), 4)


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def apart(lessons: Sequence[Lesson], source: str) -> Recipes:
    """What would have been learned without this source."""
    return learn([one for one in lessons if one.source != source])


def fan_apart(recipes: Recipes, lesson: Lesson, horizon: int) -> Fan:
    """What recipes that were learned elsewhere say of this lesson."""
    return fan_of(recipes, lesson.known, min(horizon, len(lesson.truth)))


__all__ = ["Kind", "Lesson", "apart", "fan_apart", "learn", "lessons_of"]
