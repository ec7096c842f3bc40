"""Calibration: recovers what was simulated, knows how sure it is, and the gate keeps its promises."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from innovatie.domain.review_calibration import (
    FIXED,
    Band,
    GroupScore,
    Reason,
    Review,
    Variances,
    band_of,
    calibrate,
    estimate_for,
    extra_reviews,
    restricted_maximum_likelihood,
    shortlist,
    solve_model,
    table,
)
from innovatie.domain.review_calibration.scale import Scale, scale_of
from tests.samples import sample


def simulated(
    seed: int, groups: int, per_group: int, per_reviewer: int, *, whole: bool = False
) -> tuple[list[Review], dict[str, float]]:
    """A round drawn from the model itself; `whole` rounds and clips to 1..5, as real forms do."""
    rng = np.random.default_rng(seed)
    reviewers = max(per_group, groups * per_group // per_reviewer)
    truth = 3.1 + rng.normal(0, FIXED.tau, groups)
    severity = rng.normal(0, FIXED.severity, reviewers)
    reviews = []
    for g in range(groups):
        for r in rng.choice(reviewers, per_group, replace=False):
            score = truth[g] + severity[r] + rng.normal(0, FIXED.noise)
            if whole:
                score = min(5.0, max(1.0, round(score)))
            reviews.append(Review(f"g{g:04}", f"r{r:04}", float(score)))
    return reviews, {f"g{g:04}": float(truth[g]) for g in range(groups)}


@pytest.mark.parametrize(("groups", "per_group", "per_reviewer"), [(7, 3, 4), (12, 2, 6), (4, 4, 2)])
def test_henderson_gives_what_the_full_covariance_matrix_gives(groups: int, per_group: int, per_reviewer: int) -> None:
    data = table(simulated(1, groups, per_group, per_reviewer)[0])
    v = Variances(0.6, 0.3, 0.8)
    n = data.score.size
    z = np.eye(len(data.groups))[data.group]
    u = np.eye(len(data.reviewers))[data.reviewer]
    cov = v.tau**2 * z @ z.T + v.severity**2 * u @ u.T + v.noise**2 * np.eye(n)
    inverse, one = np.linalg.inv(cov), np.ones(n)
    mu = (one @ inverse @ data.score) / (one @ inverse @ one)
    residual = inverse @ (data.score - mu)
    solved = solve_model(data, v)
    assert solved.mu == pytest.approx(mu, abs=1e-9)
    assert solved.theta == pytest.approx(v.tau**2 * z.T @ residual, abs=1e-9)
    assert solved.beta == pytest.approx(v.severity**2 * u.T @ residual, abs=1e-9)
    p = inverse - np.outer(inverse @ one, one @ inverse) / (one @ inverse @ one)
    # mu + theta is predicted by weights on y; its error variance follows from the full joint covariance.
    weights = np.outer(np.ones(len(data.groups)), one @ inverse / (one @ inverse @ one)) + v.tau**2 * z.T @ p
    variance = np.einsum("ij,jk,ik->i", weights, cov, weights) - 2 * v.tau**2 * np.einsum("ij,ji->i", weights, z)
    assert solved.group_se**2 == pytest.approx(variance + v.tau**2, abs=1e-9)
    deviance = np.linalg.slogdet(cov)[1] + math.log(one @ inverse @ one) + float((data.score - mu) @ residual)
    assert solved.deviance == pytest.approx(deviance, abs=1e-8)


def test_the_gradient_of_the_likelihood_is_the_one_found_by_small_steps() -> None:
    data = table(simulated(2, 30, 3, 5)[0])
    logs = np.log([0.5, 0.3, 0.8])
    gradient = solve_model(data, Variances(*np.exp(logs))).gradient
    for i in range(3):
        step = np.eye(3)[i] * 1e-5
        up = solve_model(data, Variances(*np.exp(logs + step))).deviance
        down = solve_model(data, Variances(*np.exp(logs - step))).deviance
        assert gradient[i] == pytest.approx((up - down) / 2e-5, abs=1e-4)


@sample(10, whole=200)
def test_ninety_percent_intervals_cover_88_to_92_percent(size: int) -> None:
    inside = total = 0
    for seed in range(size):
        reviews, truth = simulated(seed, 90, 3, 6)  # 270 reviews: variances are estimated
        for g in calibrate(reviews).groups:
            inside += abs(g.mean - truth[g.group]) <= 1.6448536 * g.se
            total += 1
    assert 0.88 <= inside / total <= 0.92


@sample(100, whole=600)
def test_of_many_groups_the_variances_are_estimated(size: int) -> None:
    reviews, _ = simulated(3, size, 3, 6, whole=True)
    result = calibrate(reviews)
    assert result.variances.source == "reml"
    assert len(result.groups) == size


def test_below_150_reviews_the_variances_are_fixed_and_above_they_stay_within_bounds() -> None:
    assert estimate_for(table(simulated(4, 49, 3, 6)[0])).variances == FIXED
    flat = [Review(f"g{i}", f"r{j}", 3.0) for i in range(60) for j in range(i % 7, i % 7 + 3)]
    found = restricted_maximum_likelihood(table(flat))
    assert (found.tau, found.severity, found.noise) == pytest.approx((0.275, 0.2, 0.35))


def test_a_strict_reviewer_no_longer_costs_a_group_its_place() -> None:
    reviews = []
    for i in range(12):  # every group is as good; the strict one gives one point less, to half of them
        reviews += [
            Review(f"g{i:02}", "mild", 4.0),
            Review(f"g{i:02}", "strict" if i % 2 else "fair", 3.0 if i % 2 else 4.0),
        ]
    result = {g.group: g for g in calibrate(reviews).groups}
    raw_gap = result["g00"].mean_raw - result["g01"].mean_raw
    assert raw_gap == 0.5
    assert result["g00"].mean - result["g01"].mean < 0.6 * raw_gap
    severity = {r.reviewer: r.severity for r in calibrate(reviews).reviewers}
    assert severity["strict"] < 0 < severity["fair"]


def test_raw_scores_and_their_mean_stay_as_they_were_given() -> None:
    result = calibrate([Review("g", "a", 2.0), Review("g", "b", 5.0), Review("h", "a", 3.0)])
    g = next(g for g in result.groups if g.group == "g")
    assert (g.raw, g.mean_raw, g.reviews, g.spread) == ((2.0, 5.0), 3.5, 2, 3.0)
    low, high = g.interval_80
    assert low < g.mean < high


def test_what_people_read_of_an_interval_stays_within_the_scale() -> None:
    result = calibrate([Review("g", "a", 2.0), Review("g", "b", 5.0), Review("h", "a", 3.0)])
    top = replace(result.groups[0], mean=4.9, se=0.3)
    assert top.interval_80[1] > 5.0 == top.said_80[1]
    assert top.said_80[0] == top.interval_80[0]
    assert replace(top, mean=1.1).said_80[0] == 1.0


def test_the_order_of_the_reviews_does_not_matter() -> None:
    reviews, _ = simulated(5, 20, 3, 4)
    assert calibrate(reviews) == calibrate(reviews[::-1])


def test_no_reviews_give_an_empty_answer() -> None:
    assert calibrate([]).groups == ()


def test_one_review_shrinks_towards_the_mean_and_is_wide() -> None:
    result = calibrate([Review("g", "r", 5.0)])
    assert result.groups[0].mean == 5.0  # with one score the mean is all there is
    assert result.groups[0].se > 0.8


def test_bands_have_their_edges_where_the_rule_says() -> None:
    assert [band_of(p) for p in (0.0, 0.1, 0.1001, 0.8999, 0.9, 1.0)] == [
        Band.SURELY_NOT, Band.SURELY_NOT, Band.OPEN, Band.OPEN, Band.SURE, Band.SURE,
    ]  # fmt: skip


def score(
    name: str, mean: float, *, chance: float = 0.5, raw: tuple[float, ...] = (3, 3, 3), knowing: int = 3
) -> GroupScore:
    return GroupScore(name, raw, sum(raw) / len(raw), mean, 0.3, chance, band_of(chance), knowing)


def test_extra_reviews_go_to_unknown_then_disputed_then_the_most_open_groups_within_the_budget() -> None:
    groups = [
        score("zeker", 4.5, chance=0.99),
        score("open", 3.6, chance=0.52),
        score("wat open", 3.4, chance=0.3),
        score("verdeeld", 3.5, chance=0.99, raw=(1, 3, 5)),
        score("onbekend", 3.5, chance=0.99, knowing=2),
        score("vol", 3.5, chance=0.5, raw=(3,) * 6),
    ]
    asked = extra_reviews(groups, budget=10)
    assert [(e.group, e.reason, e.first_discuss) for e in asked] == [
        ("onbekend", Reason.TOO_FEW_KNOWING, False),
        ("verdeeld", Reason.DISAGREEMENT, True),
        ("open", Reason.OPEN, False),
        ("wat open", Reason.OPEN, False),
    ]
    assert [e.group for e in extra_reviews(groups, budget=2)] == ["onbekend", "verdeeld"]
    assert extra_reviews(groups, budget=0) == ()
    assert not extra_reviews(groups, budget=9, discussed=frozenset({"verdeeld"}))[1].first_discuss


def test_the_shortlist_holds_at_most_24_and_nobody_below_three() -> None:
    groups = [score(f"g{i:02}", 5 - i * 0.1, chance=0.99 if i < 24 else 0.01) for i in range(40)]
    found = shortlist(groups, seed="s")
    assert found.groups == tuple(f"g{i:02}" for i in range(21))  # g20 has 3.0; below that the floor holds
    assert found.longer_by == 0
    high = [score(f"g{i:02}", 5 - i * 0.01, chance=0.99 if i < 24 else 0.01) for i in range(40)]
    assert shortlist(high, seed="s").groups == tuple(f"g{i:02}" for i in range(24))


def test_a_tie_at_the_cut_lengthens_the_list_to_at_most_27_and_then_the_draw_decides() -> None:
    above = [score(f"a{i:02}", 4.5, chance=0.99) for i in range(22)]
    four = [score(f"t{i}", 4.0, chance=0.7) for i in range(4)]
    found = shortlist([*above, *four], seed="s")
    assert (len(found.groups), found.longer_by, found.drawn) == (26, 2, ())
    eight = [score(f"t{i}", 4.0, chance=0.7) for i in range(8)]
    one, other = shortlist([*above, *eight], seed="s"), shortlist([*above, *eight], seed="andere")
    assert (len(one.groups), one.longer_by) == (27, 3)
    assert set(one.drawn) == {f"t{i}" for i in range(8)}
    assert set(one.groups) != set(other.groups)


def test_a_group_that_is_a_coin_toss_at_the_cut_comes_along() -> None:
    sure = [score(f"a{i:02}", 4.5, chance=0.95) for i in range(23)]
    cut = [score("b", 4.0, chance=0.54), score("c", 3.98, chance=0.46), score("d", 3.7, chance=0.3)]
    found = shortlist([*sure, *cut], seed="s")
    assert found.groups[-2:] == ("b", "c")
    assert found.longer_by == 1


def test_with_a_quota_each_colour_has_its_share_and_empty_places_go_to_the_best() -> None:
    groups = [score(f"r{i:02}", 4.9 - i * 0.01, chance=0.95) for i in range(20)]
    groups += [score(f"w{i:02}", 4.0 - i * 0.01, chance=0.2) for i in range(20)]
    groups += [score(f"b{i:02}", 3.955, chance=0.2) for i in range(3)]
    colours = {g.group: "rwb".index(g.group[0]) for g in groups}
    found = shortlist(groups, seed="s", colours=colours)
    counts = {c: sum(name[0] == c for name in found.groups) for c in "rwb"}
    assert counts == {"r": 13, "w": 8, "b": 3}


@sample(15, whole=40)
@pytest.mark.parametrize(
    ("groups", "mean", "spread", "severity", "noise"),
    [
        pytest.param(90, 3.1, 0.55, 0.40, 0.70, marks=pytest.mark.slow),
        pytest.param(90, 3.6, 0.55, 0.40, 0.70, marks=pytest.mark.slow),
        (90, 3.0, 0.80, 0.50, 0.80),
    ],
)
def test_intervals_cover_as_well_when_scores_are_whole_points_that_stop_at_1_and_5(
    size: int, groups: int, mean: float, spread: float, severity: float, noise: float
) -> None:
    inside = total = 0
    for seed in range(size):
        rng = np.random.default_rng([seed, groups])
        truth = mean + rng.normal(0, spread, groups)
        strict = rng.normal(0, severity, groups // 2)
        reviews = [
            Review(str(g), str(r), float(np.clip(np.rint(truth[g] + strict[r] + rng.normal(0, noise)), 1, 5)))
            for g in range(groups)
            for r in rng.choice(groups // 2, 3, replace=False)
        ]
        for one in calibrate(reviews).groups:
            inside += abs(one.mean - truth[int(one.group)]) <= 1.6448536 * one.se
            total += 1
    assert 0.88 <= inside / total <= 0.92


def test_a_slope_is_that_of_a_million_scores() -> None:
    rng = np.random.default_rng(1)
    judged = rng.normal(3.4, 1.1, 1_000_000)
    scores = np.clip(np.rint(judged), 1, 5)
    found = scale_of(scores, float(scores.mean()), Variances(0.6, 0.5, math.sqrt(1.21 - 0.61)))
    assert found.slope == pytest.approx(np.cov(scores, judged)[0, 1] / 1.21, abs=0.003)
    assert found.mu == pytest.approx(3.4, abs=0.005)


def test_scores_that_are_not_whole_points_are_taken_as_they_are() -> None:
    assert scale_of(np.array([1.0, 2.5]), 1.75, FIXED) == Scale(1.75, 1.0)
    assert scale_of(np.array([0.0, 2.0]), 1.0, FIXED) == Scale(1.0, 1.0)


def test_where_everybody_says_five_little_is_taken_back() -> None:
    found = scale_of(np.full(6, 5.0), 5.0, FIXED)
    assert (found.mu, found.slope) == (5.25, 0.8)
    assert max(g.mean for g in calibrate([Review(f"g{i}", "r", 5.0) for i in range(6)]).groups) == 5.0
