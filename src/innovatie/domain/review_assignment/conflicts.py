"""Who has a stake in what: computed from what we know, and from what reviewers declare themselves.

A pair with a conflict is removed before anything is optimised, so no score can ever outweigh it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

from innovatie.domain.review_assignment.problem import Pair
from innovatie.domain.wording import wording

MOST_OF_THE_COUNTRY = 0.5
"""A group with members from more than this share of all municipalities: only own membership counts."""


class Stake:
    """The reasons, as the chair and the reviewer read them."""

    MUNICIPALITY = wording("eigen gemeente doet mee in deze groep")
    PARTNERSHIP = wording("zelfde Kring of samenwerkingsverband tijdens deze ronde")
    SUBMITTER = wording("zelf (mede-)indiener van een plan in deze groep")
    SUPPLIER = wording("band met een leverancier die in deze groep wordt genoemd")
    EMPLOYER = wording("vroegere werkgever doet mee in deze groep")
    DECLARED = wording("zelf gemeld belang")
    REVIEWED = wording("heeft deze groep deze ronde al beoordeeld")


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is known of a group: the municipalities of all its ideas, who wrote or signed them, suppliers named.

    `partnerships` are those that submitted an idea themselves; those of the municipalities are looked up.
    """

    id: str
    municipalities: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    partnerships: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReviewerFacts:
    """What is known of a reviewer; `suppliers` and `employers` are declared, `groups` are declared one by one."""

    id: str
    person: str
    municipality: str = ""
    suppliers: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    reviewed: frozenset[str] = frozenset()


def conflicts_between(
    groups: Iterable[GroupFacts],
    reviewers: Iterable[ReviewerFacts],
    *,
    partnerships_of: Mapping[str, Collection[str]],
    municipalities: int,
) -> dict[Pair, tuple[str, ...]]:
    """Every pair with a stake and all its reasons, sorted.

    `partnerships_of` gives each municipality's Kring and partnerships during the round; `municipalities` is
    the number of municipalities in the country. Names of suppliers are compared without case.
    """
    pool = list(reviewers)
    by_municipality = _index(pool, lambda r: [r.municipality] if r.municipality else [])
    by_partnership = _index(pool, lambda r: partnerships_of.get(r.municipality, ()))
    by_person = _index(pool, lambda r: [r.person])
    by_supplier = _index(pool, lambda r: [_name(s) for s in r.suppliers])
    by_employer = _index(pool, lambda r: r.employers)
    by_group = _index(pool, lambda r: r.groups)
    by_reviewed = _index(pool, lambda r: r.reviewed)
    found: dict[Pair, set[str]] = {}
    for group in groups:
        near = set(group.partnerships)
        if len(group.municipalities) <= MOST_OF_THE_COUNTRY * municipalities:
            for m in group.municipalities:
                near.update(partnerships_of.get(m, ()))
        for index, keys, reason in (
            (by_municipality, group.municipalities, Stake.MUNICIPALITY),
            (by_partnership, near, Stake.PARTNERSHIP),
            (by_person, group.people, Stake.SUBMITTER),
            (by_supplier, {_name(s) for s in group.suppliers}, Stake.SUPPLIER),
            (by_employer, group.municipalities, Stake.EMPLOYER),
            (by_group, {group.id}, Stake.DECLARED),
            (by_reviewed, {group.id}, Stake.REVIEWED),
        ):
            for key in keys:
                for reviewer in index.get(key, ()):
                    found.setdefault((group.id, reviewer), set()).add(reason)
    return {pair: tuple(sorted(reasons)) for pair, reasons in found.items()}


def _index(pool: list[ReviewerFacts], keys: Callable[[ReviewerFacts], Iterable[Hashable]]) -> dict[Hashable, list[str]]:
    found: dict[Hashable, list[str]] = {}
    for reviewer in pool:
        for key in keys(reviewer):
            found.setdefault(key, []).append(reviewer.id)
    return found


def _name(supplier: str) -> str:
    return " ".join(supplier.casefold().split())
