"""Learning from people: the shipped model, brought nearer to what people decided, and how much better it then predicts
decisions that it did not see. Pure work; `learning_at_night.py` does it every night.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
import numpy as np
from numpy.typing import NDArray

from innovatie.domain.language import Change
from innovatie.domain.similarity import PairModel, Tier, fit
from innovatie.grouping.batch_grouping import group_documents, space_of
from innovatie.grouping.refit import FOLDS, PRECISION, SELDOM, Labelled, Pairs, bound, pairs_of
from innovatie.search.language import apply_changes
from innovatie.search.texts import Document

STRENGTH = 10.0
"""How firmly the shipped model holds: the penalty on what differs from it, divided by the pairs that people joined.
Of 2, 10, 40 and 160 all did alike (docs/quality-tried.md)."""
LEAST_PAIRS = 10
"""Pairs put together, and pairs kept apart, below which nothing is learnt."""


class HeldOut(msgspec.Struct, frozen=True):
    """Of one tier, on decisions that the learner did not see: pairs that the model before called so and how many of
    them people put together, and the same of the model after.
    """

    tier: str
    before: int
    before_right: int
    after: int
    after_right: int

    @property
    def share_before(self) -> float | None:
        return self.before_right / self.before if self.before else None

    @property
    def share_after(self) -> float | None:
        return self.after_right / self.after if self.after else None


class Learnt(msgspec.Struct, frozen=True):
    """The new model, and what it does on decisions that it did not see."""

    model: PairModel
    held_out: tuple[HeldOut, ...]


class TooFew(ValueError):
    """There is too little to learn from; the text is one Dutch sentence."""


def learn(labelled: Labelled, shipped: PairModel, before: PairModel) -> Learnt:
    """A model near `shipped`, beside the one that is in use. Raises TooFew."""
    pairs = pairs_of(space_of(labelled.documents), labelled.groups)
    if min(int(pairs.same.sum()), int((~pairs.same).sum())) < LEAST_PAIRS:
        raise TooFew("Mensen besloten nog over te weinig plannen van verschillende gemeenten.")
    fold = _folds(labelled.groups)[pairs.left]
    chances = _out_of_fold(pairs, _folds(labelled.groups), shipped)
    learnt = replace(_nearer(pairs, shipped), tiers=_careful(chances, pairs.same, shipped))
    called: list[Tier | None] = [None] * len(fold)
    for each in set(fold.tolist()):
        judge = replace(shipped, tiers=_careful(chances[fold != each], pairs.same[fold != each], shipped))
        for place in np.flatnonzero(fold == each):
            called[place] = judge.tier(float(chances[place]), brief=bool(pairs.brief[place]))
    known = zip(_chance(before, pairs.features).tolist(), pairs.brief.tolist(), strict=True)
    usual = [before.tier(chance, brief=brief) for chance, brief in known]
    return Learnt(
        learnt,
        tuple(
            HeldOut(tier.value, *_counted(usual, pairs.same, tier), *_counted(called, pairs.same, tier))
            for tier in Tier
        ),
    )


def learn_apart(labelled: Labelled, changes: Sequence[Change], shipped: PairModel, before: PairModel) -> Learnt:
    """As `learn`, in a fresh process: with VNG's changes over the shipped list of words."""
    apply_changes(changes)
    return learn(labelled, shipped, before)


def _nearer(pairs: Pairs, shipped: PairModel) -> PairModel:
    balanced = pairs.weights.copy()
    balanced[pairs.same] *= balanced[~pairs.same].sum() / balanced[pairs.same].sum()
    weights, intercept = fit(
        pairs.features,
        pairs.same,
        balanced,
        ridge=STRENGTH / float(pairs.same.sum()),
        nearest=(shipped.weights[:-1], shipped.intercept - SELDOM),
    )
    return replace(shipped, weights=(*weights, shipped.weights[-1]), intercept=intercept + SELDOM)


def _folds(groups: Sequence[str]) -> NDArray[np.intp]:
    """The fold of each text: a group is in one of them."""
    names = {group: place for place, group in enumerate(sorted(set(groups)))}
    return np.array([names[group] % FOLDS for group in groups], dtype=np.intp)


def _out_of_fold(pairs: Pairs, fold: NDArray[np.intp], shipped: PairModel) -> NDArray[np.float64]:
    """Each pair by a model that saw neither the group of its first text nor any pair with it."""
    chances = np.zeros(len(pairs.same))
    for each in range(FOLDS):
        inside = fold[pairs.left] == each
        seen = pairs.without(fold == each)
        chances[inside] = _chance(_nearer(seen, shipped) if seen.teaches else shipped, pairs.features[inside])
    return chances


def _careful(chances: NDArray[np.float64], same: NDArray[np.bool_], shipped: PairModel) -> dict[Tier, float]:
    """Bounds from which each tier is right as often as it should be, and never below those of the shipped model: a
    model learnt from few decisions may promise less, not more.
    """
    rows = np.stack([chances, same.astype(np.float64), np.ones(len(same))], axis=1)
    bounds, above = {}, 2.0
    for tier in Tier:
        found = max(bound(rows, above, PRECISION[tier]), shipped.tiers[tier])
        bounds[tier] = above = min(found, above, 1.0)
    return bounds


def _chance(model: PairModel, features: NDArray[np.float64]) -> NDArray[np.float64]:
    apart = np.zeros((len(features), 1))
    return model.chance(np.hstack([features, apart]))


def _counted(tiers: Sequence[Tier | None], same: NDArray[np.bool_], tier: Tier) -> tuple[int, int]:
    called = np.array([one is tier for one in tiers], dtype=np.bool_)
    return int(called.sum()), int((called & same).sum())


class Difference(msgspec.Struct, frozen=True):
    """Pairs of groups that would be proposed to merge by the one model and not by the other."""

    appearing: tuple[tuple[int, int], ...] = ()
    disappearing: tuple[tuple[int, int], ...] = ()


def difference(documents: Sequence[Document], groups: Sequence[int], before: PairModel, after: PairModel) -> Difference:
    """What either model would bring together of people's groups; `groups[n]` is the group of text n."""
    old, new = (_merges(group_documents(documents, model).groups, groups) for model in (before, after))
    return Difference(tuple(sorted(new - old)), tuple(sorted(old - new)))


def difference_apart(
    documents: Sequence[Document],
    groups: Sequence[int],
    changes: Sequence[Change],
    before: PairModel,
    after: PairModel,
) -> Difference:
    """As `difference`, in a fresh process."""
    apply_changes(changes)
    return difference(documents, groups, before, after)


def _merges(found: NDArray[np.intp], groups: Sequence[int]) -> set[tuple[int, int]]:
    """Of each found group, people's oldest group in it with each of the others: as they would be proposed."""
    inside: Mapping[int, Counter[int]] = defaultdict(Counter)
    for cluster, group in zip(found.tolist(), groups, strict=True):
        inside[cluster][group] += 1
    return {(min(numbers), other) for numbers in inside.values() for other in numbers if other != min(numbers)}
