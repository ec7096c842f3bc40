"""The chair assigns: a draw is proposed, looked at, changed by wishes, proposed again, and only then sent."""

import asyncio
from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_assignment import UnworkableError, assign
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, execute_many, fetch_one_as, fetch_one_value, transaction
from innovatie.review.actions.notifications import tell_assigned
from innovatie.review.json_columns import DrawnPair, as_json, pairs_of, report_of
from innovatie.review.queries.desk import fixed_seed
from innovatie.review.queries.matching import matching
from innovatie.review.rights import directed_round
from innovatie.review.tables import AssignmentRun, PairRule


async def propose(*, actor: Actor, round_id: int, seed: str, ring: bool, now: datetime, lot: bool = True) -> int:
    """Draw a new proposal for what is not assigned yet; earlier proposals lapse. The number of the run.

    Until a proposal is sent the seed of the first one stands: nobody draws again until it suits. Without `lot` the
    best pairs are taken as they are, and the seed only breaks ties.
    """
    await directed_round(actor, round_id, now)
    if not seed.strip():
        raise Invalid({"starttekst": "Vul de starttekst van de loting in. Iedereen kan deze lezen."})
    await _require_the_same_seed(round_id, seed.strip())
    found = await matching(round_id, now=now)
    if not found.groups:
        raise Conflict("Er doen nog geen groepen mee aan deze ronde.")
    if not found.reviewers:
        raise Conflict("Er zijn nog geen toegelaten beoordelaars.")
    task = found.problem(ring=ring, cap=0.5 if lot else 1.0)
    try:
        outcome = await asyncio.to_thread(assign, task, seed.strip())
    except UnworkableError as error:
        raise Conflict(error.args[0]) from None
    async with transaction():
        await directed_round(actor, round_id, now)
        await _lapse_proposals(round_id)
        added = await AssignmentRun.insert(
            AssignmentRun(
                round=round_id,
                seed=outcome.seed,
                input_digest=outcome.input_digest,
                ring=ring,
                solver=outcome.solver,
                pairs=as_json(pairs_of(outcome)),
                report=as_json(report_of(outcome, lot=lot)),
                state="voorstel",
                made_by=actor.person_id,
                made_at=now,
            )
        )
        run: int = added[0]["id"]
        await record(
            actor=actor,
            act="toewijzing voorstellen",
            object_kind="toewijzing",
            object_id=run,
            now=now,
            details={"ronde": round_id, "invoer": outcome.input_digest},
        )
    return run


async def _require_the_same_seed(round_id: int, seed: str) -> None:
    fixed = await fixed_seed(round_id)
    if fixed is not None and fixed != seed:
        raise Conflict(
            wording(
                "De starttekst van deze loting ligt vast: ‘%(tekst)s’. Opnieuw loten tot het past, kan niet. "
                "Na het versturen begint een nieuwe loting.",
                tekst=fixed,
            )
        )


class _Run(msgspec.Struct, frozen=True):
    round: int
    state: str
    made_at: datetime
    input_digest: str
    pairs: tuple[DrawnPair, ...]


async def _lapse_proposals(round_id: int) -> None:
    await AssignmentRun.update({AssignmentRun.state: "vervallen"}).where(
        AssignmentRun.round == round_id, AssignmentRun.state == "voorstel"
    )


async def send(*, actor: Actor, run_id: int, now: datetime) -> int:
    """Make the proposal real: the reviewers see their groups from now on. How many assignments there are.

    Conflict when wishes, stakes or assignments have changed since the proposal: look at a new one first.
    """
    async with transaction():
        run = await fetch_one_as(_Run, "SELECT * FROM assignment_run WHERE id = $1 FOR UPDATE", run_id)
        if run is None or run.state != "voorstel":
            raise Conflict("Dit voorstel is al verstuurd of vervallen.")
        round_ = await directed_round(actor, run.round, now)
        changed = await fetch_one_value(
            bool,
            """
            SELECT EXISTS (SELECT 1 FROM pair_rule WHERE round = $1 AND at > $2)
                OR EXISTS (SELECT 1 FROM declared_stake WHERE at > $2)
                OR EXISTS (SELECT 1 FROM reviewer WHERE changed_at > $2)
                OR EXISTS (SELECT 1 FROM assignment WHERE round = $1 AND (assigned_at > $2 OR ended_at > $2))
            """,
            run.round,
            run.made_at,
        )
        if changed:
            raise Conflict("Er is na dit voorstel iets veranderd. Maak een nieuw voorstel en bekijk het eerst.")
        due = round_.current.deadline if round_.current else None
        await execute_many(  # one statement with all of them could have more parameters than PostgreSQL takes
            'INSERT INTO assignment (round, "group", reviewer, run, origin, similarity, chance, candidates, state,'
            " reason, assigned_at, due) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '', $9, $10)",
            [
                (
                    run.round,
                    pair.group,
                    pair.reviewer,
                    run_id,
                    "vast" if pair.pinned else "loting",
                    pair.similarity,
                    pair.chance,
                    pair.candidates,
                    now,
                    due,
                )
                for pair in run.pairs
            ],
        )
        await AssignmentRun.update({AssignmentRun.state: "verstuurd", AssignmentRun.sent_at: now}).where(
            AssignmentRun.id == run_id
        )
        await tell_assigned(run_id=run_id, round_name=round_.name, now=now)
        await record(
            actor=actor,
            act="toewijzing versturen",
            object_kind="toewijzing",
            object_id=run_id,
            now=now,
            details={"ronde": run.round, "aantal": len(run.pairs), "invoer": run.input_digest},
        )
    return len(run.pairs)


async def set_rule(
    *, actor: Actor, round_id: int, group_id: int, reviewer_id: int, kind: str, reason: str, now: datetime
) -> None:
    """Pin (`vast`) or forbid (`uitgesloten`) a pair for the next proposal. A pair with a stake cannot be pinned."""
    if kind not in ("vast", "uitgesloten"):
        raise Invalid({"soort": "Kies vastzetten of uitsluiten."})
    if not reason.strip():
        raise Invalid({"reden": "Schrijf waarom. Het spoor bewaart dit."})
    async with transaction():
        round_ = await directed_round(actor, round_id, now)
        found = await matching(round_id, now=now, only=group_id)
        if not found.groups:
            raise Invalid({"groep": "Kies een groep van deze ronde."})
        if reviewer_id not in {r.id for r in found.reviewers}:
            raise Invalid({"beoordelaar": "Kies een toegelaten beoordelaar."})
        why = found.stakes.get((str(group_id), str(reviewer_id)))
        if kind == "vast" and why:
            raise Invalid(
                {"beoordelaar": wording("Deze beoordelaar heeft een belang: %(reden)s.", reden=", ".join(why))}
            )
        await execute(
            'INSERT INTO pair_rule (round, "group", reviewer, kind, reason, by, at) VALUES ($1, $2, $3, $4, $5, $6, $7)'
            ' ON CONFLICT (round, "group", reviewer) DO UPDATE SET kind = $4, reason = $5, by = $6, at = $7',
            round_id,
            group_id,
            reviewer_id,
            kind,
            reason.strip(),
            actor.person_id,
            now,
        )
        await record(
            actor=actor,
            act="paar vast" if kind == "vast" else "paar uitgesloten",
            object_kind="ronde",
            object_id=round_.code,
            now=now,
            details={"groep": group_id, "beoordelaar": reviewer_id},
        )


async def drop_rule(*, actor: Actor, round_id: int, rule_id: int, now: datetime) -> None:
    """Take a pin or a ban back."""
    async with transaction():
        round_ = await directed_round(actor, round_id, now)
        gone = await PairRule.delete().where(PairRule.id == rule_id, PairRule.round == round_id).returning(PairRule.id)
        if not gone:
            raise Conflict("Deze afspraak is al weg.")
        await _lapse_proposals(round_id)
        await record(actor=actor, act="paar vrijgeven", object_kind="ronde", object_id=round_.code, now=now)
