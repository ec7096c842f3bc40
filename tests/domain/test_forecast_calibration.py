"""How wide a band must be for a source nobody saw, and where none is shown."""

from dataclasses import fields, replace

import numpy as np
import pytest

from innovatie.domain.diffusion import PeriodLength, Series, judge
from innovatie.domain.diffusion.calibrating import Moments, missed_apart, proven_by, shifts_of
from innovatie.domain.diffusion.learned import PROVEN, RECIPES
from innovatie.domain.diffusion.mixing import CADENCES, KINDS, cadence_of
from innovatie.domain.diffusion.model import bands_of
from tests.domain.test_diffusion import series

YEAR, QUARTER, MONTH = range(3)
PLACE = KINDS.index((1, True))


def moments(*sources: tuple[int, float], cadence: int = YEAR, noise: float = 6.0) -> Moments:
    """A source of so many series for each (series, how far its truth lies above the middle); five periods ahead."""
    lucky = np.random.default_rng(7)
    names = np.repeat(np.arange(len(sources)), [5 * count for count, _ in sources])
    size = len(names)
    middle = np.full(size, 24.0)
    drift = np.concatenate([np.full(5 * count, more) for count, more in sources])
    truth = np.rint(middle + drift + lucky.uniform(-noise, noise, size))
    ahead = np.tile(np.arange(1, 6), size // 5)
    whole = {"source": names, "kind": np.full(size, PLACE), "cadence": np.full(size, cadence), "ahead": ahead}
    return Moments(
        **whole,
        known=np.full(size, 20),
        seen=np.full(size, 5),
        room=np.full(size, 400.0),
        truth=truth,
        middle=middle,
        loose=(middle, middle),
        chance=(middle, middle),
    )


def together(*parts: Moments) -> Moments:
    names = [one.name for one in fields(Moments)]
    found = {}
    for name in names:
        values = [getattr(part, name) for part in parts]
        found[name] = (
            tuple(np.concatenate(pair) for pair in zip(*values, strict=True))
            if isinstance(values[0], tuple)
            else np.concatenate(values)
        )
    return Moments(**found)


def test_the_band_is_moved_until_a_tenth_misses_on_either_side() -> None:
    some = moments(*((60, 0.0),) * 4)
    table = np.array(shifts_of(some))[some.kind, some.cadence]
    missed = some.missed((table[:, 0], table[:, 1]))
    assert 0.15 <= missed.mean() <= 0.25
    assert 0.05 <= (missed & (some.truth > some.middle)).mean() <= 0.15


def test_less_may_miss_above_than_below() -> None:
    """Single sources leave the band upwards most: some speed up late."""
    down, up = shifts_of(moments(*((200, 0.0),) * 4, noise=20.0))[PLACE][YEAR]
    assert up > -down > 0


def test_a_large_source_does_not_decide_alone() -> None:
    """One of 600 series lies on the middle, three of 60 lie far above: a new source may be like those."""
    wide, narrow = moments((600, 0.0), (60, 15.0), (60, 15.0), (60, 15.0)), moments((600, 0.0), (2, 15.0))
    assert shifts_of(wide)[PLACE][YEAR][1] > shifts_of(narrow)[PLACE][YEAR][1] + 1


def test_the_shift_that_judges_a_source_never_saw_it() -> None:
    some = moments((60, 0.0), (60, 0.0), (60, 18.0))
    rest = moments((60, 0.0), (60, 0.0))
    assert shifts_of(some, without=2) == shifts_of(some.of(some.source != 2))
    missed = missed_apart(some)
    assert missed[some.source == 2].mean() > 0.9
    assert missed_apart(rest).mean() < 0.3


def test_periods_of_another_length_have_bands_of_their_own() -> None:
    months = moments(*((60, 12.0),) * 3, cadence=MONTH)
    some = together(moments(*((60, 0.0),) * 3), replace(months, source=months.source + 3))
    by_length = shifts_of(some)[PLACE]
    assert by_length[MONTH][1] > by_length[YEAR][1] + 0.5
    assert by_length[YEAR][1] <= by_length[QUARTER][1] <= by_length[MONTH][1]


def test_a_start_whose_band_does_not_hold_elsewhere_is_refused() -> None:
    assert proven_by(moments(*((60, 0.0),) * 5))[KINDS[PLACE]] == (5, 0, 0)
    wild = [(60, -18.0), (60, 18.0), (60, -12.0), (60, 24.0)]
    assert proven_by(moments(*wild))[KINDS[PLACE]] == (0, 0, 0)
    assert proven_by(moments((60, 0.0), (60, 0.0)))[KINDS[PLACE]] == (0, 0, 0), "two sources prove nothing"


def test_what_pages_never_show_proves_nothing() -> None:
    some = moments(*((60, 0.0),) * 5)
    assert proven_by(replace(some, known=np.full(len(some.known), 4)))[KINDS[PLACE]] == (0, 0, 0)
    assert proven_by(replace(some, seen=np.full(len(some.seen), 3)))[KINDS[PLACE]] == (0, 0, 0)


@pytest.mark.parametrize(
    ("new", "held", "horizon", "words"),
    [
        ((3, 1, 1, 2), 0, 0, "Bij andere reeksen die zo begonnen, klopte onze band te vaak niet."),
        ((3, 9, 1, 2), 0, 0, "Dit begon snel. Bij andere reeksen die zo snel begonnen, klopte onze band"),
        ((3, 9, 1, 2), 2, 2, "We kijken hooguit 2 perioden vooruit"),
        ((3, 9, 1, 2), 6, 4, None),
        ((3, 1), 6, 0, "Perioden die voorbij zijn: 2."),
    ],
)
def test_rules_refuse_by_what_was_proven(new: tuple[int, ...], held: int, horizon: int, words: str | None) -> None:
    verdict = judge(series(*new), 4, dict.fromkeys(KINDS, (held, held, held)))
    if sum(new) < 5:
        words = "Deelnemers in de perioden die voorbij zijn: 4."
    assert verdict.horizon == horizon
    assert (verdict.reason is None) if words is None else (verdict.reason or "").startswith(words)


def test_a_quarter_that_began_fast_is_followed_less_far_than_a_year() -> None:
    """Of fast starters by the quarter too few outcomes lay inside the band of sources kept apart, further ahead."""
    year = series(3, 9, 1, 2)
    by = {length: judge(Series(year.name, year.first, year.new, 400, length.years), 4) for length in PeriodLength}
    assert by[PeriodLength.YEAR].horizon == 4
    assert by[PeriodLength.QUARTER].horizon < 4
    assert by[PeriodLength.QUARTER].reason


@pytest.mark.parametrize(("proven", "shown"), [(0, 0), (1, 0), (2, 2), (6, 4)])
def test_one_period_ahead_is_the_one_that_runs_and_no_forecast(proven: int, shown: int) -> None:
    verdict = judge(series(3, 9, 1, 2), 4, proven=dict.fromkeys(KINDS, (proven,) * len(CADENCES)))
    assert verdict.horizon == shown
    assert bool(verdict.reason) == (shown < 4)


def test_every_kind_and_every_length_has_a_shift_and_a_proof() -> None:
    assert tuple(PROVEN) == KINDS
    assert {len(periods) for periods in PROVEN.values()} == {len(CADENCES)}
    assert {len(recipe.shifts) for recipe in RECIPES.values()} == {len(CADENCES)}
    assert [cadence_of(length.years) for length in PeriodLength] == [YEAR, QUARTER, MONTH, MONTH]
    one = series(3, 9, 1, 2)
    fans = {bands_of(Series("", one.first, one.new, one.population, years), 4) for years in (1.0, 0.25, 1 / 12)}
    assert len(fans) > 1
