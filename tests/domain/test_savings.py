"""Savings: a range that follows the formula, the maker left out, the ceiling never the result."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from innovatie.domain.errors import Invalid
from innovatie.domain.savings import CLASSES, SEED, Assumptions, ClassCosts, Pert, estimate, size_class


def fixed(value: float) -> Pert:
    return Pert(value, value, value)


def certain(build: float = 100.0, alone: float = 10.0, adopt: float = 20.0, shared: float = 5.0) -> Assumptions:
    costs = ClassCosts(fixed(build), fixed(alone), fixed(adopt), fixed(shared))
    return Assumptions(dict.fromkeys(CLASSES, costs), would_build=fixed(0.5), reusable=fixed(50), years=5)


def test_with_certain_numbers_the_estimate_is_the_formula() -> None:
    found = estimate({"25-50k": 4}, "25-50k", certain())
    by_hand = 3 * 0.5 * (100 + 5 * 10) - 4 * (20 + 5 * 5) - 50
    assert (found.p10, found.p50, found.p90) == pytest.approx((by_hand, by_hand, by_hand))
    assert found.avoided - found.adopting - found.making == pytest.approx(by_hand)
    assert found.ceiling == pytest.approx(3 * 150)
    assert found.adopters == 4


def test_a_maker_that_does_not_use_it_takes_nobody_out() -> None:
    assert estimate({"<25k": 2}, ">100k", certain()).ceiling == pytest.approx(2 * 150)


def test_without_adopters_only_the_making_is_lost() -> None:
    found = estimate({}, None, certain())
    assert (found.p50, found.ceiling, found.adopters) == (-50, 0, 0)


@given(st.dictionaries(st.sampled_from(CLASSES), st.integers(0, 120)), st.sampled_from([None, *CLASSES]))
def test_the_range_is_in_order_below_the_ceiling_and_the_same_every_time(
    adopters: dict[str, int], maker: str | None
) -> None:
    first, again = (estimate(adopters, maker, Assumptions(), runs=500) for _ in range(2))
    assert first == again
    assert first.p10 <= first.p50 <= first.p90
    assert first.avoided <= first.ceiling


def test_draws_have_the_mean_of_the_distribution() -> None:
    pert = Pert(10, 20, 60)
    draws = pert.draws(7, 20_000)
    assert draws.mean() == pytest.approx((10 + 4 * 20 + 60) / 6, rel=0.01)
    assert (draws.min() >= 10, draws.max() <= 60) == (True, True)


@pytest.mark.parametrize(
    ("inhabitants", "name"),
    [(0, "<25k"), (24_999, "<25k"), (25_000, "25-50k"), (50_000, "50-100k"), (100_000, ">100k")],
)
def test_size_classes_begin_at_their_lower_bound(inhabitants: int, name: str) -> None:
    assert size_class(inhabitants) == name


@pytest.mark.parametrize("numbers", [(2, 1, 3), (1, 3, 2), (-1, 0, 1)])
def test_amounts_out_of_order_are_refused(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(Invalid):
        Pert(*numbers)


def test_more_than_everybody_cannot_have_built_it() -> None:
    with pytest.raises(Invalid):
        Assumptions(would_build=Pert(0.2, 0.5, 1.2))


@pytest.mark.parametrize("likely", [0.0, 10.0, 35.0, 50.0, 80.0, 100.0])
def test_draws_are_those_of_the_exact_beta_distribution(likely: float) -> None:
    raw = np.random.Philox(key=[SEED, 3]).random_raw(1000)
    uniforms = ((raw >> np.uint64(11)).astype(np.float64) + 0.5) / 2.0**53
    exact = 100 * betaincinv(1 + likely / 25, 5 - likely / 25, uniforms)
    assert np.abs(Pert(0.0, likely, 100.0).draws(3, 1000) - exact).max() < 1e-3
