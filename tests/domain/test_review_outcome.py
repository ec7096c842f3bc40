"""What an assignment tells: how each group is served and why, who was in the running, what was pinned, how many do how much."""

import math
from collections import Counter

import numpy as np
import pytest

from innovatie.domain.review_assignment import Group, Pair, Problem, Reviewer, assign, ring_colours, solve
from innovatie.domain.review_assignment.lot import ring_allows
from innovatie.domain.review_assignment.outcome import similarities
from tests.domain.review_worlds import build

KRINGEN = ("", "A", "B", "C", "D")


def drawn_world(seed: int) -> Problem:
    """Four groups and seven reviewers of some Kringen, with stakes, pairs that are not listed and pairs that are forbidden."""
    rng = np.random.default_rng(seed)
    groups = [
        Group(f"g{i}", size=i + 1, reviews=int(rng.integers(1, 4)), kring=str(rng.choice(KRINGEN))) for i in range(4)
    ]
    reviewers = [Reviewer(f"r{i}", kring=str(rng.choice(KRINGEN)), maximum=int(rng.integers(1, 4))) for i in range(7)]
    pairs = [(g.id, r.id) for g in groups for r in reviewers]
    fits = {pair: round(float(rng.uniform()), 3) for pair in pairs if rng.uniform() < 0.8}
    stakes: dict[Pair, tuple[str, ...]] = {pair: ("belang",) for pair in pairs if rng.uniform() < 0.25}
    banned = frozenset(pair for pair in pairs if rng.uniform() < 0.15)
    return build(groups, reviewers, fits, stakes, forbidden=banned, ring=bool(seed % 2))


@pytest.mark.parametrize("seed", range(12))
def test_what_is_told_of_each_group_follows_from_the_facts(seed: int) -> None:
    p = drawn_world(seed)
    outcome = assign(p, "zaad")
    assert len(outcome.worst) == len(p.groups)
    colours = ring_colours([one.kring for one in (*p.groups, *p.reviewers)], "zaad")
    for group in p.groups:
        told = next(one for one in outcome.worst if one.group == group.id)
        got = sorted((a.similarity for a in outcome.assignments if a.group == group.id), reverse=True)
        away = [r for r in p.reviewers if (group.id, r.id) in p.conflicts or (group.id, r.id) in p.forbidden]
        beyond = [r for r in p.reviewers if p.ring and not ring_allows(r.kring, group.kring, colours)]
        assert (told.size, told.similarities) == (group.size, tuple(got))
        assert told.mean_similarity == (math.fsum(got) / len(got) if got else 0.0)
        assert (told.blocked, told.outside_ring) == (len(away), len(beyond))
        assert told.candidates == max(0, len(p.reviewers) - len(away) - len(beyond))
        assert told.missing == group.reviews - len(got)
    assert [one.group for one in outcome.short] == [g.id for g in p.groups if g.id in short_of(p, outcome.assignments)]
    busy = Counter(a.reviewer for a in outcome.assignments)
    assert outcome.load == dict(sorted(Counter(busy[r.id] for r in p.reviewers).items()))


def short_of(p: Problem, assignments: object) -> set[str]:
    got = Counter(a.group for a in assignments)  # type: ignore[attr-defined]
    return {g.id for g in p.groups if got[g.id] < g.reviews}


@pytest.mark.parametrize("seed", range(4))
def test_in_the_running_is_whoever_has_a_chance_the_best_fit_first(seed: int) -> None:
    p = drawn_world(seed)
    solution = solve(p, "zaad")
    wanted: dict[str, list[tuple[float, str]]] = {}
    for twice, g, r, fit in zip(
        solution.twice, solution.fit.group, solution.fit.reviewer, solution.fit.similarity, strict=True
    ):
        if twice > 0:
            wanted.setdefault(p.groups[g].id, []).append((-fit, p.reviewers[r].id))
    assert assign(p, "zaad").running == {g: tuple(r for _, r in sorted(pairs)) for g, pairs in wanted.items()}


def test_the_worst_served_come_first_those_that_lack_most_before_all_and_five_are_shown() -> None:
    groups = [Group(f"g{i}", reviews=1) for i in range(7)]
    reviewers = [Reviewer(f"r{i}", maximum=1) for i in range(7)]
    fits = {(f"g{i}", f"r{i}"): (5, 3, 3, 9, 8, 1, 7)[i] / 10 for i in range(7)}
    alone: dict[Pair, tuple[str, ...]] = {(f"g{i}", f"r{j}"): ("belang",) for i in range(7) for j in range(7) if i != j}
    alone["g3", "r3"] = ("belang",)
    outcome = assign(build(groups, reviewers, fits, alone), "zaad")
    assert [one.group for one in outcome.worst] == ["g3", "g5", "g1", "g2", "g0"]
    assert [one.group for one in outcome.short] == ["g3"]
    assert outcome.load == {0: 1, 1: 6}


@pytest.mark.parametrize(("fit", "words"), [
    (0.34, "Alle plaatsen zijn bezet, maar weinig deskundigheid op dit onderwerp. Nodig iemand uit."),
    (0.35, "De best passende beoordelaars zijn elders harder nodig of vielen af."),
])  # fmt: skip
def test_from_which_fit_on_nobody_need_be_invited(fit: float, words: str) -> None:
    outcome = assign(
        build([Group("g", reviews=1)], [Reviewer("r"), Reviewer("s")], {("g", "r"): fit, ("g", "s"): fit}), ""
    )
    assert (outcome.worst[0].why, outcome.weak) == (words, int(fit < 0.35))


def test_neither_a_group_that_lacks_reviewers_nor_one_that_needs_none_counts_as_weak() -> None:
    groups = [Group("a", reviews=2), Group("b", reviews=0), Group("c", reviews=1)]
    fits = {("a", "r"): 0.1, ("c", "s"): 0.1}
    away: dict[Pair, tuple[str, ...]] = {("a", "s"): ("belang",), ("b", "r"): ("belang",), ("c", "r"): ("belang",)}
    outcome = assign(build(groups, [Reviewer("r"), Reviewer("s")], fits, away), "zaad")
    assert [(one.group, one.missing) for one in outcome.short] == [("a", 1)]
    assert outcome.weak == 1, "only c"


def test_what_narrowed_the_choice_is_counted_in_the_sentence() -> None:
    reviewers = [Reviewer(f"r{i}", maximum=2) for i in range(4)]
    fits = {("g", "r0"): 0.5, ("g", "r1"): 0.5, ("g", "r2"): 0.5}
    away: dict[Pair, tuple[str, ...]] = {("g", "r0"): ("belang",), ("g", "r1"): ("belang",)}
    enough = assign(build([Group("g")], reviewers, fits, away), "zaad")
    assert enough.short[0].why == (
        "Geen passende beoordelaars: er ontbreekt er 1. Van 4 beoordelaars vielen er te veel af"
        " (2 met een belang of uitgesloten, 1 zonder bekende verwantschap), of de anderen zitten aan hun maximum."
    )
    few = assign(build([Group("g")], [Reviewer("r", maximum=2)], {("g", "r"): 0.5}), "zaad")
    assert few.short[0].why == (
        "Er ontbreken er 2: de beoordelaars hebben samen minder plaatsen dan er nodig zijn."
        " Eerst krijgt elke groep er een, daarna telt wie er het best past."
    )
    just = assign(build([Group("g")], [Reviewer("r", maximum=3)], {("g", "r"): 0.5}), "zaad")
    assert just.short[0].why.startswith("Geen passende beoordelaars: er ontbreken er 2."), "as many places as needed"


def test_a_group_with_all_its_reviewers_lacks_none_where_there_are_too_few_for_all() -> None:
    groups, reviewers = (
        [Group("a", reviews=1), Group("b", reviews=2)],
        [Reviewer("r", maximum=1), Reviewer("s", maximum=1)],
    )
    away: dict[Pair, tuple[str, ...]] = {("a", "s"): ("belang",), ("b", "r"): ("belang",)}
    outcome = assign(build(groups, reviewers, {("a", "r"): 0.5, ("b", "s"): 0.5}, away), "zaad")
    assert {one.group: one.why[:16] for one in outcome.worst} == {"a": "De best passende", "b": "Er ontbreekt er "}


def test_who_stands_outside_the_ring_is_counted_in_the_sentence() -> None:
    colours = ring_colours(KRINGEN, "zaad")
    near = next(k for k in KRINGEN[1:] if ring_allows(k, "A", colours))
    reviewers = [Reviewer("r0", kring="A"), Reviewer("r1", kring=near), Reviewer("r2")]
    others = [Group(f"g{i}", reviews=0, kring=kring) for i, kring in enumerate(KRINGEN[2:])]
    p = build([Group("g", reviews=1, kring="A"), *others], reviewers, {("g", r.id): 0.5 for r in reviewers}, ring=True)
    told = next(one for one in assign(p, "zaad").worst if one.group == "g")
    assert told.outside_ring == 1
    assert "(1 buiten de ring van Kringen)" in told.why


def test_in_the_ring_a_kring_reviews_the_next_one_and_who_has_none_reviews_all() -> None:
    colours = {"A": 0, "B": 1, "C": 2}
    allowed = {(a, b) for a in KRINGEN[:4] for b in KRINGEN[:4] if ring_allows(a, b, colours)}
    without = {(a, b) for a in KRINGEN[:4] for b in KRINGEN[:4] if "" in {a, b}}
    assert allowed == {("A", "B"), ("B", "C"), ("C", "A")} | without


def test_a_pinned_pair_has_the_fit_that_was_listed_for_that_very_pair() -> None:
    groups, reviewers = [Group("g"), Group("h"), Group("i")], [Reviewer("r"), Reviewer("s"), Reviewer("t")]
    p = build(groups, reviewers, {("g", "r"): 0.1, ("h", "s"): 0.2, ("h", "t"): 0.3, ("i", "s"): 0.4})
    pairs = [(g.id, r.id) for g in groups for r in reviewers]
    assert similarities(p, frozenset(pairs)) == {
        ("g", "r"): 0.1, ("h", "s"): 0.2, ("h", "t"): 0.3, ("i", "s"): 0.4,
    }  # fmt: skip
    assert similarities(p, frozenset()) == {}
