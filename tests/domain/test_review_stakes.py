"""Nobody reviews what they have a stake in."""

from __future__ import annotations

import numpy as np

from innovatie.domain.review_assignment import (
    Group,
    GroupFacts,
    Reviewer,
    ReviewerFacts,
    Stake,
    assign,
    conflicts_between,
)
from tests.domain.review_worlds import build
from tests.samples import sample


def random_facts(seed: int) -> tuple[list[GroupFacts], list[ReviewerFacts], dict[str, list[str]], int]:
    rng = np.random.default_rng(seed)
    towns = [f"GM{i:02}" for i in range(int(rng.integers(4, 30)))]
    circles = {t: [f"K{rng.integers(6)}", f"S{rng.integers(12)}"] for t in towns}

    def some(values: list[str], most: int) -> frozenset[str]:
        return frozenset(rng.choice(values, size=min(len(values), int(rng.integers(0, most + 1))), replace=False))

    groups = [
        GroupFacts(
            f"g{i}",
            municipalities=some(towns, 3) | {towns[int(rng.integers(len(towns)))]},
            people=some([f"p{k}" for k in range(30)], 2),
            suppliers=some(["Acme", "Bits BV", "Cloud"], 1),
        )
        for i in range(int(rng.integers(1, 7)))
    ]
    reviewers = [
        ReviewerFacts(
            f"r{i}",
            person=f"p{i}",
            municipality=towns[int(rng.integers(len(towns)))],
            suppliers=some(["acme", "bits  bv"], 1),
            employers=some(towns, 1),
            groups=some([g.id for g in groups], 1),
        )
        for i in range(int(rng.integers(6, 25)))
    ]
    return groups, reviewers, circles, len(towns)


@sample(12, whole=1000)
def test_in_a_drawn_world_nobody_reviews_what_they_have_a_stake_in(size: int) -> None:
    served = 0
    for seed in range(size):
        groups, reviewers, circles, towns = random_facts(seed)
        stakes = conflicts_between(groups, reviewers, partnerships_of=circles, municipalities=towns)
        rng = np.random.default_rng(seed)
        similarity = {(g.id, r.id): float(rng.uniform()) for g in groups for r in reviewers}
        outcome = assign(
            build([Group(g.id) for g in groups], [Reviewer(r.id) for r in reviewers], similarity, stakes), str(seed)
        )
        facts, who = {g.id: g for g in groups}, {r.id: r for r in reviewers}
        for a in outcome.assignments:  # judged from the facts, not from the computed conflicts
            group, reviewer = facts[a.group], who[a.reviewer]
            near = {k for m in group.municipalities for k in circles[m]}
            assert reviewer.municipality not in group.municipalities
            assert len(group.municipalities) > towns / 2 or not near & set(circles[reviewer.municipality])
            assert reviewer.person not in group.people
            assert not {s.lower() for s in group.suppliers} & {" ".join(s.split()) for s in reviewer.suppliers}
            assert not group.municipalities & reviewer.employers
            assert group.id not in reviewer.groups
            served += 1
    assert served > 5 * size


def test_a_group_of_half_the_country_bars_only_its_own_members() -> None:
    circles = {f"GM{i}": ["K"] for i in range(10)}
    reviewers = [ReviewerFacts(f"r{i}", person=f"p{i}", municipality=f"GM{i}") for i in range(10)]
    wide = GroupFacts("g", municipalities=frozenset(f"GM{i}" for i in range(6)))
    stakes = conflicts_between([wide], reviewers, partnerships_of=circles, municipalities=10)
    assert stakes == {("g", f"r{i}"): (Stake.MUNICIPALITY,) for i in range(6)}
    small = GroupFacts("g", municipalities=frozenset({"GM0"}))
    stakes = conflicts_between([small], reviewers, partnerships_of=circles, municipalities=10)
    assert len(stakes) == 10


def test_a_supplier_is_known_by_its_name_whatever_its_capitals_and_spaces() -> None:
    group = GroupFacts("g", municipalities=frozenset({"GM01"}), suppliers=frozenset({"Bits BV"}))
    same = ReviewerFacts("r1", person="p1", suppliers=frozenset({" bits  bv "}))
    other = ReviewerFacts("r2", person="p2", suppliers=frozenset({"Acme"}))
    found = conflicts_between([group], [same, other], partnerships_of={}, municipalities=9)
    assert found == {("g", "r1"): (Stake.SUPPLIER,)}


def test_up_to_half_of_the_country_kringen_count_and_above_it_only_who_takes_part() -> None:
    reviewer = ReviewerFacts("r", person="p", municipality="GM09")
    circles = {"GM01": ["K1"], "GM09": ["K1"]}
    half = GroupFacts("g", municipalities=frozenset({"GM01", "GM02"}))
    near = conflicts_between([half], [reviewer], partnerships_of=circles, municipalities=4)
    assert near == {("g", "r"): (Stake.PARTNERSHIP,)}
    assert conflicts_between([half], [reviewer], partnerships_of=circles, municipalities=3) == {}
