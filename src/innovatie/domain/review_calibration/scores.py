"""From reviews to calibrated scores per group: a mean, an 80 % interval, a chance to pass, a band in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from innovatie.domain.review_calibration.model import (
    SCALE_HIGH,
    SCALE_LOW,
    Review,
    Variances,
    solve_model,
    table,
)
from innovatie.domain.review_calibration.scale import scale_of
from innovatie.domain.review_calibration.variances import estimate_for

SHORTLIST_PLACES = 24
FLOOR = 3.0
"""No group with an expected score below this passes, however few groups there are."""

INTERVAL_80 = 1.2815515655446004
"""Half the width of an 80 % interval in standard errors."""

SURE, SURELY_NOT = 0.90, 0.10
KNOWS_THE_FIELD = 2


class Band(StrEnum):
    """What the reviews say about the shortlist; never a rank with decimals."""

    SURE = "zeker"
    OPEN = "open"
    SURELY_NOT = "zeker niet"


@dataclass(frozen=True, slots=True)
class GroupScore:
    """One group after calibration. `chance` is the probability that it belongs above the threshold."""

    group: str
    raw: tuple[float, ...]
    mean_raw: float
    mean: float
    se: float
    chance: float
    band: Band
    knowing: int
    """Reviews by someone with confidence 2 or 3, or who did not say."""

    @property
    def reviews(self) -> int:
        return len(self.raw)

    @property
    def interval_80(self) -> tuple[float, float]:
        return (self.mean - INTERVAL_80 * self.se, self.mean + INTERVAL_80 * self.se)

    @property
    def said_80(self) -> tuple[float, float]:
        """`interval_80` as people read it: no mark lies outside the scale."""
        low, high = self.interval_80
        return (max(low, float(SCALE_LOW)), min(high, float(SCALE_HIGH)))

    @property
    def spread(self) -> float:
        """Highest minus lowest raw score; 3 or more calls for a discussion."""
        return max(self.raw) - min(self.raw)


@dataclass(frozen=True, slots=True)
class ReviewerScore:
    """How a reviewer scores against the others: `severity` below 0 is strict, above 0 is mild."""

    reviewer: str
    severity: float
    reviews: int


@dataclass(frozen=True, slots=True)
class Calibrated:
    """All of it: best group first (by calibrated mean, then id), and the threshold that was used."""

    groups: tuple[GroupScore, ...]
    reviewers: tuple[ReviewerScore, ...]
    variances: Variances
    threshold: float
    mu: float


def calibrate(reviews: Iterable[Review], *, places: int = SHORTLIST_PLACES) -> Calibrated:
    """Calibrate one question over all groups. No reviews give an empty result, not an error."""
    given: Sequence[Review] = list(reviews)
    if not given:
        return Calibrated((), (), Variances(), FLOOR, math.nan)
    data = table(given)
    estimate = estimate_for(data)
    used = estimate.variances
    solved = solve_model(data, used)
    scale = scale_of(data.score, solved.mu, used)
    errors = np.sqrt(solved.group_se**2 + estimate.extra) / scale.slope
    means = np.clip(scale.mu + solved.theta / scale.slope, SCALE_LOW, SCALE_HIGH)
    threshold = threshold_of(means.tolist(), places)
    chances = scipy.special.ndtr((means - threshold) / np.maximum(errors, 1e-12))
    raw: list[list[float]] = [[] for _ in data.groups]
    for place, score in zip(data.group, data.score, strict=True):
        raw[int(place)].append(float(score))
    knowing = dict.fromkeys(data.groups, 0)
    for review in given:
        knowing[review.group] += review.confidence is None or review.confidence >= KNOWS_THE_FIELD
    groups = [
        GroupScore(
            group=name,
            raw=tuple(sorted(raw[i])),
            mean_raw=math.fsum(raw[i]) / len(raw[i]),
            mean=float(means[i]),
            se=float(errors[i]),
            chance=float(chances[i]),
            band=band_of(float(chances[i])),
            knowing=knowing[name],
        )
        for i, name in enumerate(data.groups)
    ]
    counts = np.bincount(data.reviewer, minlength=len(data.reviewers))
    return Calibrated(
        groups=tuple(sorted(groups, key=lambda g: (-round(g.mean, 9), g.group))),
        reviewers=tuple(
            ReviewerScore(name, float(severity), int(count))
            for name, severity, count in zip(data.reviewers, solved.beta / scale.slope, counts, strict=True)
        ),
        variances=used,
        threshold=threshold,
        mu=scale.mu,
    )


def threshold_of(means: Sequence[float], places: int) -> float:
    """Halfway the last that fits and the first that does not, but never below the floor."""
    ordered = sorted(means, reverse=True)
    if len(ordered) <= places:
        return FLOOR
    return max(FLOOR, (ordered[places - 1] + ordered[places]) / 2)


def band_of(chance: float) -> Band:
    """Sure from 90 %, surely not up to 10 %, open in between."""
    if chance >= SURE:
        return Band.SURE
    return Band.SURELY_NOT if chance <= SURELY_NOT else Band.OPEN
