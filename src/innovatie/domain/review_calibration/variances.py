"""How much groups, reviewers and chance differ: fixed beforehand, or estimated once there is enough to see."""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from innovatie.domain.review_calibration.model import FIXED, Table, Variances, solve_model

ESTIMATE_FROM = 150
"""Fewer reviews than this say too little about the variances: the fixed ones are used."""

WIDEST = 2.0
"""Each estimated standard deviation stays between half and twice its fixed value."""


def variances_for(data: Table) -> Variances:
    """The fixed standard deviations below 150 reviews, else restricted maximum likelihood within bounds."""
    if data.score.size < ESTIMATE_FROM:
        return FIXED
    return restricted_maximum_likelihood(data)


def restricted_maximum_likelihood(data: Table) -> Variances:
    """Maximise the restricted likelihood over three log standard deviations (L-BFGS-B, exact gradient)."""
    start = np.log([FIXED.tau, FIXED.severity, FIXED.noise])

    def deviance(logs: np.ndarray) -> tuple[float, np.ndarray]:
        tau, severity, noise = np.exp(logs)
        solved = solve_model(data, Variances(float(tau), float(severity), float(noise)))
        return solved.deviance, solved.gradient

    reach = float(np.log(WIDEST))
    found = minimize(
        deviance,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(x - reach, x + reach) for x in start],
        options={"ftol": 1e-10, "gtol": 1e-4, "maxiter": 60},
    )
    tau, severity, noise = (float(x) for x in np.exp(found.x))
    return Variances(tau, severity, noise, source="reml")
