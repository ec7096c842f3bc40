"""Learning the weights of the mix, and how wide its band must be, from series of which the outcome is known.

Every series is looked at from every moment it could have been forecast (`Lesson`). Weights of the middle minimise the
absolute error, those of the ends the pinball loss at .10 and .90 (Koenker and Bassett 1978); a kind of start with few
lessons is drawn towards all kinds together. Sources count by the root of their size and the size of their numbers, so
that many long series of one source do not decide alone.

The band is then moved until it holds, and is refused where that cannot be had (`calibrating`): the middle and the ends
of each lesson are made without its own source, so what differs between sources is in the width.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.diffusion.calibrating import Moments, proven_by, shifts_of
from innovatie.domain.diffusion.mixing import (
    KINDS,
    LEAST_SEEN,
    Proven,
    Recipe,
    Recipes,
    by_chance,
    cadence_of,
    kind_of,
)
from innovatie.domain.diffusion.series import Series
from innovatie.domain.diffusion.simple import HOLT, Floats, ingredients, simple_forecasts, spread_ingredients

LONGEST, LATEST = 6, 12
"""Periods ahead that are learned, and the last moment from which a series is looked at."""

LEAST_ADOPTERS = 2
TAIL = 0.10
MOST_LESSONS = 1000
"""Of one source; treaties and American states have four thousand and more."""

MIDDLE_PULL, ENDS_PULL = (0.0015, 0.00125), (0.002, 0.0025)
"""How strongly weights are drawn to even shares (all kinds), and to those of all kinds (one kind)."""

HOLT_SHARE = (0.0, 0.0, 0.3, 0.0)
"""What damped Holt counts for besides the share that was learned, by the number of periods seen (as in `KINDS`).
Learned weights are too sure of themselves on the next source (the combination puzzle: Smith and Wallis 2009); with six
to eight periods, where Holt is as good as all that was learned, that costs most."""

PARTS = 16
STEPS = 15

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
    learned = _by_kind(rows, rows.mix, lessons, tail=0.5, start=start, pulls=MIDDLE_PULL)
    only_holt = np.zeros(rows.mix.shape[1])
    only_holt[HOLT] = 1.0
    share = {place: HOLT_SHARE[group] for place, (group, _) in enumerate(KINDS)}
    return {place: (1 - share[place]) * weights + share[place] * only_holt for place, weights in learned.items()}


def _spread(rows: _Rows, lessons: Sequence[Lesson], middles: Floats) -> Floats:
    parts, at = [], 0
    for one in lessons:
        here = middles[at : at + len(one.truth)]
        parts.append(spread_ingredients(here, one.simple, one.known.new, one.known.population))
        at += len(one.truth)
    return np.vstack(parts)


def _parts(sources: Sequence[str]) -> dict[str, int]:
    """Each source is a part of its own, up to so many that learning without each part would take all day."""
    return {source: place % PARTS for place, source in enumerate(sorted(set(sources)))}


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights of all kinds of start, and how far ahead their band may be shown."""

    recipes: Recipes
    proven: Proven


def learn(every: Sequence[Lesson]) -> Learned:
    """What sources of series teach. ValueError without lessons of at least two sources."""
    lessons = thinned(every)
    sources = [one.source for one in lessons]
    if len(set(sources)) < 2:
        raise ValueError("learning which weights hold elsewhere takes at least two sources")
    places = _parts(sources)
    rows, part = _rows(lessons), np.array([places[source] for source in sources])
    apart = np.full(len(rows.truth), np.nan)
    for one in np.unique(part):
        made = _middles(rows, lessons, _middle_weights(rows, part != one), part == one)
        apart[rows.of(part == one)] = made[rows.of(part == one)]
    x = _spread(rows, lessons, apart)
    start = np.zeros(x.shape[1])
    start[2] = 1.0
    everyone = np.ones(len(lessons), dtype=bool)
    ends, loose_ends = [], []
    for tail in (TAIL, 1 - TAIL):
        loose = np.full(len(rows.truth), np.nan)
        for one in np.unique(part):
            made_without = _by_kind(rows, x, part != one, tail=tail, start=start, pulls=ENDS_PULL)
            for kind, weight in made_without.items():
                some = rows.of(part == one, kind)
                loose[some] = x[some] @ weight
        ends.append(_by_kind(rows, x, everyone, tail=tail, start=start, pulls=ENDS_PULL))
        loose_ends.append(loose)
    moments = _moments(rows, lessons, apart, (loose_ends[0], loose_ends[1]))
    shifts, middle = shifts_of(moments), _middle_weights(rows, everyone)
    recipes = {
        kind: Recipe(
            middle=_rounded(middle[place]),
            low=_rounded(ends[0][place]),
            high=_rounded(ends[1][place]),
            shifts=shifts[place],
        )
        for place, kind in enumerate(KINDS)
    }
    return Learned(recipes, proven_by(moments))


def thinned(lessons: Sequence[Lesson]) -> list[Lesson]:
    """Of a source with very many lessons, so many spread evenly over it: more teach little and take minutes."""
    by_source: dict[str, list[Lesson]] = {}
    for one in lessons:
        by_source.setdefault(one.source, []).append(one)
    kept: list[Lesson] = []
    for some in by_source.values():
        chosen = np.unique(np.linspace(0, len(some) - 1, min(len(some), MOST_LESSONS)).astype(int))
        kept += [some[place] for place in chosen.tolist()]
    return kept


def _moments(rows: _Rows, lessons: Sequence[Lesson], middle: Floats, loose: tuple[Floats, Floats]) -> Moments:
    """The rows as calibration wants them."""
    least, most = np.empty(len(middle)), np.empty(len(middle))
    at = 0
    for one in lessons:
        here = slice(at, at + len(one.truth))
        least[here], most[here] = by_chance(one.known.new, middle[here])
        at += len(one.truth)
    names = sorted({one.source for one in lessons})
    return Moments(
        source=np.array([names.index(one.source) for one in lessons])[rows.owner],
        kind=rows.kind,
        cadence=np.array([cadence_of(one.known.years) for one in lessons])[rows.owner],
        ahead=np.concatenate([np.arange(1, len(one.truth) + 1) for one in lessons]),
        known=np.array([one.known.total for one in lessons])[rows.owner],
        seen=np.array([len(one.known.new) for one in lessons])[rows.owner],
        room=np.array([one.known.population - one.known.total for one in lessons], dtype=np.float64)[rows.owner],
        truth=rows.truth,
        middle=middle,
        loose=loose,
        chance=(least, most),
    )


def _rounded(values: Floats) -> tuple[float, ...]:
    return tuple(round(float(value), 4) for value in values)


def apart(lessons: Sequence[Lesson], source: str) -> Learned:
    """What would have been learned without this source."""
    return learn([one for one in lessons if one.source != source])
