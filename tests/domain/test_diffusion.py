"""Forecasts: honest with few data, inside what is possible, the same every time, and better than their rivals."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.diffusion import (
    Period,
    PeriodLength,
    Series,
    forecast,
    judge,
    reference_band,
    replay,
    series_from_dates,
)
from innovatie.domain.diffusion.baselines import least_squares_bass, no_change, straight_line
from innovatie.domain.diffusion.mixing import KINDS
from innovatie.domain.diffusion.rules import may_show_ceiling
from innovatie.domain.errors import Invalid

YEAR = Period(1990, PeriodLength.YEAR)


def series(*new: int, population: int = 50, years: float = 1.0) -> Series:
    return Series("proef", YEAR, new, population, years)


def spread(seed: int, population: int = 50, periods: int = 16) -> Series:
    """A made-up innovation: any pace, any reach, lumpy years; begins in the first year with an adopter."""
    raw = np.random.Philox(key=seed).random_raw(8 + 2 * periods)
    u = (raw >> np.uint64(11)).astype(float) / 2**53
    p, q, ever = 0.005 * 12 ** u[0], 0.08 * 10 ** u[1], round(population * (0.2 + 0.8 * u[2]))
    count, new = 1 + round(2 * u[3]), []
    new.append(count)
    for step in range(periods - 1):
        hazard = min((p + q * count / ever) * (0.2 + 1.6 * u[8 + step]), 0.9)
        draws = np.random.Philox(key=seed * 1000 + step).random_raw(max(ever - count, 0))
        fresh = int((draws / 2**64 < hazard).sum())
        new.append(fresh)
        count += fresh
    return Series(f"reeks {seed}", YEAR, tuple(new), population, 1.0)


@given(st.lists(st.integers(0, 8), min_size=1, max_size=12), st.integers(1, 6))
def test_a_forecast_is_ordered_rises_and_stays_within_the_population(new: list[int], horizon: int) -> None:
    seen = series(3, *new, population=120)
    bands = forecast(seen, horizon, paths=100).bands
    assert len(bands) == horizon
    for band in bands:
        assert seen.total <= band.p10 <= band.p50 <= band.p90 <= 120
    for earlier, later in pairwise(bands):
        assert earlier.p10 <= later.p10 and earlier.p50 <= later.p50 and earlier.p90 <= later.p90


def test_the_same_series_always_gives_the_same_fan() -> None:
    assert forecast(series(1, 3, 4, 6), 5) == forecast(series(1, 3, 4, 6), 5)


def test_when_everybody_takes_part_nobody_can_follow() -> None:
    bands = forecast(series(20, 20, 10), 3).bands
    assert [(b.p10, b.p50, b.p90) for b in bands] == [(50, 50, 50)] * 3


def test_one_short_of_everybody_is_no_error() -> None:
    bands = forecast(series(20, 20, 9), 3).bands
    assert {b.p90 for b in bands} <= {49, 50}


def test_a_series_that_has_stood_still_is_not_expected_to_take_off() -> None:
    stalled = forecast(series(6, 5, 2, 0, 0, 0, 0, 0), 5).bands[-1]
    growing = forecast(series(1, 1, 2, 2, 3, 4), 5).bands[-1]
    assert stalled.p50 - 13 <= 4
    assert growing.p50 - 13 >= 8


def test_a_register_that_begins_with_everybody_already_in_does_not_start_an_explosion() -> None:
    """Left-censoring: what stood there on the first day tells nothing of the pace."""
    censored = forecast(series(30, 1, 2, 1, 1, population=342, years=0.25), 4).bands[-1]
    assert censored.p50 <= 35 + 8


def test_a_quarter_is_not_a_year() -> None:
    """With no growth seen yet, a quarter ahead says less than a year ahead."""
    years = forecast(series(5, population=342, years=1.0), 4).bands[-1]
    quarters = forecast(series(5, population=342, years=0.25), 4).bands[-1]
    assert quarters.p50 - 5 < (years.p50 - 5) / 2


def test_labels_follow_the_last_period() -> None:
    quarter = Period.of(date(2024, 11, 3), PeriodLength.QUARTER)
    found = forecast(Series("x", quarter, (2, 3, 4, 5), 342, 0.25), 2).bands
    assert [band.period.label for band in found] == ["2025-K4", "2026-K1"]


@pytest.mark.parametrize(
    ("new", "horizon", "shown", "word"),
    [
        ((1, 1, 1, 1), 4, 0, "voorbij zijn: 4. Een verwachting kan pas vanaf 5"),
        ((2, 2, 2), 4, 0, "voorbij zijn: 3. Een verwachting kan pas vanaf 4"),
        ((2, 2, 2, 2), 8, 4, "hooguit 4"),
        ((2, 2, 2, 2), 3, 3, None),
        ((8, 8, 8, 8), 6, 6, None),
        ((8, 8, 8, 8), 8, 6, "hooguit 6 perioden vooruit"),
    ],
)
def test_the_rules_say_how_far_one_may_look(new: tuple[int, ...], horizon: int, shown: int, word: str | None) -> None:
    verdict = judge(series(*new), horizon, dict.fromkeys(KINDS, (6, 6, 6)))
    assert (verdict.horizon, verdict.refused) == (shown, shown == 0)
    assert (verdict.reason is None) == (word is None)
    assert word is None or word in str(verdict.reason)


def test_a_ceiling_is_shown_only_after_the_steepest_part_and_from_twenty_on() -> None:
    few, young, old = series(3, 5, 4, 1, 0, 0), series(1, 2, 5, 14), series(2, 6, 9, 8, 3, 1, 0, 0)
    assert [may_show_ceiling(s, forecast(s, 2)) for s in (few, young, old)] == [False, False, True]


@pytest.mark.parametrize(
    ("new", "population"),
    [
        ((50, 300, 1200, 1500, 1100, 600, 200, 60, 25, 10, 4, 1, 0, 0), 10_000),
        ((300, 0, 0, 0), 342),
        ((5, 20, 40, 80, 30, 20, 6, 1, 1, 0), 1000),
        ((20, 60, 80, 30, 8, 2, 1, 0), 342),
    ],
)
def test_growth_that_is_over_has_a_ceiling_near_where_it_stopped(new: tuple[int, ...], population: int) -> None:
    outlook = forecast(Series("x", Period(0), new, population, 0.25), 6)
    low, high = outlook.ceiling
    assert outlook.bands[-1].p10 <= low < sum(new) + max(10, 0.05 * sum(new))
    assert high >= outlook.bands[-1].p90


BURSTS = [(1, 200), (50, 100, 80, 40, 10), (500, 1000, 800, 400, 100), (3, 2, 40), (5, 4, 10, 7, 100, 5)]


@pytest.mark.parametrize("burst", BURSTS)
@pytest.mark.parametrize("quiet", [0, 1, 2, 3, 4, 5, 6, 8, 12])
def test_a_band_is_never_narrower_than_chance_and_holds_that_it_is_over(burst: tuple[int, ...], quiet: int) -> None:
    """After a burst, learned ends lay on the middle (10 to 10), or well above nobody after years of nobody."""
    total = sum(burst)
    bands = forecast(Series("x", Period(0), burst + (0,) * quiet, 10_000, 0.25), 6).bands
    for band in bands:
        assert total <= band.p10 <= band.p50 <= band.p90
        more = band.p50 - total
        assert more < 2 or band.p90 - band.p50 >= int(more**0.5)
        assert band.p10 == total or band.p50 - band.p10 >= int(more**0.5) - 1
        if quiet >= 2:
            assert band.p10 == total
    if quiet in {2, 3, 4, 5}:
        assert bands[-1].p90 > total


def test_a_reference_band_starts_where_we_are() -> None:
    bands = reference_band(342, 0.25, 4, start=3)
    assert 3 <= bands[0].p10 <= bands[0].p90 < bands[-1].p90 < 342


def test_dates_become_quarters_with_real_zeros_and_no_half_quarter() -> None:
    days = [date(2024, 2, 1), date(2024, 3, 31), date(2024, 9, 1), date(2025, 2, 2)]
    found = series_from_dates("x", days, population=342, length=PeriodLength.QUARTER, until=date(2025, 2, 20))
    assert (found.first.label, found.new) == ("2024-K1", (2, 0, 1, 0))
    until_the_end = series_from_dates("x", days, population=342, length=PeriodLength.QUARTER)
    assert until_the_end.new == (2, 0, 1, 0, 1)


def test_more_adopters_than_can_adopt_is_refused() -> None:
    with pytest.raises(Invalid):
        series(30, 30)


def test_rivals_start_at_the_last_count_and_stay_within_the_population() -> None:
    seen = series(2, 10, 20)
    for rival in (no_change, straight_line, least_squares_bass):
        ahead = rival(seen, 5)
        assert len(ahead) == 5
        assert 32 <= ahead[0] <= ahead[-1] <= 50


def test_least_squares_bass_counts_in_periods_whatever_a_period_lasts() -> None:
    """Bounds per year would keep a fit to months from bending: a straight line under another name."""
    by_year, by_month = series(1, 3, 8), series(1, 3, 8, years=1 / 12)
    assert list(least_squares_bass(by_month, 5)) == list(least_squares_bass(by_year, 5))
    assert least_squares_bass(by_month, 5)[-1] > straight_line(by_month, 5)[-1]


def test_the_band_by_the_quarter_narrows_once_nine_are_seen() -> None:
    def width(count: int) -> int:
        known = Series("m", Period(8000, PeriodLength.QUARTER), (4,) * count, 342, PeriodLength.QUARTER.years)
        last = forecast(known, 4).bands[-1]
        return last.p90 - last.p10

    assert width(9) < width(4)


@pytest.mark.slow
def test_replayed_on_made_up_series_it_beats_its_rivals_and_its_band_holds() -> None:
    """Series made by another rule than the model's own: another noise, other priors."""
    made = [spread(seed) for seed in range(1, 41)]
    three, five, eight = replay(made)
    error = three.mean_error()
    assert error is not None
    assert error <= 0.8 * float(three.mean_error("no_change") or 0)
    assert error <= 0.6 * float(three.mean_error("least_squares_bass") or 0)
    for outcome in (three, five, eight):
        assert 0.7 <= float(outcome.coverage or 0) <= 0.95
