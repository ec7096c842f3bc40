"""Assignment at full size: 3,000 groups, 5,000 reviewers, 3 each; what the cap and the ring cost, apart and together.

Run: python benchmarks/review_assignment.py. Prints JSON: seconds and mean similarity per rule, the loss against the
unrestricted optimum, and the peak memory of the process in MB.
"""

import json
import resource
import time

import numpy as np

from innovatie.domain.review_assignment import Fit, Group, Problem, Reviewer, assign, problem

GROUPS, REVIEWERS, MAXIMUM, KRINGEN, TOPICS = 3_000, 5_000, 4, 25, 24


def world(*, ring: bool, cap: float, straight: bool = False) -> Problem:
    """Groups and reviewers with a mix of topics each; a reviewer has a stake in the groups of the own Kring."""
    rng = np.random.default_rng(2026)
    group_kring, reviewer_kring = rng.integers(KRINGEN, size=GROUPS), rng.integers(KRINGEN, size=REVIEWERS)
    group_topics, reviewer_topics = (
        rng.dirichlet(np.full(TOPICS, 0.25), GROUPS),
        rng.dirichlet(np.full(TOPICS, 0.25), REVIEWERS),
    )
    group_topics /= np.linalg.norm(group_topics, axis=1)[:, None]
    reviewer_topics /= np.linalg.norm(reviewer_topics, axis=1)[:, None]
    similarity = np.round(group_topics @ reviewer_topics.T, 6)
    groups = [Group(f"g{i:04}", kring=f"K{k}") for i, k in enumerate(group_kring)]
    reviewers = [Reviewer(f"r{i:04}", kring=f"K{k}", maximum=MAXIMUM) for i, k in enumerate(reviewer_kring)]
    free = np.argwhere(group_kring[:, None] != reviewer_kring[None, :])
    fit = Fit(free[:, 0], free[:, 1], np.clip(similarity[free[:, 0], free[:, 1]], 0, 1))
    if straight:  # the cost is then linear in the similarity: the true unrestricted optimum
        fit = Fit(fit.group, fit.reviewer, 1.0 - np.cbrt(1.0 - fit.similarity))
    return problem(
        groups=groups,
        reviewers=reviewers,
        fit=fit,
        group_order=[g.id for g in groups],
        reviewer_order=[r.id for r in reviewers],
        conflicts={},
        ring=ring,
        cap=cap,
    )


def main() -> None:
    found: dict[str, dict[str, float]] = {}
    best = 0.0
    for name, ring, cap in (
        ("unrestricted", False, 1.0),
        ("cap", False, 0.5),
        ("ring", True, 1.0),
        ("cap and ring", True, 0.5),
    ):
        task = world(ring=ring, cap=cap, straight=name == "unrestricted")
        start = time.perf_counter()
        outcome = assign(task, "benchmark")
        seconds = time.perf_counter() - start
        values = [a.similarity for a in outcome.assignments]
        if name == "unrestricted":
            values = [1.0 - (1.0 - v) ** 3 for v in values]
        mean = sum(values) / len(values)
        best = best or mean
        found[name] = {
            "seconds": round(seconds, 2),
            "mean_similarity": round(mean, 4),
            "loss_percent": round(100 * (1 - mean / best), 2),
            "lowest": round(min(values), 4),
            "assignments": len(values),
        }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"groups": GROUPS, "reviewers": REVIEWERS, "rules": found, "peak_mb": round(memory)}, indent=1))


if __name__ == "__main__":
    main()
