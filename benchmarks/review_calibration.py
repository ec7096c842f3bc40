"""Calibration: how often 90 % intervals hold the truth over 200 simulated rounds, and the time for 600 groups.

Run: python benchmarks/review_calibration.py. Prints JSON, for scores as the model draws them and for scores
rounded to whole points and cut off at 1 and 5, as the form gives them.
"""

import json
import time

import numpy as np

from innovatie.domain.review_calibration import FIXED, Review, calibrate

ROUNDS, GROUPS, PER_GROUP, PER_REVIEWER = 200, 120, 3, 6
INTERVAL_90 = 1.6448536269514722


def simulated(seed: int, groups: int, *, whole: bool) -> tuple[list[Review], np.ndarray]:
    """A round drawn from the model; three reviews per group, some six per reviewer."""
    rng = np.random.default_rng(seed)
    reviewers = groups * PER_GROUP // PER_REVIEWER
    truth = 3.1 + rng.normal(0, FIXED.tau, groups)
    severity = rng.normal(0, FIXED.severity, reviewers)
    reviews = []
    for g in range(groups):
        for r in rng.choice(reviewers, PER_GROUP, replace=False):
            score = truth[g] + severity[r] + rng.normal(0, FIXED.noise)
            reviews.append(
                Review(f"{g:04}", f"{r:04}", float(np.clip(np.rint(score), 1, 5)) if whole else float(score))
            )
    return reviews, truth


def coverage(*, whole: bool) -> dict[str, float]:
    inside = total = 0
    raw_error = error = 0.0
    for seed in range(ROUNDS):
        reviews, truth = simulated(seed, GROUPS, whole=whole)
        for g in calibrate(reviews).groups:
            miss = g.mean - truth[int(g.group)]
            inside += abs(miss) <= INTERVAL_90 * g.se
            error += miss**2
            raw_error += (g.mean_raw - truth[int(g.group)]) ** 2
            total += 1
    return {
        "coverage_of_90_percent": round(inside / total, 4),
        "root_mean_square_error": round((error / total) ** 0.5, 3),
        "the_same_of_raw_means": round((raw_error / total) ** 0.5, 3),
    }


def main() -> None:
    reviews, _ = simulated(1, 600, whole=True)
    start = time.perf_counter()
    result = calibrate(reviews)
    seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "rounds": ROUNDS,
                "as_drawn": coverage(whole=False),
                "whole_points": coverage(whole=True),
                "seconds_for_600_groups": round(seconds, 2),
                "variances": result.variances.source,
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()
