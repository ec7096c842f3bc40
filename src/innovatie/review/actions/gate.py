"""The gate: extra reviews where the outcome is still open, and then the shortlist, once."""

import json
from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_calibration import Shortlist
from innovatie.infra.database import execute, execute_many, fetch_value, transaction
from innovatie.review.actions.replacing import add
from innovatie.review.actions.telling import tell_feedback
from innovatie.review.queries.candidates import best_candidates
from innovatie.review.queries.gate import preview, wanted_extras
from innovatie.review.queries.matching import matching
from innovatie.review.queries.scores import ScoresOfRound, scores_of
from innovatie.review.rights import directed_round


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


async def settle_shortlist(*, actor: Actor, round_id: int, seed: str, quota: bool, now: datetime) -> int:
    """Fix the shortlist of the round; how many groups it has. Only once, and only when something was reviewed."""
    if not seed.strip():
        raise Invalid({"starttekst": "Vul de starttekst voor een loting bij gelijke stand in."})
    async with transaction():
        round_ = await directed_round(actor, round_id, now)
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
        await tell_feedback(round_id=round_id, round_code=round_.code, now=now)
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
