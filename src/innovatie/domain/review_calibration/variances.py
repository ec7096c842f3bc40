"""How much groups, reviewers and chance differ: fixed beforehand, or estimated once there is enough to see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.review_calibration.model import FIXED, Table, Variances, solve_model

ESTIMATE_FROM = 150
"""Fewer reviews than this say too little about the variances: the fixed ones are used."""

WIDEST = 2.0
"""Each estimated standard deviation stays between half and twice its fixed value."""

START = np.log([FIXED.tau, FIXED.severity, FIXED.noise])
REACH = float(np.log(WIDEST))
STEP = 1e-3
LEAST_INFORMATION = 4.0
"""A log standard deviation is never less certain than by 1/2: the bounds reach log 2 to either side."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Standard deviations, and how unsure their estimation makes each group: extra variance of mu + theta_g."""

    variances: Variances
    extra: NDArray[np.float64]


def estimate_for(data: Table) -> Estimate:
    """The fixed standard deviations below 150 reviews, else restricted maximum likelihood within bounds."""
    if data.score.size < ESTIMATE_FROM:
        return Estimate(FIXED, np.zeros(len(data.groups)))
    found = restricted_maximum_likelihood(data)
    return Estimate(found, _unsureness(data, found))


def restricted_maximum_likelihood(data: Table) -> Variances:
    """Maximise the restricted likelihood over three log standard deviations (L-BFGS-B, exact gradient)."""

    def deviance(logs: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        solved = solve_model(data, _from_logs(logs))
        return solved.deviance, solved.gradient

    found = scipy.optimize.minimize(
        deviance,
        START,
        jac=True,
        method="L-BFGS-B",
        bounds=[(x - REACH, x + REACH) for x in START],
        options={"ftol": 1e-9, "gtol": 1e-3, "maxiter": 60},
    )
    return _from_logs(found.x)


def _from_logs(logs: NDArray[np.float64]) -> Variances:
    tau, severity, noise = (float(x) for x in np.exp(logs))
    return Variances(tau, severity, noise, source="reml")


def _unsureness(data: Table, found: Variances) -> NDArray[np.float64]:
    """Twice the variance that estimating the variances adds to each prediction (Prasad and Rao 1990).

    Both the slopes of the predictions and the information matrix come from one small step per log standard
    deviation; one that stands at its bound counts as known.
    """
    logs = np.log([found.tau, found.severity, found.noise])
    free = [i for i in range(3) if abs(abs(logs[i] - START[i]) - REACH) > 1e-6]
    if not free:
        return np.zeros(len(data.groups))
    here = solve_model(data, found)
    slopes, curvature = [], []
    for i in free:
        there = solve_model(data, _from_logs(logs + STEP * np.eye(3)[i]))
        slopes.append((there.mu + there.theta - here.mu - here.theta) / STEP)
        curvature.append([(there.gradient[j] - here.gradient[j]) / STEP for j in free])
    information = np.array(curvature)
    information = (information + information.T) / 4.0  # the deviance is -2 log likelihood
    values, vectors = np.linalg.eigh(information)
    spread = (vectors / np.maximum(values, LEAST_INFORMATION)) @ vectors.T
    slope = np.array(slopes)
    return np.asarray(2.0 * np.einsum("ig,ij,jg->g", slope, spread, slope))
