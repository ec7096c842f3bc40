"""Which municipalities resemble those that already take part: a ridge logistic regression on municipality-quarters.

    logit h_it = a_t + b1 ln(inhabitants) + b2 share of neighbours that use it + b3 share of its Kringen
                 + b4 number of other solutions in use
Berry & Berry 1990 (event history), with a ridge instead of a choice of variables. Influence and likeness cannot be
told apart in such data (Shalizi & Thomas 2011), so the outcome is worded as likeness, never as cause.
Asked only from 20 adoptions on, at most one covariate per 10 adoptions; below that the reader gets no order.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_ADOPTIONS = 20
PER_COVARIATE = 10
PENALTY = 1.0
NAMES: tuple[str, ...] = ("grootte", "buren", "kring", "andere")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a municipality: inhabitants, whom it borders on, who is in a Kring with it, other solutions."""

    inhabitants: int
    neighbours: tuple[int, ...] = ()
    peers: tuple[int, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Likely:
    """One that does not use it yet: `chance` in the coming quarter, and the `reasons` that stand out, best first."""

    municipality: int
    chance: float
    reasons: tuple[str, ...]


def _features(who: Candidate, first: Mapping[int, int], periods: NDArray[np.int64]) -> Floats:
    """What was known of a municipality before each of `periods`: one row for each, a column for each of NAMES."""
    near = np.searchsorted(sorted(first[other] for other in who.neighbours if other in first), periods)
    peers = np.searchsorted(sorted(first[other] for other in who.peers if other in first), periods)
    return np.column_stack(
        [
            np.full(len(periods), math.log(max(who.inhabitants, 1))),
            near / max(len(who.neighbours), 1),
            peers / max(len(who.peers), 1),
            np.full(len(periods), math.log1p(who.others)),
        ]
    )


def likely_next(
    candidates: Mapping[int, Candidate], first: Mapping[int, int], periods: int, *, most: int = 20
) -> list[Likely]:
    """The municipalities most like those that adopted, the likest first; empty below 20 adoptions.

    `first` is the number of the period (0 is the first one) in which each adopter adopted; `periods` how many there
    were. Deterministic: equal chances are ordered by number of the municipality.
    """
    adopted = {who: period for who, period in first.items() if who in candidates}
    if len(adopted) < LEAST_ADOPTIONS or periods < 2:
        return []
    used = NAMES[: min(len(NAMES), len(adopted) // PER_COVARIATE)]
    rows, outcomes = [], []
    for who, candidate in sorted(candidates.items()):
        at_risk = np.arange(1, min(adopted.get(who, periods - 1), periods - 1) + 1)
        rows.append(np.column_stack([_features(candidate, adopted, at_risk)[:, : len(used)], at_risk / periods]))
        outcomes.append((at_risk == adopted.get(who, -1)).astype(np.float64))
    x, y = np.vstack(rows), np.concatenate(outcomes)
    if not y.any():
        return []
    centre, spread = x.mean(axis=0), np.where(x.std(axis=0) > 1e-9, x.std(axis=0), 1.0)
    weights = _fit((x - centre) / spread, y)
    waiting = [who for who in sorted(candidates) if who not in adopted]
    if not waiting:
        return []
    coming = np.array([periods])
    now = np.array([[*_features(candidates[who], adopted, coming)[0, : len(used)], 1.0] for who in waiting])
    scaled = (now - centre) / spread
    chance = _logistic(weights[0] + scaled @ weights[1:])
    order = sorted(range(len(waiting)), key=lambda i: (-round(float(chance[i]), 9), waiting[i]))[:most]
    return [Likely(waiting[i], float(chance[i]), _reasons(scaled[i] * weights[1:], used)) for i in order]


def _fit(x: Floats, y: Floats) -> Floats:
    """Penalised maximum likelihood by Newton steps, halved until they help; the intercept is not penalised."""
    design = np.column_stack([np.ones(len(x)), x])
    ridge = np.diag([0.0, *([PENALTY] * x.shape[1])])

    def value(weights: Floats) -> float:
        score = design @ weights
        softplus = np.maximum(score, 0.0) + np.log1p(np.exp(-np.abs(score)))
        return float(y @ score - softplus.sum() - weights @ ridge @ weights / 2)

    weights = np.zeros(design.shape[1])
    weights[0] = np.log(max(y.mean(), 1e-6) / max(1 - y.mean(), 1e-6))
    best = value(weights)
    for _ in range(100):
        chance = _logistic(design @ weights)
        slope = design.T @ (y - chance) - ridge @ weights
        bend = design.T @ (design * (chance * (1 - chance))[:, None]) + ridge + 1e-9 * np.eye(len(weights))
        step = np.linalg.solve(bend, slope)
        while value(weights + step) < best and float(np.abs(step).max()) > 1e-9:
            step = step / 2
        weights, best = weights + step, max(best, value(weights + step))
        if float(np.abs(step).max()) < 1e-8:
            break
    return np.asarray(weights, dtype=np.float64)


def _reasons(parts: Floats, used: Sequence[str]) -> tuple[str, ...]:
    """The covariates that lift this municipality above the average by a noticeable amount."""
    lifts = [(float(part), name) for part, name in zip(parts[: len(used)], used, strict=True) if part > 0.1]
    return tuple(name for _part, name in sorted(lifts, key=lambda item: (-item[0], item[1])))


def _logistic(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + e^-x), in the form that never overflows."""
    return 0.5 * (1.0 + np.tanh(0.5 * values))
