"""How wide the band must be for a source that was never seen, and where it may not be shown at all.

Conformal calibration (Vovk and others 2005) in two layers, by pooling the distributions of whole sources (Dunn,
Wasserman and Ramdas 2022): a new source is to be covered, so sources count alike and not by their number of series.
The shift of an end is the quantile of what each outcome would have needed. It is taken for each kind of start and each
length of period; with few sources of that length it is drawn towards all lengths.

What cannot be covered is refused: `proven_by` says how many periods ahead the band of a kind of start held between .74
and .88 on sources that its shift had not seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.diffusion.mixing import CADENCES, KINDS, Proven
from innovatie.domain.diffusion.simple import Floats

Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

MISSED = {False: (0.12, 0.08), True: (0.10, 0.08)}
"""What may miss below and above, of slow and of fast starters. Less than the tenth that is promised: treaties between
countries, a quarter of the sources, are foreseen better than what organisations decide for themselves, and the band
must hold for those. Above it is less, because single sources leave the band upwards most: some speed up late."""

OUTWARDS, INWARDS = 4.0, 1.0
"""How far an end is moved at most."""

FULL_SOURCE = 100
"""A source with so many outcomes counts for half of one with very many."""

PULL = 2.0
"""So many sources of one length of period weigh as much as those of all lengths together."""

HOLDS = (0.74, 0.88)
LEAST_SOURCES = 3
LEAST_ADOPTERS, LEAST_PERIODS = 5, 4
"""Below these the pages show no forecast (`rules`), so nothing has to be proven there."""


@dataclass(frozen=True, slots=True)
class Moments:
    """One row for each period ahead of each lesson, made without the lesson's own source; all of shape (rows,).

    `loose` are the ends before they are moved (low, high), `chance` within which they never lie.
    """

    source: Whole
    kind: Whole
    cadence: Whole
    ahead: Whole
    known: Whole
    seen: Whole
    room: Floats
    truth: Floats
    middle: Floats
    loose: tuple[Floats, Floats]
    chance: tuple[Floats, Floats]

    @property
    def unit(self) -> Floats:
        return np.asarray(np.sqrt(self.middle + 1.0), dtype=np.float64)

    def of(self, some: Mask) -> "Moments":
        """The rows of a mask."""
        (low, high), (least, most) = self.loose, self.chance
        return Moments(
            self.source[some],
            self.kind[some],
            self.cadence[some],
            self.ahead[some],
            self.known[some],
            self.seen[some],
            self.room[some],
            self.truth[some],
            self.middle[some],
            (low[some], high[some]),
            (least[some], most[some]),
        )

    def missed(self, shifts: tuple[Floats, Floats]) -> Mask:
        """Which outcomes lie outside, counted in whole numbers as the band is shown."""
        centre = np.rint(np.clip(self.middle, 0.0, self.room))
        low = np.minimum(self.loose[0] + shifts[0] * self.unit, self.chance[0])
        high = np.maximum(self.loose[1] + shifts[1] * self.unit, self.chance[1])
        below = self.truth < np.minimum(np.rint(np.clip(low, 0.0, self.room)), centre)
        return np.asarray(below | (self.truth > np.maximum(np.rint(np.clip(high, 0.0, self.room)), centre)))


Shifts = tuple[tuple[float, float], ...]


def _needed(moments: Moments, side: int) -> Floats:
    """How far outwards an end must move for each outcome to be inside; minus infinity where it always is."""
    outwards = 1.0 if side else -1.0
    inside = np.rint(np.clip(moments.chance[side], 0.0, moments.room))
    centre = np.rint(np.clip(moments.middle, 0.0, moments.room))
    always = outwards * (moments.truth - inside) <= 0
    always |= outwards * (moments.truth - centre) <= 0
    distance = outwards * (moments.truth - moments.loose[side]) - 0.5
    return np.where(always, -np.inf, distance / moments.unit)


def _by_source(moments: Moments, some: Mask) -> tuple[Floats, float]:
    """Weights of rows in which sources count alike (small ones less), and how many sources that comes to."""
    often = np.bincount(moments.source[some], minlength=int(moments.source.max()) + 1)
    each = 1.0 / (often + FULL_SOURCE)
    weight = np.where(some, each[moments.source], 0.0)
    return weight, float(weight.sum())


def _shift(
    moments: Moments, needed: tuple[Floats, Floats], some: Mask, cadence: int, missed: tuple[float, float]
) -> tuple[float, ...]:
    """The shift of either end, from the rows of one kind of start."""
    every, all_sources = _by_source(moments, some)
    if not all_sources:
        return 0.0, 0.0
    own, sources = _by_source(moments, some & (moments.cadence == cadence))
    share = sources / (sources + PULL)
    weight = (1 - share) * every / all_sources + (share * own / sources if sources else 0.0)
    counted, found = weight[some], []
    for side in (0, 1):
        values = needed[side][some]
        order = np.argsort(values)
        at = int(np.searchsorted(np.cumsum(counted[order]), 1 - missed[side] - 1e-9))
        move = float(np.clip(values[order[min(at, len(order) - 1)]], -INWARDS, OUTWARDS))
        found.append(round(move if side else -move, 4))
    return tuple(found)


def shifts_of(moments: Moments, without: int | None = None) -> list[Shifts]:
    """For each of KINDS and CADENCES how the ends (low, high) move; `without` leaves one source out."""
    needed = _needed(moments, 0), _needed(moments, 1)
    there = np.ones(len(moments.truth), dtype=bool) if without is None else moments.source != without
    made = []
    for place, (_, fast) in enumerate(KINDS):
        some = there & (moments.kind == place)
        pairs = [_shift(moments, needed, some, cadence, MISSED[fast]) for cadence in range(len(CADENCES))]
        made.append(tuple((low, high) for low, high in pairs))
    return made


def missed_apart(moments: Moments) -> Mask:
    """Which outcomes lie outside a band whose shift was learned without their own source."""
    missed = np.zeros(len(moments.truth), dtype=bool)
    for source in np.unique(moments.source):
        own = moments.source == source
        table = np.array(shifts_of(moments, without=int(source)))[moments.kind[own], moments.cadence[own]]
        missed[own] = moments.of(own).missed((table[:, 0], table[:, 1]))
    return missed


def proven_by(moments: Moments) -> Proven:
    """How many periods ahead the band may be shown, for each kind of start and each length of period.

    Over all periods up to there it holds between .74 and .88, and in the last one not less: the mean over sources, of
    three or more, at moments at which the pages could show it. As sources differ, the mean less its standard error
    between them must reach .74 as well.
    """
    missed = missed_apart(moments)
    shown = (moments.known >= LEAST_ADOPTERS) & (moments.seen >= LEAST_PERIODS)
    proven: Proven = {}
    for place, kind in enumerate(KINDS):
        here = [shown & (moments.kind == place) & (moments.cadence == cadence) for cadence in range(len(CADENCES))]
        proven[kind] = tuple(_longest(moments, missed, some) for some in here)
    return proven


def _longest(moments: Moments, missed: Mask, some: Mask) -> int:
    longest = 0
    for ahead in range(1, int(moments.ahead.max()) + 1):
        last = some & (moments.ahead == ahead)
        if len(np.unique(moments.source[last])) < LEAST_SOURCES:
            break
        mean, error = held(moments, missed, some & (moments.ahead <= ahead))
        at_the_end, _ = held(moments, missed, last)
        if mean - error >= HOLDS[0] and mean <= HOLDS[1] and at_the_end >= HOLDS[0]:
            longest = ahead
    return longest


def held(moments: Moments, missed: Mask, some: Mask) -> tuple[float, float]:
    """The share inside the band, sources alike, and its standard error between sources."""
    sources = np.unique(moments.source[some])
    own = [some & (moments.source == source) for source in sources]
    inside = np.array([1 - missed[one].mean() for one in own])
    weight = np.array([one.sum() / (one.sum() + FULL_SOURCE) for one in own])
    weight = weight / weight.sum()
    mean = float(weight @ inside)
    return mean, float(np.sqrt(weight**2 @ (inside - mean) ** 2))
