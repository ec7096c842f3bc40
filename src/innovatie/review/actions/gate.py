"""The gate: extra reviews where the outcome is still open, and then the shortlist, once."""

import json
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_assignment import ring_colours
from innovatie.domain.review_calibration import (
    PASSES,
    Extra,
    Shortlist,
    budget_for,
    extra_reviews,
)
from innovatie.domain.review_calibration import shortlist as pick
from innovatie.infra.database import execute, execute_many, fetch, fetch_row, fetch_value, transaction
from innovatie.review.actions.matching import matching
from innovatie.review.actions.replacing import add, best_candidates
from innovatie.review.actions.rights import directed_round
from innovatie.review.queries.facts import groups_of
from innovatie.review.queries.scores import ScoresOfRound, scores_of


class Budget(msgspec.Struct, frozen=True):
    """Extra reviews of a round: how many there may be, how many were asked, in how many passes."""

    total: int
    asked: int
    passes: int

    @property
    def left(self) -> int:
        return max(0, self.total - self.asked) if self.passes < PASSES else 0


async def budget_of(round_id: int) -> Budget:
    """Half a review per group over the whole round, in at most three passes."""
    groups: int = await fetch_value("SELECT count(*) FROM round_group WHERE round = $1", round_id)
    row = await fetch_row(
        "SELECT coalesce(sum(asked), 0) AS asked, count(*) AS passes FROM extra_pass WHERE round = $1", round_id
    )
    return Budget(budget_for(groups), row["asked"], row["passes"]) if row else Budget(budget_for(groups), 0, 0)


async def wanted_extras(round_id: int, scores: ScoresOfRound) -> tuple[Extra, ...]:
    """Which groups get one more review in the next pass; only groups whose reviews are all in."""
    closed = await fetch('SELECT "group" FROM discussion WHERE round = $1 AND closed_at IS NOT NULL', round_id)
    complete = [g.score for g in scores.groups if g.score is not None and g.handed_in == g.asked]
    budget = await budget_of(round_id)
    return extra_reviews(complete, budget=budget.left, discussed=frozenset(str(row["group"]) for row in closed))


async def ask_extras(*, actor: Actor, round_id: int, now: datetime) -> tuple[int, int]:
    """Ask the next pass of extra reviews from the best reviewers with room; how many, and how many found nobody.

    A group that must first be discussed is passed over until its discussion is closed.
    """
    async with transaction():
        round_ = await directed_round(actor, round_id, now)
        asked = failed = 0
        for extra in await wanted_extras(round_id, await scores_of(round_id)):
            if extra.first_discuss:
                continue
            group = int(extra.group)
            best = best_candidates(await matching(round_id, now=now, only=group), group, 1)
            if not best:
                failed += 1
                continue
            await add(round_id=round_id, group_id=group, candidate=best[0], origin="extra", now=now)
            asked += 1
        if not asked:
            raise Conflict("Er zijn nu geen extra beoordelingen te vragen.")
        await execute(
            "INSERT INTO extra_pass (round, number, asked, at)"
            " SELECT $1, coalesce(max(number), 0) + 1, $2, $3 FROM extra_pass WHERE round = $1",
            round_id,
            asked,
            now,
        )
        await record(
            actor=actor,
            act="extra beoordelingen vragen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"gevraagd": asked, "niemand": failed},
        )
    return asked, failed


async def colours_of(round_id: int, *, now: datetime) -> dict[str, int]:
    """The colour of each group in the ring of the last draw that was sent; empty when there was no ring."""
    run = await fetch_row(
        "SELECT seed, ring FROM assignment_run WHERE round = $1 AND state = 'verstuurd' ORDER BY id DESC LIMIT 1",
        round_id,
    )
    if run is None or not run["ring"]:
        return {}
    groups = await groups_of(round_id, today=now.date())
    found = await matching(round_id, now=now)
    kringen = [str(g.kring) for g in groups if g.kring] + [str(r.kring) for r in found.reviewers if r.kring]
    colours = ring_colours(kringen, run["seed"])
    return {str(g.id): colours[str(g.kring)] for g in groups if g.kring}


async def preview(round_id: int, *, seed: str, quota: bool, now: datetime) -> Shortlist:
    """The shortlist as it would be now."""
    scores = await scores_of(round_id)
    colours = await colours_of(round_id, now=now) if quota else None
    return pick([g.score for g in scores.groups if g.score is not None], seed=seed, colours=colours or None)


async def settle_shortlist(*, actor: Actor, round_id: int, seed: str, quota: bool, now: datetime) -> int:
    """Fix the shortlist of the round; how many groups it has. Only once, and only when something was reviewed."""
    if not seed.strip():
        raise Invalid({"starttekst": "Vul de starttekst voor een loting bij gelijke stand in."})
    async with transaction():
        round_ = await directed_round(actor, round_id, now)
        if await fetch_value("SELECT 1 FROM shortlist WHERE round = $1", round_id):
            raise Conflict("De shortlist van deze ronde staat al vast.")
        scores = await scores_of(round_id)
        if not scores.calibrated.groups:
            raise Conflict("Er is nog geen beoordeling ingeleverd.")
        chosen = await preview(round_id, seed=seed.strip(), quota=quota, now=now)
        number: int = await fetch_value(
            "INSERT INTO shortlist (round, seed, threshold, longer_by, report, settled_at, settled_by)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            round_id,
            seed.strip(),
            scores.calibrated.threshold,
            chosen.longer_by,
            json.dumps(_report(scores, chosen, quota)),
            now,
            actor.person_id,
        )
        means = {g.group: g.mean for g in scores.calibrated.groups}
        await execute_many(
            'INSERT INTO shortlist_group (shortlist, "group", place, calibrated_mean) VALUES ($1, $2, $3, $4)',
            [(number, int(g), place, means[g]) for place, g in enumerate(chosen.groups, start=1)],
        )
        await execute("UPDATE discussion SET closed_at = $1 WHERE round = $2 AND closed_at IS NULL", now, round_id)
        await execute(
            "UPDATE assignment SET state = 'verlopen', ended_at = $1 WHERE round = $2 AND state = 'open'", now, round_id
        )
        await record(
            actor=actor,
            act="shortlist vaststellen",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"groepen": [int(g) for g in chosen.groups], "quotum": quota},
        )
    return len(chosen.groups)


def _report(scores: ScoresOfRound, chosen: Shortlist, quota: bool) -> dict[str, object]:
    used = scores.calibrated.variances
    return {
        "beoordeeld": len(scores.groups),
        "geloot": list(chosen.drawn),
        "quotum": quota,
        "spreiding": {"groep": used.tau, "beoordelaar": used.severity, "rest": used.noise, "bron": used.source},
        "groepen": [
            {"groep": int(g.group), "gemiddelde": g.mean, "fout": g.se, "band": g.band.value, "ruw": list(g.raw)}
            for g in scores.calibrated.groups
        ],
    }
