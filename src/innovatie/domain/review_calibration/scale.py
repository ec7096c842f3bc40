"""What a form with whole points from 1 to 5 does to a judgement, and how to take it back.

A reviewer who thinks 5.8 can only say 5, and 3.4 becomes 3. For a judgement x ~ N(m, sd^2) the score is
1 + #{cut points below x}, so its mean is 1 + sum_c P(x > c), and it moves with x by

    slope = cov(score, x) / var(x) = sum_c phi((c - m) / sd) / sd          c = 1.5, 2.5, 3.5, 4.5

(Stein's identity). The slope lies below 1 because there are no cut points beyond 4.5 and 1.5: groups look closer
together than they are. Predictions and their standard errors are divided by it; the extra noise of rounding is in the
estimated variances already (Sheppard).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy
from numpy.typing import NDArray

from innovatie.domain.review_calibration.model import SCALE_HIGH, SCALE_LOW, Variances

CUTS = np.arange(SCALE_LOW + 0.5, SCALE_HIGH)
LEAST_SLOPE = 0.8
"""With nearly everybody at one end of the scale little can be taken back."""

LARGEST_SHIFT = 0.25
STEPS = 40


@dataclass(frozen=True, slots=True)
class Scale:
    """How scores follow judgements: their overall mean `mu` as judged, and the slope."""

    mu: float
    slope: float


def scale_of(scores: NDArray[np.float64], mu: float, variances: Variances) -> Scale:
    """The scale of these scores, whose mean is `mu`; slope 1 when they are not all whole points."""
    if not ((scores == np.rint(scores)) & (scores >= SCALE_LOW) & (scores <= SCALE_HIGH)).all():
        return Scale(mu, 1.0)
    sd = float(np.sqrt(variances.tau**2 + variances.severity**2 + variances.noise**2))
    judged = mu
    for _ in range(STEPS):
        expected = SCALE_LOW + float(scipy.special.ndtr((judged - CUTS) / sd).sum())
        judged = float(np.clip(judged + mu - expected, mu - LARGEST_SHIFT, mu + LARGEST_SHIFT))
    density = np.exp(-(((CUTS - judged) / sd) ** 2) / 2) / (sd * np.sqrt(2 * np.pi))
    return Scale(judged, float(np.clip(density.sum(), LEAST_SLOPE, 1.0)))
