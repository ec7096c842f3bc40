"""From what the database knows to one problem of assignment: fits, stakes, wishes of the chair, what already runs."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.review_affinity import content_words, fit
from innovatie.domain.review_assignment import (
    REVIEWS_PER_GROUP,
    Group,
    GroupFacts,
    Pair,
    Problem,
    Reviewer,
    ReviewerFacts,
    conflicts_between,
    fit_of,
    problem,
)
from innovatie.domain.themes import THEMES
from innovatie.infra.embeddings import embed
from innovatie.review.queries.facts import (
    BUSY,
    GroupFact,
    PairFact,
    ReviewerFact,
    assigned_in,
    groups_of,
    number_of_municipalities,
    partnerships_of,
    reviewers_for,
    rules_of,
    suppliers_named,
)
from innovatie.review.rubrics import reviews_per_group

_LABELS = {theme.slug: f"{theme.label}: {theme.hint}" for theme in THEMES}


class Matching:
    """Everything one assignment starts from, read once."""

    def __init__(
        self,
        *,
        groups: Sequence[GroupFact],
        reviewers: Sequence[ReviewerFact],
        fits: dict[Pair, float],
        stakes: dict[Pair, tuple[str, ...]],
        rules: Sequence[PairFact],
        assigned: Sequence[PairFact],
        reviews: int = REVIEWS_PER_GROUP,
    ) -> None:
        self.groups = groups
        self.reviewers = reviewers
        self.fits = fits
        self.stakes = stakes
        self.rules = rules
        self.assigned = assigned
        self.reviews = reviews

    def problem(self, *, ring: bool, cap: float = 0.5) -> Problem:
        """The problem for the rest: what is assigned already stays, what ended is not tried again."""
        reviews = self.reviews
        known = {str(r.id) for r in self.reviewers}
        taken = {_pair(a) for a in self.assigned if a.kind in BUSY}
        ended = {_pair(a) for a in self.assigned if a.kind not in BUSY}
        extra: dict[str, int] = {}
        for a in taken:
            extra[a[0]] = extra.get(a[0], 0) + 1
        pinned = {_pair(r) for r in self.rules if r.kind == "vast"} - taken
        forbidden = ({_pair(r) for r in self.rules if r.kind == "uitgesloten"} | ended | taken) - pinned
        # What runs already is not solved again: it lowers what the group needs and what the reviewer may take.
        groups = [
            Group(
                str(g.id),
                size=g.ideas,
                reviews=max(0, reviews - extra.get(str(g.id), 0)),
                kring=str(g.kring) if g.kring else "",
                had=min(reviews, extra.get(str(g.id), 0)),
            )
            for g in self.groups
        ]
        reviewers = [
            Reviewer(
                str(r.id),
                municipality=str(r.municipality or ""),
                kring=str(r.kring) if r.kring else "",
                maximum=max(0, r.maximum - r.load),
            )
            for r in self.reviewers
        ]
        group_order, reviewer_order = [g.id for g in groups], [r.id for r in reviewers]
        return problem(
            groups=groups,
            reviewers=reviewers,
            fit=fit_of(self.fits, group_order, reviewer_order),
            group_order=group_order,
            reviewer_order=reviewer_order,
            conflicts=self.stakes,
            pinned={p for p in pinned if p[1] in known},
            forbidden=forbidden,
            ring=ring,
            cap=cap,
        )


async def matching(round_id: int, *, now: datetime, only: int | None = None) -> Matching:
    """Read the round; with `only` fits are computed for that one group (stakes always for all)."""
    today = dutch_day(now)
    groups = [g for g in await groups_of(round_id, today=today) if only is None or g.id == only]
    reviewers = await reviewers_for(round_id, today=today)
    stakes = await _stakes(round_id, groups, reviewers, now=now)
    return Matching(
        groups=groups,
        reviewers=reviewers,
        fits=await _fits(groups, reviewers),
        stakes=stakes,
        rules=await rules_of(round_id),
        assigned=await assigned_in(round_id),
        reviews=await reviews_per_group(round_id),
    )


async def _stakes(
    round_id: int, groups: Sequence[GroupFact], reviewers: Sequence[ReviewerFact], *, now: datetime
) -> dict[Pair, tuple[str, ...]]:
    names = {name for r in reviewers for name in r.suppliers}
    near = await partnerships_of(round_id, today=dutch_day(now))
    return conflicts_between(
        [
            GroupFacts(
                str(g.id),
                municipalities=frozenset(map(str, g.municipalities)),
                people=frozenset(map(str, g.people)),
                suppliers=suppliers_named(g.text, names),
                partnerships=frozenset(map(str, g.partnerships)),
            )
            for g in groups
        ],
        [
            ReviewerFacts(
                str(r.id),
                person=str(r.person),
                municipality=str(r.municipality or ""),
                suppliers=frozenset(r.suppliers),
                employers=frozenset(map(str, r.employers)),
                groups=frozenset(map(str, r.declared)),
            )
            for r in reviewers
        ],
        partnerships_of={str(m): [str(p) for p in found] for m, found in near.items()},
        municipalities=await number_of_municipalities(today=dutch_day(now)),
    )


async def _fits(groups: Sequence[GroupFact], reviewers: Sequence[ReviewerFact]) -> dict[Pair, float]:
    if not groups or not reviewers:
        return {}
    expertise = [f"{r.words}. {'. '.join(_LABELS.get(t, t) for t in r.themes)}" for r in reviewers]
    vectors = await embed([g.text for g in groups] + expertise)
    cosine = np.asarray(vectors[: len(groups)] @ vectors[len(groups) :].T, dtype=np.float64)
    group_words = [content_words(g.text) for g in groups]
    reviewer_words = [content_words(r.words) for r in reviewers]
    return {
        (str(g.id), str(r.id)): fit(
            cosine=float(cosine[i, j]),
            theme=g.theme,
            reviewer_themes=r.themes,
            group_words=group_words[i],
            reviewer_words=reviewer_words[j],
        )
        for i, g in enumerate(groups)
        for j, r in enumerate(reviewers)
    }


def _pair(fact: PairFact) -> Pair:
    return (str(fact.group), str(fact.reviewer))
