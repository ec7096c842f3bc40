"""Does the true top three reach the shortlist? Our defaults against three reviews for everybody, simulated.

Run: python benchmarks/review_shortlist.py. 300 groups, 150 reviewers of the model, whole scores of 1 to 5. Uniform:
three, four or five reviews each and the 24 best raw means. Ours: three reviews, then extra reviews where the outcome
is open (gate and budget of the platform), calibrated, and the platform's own shortlist.
"""

import json

import numpy as np

from innovatie.domain.review_calibration import (
    FIXED,
    PASSES,
    Review,
    budget_for,
    calibrate,
    extra_reviews,
    shortlist,
)

RUNS, GROUPS, REVIEWERS, PLACES = 60, 300, 150, 24


class Round:
    """One simulated round that can always give one more review of a group."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.truth = 3.1 + self.rng.normal(0, FIXED.tau, GROUPS)
        self.severity = self.rng.normal(0, FIXED.severity, REVIEWERS)
        self.had: dict[int, set[int]] = {g: set() for g in range(GROUPS)}

    def review(self, group: int) -> Review:
        free = [r for r in range(REVIEWERS) if r not in self.had[group]]
        reviewer = int(self.rng.choice(free))
        self.had[group].add(reviewer)
        score = self.truth[group] + self.severity[reviewer] + self.rng.normal(0, FIXED.noise)
        return Review(f"{group:03}", f"{reviewer:03}", float(np.clip(np.rint(score), 1, 5)), 3)

    def top(self) -> set[str]:
        return {f"{g:03}" for g in np.argsort(-self.truth)[:3]}


def uniform(seed: int, each: int) -> tuple[float, float, int]:
    """Share of the true top three among the 24 best raw means (a draw among equals), reviews a group, length."""
    game = Round(seed)
    scores: dict[str, list[float]] = {}
    for g in range(GROUPS):
        for _ in range(each):
            review = game.review(g)
            scores.setdefault(review.group, []).append(review.score)
    order = sorted(scores, key=lambda g: (-np.mean(scores[g]), game.rng.random()))
    return len(game.top() & set(order[:PLACES])) / 3, each, PLACES


def ours(seed: int) -> tuple[float, float, int]:
    game = Round(seed)
    reviews = [game.review(g) for g in range(GROUPS) for _ in range(3)]
    budget = budget_for(GROUPS)
    for _ in range(PASSES):
        # A discussion comes first in real life; here scores do not change in it.
        asked = extra_reviews(
            calibrate(reviews).groups, budget=budget, discussed=frozenset(f"{g:03}" for g in range(GROUPS))
        )
        budget -= len(asked)
        reviews += [game.review(int(e.group)) for e in asked]
    listed = shortlist(calibrate(reviews).groups, seed=str(seed)).groups
    return len(game.top() & set(listed)) / 3, len(reviews) / GROUPS, len(listed)


def main() -> None:
    found = {}
    for name, scheme in (
        ("three each", lambda s: uniform(s, 3)),
        ("four each", lambda s: uniform(s, 4)),
        ("five each", lambda s: uniform(s, 5)),
        ("ours", ours),
    ):
        runs = np.array([scheme(seed) for seed in range(RUNS)])
        found[name] = {
            "top_three_on_shortlist": round(float(runs[:, 0].mean()), 3),
            "standard_error": round(float(runs[:, 0].std() / RUNS**0.5), 3),
            "reviews_per_group": round(float(runs[:, 1].mean()), 2),
            "length": round(float(runs[:, 2].mean()), 1),
        }
    print(json.dumps({"runs": RUNS, "groups": GROUPS, "schemes": found}, indent=1))


if __name__ == "__main__":
    main()
