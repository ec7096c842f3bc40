"""Measure a grouping against people's labels, with the product's own code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from innovatie.domain.agreement import Agreement, b_cubed, b_cubed_of_each, candidate_recall, pairwise
from innovatie.domain.similarity import PairModel, Space, Tier
from innovatie.grouping.batch_grouping import Grouped, chances_of, group_documents, space_of
from innovatie.search.texts import Document, FileProblem

Chances = NDArray[np.floating]
"""Of each pair of texts the chance that they are the same wheel; square and symmetric."""


@dataclass(frozen=True)
class Measured:
    """What `innovatie grouping evaluate` prints; `as_json` has the fixed keys."""

    documents: int
    true_groups: int
    found_groups: int
    bcubed: Agreement
    pairwise: Agreement
    candidate_recall_at_20: float
    tiers: dict[str, dict[str, float | int]]
    distinct: dict[str, object]
    each: tuple[tuple[str, str, float, float], ...] = ()
    """Of each text with a label: its id, its group, its precision and its recall."""

    def as_json(self) -> dict[str, object]:
        return {
            "documents": self.documents,
            "true_groups": self.true_groups,
            "found_groups": self.found_groups,
            "bcubed": _figures(self.bcubed),
            "pairwise": _figures(self.pairwise),
            "candidate_recall_at_20": round(self.candidate_recall_at_20, 4),
            "tiers": self.tiers,
            "distinct_texts": self.distinct,
        }


def _found_by(space: Space, model: PairModel) -> Chances:
    """As likely as the texts themselves make it: candidates are found before it is asked whose they are."""
    owner = model.features.index("owner")
    return chances_of(space, replace(model, weights=(*model.weights[:owner], 0.0, *model.weights[owner + 1 :])))


def _figures(agreement: Agreement) -> dict[str, float]:
    return {
        "precision": round(agreement.precision, 4),
        "recall": round(agreement.recall, 4),
        "f": round(agreement.f, 4),
    }


def evaluate(documents: Sequence[Document], labels: dict[str, str], model: PairModel) -> Measured:
    """Group all documents from nothing and compare those that have a label. Raises FileProblem when none has."""
    labelled = [position for position, document in enumerate(documents) if document.id in labels]
    if not labelled:
        raise FileProblem("Geen enkel document heeft een label: horen deze bestanden bij elkaar?")
    grouped = group_documents(documents, model)
    truth = [labels[documents[position].id] for position in labelled]
    found = [str(grouped.groups[position]) for position in labelled]
    among = space_of(documents).subset(np.array(labelled, dtype=np.intp))
    chances = grouped.chances[np.ix_(labelled, labelled)] if grouped.chances is not None else chances_of(among, model)
    names = [documents[position].id for position in labelled]
    precision, recall = b_cubed_of_each(truth, found)
    return Measured(
        documents=len(documents),
        true_groups=len(set(truth)),
        found_groups=len(set(found)),
        bcubed=b_cubed(truth, found),
        pairwise=pairwise(truth, found),
        candidate_recall_at_20=candidate_recall(truth, _nearest(_found_by(among, model), 20)),
        tiers=_tiers(
            chances, truth, [documents[position].municipality for position in labelled], grouped.brief[labelled], model
        ),
        distinct=_without_copies([documents[position] for position in labelled], truth, grouped, labelled),
        each=tuple(zip(names, truth, precision.tolist(), recall.tolist(), strict=True)),
    )


def _nearest(chances: Chances, most: int) -> list[list[int]]:
    """The texts most likely the same, best first, the text itself left out; ties by position."""
    rows = []
    for position in range(len(chances)):
        order = np.argsort(-chances[position], kind="stable")
        rows.append([int(other) for other in order if other != position][:most])
    return rows


def _tiers(
    chances: Chances, truth: Sequence[str], owners: Sequence[str], brief: NDArray[np.bool_], model: PairModel
) -> dict[str, dict[str, float | int]]:
    """Of what a writer would be shown (the best ten of each text, none of the own municipality), per tier: how many,
    and how many are right.

    `per_text` is the mean over the texts that see the tier, so that the largest group does not decide the figure.
    """
    labels = np.unique(np.array(truth), return_inverse=True)[1]
    shown: dict[Tier, list[tuple[int, bool]]] = {tier: [] for tier in Tier}
    for position, row in enumerate(_nearest(chances, len(chances))):
        for other in [other for other in row if not owners[other] or owners[other] != owners[position]][:10]:
            tier = model.tier(float(chances[position, other]), brief=bool(brief[position] and brief[other]))
            if tier is not None:
                shown[tier].append((position, bool(labels[position] == labels[other])))
    result: dict[str, dict[str, float | int]] = {}
    for tier, items in shown.items():
        texts: dict[int, list[bool]] = {}
        for position, right in items:
            texts.setdefault(position, []).append(right)
        result[tier.value] = {
            "suggestions": len(items),
            "precision": round(sum(right for _, right in items) / len(items), 4) if items else 1.0,
            "precision_per_text": round(float(np.mean([np.mean(v) for v in texts.values()])), 4) if texts else 1.0,
        }
    return result


def _without_copies(
    documents: Sequence[Document], truth: Sequence[str], grouped: Grouped, labelled: Sequence[int]
) -> dict[str, object]:
    """The same figures on texts of which no two are identical: copies are easy and should not flatter."""
    first: dict[tuple[str, str], int] = {}
    for position, document in enumerate(documents):
        first.setdefault((document.title.casefold(), document.text), position)
    kept = sorted(first.values())
    answers = [str(grouped.groups[labelled[position]]) for position in kept]
    true = [truth[position] for position in kept]
    return {
        "documents": len(kept),
        "bcubed": _figures(b_cubed(true, answers)),
        "pairwise": _figures(pairwise(true, answers)),
    }
