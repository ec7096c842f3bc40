"""An assignment as people see it: who reviews what, how good it is, who is served worst, and why."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from innovatie.domain.review_assignment.candidates import blocked_codes, ring_vectors
from innovatie.domain.review_assignment.draw import euler_split
from innovatie.domain.review_assignment.lot import number
from innovatie.domain.review_assignment.problem import Pair, Problem
from innovatie.domain.review_assignment.solver import Solution, solve
from innovatie.domain.wording import wording

WEAK_MEAN = 0.35
"""Below this mean similarity nobody in the pool really fits: the chair invites someone."""

CAPS = (0.5, 1.0)
"""Six in the running for three places, or no lot at all: the draw splits halves, and nothing else."""

WORST_SHOWN = 5
CERTAIN = 2


@dataclass(frozen=True, slots=True)
class Assigned:
    """One reviewer on one group. `chance` is the probability the draw gave this pair (1.0 when pinned)."""

    group: str
    reviewer: str
    similarity: float
    chance: float
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """How well one group is served; `why` is a Dutch sentence for the chair."""

    group: str
    size: int
    mean_similarity: float
    similarities: tuple[float, ...]
    candidates: int
    blocked: int
    outside_ring: int
    missing: int
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole result. `short` holds the groups that did not get all their reviewers, with the reason."""

    assignments: tuple[Assigned, ...]
    seed: str
    input_digest: str
    total_similarity: float
    worst: tuple[Served, ...]
    short: tuple[Served, ...]
    load: dict[int, int]
    """Number of groups per reviewer -> number of reviewers."""

    running: dict[str, tuple[str, ...]]
    """Group -> the reviewers that were in the running for it, best fit first."""

    relaxed: bool
    solver: str
    without_lot: float
    """The total similarity of the best assignment without a lot: the difference is what the lot costs here."""

    needed: int
    places: int
    """Reviews that were asked for, and reviews that the reviewers together would still do."""

    weak: int
    """Groups that have all their reviewers, none of whom knows the subject well (`WEAK_MEAN`)."""

    @property
    def price_of_lot(self) -> float:
        """The share of the similarity that the lot costs, 0..1; 0 when the best has none itself."""
        return max(0.0, 1.0 - self.total_similarity / self.without_lot) if self.without_lot else 0.0


class UnworkableError(ValueError):
    """What was asked contradicts itself (a pinned pair with a conflict) or cannot be drawn; the message is Dutch."""


def assign(problem: Problem, seed: str) -> Outcome:
    """Solve, draw, explain. The same problem and seed give the same outcome on the pinned versions.

    Raises UnworkableError for pins that cannot be, and for a cap that is not one of `CAPS`.
    """
    if problem.cap not in CAPS:
        raise UnworkableError(
            wording(
                "De kans van een combinatie is hooguit 0.5 (met loting) of 1 (zonder loting). %(cap)s kan niet.",
                cap=problem.cap,
            )
        )
    _check_pins(problem)
    solution = solve(problem, seed)
    found = _drawn(problem, seed, solution)
    best = replace(problem, cap=1.0)
    sure = found if problem.cap == 1.0 else _drawn(best, seed, solve(best, seed))
    return _told(problem, seed, solution, found, math.fsum(a.similarity for a in sure))


def _check_pins(problem: Problem) -> None:
    known_groups = {g.id: g for g in problem.groups}
    known_reviewers = {r.id: r for r in problem.reviewers}
    load: Counter[str] = Counter()
    for group, reviewer in sorted(problem.pinned):
        if group not in known_groups or reviewer not in known_reviewers:
            raise UnworkableError(
                wording(
                    "De vaste combinatie %(groep)s met %(beoordelaar)s bestaat niet.", groep=group, beoordelaar=reviewer
                )
            )
        if why := problem.conflicts.get((group, reviewer)):
            raise UnworkableError(
                wording(
                    "%(beoordelaar)s heeft een belang bij %(groep)s: %(reden)s.",
                    beoordelaar=reviewer,
                    groep=group,
                    reden=", ".join(why),
                )
            )
        if (group, reviewer) in problem.forbidden:
            raise UnworkableError(
                wording(
                    "De combinatie %(groep)s met %(beoordelaar)s is zowel vastgezet als uitgesloten.",
                    groep=group,
                    beoordelaar=reviewer,
                )
            )
        load[reviewer] += 1
    for reviewer, pinned in sorted(load.items()):
        if pinned > known_reviewers[reviewer].maximum:
            raise UnworkableError(
                wording(
                    "%(beoordelaar)s heeft meer vaste groepen (%(n)s) dan het eigen maximum.",
                    beoordelaar=reviewer,
                    n=pinned,
                )
            )


def _drawn(problem: Problem, seed: str, solution: Solution) -> list[Assigned]:
    groups = [g.id for g in problem.groups]
    reviewers = [r.id for r in problem.reviewers]
    fit = solution.fit
    half = np.flatnonzero(solution.twice == 1)
    names = [(groups[fit.group[e]], reviewers[fit.reviewer[e]]) for e in half]
    order = sorted(range(half.size), key=lambda i: (number(seed, "order", *names[i]), names[i]))
    stays = euler_split(fit.group[half], fit.reviewer[half], order, seed)
    chosen = np.concatenate([np.flatnonzero(solution.twice == CERTAIN), half[stays]])
    found = [
        Assigned(
            groups[fit.group[e]],
            reviewers[fit.reviewer[e]],
            float(fit.similarity[e]),
            float(solution.twice[e]) / 2,
        )
        for e in chosen
    ]
    known = similarities(problem, problem.pinned)
    found += [Assigned(g, r, known.get((g, r), 0.0), 1.0, pinned=True) for g, r in problem.pinned]
    return sorted(found, key=lambda a: (a.group, a.reviewer))


def similarities(problem: Problem, pairs: frozenset[Pair]) -> dict[Pair, float]:
    """The listed similarity of these pairs; a pair that is not listed is left out."""
    if not pairs:
        return {}
    group_place = {g.id: i for i, g in enumerate(problem.groups)}
    reviewer_place = {r.id: i for i, r in enumerate(problem.reviewers)}
    found: dict[Pair, float] = {}
    for group, reviewer in pairs:
        start, end = np.searchsorted(problem.fit.group, [group_place[group], group_place[group] + 1])
        at = start + np.searchsorted(problem.fit.reviewer[start:end], reviewer_place[reviewer])
        if at < end and problem.fit.reviewer[at] == reviewer_place[reviewer]:
            found[group, reviewer] = float(problem.fit.similarity[at])
    return found


def _told(problem: Problem, seed: str, solution: Solution, found: list[Assigned], without_lot: float) -> Outcome:
    by_group: dict[str, list[float]] = {g.id: [] for g in problem.groups}
    for a in found:
        by_group[a.group].append(a.similarity)
    served = _served(problem, seed, by_group)
    load = Counter(a.reviewer for a in found)
    counts = Counter(load.get(r.id, 0) for r in problem.reviewers)
    return Outcome(
        assignments=tuple(found),
        seed=seed,
        input_digest=problem.digest,
        total_similarity=math.fsum(a.similarity for a in found),
        worst=tuple(sorted(served, key=lambda s: (-s.missing, s.mean_similarity, s.group))[:WORST_SHOWN]),
        short=tuple(s for s in served if s.missing),
        load=dict(sorted(counts.items())),
        running=_running(problem, solution),
        relaxed=solution.relaxed,
        solver=solution.version,
        without_lot=without_lot,
        needed=sum(g.reviews for g in problem.groups),
        places=sum(r.maximum for r in problem.reviewers),
        weak=sum(1 for s in served if not s.missing and s.similarities and s.mean_similarity < WEAK_MEAN),
    )


def _running(problem: Problem, solution: Solution) -> dict[str, tuple[str, ...]]:
    reviewers = [r.id for r in problem.reviewers]
    found: dict[str, list[tuple[float, str]]] = {}
    for e in np.flatnonzero(solution.twice):
        name = problem.groups[int(solution.fit.group[e])].id
        found.setdefault(name, []).append(
            (-float(solution.fit.similarity[e]), reviewers[int(solution.fit.reviewer[e])])
        )
    return {group: tuple(r for _, r in sorted(pairs)) for group, pairs in found.items()}


def _served(problem: Problem, seed: str, by_group: dict[str, list[float]]) -> list[Served]:
    width = len(problem.reviewers)
    blocked = np.bincount(blocked_codes(problem) // width, minlength=len(problem.groups)).tolist()
    group_colour, may_review = ring_vectors(problem, seed)
    outside = {int(c): int(((may_review != c) & (may_review >= 0)).sum()) for c in np.unique(group_colour) if c >= 0}
    listed = np.bincount(problem.fit.group, minlength=len(problem.groups))
    scarce = sum(r.maximum for r in problem.reviewers) < sum(g.reviews for g in problem.groups)
    result = []
    for i, g in enumerate(problem.groups):
        values = sorted(by_group[g.id], reverse=True)
        mean = math.fsum(values) / len(values) if values else 0.0
        apart = outside.get(int(group_colour[i]), 0)
        free = max(0, width - blocked[i] - apart)
        missing = g.reviews - len(values)
        why = _why(
            reviewers=width,
            blocked=blocked[i],
            apart=apart,
            listed=int(listed[i]),
            missing=missing,
            mean=mean,
            scarce=scarce,
        )
        result.append(Served(g.id, g.size, mean, tuple(values), free, blocked[i], apart, max(0, missing), why))
    return result


def _why(*, reviewers: int, blocked: int, apart: int, listed: int, missing: int, mean: float, scarce: bool) -> str:
    """One sentence that names what narrowed the choice."""
    parts = []
    if blocked:
        parts.append(f"{blocked} met een belang of uitgesloten")
    if apart:
        parts.append(f"{apart} buiten de ring van Kringen")
    if listed < reviewers:
        parts.append(f"{reviewers - listed} zonder bekende verwantschap")
    narrowed = f" ({', '.join(parts)})" if parts else ""
    lacking = f"ontbreekt er {missing}" if missing == 1 else f"ontbreken er {missing}"
    if missing > 0 and scarce:
        return (
            f"Er {lacking}: de beoordelaars hebben samen minder plaatsen dan er nodig zijn. "
            f"Eerst krijgt elke groep er een, daarna telt wie er het best past{narrowed}."
        )
    if missing > 0:
        return (
            f"Geen passende beoordelaars: er {lacking}. Van {reviewers} beoordelaars vielen er "
            f"te veel af{narrowed}, of de anderen zitten aan hun maximum."
        )
    if mean < WEAK_MEAN:
        return f"Alle plaatsen zijn bezet, maar weinig deskundigheid op dit onderwerp{narrowed}. Nodig iemand uit."
    return f"De best passende beoordelaars zijn elders harder nodig of vielen af{narrowed}."
