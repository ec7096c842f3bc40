"""Writing a review: drafts saved every few seconds, handing in, changing after discussion; every version is kept."""

import json
from datetime import datetime
from typing import Any

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_rubric import Judgement, calls_for_discussion, faults
from innovatie.infra.database import execute, fetch, fetch_row, fetch_value, transaction
from innovatie.review.actions.telling import tell_discussion
from innovatie.review.rights import own_assignment

LONGEST_TEXT = 10_000


async def save_draft(
    *, actor: Actor, assignment_id: int, judgement: Judgement, draft: int, now: datetime
) -> tuple[int, datetime]:
    """Keep what was typed so far; the number of this draft and when it was saved.

    `draft` is the number the form started from. Conflict when another window saved since then. The same content
    again changes nothing. Drafts leave no trace in the trail: only handing in is an act.
    """
    async with transaction():
        row = await own_assignment(actor, assignment_id, now)
        if row["state"] == "ingeleverd":
            raise Conflict("U hebt deze beoordeling al ingeleverd.")
        return await _store(assignment_id, judgement, draft, now)


async def _store(assignment_id: int, judgement: Judgement, draft: int, now: datetime) -> tuple[int, datetime]:
    _check_lengths(judgement)
    known = await fetch_row("SELECT * FROM review WHERE assignment = $1 FOR UPDATE", assignment_id)
    answers = _answers(judgement)
    if known is not None:
        stored = (json.loads(known["answers"]), known["total"], known["confidence"], known["advice"])
        if stored == (answers, judgement.total.score, judgement.confidence, judgement.advice):
            return known["draft"], known["saved_at"]
        if known["draft"] != draft:
            raise Conflict(
                "Deze beoordeling is intussen in een ander venster bewaard. Wat u hier typte staat er nog: neem over "
                "wat u wilt houden, en ververs daarna de pagina."
            )
    number: int = await fetch_value(
        "INSERT INTO review (assignment, answers, total, confidence, advice, draft, version, saved_at)"
        " VALUES ($1, $2, $3, $4, $5, 1, 0, $6) ON CONFLICT (assignment) DO UPDATE SET answers = $2, total = $3,"
        " confidence = $4, advice = $5, draft = review.draft + 1, saved_at = $6 RETURNING draft",
        assignment_id,
        json.dumps(answers),
        judgement.total.score,
        judgement.confidence,
        judgement.advice,
        now,
    )
    return number, now


async def hand_in(*, actor: Actor, assignment_id: int, judgement: Judgement, draft: int, now: datetime) -> bool:
    """Hand the review in; True when it now calls for a discussion (totals 3 or more apart).

    Invalid with every fault at once when something is missing; nothing is lost then, the draft is kept. After a
    discussion has been opened a review may be handed in again: the old version stays.
    """
    async with transaction():
        row = await own_assignment(actor, assignment_id, now)
        again = row["state"] == "ingeleverd"
        if again and not await _discussing(row["round"], row["group"]):
            raise Conflict("U hebt deze beoordeling al ingeleverd. Wijzigen kan alleen tijdens een overleg.")
        missing = faults(judgement)
        if again and missing:
            raise Invalid(missing)  # what was handed in stays as it is until the new version is whole
        await _store(assignment_id, judgement, draft, now)
    if missing:
        raise Invalid(missing)
    async with transaction():
        row = await own_assignment(actor, assignment_id, now)
        version: int = await fetch_value(
            "UPDATE review SET version = version + 1, handed_in_at = $1 WHERE assignment = $2 RETURNING version",
            now,
            assignment_id,
        )
        await execute(
            "INSERT INTO review_version (review, version, occasion, content, at)"
            " SELECT id, version, $2, $3, $4 FROM review WHERE assignment = $1",
            assignment_id,
            "overleg" if again else "ingeleverd",
            json.dumps(_content(judgement)),
            now,
        )
        await execute(
            "UPDATE assignment SET state = 'ingeleverd', ended_at = $1 WHERE id = $2 AND state = 'open'",
            now,
            assignment_id,
        )
        discuss = await _open_discussion(row["round"], row["group"], now)
        if discuss:
            await tell_discussion(round_id=row["round"], group_id=row["group"], now=now)
        await record(
            actor=actor,
            act="beoordeling wijzigen na overleg" if again else "beoordeling inleveren",
            object_kind="beoordeling",
            object_id=assignment_id,
            now=now,
            details={"versie": version},
        )
    return discuss


async def _discussing(round_id: int, group_id: int) -> bool:
    found = await fetch_value(
        'SELECT 1 FROM discussion WHERE round = $1 AND "group" = $2 AND closed_at IS NULL', round_id, group_id
    )
    return found is not None


async def _open_discussion(round_id: int, group_id: int, now: datetime) -> bool:
    totals = await fetch(
        "SELECT re.total FROM review re JOIN assignment a ON a.id = re.assignment"
        " WHERE a.round = $1 AND a.\"group\" = $2 AND a.state = 'ingeleverd'",
        round_id,
        group_id,
    )
    if not calls_for_discussion(row["total"] for row in totals):
        return False
    await execute(
        'INSERT INTO discussion (round, "group", opened_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        round_id,
        group_id,
        now,
    )
    return await _discussing(round_id, group_id)


def _answers(judgement: Judgement) -> dict[str, Any]:
    """The criteria and the comment of the total as they are stored; the total score has a column of its own."""
    return {
        key: {"score": a.score, "toelichting": a.comment, "kan_niet": a.unable}
        for key, a in (*judgement.answers.items(), ("totaal", judgement.total))
    }


def _content(judgement: Judgement) -> dict[str, Any]:
    return {
        "antwoorden": _answers(judgement),
        "totaal": judgement.total.score,
        "zekerheid": judgement.confidence,
        "advies": judgement.advice,
    }


def _check_lengths(judgement: Judgement) -> None:
    texts = {f"toelichting_{key}": a.comment for key, a in judgement.answers.items()}
    texts |= {"toelichting_totaal": judgement.total.comment, "advies": judgement.advice}
    errors = {
        name: f"Maak deze tekst korter: hooguit {LONGEST_TEXT} tekens, nu {len(text)}."
        for name, text in texts.items()
        if len(text) > LONGEST_TEXT
    }
    if errors:
        raise Invalid(errors)
