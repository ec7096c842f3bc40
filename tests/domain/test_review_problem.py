"""What is solved: its digest, byte for byte, its prices, and which pairs the solver is given."""

import hashlib
import struct
from dataclasses import replace

import numpy as np
import pytest

from innovatie.domain.review_assignment import (
    DuplicatePairError,
    Group,
    Pair,
    Reviewer,
    assign,
    fit_of,
    problem,
    solve,
    solver,
)
from innovatie.domain.review_assignment.lot import number
from tests.domain.review_worlds import build


def test_the_digest_is_that_of_these_bytes() -> None:
    """Whoever checks a draw years later makes them with a program of their own."""
    p = build(
        [Group("b", size=2, kring="K"), Group("é", reviews=1, had=2)],
        [Reviewer("s", "GM0002", "L", 3), Reviewer("r")],
        {("é", "r"): 0.5, ("b", "s"): -0.0},
        {("b", "r"): ("zelf", "eigen")},
        pinned={("é", "s")}, forbidden={("b", "s"), ("b", "r")}, ring=True, cap=1.0,
    )  # fmt: skip
    lines = (
        b'innovatie review assignment input 1\n'
        b'["group","b",2,3,"K"]\n["group","\\u00e9",1,1,"",2]\n'
        b'["reviewer","r","","",4]\n["reviewer","s","GM0002","L",3]\n'
        b'["conflict","b","r","eigen","zelf"]\n["pinned","\\u00e9","s"]\n'
        b'["forbidden","b","r"]\n["forbidden","b","s"]\n["rules",true,1.0,2]\n'
    )  # fmt: skip
    fits = struct.pack("<2i2i2d", 0, 1, 1, 0, 0.0, 0.5)
    assert p.digest == hashlib.sha256(lines + fits).hexdigest()
    assert p == replace(p, digest="another"), "it follows from the rest"


def test_the_second_row_of_a_pair_is_named_wherever_it_stands() -> None:
    fit = fit_of({("g", "s"): 0.5, ("g", "r"): 0.6}, ["g"], ["r", "s"])
    twice = type(fit)(*(np.append(values, values[0]) for values in (fit.group, fit.reviewer, fit.similarity)))
    orders = {"group_order": ["g"], "reviewer_order": ["r", "s"]}
    with pytest.raises(DuplicatePairError, match=r"^pair listed twice at row 2$"):
        problem(groups=[Group("g")], reviewers=[Reviewer("r"), Reviewer("s")], fit=twice, conflicts={}, **orders)


def test_the_prices_are_those_of_the_published_rule() -> None:
    p = build([Group("g")], [Reviewer("r"), Reviewer("s")], {("g", "r"): 0.0, ("g", "s"): 0.5})
    draws = [number("zaad", "tie", "g", name) % 100 for name in "rs"]
    assert min(draws) > 0
    assert solver.pair_costs(p, p.fit, "zaad").tolist() == [1_000_000 + draws[0], 125_000 + draws[1]]
    unit = 1_000_000
    prices = (solver.OVER_CAP, solver.UNLISTED, solver.MISSING, solver.SPREAD)
    assert prices == (2 * unit, 4 * unit, 100 * unit, 100 * unit)


def test_a_pinned_pair_is_not_given_to_the_solver_again() -> None:
    reviewers = [Reviewer(f"r{i}") for i in range(6)]
    fits = {("g", r.id): 1.0 if r.id == "r0" else 0.2 for r in reviewers}
    p = build([Group("g")], reviewers, fits, pinned={("g", "r0")})
    assert sorted(solve(p, "zaad").fit.reviewer) == [1, 2, 3, 4, 5]
    assert sorted(solve(build([Group("g")], reviewers, fits), "zaad").fit.reviewer) == [0, 1, 2, 3, 4, 5]


def test_a_small_round_is_solved_over_all_its_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "ALL_PAIRS_UP_TO", 12 * 70)
    groups, reviewers = [Group(f"g{i:02}", reviews=1) for i in range(12)], [Reviewer(f"r{i:02}") for i in range(70)]
    fits = {(g.id, r.id): 1 - (i + j) / 100 for i, g in enumerate(groups) for j, r in enumerate(reviewers)}
    assert len(solve(build(groups, reviewers, fits), "zaad").fit) == 12 * 70


@pytest.fixture
def tight() -> tuple[list[Group], list[Reviewer], dict[Pair, float], dict[Pair, tuple[str, ...]]]:
    """g can have r0, r1 and r2 alone; h is listed with r0 and may have anybody."""
    reviewers = [Reviewer(f"r{i}", maximum=1) for i in range(5)]
    fits = {("g", "r0"): 0.5, ("g", "r1"): 0.5, ("g", "r2"): 0.5, ("h", "r0"): 0.5}
    return [Group("g"), Group("h", reviews=1)], reviewers, fits, {("g", "r3"): ("belang",), ("g", "r4"): ("belang",)}


def test_where_opening_up_the_groups_that_fall_short_is_not_enough_all_are_opened_up(tight: tuple[object, ...]) -> None:
    outcome = assign(build(*tight, cap=1.0), "zaad")  # type: ignore[arg-type]
    assert outcome.short == ()
    assert outcome.relaxed


def test_but_not_all_of_a_country_at_once(tight: tuple[object, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    p = build(*tight, cap=1.0)  # type: ignore[arg-type]
    monkeypatch.setattr(solver, "ALL_PAIRS_UP_TO", 2)
    assert assign(p, "zaad").short == (), "ten pairs of two groups and five reviewers are not more than five times two"
    monkeypatch.setattr(solver, "ALL_PAIRS_UP_TO", 1)
    assert [(one.group, one.missing) for one in assign(p, "zaad").short] == [("g", 1)]


def test_with_one_reviewer_more_it_is_too_much_at_once(
    tight: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    groups, reviewers, fits, away = tight
    more = [*reviewers, Reviewer("r5", maximum=1)]  # type: ignore[misc]
    p = build(groups, more, fits, {**away, ("g", "r5"): ("belang",)}, cap=1.0)  # type: ignore[arg-type,dict-item]
    monkeypatch.setattr(solver, "ALL_PAIRS_UP_TO", 2)
    assert [(one.group, one.missing) for one in assign(p, "zaad").short] == [("g", 1)]


def test_what_is_left_after_the_pinned_pairs() -> None:
    reviewers = [Reviewer("r", maximum=4), Reviewer("s", maximum=1)]
    groups = [Group("g"), Group("h", reviews=1), Group("i", reviews=2)]
    p = build(groups, reviewers, {}, pinned={("g", "r"), ("g", "s"), ("h", "r"), ("h", "s"), ("i", "r")})
    demand, capacity = solver.remaining(p)
    assert demand.tolist() == [1, 0, 1]
    assert capacity.tolist() == [1, 0]


def test_of_all_pairs_exactly_the_pinned_one_is_left_out() -> None:
    groups, reviewers = [Group(f"g{i}") for i in range(3)], [Reviewer(f"r{i}") for i in range(4)]
    fits = {(g.id, r.id): 0.5 for g in groups for r in reviewers}
    found = solve(build(groups, reviewers, fits, pinned={("g2", "r1")}), "zaad").fit
    every = [(g, r) for g in range(3) for r in range(4)]
    assert list(zip(found.group.tolist(), found.reviewer.tolist(), strict=True)) == [
        one for one in every if one != (2, 1)
    ]


def test_the_cap_gives_way_only_where_it_must_and_before_a_pair_that_is_not_listed() -> None:
    fits = {("g", "r0"): 0.5, ("h", "r1"): 0.5, ("h", "r2"): 0.5}
    groups = [Group("g", reviews=1), Group("h", reviews=1)]
    found = solve(build(groups, [Reviewer(f"r{i}") for i in range(3)], fits), "zaad")
    pairs = zip(found.fit.group.tolist(), found.fit.reviewer.tolist(), found.twice.tolist(), strict=True)
    assert sorted(pairs) == [(0, 0, 2), (0, 1, 0), (0, 2, 0), (1, 1, 1), (1, 2, 1)]
    assert found.relaxed


@pytest.mark.parametrize(("most", "fits", "relaxed"), [
    (4, {}, True),
    (4, {("g", "r"): 0.0, ("g", "s"): 0.0}, False),
    (0, {}, False),
    (0, {("g", "r"): 0.5, ("g", "s"): 0.5}, False),
])  # fmt: skip
def test_it_says_whether_a_pair_without_a_similarity_was_used(
    most: int, fits: dict[Pair, float], relaxed: bool
) -> None:
    """Not listed and used; listed with nothing in common; nobody to be had, listed or not."""
    reviewers = [Reviewer("r", maximum=most), Reviewer("s", maximum=most)]
    assert solve(build([Group("g", reviews=1)], reviewers, fits), "zaad").relaxed is relaxed


def test_where_it_would_not_help_the_cap_does_not_give_way() -> None:
    reviewers = [Reviewer("r0", maximum=0), Reviewer("r1"), Reviewer("r2")]
    fits = {("g", "r0"): 0.5, ("h", "r1"): 0.5, ("h", "r2"): 0.5}
    away: dict[Pair, tuple[str, ...]] = {("g", "r1"): ("belang",), ("g", "r2"): ("belang",)}
    found = solve(build([Group("g", reviews=1), Group("h", reviews=1)], reviewers, fits, away), "zaad")
    assert (found.missing.tolist(), found.relaxed) == ([2, 0], False)


def test_no_more_is_opened_up_than_it_takes() -> None:
    reviewers = [Reviewer(f"r{i}") for i in range(4)]
    fits = {("g", "r0"): 0.5, **{("h", r.id): 0.5 for r in reviewers[:3]}}
    found = solve(build([Group("g", reviews=2), Group("h", reviews=1)], reviewers, fits), "zaad")
    assert sorted(zip(found.fit.group.tolist(), found.fit.reviewer.tolist(), strict=True)) == [
        (0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1), (1, 2),
    ]  # fmt: skip
