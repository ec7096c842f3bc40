"""What a group would score with an average reviewer: a linear mixed model, and how sure we are of it.

    y_gr = mu + theta_g + beta_r + eps     theta ~ N(0, tau^2)  beta ~ N(0, sr^2)  eps ~ N(0, s^2)

Henderson's equations give the best linear unbiased predictions; the larger of the two sides (groups or reviewers)
is absorbed, so that the one dense inverse has the size of the smaller side plus one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

Vector = NDArray[np.float64]

SCALE_LOW, SCALE_HIGH = 1.0, 5.0


@dataclass(frozen=True, slots=True)
class Review:
    """One total score; `confidence` 1 outside my field, 2 fair, 3 expert, None when not said."""

    group: str
    reviewer: str
    score: float
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class Variances:
    """Standard deviations: between groups, between reviewers (severity), and what is left. `source` is
    "vast" (fixed beforehand) or "reml" (estimated from this round)."""

    tau: float = 0.55
    severity: float = 0.40
    noise: float = 0.70
    source: str = "vast"


FIXED = Variances()


@dataclass(frozen=True, slots=True)
class Table:
    """The reviews as arrays; groups and reviewers sorted by id."""

    groups: tuple[str, ...]
    reviewers: tuple[str, ...]
    group: NDArray[np.int64]
    reviewer: NDArray[np.int64]
    score: Vector


def table(reviews: Sequence[Review]) -> Table:
    """Put the reviews in canonical order."""
    groups = tuple(sorted({r.group for r in reviews}))
    reviewers = tuple(sorted({r.reviewer for r in reviews}))
    group_place = {name: i for i, name in enumerate(groups)}
    reviewer_place = {name: i for i, name in enumerate(reviewers)}
    ordered = sorted(reviews, key=lambda r: (r.group, r.reviewer))
    return Table(
        groups=groups,
        reviewers=reviewers,
        group=np.array([group_place[r.group] for r in ordered], dtype=np.int64),
        reviewer=np.array([reviewer_place[r.reviewer] for r in ordered], dtype=np.int64),
        score=np.array([r.score for r in ordered], dtype=np.float64),
    )


@dataclass(frozen=True, slots=True)
class Solved:
    """Solution of the mixed-model equations.

    `group_se` is the standard error of mu + theta_g (the expected score), so it includes that of mu.
    `deviance` is -2 log restricted likelihood up to a constant, `gradient` its derivative to the three
    log standard deviations (tau, severity, noise).
    """

    mu: float
    theta: Vector
    beta: Vector
    group_se: Vector
    deviance: float
    gradient: Vector


def solve_model(data: Table, variances: Variances) -> Solved:
    """Predictions, standard errors and restricted likelihood for given standard deviations."""
    n, groups, reviewers = data.score.size, len(data.groups), len(data.reviewers)
    swap = groups > reviewers  # absorb the groups instead of the reviewers
    kept, kept_size, kept_sd = (
        (data.reviewer, reviewers, variances.severity) if swap else (data.group, groups, variances.tau)
    )
    lost, lost_size, lost_sd = (
        (data.group, groups, variances.tau) if swap else (data.reviewer, reviewers, variances.severity)
    )
    centre = float(data.score.mean())
    y = data.score - centre
    weight = 1.0 / variances.noise**2
    lost_count = np.bincount(lost, minlength=lost_size).astype(np.float64)
    kept_count = np.bincount(kept, minlength=kept_size).astype(np.float64)
    lost_sum = weight * np.bincount(lost, weights=y, minlength=lost_size)
    kept_sum = weight * np.bincount(kept, weights=y, minlength=kept_size)
    d = lost_count * weight + 1.0 / lost_sd**2
    cross = _coupling(kept, lost, lost_count, kept_size, weight)
    m = _absorbed(cross, d, kept_count, weight, kept_sd)
    right = np.concatenate([[weight * y.sum()], kept_sum]) - cross.T @ (lost_sum / d)
    factor, _ = scipy.linalg.cho_factor(m, lower=True)
    lower, _ = scipy.linalg.lapack.dpotri(factor, lower=1)
    inverse = np.tril(lower) + np.tril(lower, -1).T
    solution = inverse @ right
    kept_effect = solution[1:]
    lost_effect = (lost_sum - cross @ solution) / d
    kept_variance = np.diag(inverse)[1:]
    projected = cross @ inverse  # lost x (1 + kept)
    lost_variance = 1.0 / d + np.asarray(cross.multiply(projected).sum(axis=1)).ravel() / d**2
    theta, beta = (lost_effect, kept_effect) if swap else (kept_effect, lost_effect)
    if swap:
        # cov(mu, absorbed) = -(cross inverse)[:, 0] / d
        with_mu = lost_variance + inverse[0, 0] - 2.0 * projected[:, 0] / d
    else:
        with_mu = kept_variance + inverse[0, 0] + 2.0 * inverse[0, 1:]
    log_det = 2.0 * float(np.log(np.diag(factor)).sum()) + float(np.log(d).sum())
    quadratic = weight * float(y @ y) - float((lost_sum**2 / d).sum()) - float(right @ solution)
    deviance = (
        n * np.log(variances.noise**2)
        + groups * np.log(variances.tau**2)
        + reviewers * np.log(variances.severity**2)
        + log_det
        + quadratic
    )
    trace_kept, trace_lost = float(kept_variance.sum()), float(lost_variance.sum())
    trace_theta, trace_beta = (trace_lost, trace_kept) if swap else (trace_kept, trace_lost)
    left = y - solution[0] - theta[data.group] - beta[data.reviewer]
    return Solved(
        mu=float(solution[0]) + centre,
        theta=theta,
        beta=beta,
        group_se=np.sqrt(np.maximum(with_mu, 0.0)),
        deviance=float(deviance),
        gradient=_gradient(variances, theta, beta, left, trace_theta=trace_theta, trace_beta=trace_beta),
    )


def _coupling(
    kept: NDArray[np.int64], lost: NDArray[np.int64], lost_count: Vector, kept_size: int, weight: float
) -> scipy.sparse.csr_matrix:
    """What couples the absorbed side (rows) with mu (the first column) and the kept side, in Henderson's equations."""
    shape = (lost_count.size, kept_size + 1)
    with_kept = scipy.sparse.csr_matrix((np.full(lost.size, weight), (lost, kept + 1)), shape=shape)
    first = (np.arange(lost_count.size), np.zeros(lost_count.size, dtype=int))
    return (with_kept + scipy.sparse.csr_matrix((lost_count * weight, first), shape=shape)).tocsr()


def _absorbed(
    cross: scipy.sparse.csr_matrix, d: Vector, kept_count: Vector, weight: float, kept_sd: float
) -> NDArray[np.float64]:
    """The equations of mu and the kept side once the other side, with `d` on its diagonal, is absorbed."""
    m: NDArray[np.float64] = -(cross.T @ scipy.sparse.diags(1.0 / d) @ cross).toarray()
    m[0, 0] += kept_count.sum() * weight
    m[0, 1:] += kept_count * weight
    m[1:, 0] += kept_count * weight
    kept = np.arange(1, kept_count.size + 1)
    m[kept, kept] += kept_count * weight + 1.0 / kept_sd**2
    return m


def _gradient(
    variances: Variances, theta: Vector, beta: Vector, left: Vector, *, trace_theta: float, trace_beta: float
) -> Vector:
    """Of the deviance, by the log standard deviations; `left` is what neither side explains of each score."""
    by_tau = theta.size - (trace_theta + float(theta @ theta)) / variances.tau**2
    by_severity = beta.size - (trace_beta + float(beta @ beta)) / variances.severity**2
    used = theta.size - trace_theta / variances.tau**2 + beta.size - trace_beta / variances.severity**2
    by_noise = (left.size - 1.0 - used) - float(left @ left) / variances.noise**2
    return 2.0 * np.array([by_tau, by_severity, by_noise])
