"""What the gate would do now: the budget for extra reviews, where they would go, and who would pass."""

from datetime import datetime

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.review_assignment import ring_colours
from innovatie.domain.review_calibration import PASSES, Extra, Shortlist, budget_for, extra_reviews
from innovatie.domain.review_calibration import shortlist as pick
from innovatie.infra.database import fetch_one_as, fetch_one_value, fetch_values
from innovatie.review.queries.facts import groups_of, reviewers_for
from innovatie.review.queries.scores import ScoresOfRound, scores_of


class Budget(msgspec.Struct, frozen=True):
    """Extra reviews of a round: how many there may be, how many were asked, in how many passes."""

    total: int
    asked: int
    passes: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.asked) if self.passes < PASSES else 0


class _Passes(msgspec.Struct, frozen=True):
    asked: int
    passes: int


class _Ring(msgspec.Struct, frozen=True):
    seed: str
    ring: bool


async def budget_of(round_id: int) -> Budget:
    """Half a review per group over the whole round, in at most three passes."""
    groups = await fetch_one_value(int, "SELECT count(*) FROM round_group WHERE round = $1", round_id) or 0
    done = await fetch_one_as(
        _Passes,
        "SELECT coalesce(sum(asked), 0) AS asked, count(*) AS passes FROM extra_pass WHERE round = $1",
        round_id,
    )
    return Budget(budget_for(groups), done.asked, done.passes) if done else Budget(budget_for(groups), 0, 0)


async def wanted_extras(round_id: int, scores: ScoresOfRound) -> tuple[Extra, ...]:
    """Which groups get one more review in the next pass; only groups whose reviews are all in."""
    sql = 'SELECT "group" FROM discussion WHERE round = $1 AND closed_at IS NOT NULL'
    closed = await fetch_values(int, sql, round_id)
    complete = [g.score for g in scores.groups if g.score is not None and g.handed_in == g.asked]
    budget = await budget_of(round_id)
    return extra_reviews(complete, budget=budget.left, discussed=frozenset(map(str, closed)))


async def colours_of(round_id: int, *, now: datetime) -> dict[str, int]:
    """The colour of each group in the ring of the last draw that was sent; empty when there was no ring."""
    run = await fetch_one_as(
        _Ring,
        "SELECT seed, ring FROM assignment_run WHERE round = $1 AND state = 'verstuurd' ORDER BY id DESC LIMIT 1",
        round_id,
    )
    if run is None or not run.ring:
        return {}
    groups = await groups_of(round_id, today=dutch_day(now))
    reviewers = await reviewers_for(round_id, today=dutch_day(now))
    kringen = [str(g.kring) for g in groups if g.kring] + [str(r.kring) for r in reviewers if r.kring]
    colours = ring_colours(kringen, run.seed)
    return {str(g.id): colours[str(g.kring)] for g in groups if g.kring}


async def seed_for_ties(round_id: int) -> str:
    """What decides between groups that stand equal: the seed with which the first reviewers were drawn.

    It was a public value before there was any score, so nobody can have chosen it for what it decides.
    """
    sql = "SELECT seed FROM assignment_run WHERE round = $1 AND state = 'verstuurd' ORDER BY id LIMIT 1"
    return f"{await fetch_one_value(str, sql, round_id) or round_id}, gelijke stand"


async def preview(round_id: int, *, quota: bool, now: datetime) -> Shortlist:
    """The shortlist as it would be now."""
    scores = await scores_of(round_id)
    colours = await colours_of(round_id, now=now) if quota else None
    passing = [g.score for g in scores.groups if g.score is not None]
    return pick(passing, seed=await seed_for_ties(round_id), places=scores.places, colours=colours or None)
