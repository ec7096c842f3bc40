"""What the reviews say together: calibrated scores with their uncertainty, extra reviews, and the gate.

The total score drives the gate, the criteria explain it; raw scores always stay visible beside the calibrated.
"""

from innovatie.domain.review_calibration.gate import (
    DISCUSS_FROM,
    MOST_REVIEWS,
    PASSES,
    Extra,
    Reason,
    Shortlist,
    budget_for,
    extra_reviews,
    shortlist,
)
from innovatie.domain.review_calibration.model import FIXED, Review, Variances, solve_model, table
from innovatie.domain.review_calibration.scores import (
    FLOOR,
    INTERVAL_80,
    SHORTLIST_PLACES,
    Band,
    Calibrated,
    GroupScore,
    ReviewerScore,
    band_of,
    calibrate,
    threshold_of,
)
from innovatie.domain.review_calibration.variances import estimate_for, restricted_maximum_likelihood

__all__ = [
    "DISCUSS_FROM",
    "FIXED",
    "FLOOR",
    "INTERVAL_80",
    "MOST_REVIEWS",
    "PASSES",
    "SHORTLIST_PLACES",
    "Band",
    "Calibrated",
    "Extra",
    "GroupScore",
    "Reason",
    "Review",
    "ReviewerScore",
    "Shortlist",
    "Variances",
    "band_of",
    "budget_for",
    "calibrate",
    "estimate_for",
    "extra_reviews",
    "restricted_maximum_likelihood",
    "shortlist",
    "solve_model",
    "table",
    "threshold_of",
]
