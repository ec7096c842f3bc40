"""The gate: extra reviews where the outcome is still open, and then the shortlist, once."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_calibration import Shortlist as Chosen
from innovatie.infra.database import execute, transaction
from innovatie.review.actions.notifications import tell_feedback
from innovatie.review.actions.replacing import add
from innovatie.review.json_columns import GateReport, GroupAtGate, Spread, as_json
from innovatie.review.queries.candidates import best_candidates
from innovatie.review.queries.gate import preview, seed_for_ties, wanted_extras
from innovatie.review.queries.matching import matching
from innovatie.review.queries.scores import ScoresOfRound, scores_of
from innovatie.review.rights import directed_round
from innovatie.review.tables import Assignment, Discussion, Shortlist, ShortlistGroup
from innovatie.rounds.actions import lock_round


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


async def settle_shortlist(
    *, actor: Actor, round_id: int, quota: bool, now: datetime, without_judgement: bool = False
) -> int:
    """Fix the shortlist of the round; how many groups it has. Only once, and only when something was reviewed.

    Invalid while nobody judged a group, unless the director says that it may be left out (`without_judgement`).
    Where groups stand equal the lot of the reviewers decides, which was public before anybody gave a score.
    """
    async with transaction():
        await lock_round(round_id=round_id)  # what is handed in or taken back meanwhile comes before, or not at all
        round_ = await directed_round(actor, round_id, now)
        scores = await scores_of(round_id)
        if not scores.calibrated.groups:
            raise Conflict("Er is nog geen beoordeling ingeleverd.")
        if scores.unjudged and not without_judgement:
            raise Invalid({"zonder": "Over deze groepen heeft niemand geoordeeld. Wijs iemand aan, of vink dit aan."})
        seed = await seed_for_ties(round_id)
        chosen = await preview(round_id, quota=quota, now=now)
        added = await Shortlist.insert(
            Shortlist(
                round=round_id,
                seed=seed,
                threshold=scores.calibrated.threshold,
                longer_by=chosen.longer_by,
                report=as_json(_report(scores, chosen, quota)),
                settled_at=now,
                settled_by=actor.person_id,
            )
        )
        number: int = added[0]["id"]
        means = {g.group: g.mean for g in scores.calibrated.groups}
        rows = [
            ShortlistGroup(shortlist=number, group=int(g), place=place, calibrated_mean=means[g])
            for place, g in enumerate(chosen.groups, start=1)
        ]
        if rows:
            await ShortlistGroup.insert(*rows)
        await Discussion.update({Discussion.closed_at: now}).where(
            Discussion.round == round_id, Discussion.closed_at.is_null()
        )
        await Assignment.update({Assignment.state: "verlopen", Assignment.ended_at: now}).where(
            Assignment.round == round_id, Assignment.state == "open"
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


def _report(scores: ScoresOfRound, chosen: Chosen, quota: bool) -> GateReport:
    used = scores.calibrated.variances
    return GateReport(
        reviewed=len(scores.groups),
        drawn=chosen.drawn,
        quota=quota,
        spread=Spread(used.tau, used.severity, used.noise, used.source),
        groups=tuple(GroupAtGate(int(g.group), g.mean, g.se, g.band.value, g.raw) for g in scores.calibrated.groups),
    )
