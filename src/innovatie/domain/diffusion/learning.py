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
STEPS, STEPS_NEAR = 15, 5
"""Of the iterated least squares: from even shares, and from the weights that all sources together gave."""

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


def _size(lesson: Lesson) -> float:
    """How large errors of this lesson come: what "no change" misses, or damped Holt where that is more. By the outcome
    alone a source in which hundreds were expected and nobody came would outweigh all others.
    """
    return float(max(lesson.truth.mean(), np.abs(lesson.simple[:, HOLT] - lesson.truth).mean()))


def _rows(lessons: Sequence[Lesson]) -> _Rows:
    groups: dict[tuple[str, int], list[float]] = {}
    for one in lessons:
        groups.setdefault((one.source, len(one.known.new)), []).append(_size(one))
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


def _quantile(
    rows: _Rows, x: Floats, some: Mask, *, tail: float, pull: tuple[Floats, Floats], near: Floats | None
) -> Floats:
    """Quantile regression on some rows by iterated least squares; `pull`: towards what, how hard for each column.

    `near` is where to begin when weights that cannot lie far away are known.
    """
    (start, hard), x, y, weight = pull, x[some], rows.truth[some], rows.weight[some]
    found: Floats = start if near is None else near
    for _ in range(STEPS if near is None else STEPS_NEAR):
        rest = y - x @ found
        each = weight * np.where(rest >= 0, tail, 1 - tail) / np.maximum(np.abs(rest), 0.15)
        left = (x * each[:, None]).T @ x + np.diag(hard)
        found = np.asarray(np.linalg.solve(left, (x * each[:, None]).T @ y + hard * start), dtype=np.float64)
    return found


@dataclass(frozen=True, slots=True)
class _Weights:
    """Of all kinds of start together, and of each by its place in KINDS."""

    together: Floats
    by_kind: dict[int, Floats]


def _fitted(
    rows: _Rows,
    x: Floats,
    lessons: Mask,
    *,
    tail: float,
    start: Floats,
    pulls: tuple[float, float],
    near: _Weights | None = None,
) -> _Weights:
    every = rows.of(lessons)
    size = (x[every] ** 2 * rows.weight[every, None]).sum(axis=0) + 1e-9
    begin = near.together if near else None
    together = _quantile(rows, x, every, tail=tail, pull=(start, pulls[0] * size), near=begin)
    pull, found = (together, pulls[1] * size / len(KINDS)), {}
    for kind in range(len(KINDS)):
        some, begin = rows.of(lessons, kind), near.by_kind[kind] if near else None
        found[kind] = _quantile(rows, x, some, tail=tail, pull=pull, near=begin) if some.any() else together
    return _Weights(together, found)


def _middles(rows: _Rows, lessons: Sequence[Lesson], weights: dict[int, Floats], which: Mask) -> Floats:
    made = np.full(len(rows.truth), np.nan)
    room = np.array([one.known.population - one.known.total for one in lessons], dtype=np.float64)[rows.owner]
    for kind, weight in weights.items():
        some = rows.of(which, kind)
        made[some] = np.clip(rows.mix[some] @ weight, 0.0, room[some])
    return made


def _middle_weights(rows: _Rows, lessons: Mask, near: _Weights | None = None) -> _Weights:
    start = np.zeros(rows.mix.shape[1])
    start[:6] = 1 / 7
    return _fitted(rows, rows.mix, lessons, tail=0.5, start=start, pulls=MIDDLE_PULL, near=near)


def _with_holt(learned: _Weights) -> dict[int, Floats]:
    """The weights by kind of start, with the share for damped Holt."""
    only_holt = np.zeros(len(learned.together))
    only_holt[HOLT] = 1.0
    share = {place: HOLT_SHARE[group] for place, (group, _) in enumerate(KINDS)}
    return {place: (1 - share[place]) * one + share[place] * only_holt for place, one in learned.by_kind.items()}


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
    everyone = np.ones(len(lessons), dtype=bool)
    middle = _middle_weights(rows, everyone)
    apart = np.full(len(rows.truth), np.nan)
    for one in np.unique(part):
        without = _with_holt(_middle_weights(rows, part != one, middle))
        made = _middles(rows, lessons, without, part == one)
        apart[rows.of(part == one)] = made[rows.of(part == one)]
    x = _spread(rows, lessons, apart)
    ends = [_end(rows, x, everyone, tail) for tail in (TAIL, 1 - TAIL)]
    loose_ends = [_loose_end(rows, x, part, tail, all_of) for tail, all_of in zip((TAIL, 1 - TAIL), ends, strict=True)]
    moments = _moments(rows, lessons, apart, (loose_ends[0], loose_ends[1]))
    shifts, centre = shifts_of(moments), _with_holt(middle)
    recipes = {
        kind: Recipe(
            middle=_rounded(centre[place]),
            low=_rounded(ends[0].by_kind[place]),
            high=_rounded(ends[1].by_kind[place]),
            shifts=shifts[place],
        )
        for place, kind in enumerate(KINDS)
    }
    return Learned(recipes, proven_by(moments))


def _end(rows: _Rows, x: Floats, lessons: Mask, tail: float, near: _Weights | None = None) -> _Weights:
    start = np.zeros(x.shape[1])
    start[2] = 1.0
    return _fitted(rows, x, lessons, tail=tail, start=start, pulls=ENDS_PULL, near=near)


def _loose_end(rows: _Rows, x: Floats, part: NDArray[np.int64], tail: float, all_of: _Weights) -> Floats:
    """One end of the band, of each row without the part of its source."""
    loose = np.full(len(rows.truth), np.nan)
    for one in np.unique(part):
        for kind, weight in _end(rows, x, part != one, tail, all_of).by_kind.items():
            some = rows.of(part == one, kind)
            loose[some] = x[some] @ weight
    return loose


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
