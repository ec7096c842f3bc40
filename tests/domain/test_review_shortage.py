"""Too few places: spread first, then doubled; and what the lot costs is told for the round at hand."""

import random
from collections import Counter

import pytest

from innovatie.domain.review_assignment import Group, Pair, Reviewer, UnworkableError, assign, fit_of, problem
from innovatie.domain.review_assignment.problem import Problem


def build(groups: list[Group], reviewers: list[Reviewer], *, cap: float = 0.5, conflicts: float = 0.0) -> Problem:
    rng = random.Random(len(groups))
    names, people = [g.id for g in groups], [r.id for r in reviewers]
    fits = {(g, r): rng.random() for g in names for r in people}
    stakes: dict[Pair, tuple[str, ...]] = {pair: ("belang",) for pair in fits if rng.random() < conflicts}
    return problem(
        groups=groups, reviewers=reviewers, fit=fit_of(fits, names, people), group_order=names, reviewer_order=people,
        conflicts=stakes, cap=cap,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("groups", "reviewers", "places"), [(60, 8, 4), (60, 8, 8), (40, 20, 4), (36, 8, 4), (9, 5, 4)]
)
@pytest.mark.parametrize("conflicts", [0.0, 0.2])
def test_no_group_gets_a_second_reviewer_while_another_has_none(
    groups: int, reviewers: int, places: int, conflicts: float
) -> None:
    task = build(
        [Group(f"g{i:02}") for i in range(groups)],
        [Reviewer(f"r{i:02}", maximum=places) for i in range(reviewers)],
        conflicts=conflicts,
    )
    got = Counter(a.group for a in assign(task, "zaad").assignments)
    total = reviewers * places
    each = [got.get(g.id, 0) for g in task.groups]
    assert sum(each) == min(total, 3 * groups)
    assert max(each) - min(each) <= 1, sorted(Counter(each).items())


def test_sixty_groups_and_thirty_two_places_leave_twenty_eight_without_and_say_why() -> None:
    task = build([Group(f"g{i:02}") for i in range(60)], [Reviewer(f"r{i}") for i in range(8)])
    outcome = assign(task, "zaad")
    assert len({a.group for a in outcome.assignments}) == 32
    assert (outcome.needed, outcome.places, len(outcome.short)) == (180, 32, 60)
    assert outcome.short[0].why.startswith("Er ontbreken er ")
    assert "minder plaatsen dan er nodig zijn" in outcome.short[0].why


def test_what_a_group_already_has_counts_as_its_first() -> None:
    """One place, and a group that waits for its third reviewer beside one that has none."""
    groups = [Group("a", reviews=1, had=2), Group("b", reviews=3)]
    outcome = assign(build(groups, [Reviewer("r", maximum=1)]), "zaad")
    assert [a.group for a in outcome.assignments] == ["b"]


def test_the_price_of_the_lot_is_that_of_this_round_and_no_lot_costs_nothing() -> None:
    groups, reviewers = [Group(f"g{i}") for i in range(8)], [Reviewer(f"r{i:02}") for i in range(14)]
    drawn, best = assign(build(groups, reviewers), "zaad"), assign(build(groups, reviewers, cap=1.0), "zaad")
    assert drawn.without_lot == best.total_similarity == best.without_lot
    assert best.price_of_lot == 0
    assert drawn.price_of_lot == 1 - drawn.total_similarity / best.total_similarity
    assert 0 < drawn.price_of_lot < 0.4
    assert {a.chance for a in best.assignments} == {1.0}


@pytest.mark.parametrize("cap", [-1.0, 0.0, 0.1, 0.25, 1 / 3, 0.6, 0.75, 0.9, 1.5, float("nan"), float("inf")])
def test_a_cap_that_the_draw_cannot_split_gets_a_sentence(cap: float) -> None:
    task = build([Group(f"g{i}") for i in range(4)], [Reviewer(f"r{i}") for i in range(6)], cap=cap)
    with pytest.raises(UnworkableError, match=r"hooguit 0.5 .met loting. of 1 .zonder loting.\."):
        assign(task, "zaad")
