"""How well a grouping or a ranking agrees with people: B-cubed, pairs, nDCG, recall, reciprocal rank."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean, each in 0..1."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        """2PR / (P + R), 0 when both are 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _numbers(labels: Sequence[str]) -> NDArray[np.intp]:
    return np.unique(np.array(labels), return_inverse=True)[1].astype(np.intp)


def b_cubed(truth: Sequence[str], found: Sequence[str]) -> Agreement:
    """B-cubed of Amigo et al. (2009): per text, the share of its found group that truly belongs, and the reverse."""
    if not truth:
        return Agreement(1.0, 1.0)
    precision, recall = b_cubed_of_each(truth, found)
    return Agreement(float(precision.mean()), float(recall.mean()))


def b_cubed_of_each(truth: Sequence[str], found: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Per text its precision and its recall, of which `b_cubed` are the means."""
    same, joined = _same(truth, found)
    both = (same & joined).sum(axis=1)
    return both / joined.sum(axis=1), both / same.sum(axis=1)


def pairwise(truth: Sequence[str], found: Sequence[str]) -> Agreement:
    """Of the pairs put together, the share that belongs; of the pairs that belong, the share put together."""
    same, joined = _same(truth, found)
    upper = np.triu(np.ones_like(same), k=1)
    both, put, belong = (int((matrix & upper).sum()) for matrix in (same & joined, joined, same))
    return Agreement(both / put if put else 1.0, both / belong if belong else 1.0)


def _same(truth: Sequence[str], found: Sequence[str]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if len(truth) != len(found):
        raise ValueError("truth and found must label the same texts")
    a, b = _numbers(truth), _numbers(found)
    return a[:, None] == a[None, :], b[:, None] == b[None, :]


def candidate_recall(truth: Sequence[str], candidates: Sequence[Sequence[int]], at: int = 20) -> float:
    """Mean over texts with a partner: true partners among the first `at`, of as many as `at` could hold."""
    labels = _numbers(truth)
    shares = []
    for position, row in enumerate(candidates):
        partners = int((labels == labels[position]).sum()) - 1
        if partners > 0:
            hits = sum(1 for other in row[:at] if labels[other] == labels[position])
            shares.append(hits / min(partners, at))
    return float(np.mean(shares)) if shares else 1.0


def ndcg(ranking: Sequence[str], relevance: Mapping[str, int], at: int = 10) -> float:
    """Normalised discounted cumulative gain with gain 2^relevance - 1 and discount log2(rank + 1)."""
    gain = sum((2 ** relevance.get(key, 0) - 1) / log2(rank + 2) for rank, key in enumerate(ranking[:at]))
    ideal = sorted(relevance.values(), reverse=True)[:at]
    best = sum((2**value - 1) / log2(rank + 2) for rank, value in enumerate(ideal))
    return gain / best if best else 0.0


def recall(ranking: Sequence[str], relevance: Mapping[str, int], at: int = 20) -> float:
    """Relevant documents among the first `at`, of as many as `at` could hold."""
    relevant = {key for key, value in relevance.items() if value > 0}
    return len(relevant & set(ranking[:at])) / min(len(relevant), at) if relevant else 0.0


def reciprocal_rank(ranking: Sequence[str], relevance: Mapping[str, int]) -> float:
    """1 / rank of the first relevant document, 0 when there is none."""
    return next((1 / rank for rank, key in enumerate(ranking, start=1) if relevance.get(key, 0) > 0), 0.0)
