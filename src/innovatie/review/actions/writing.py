"""Writing a review: drafts saved every few seconds, handing in, changing after discussion; every version is kept."""

from datetime import datetime

import msgspec

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_rubric import Judgement, calls_for_discussion, faults
from innovatie.infra.database import execute, fetch_as, fetch_one_as, fetch_one_value, transaction
from innovatie.infra.moments import moment
from innovatie.review.actions.notifications import tell_discussion
from innovatie.review.json_columns import Answers, answers_of, as_json, content_of
from innovatie.review.rights import own_assignment
from innovatie.review.rubrics import criteria_of_round
from innovatie.review.tables import Assignment, Discussion, Shortlist

LONGEST_TEXT = 10_000


class _Total(msgspec.Struct, frozen=True):
    total: int | None


class _Known(msgspec.Struct, frozen=True):
    """The review as it stands."""

    answers: Answers
    total: int | None
    confidence: int | None
    advice: str
    draft: int
    saved_at: datetime


async def save_draft(
    *, actor: Actor, assignment_id: int, judgement: Judgement, draft: int, now: datetime
) -> tuple[int, datetime]:
    """Keep what was typed so far; the number of this draft and when it was saved.

    `draft` is the number the form started from. Conflict when another window saved since then. The same content
    again changes nothing. Drafts leave no trace in the trail: only handing in is an act.
    """
    async with transaction():
        own = await own_assignment(actor, assignment_id, now)
        if own.state == "ingeleverd":
            raise Conflict("U hebt deze beoordeling al ingeleverd.")
        return await _store(assignment_id, judgement, draft, now)


async def _store(assignment_id: int, judgement: Judgement, draft: int, now: datetime) -> tuple[int, datetime]:
    _check_lengths(judgement)
    known = await fetch_one_as(_Known, "SELECT * FROM review WHERE assignment = $1 FOR UPDATE", assignment_id)
    answers = answers_of(judgement)
    if known is not None:
        stored = (known.answers, known.total, known.confidence, known.advice)
        if stored == (answers, judgement.total.score, judgement.confidence, judgement.advice):
            return known.draft, known.saved_at
        if known.draft != draft:
            raise Conflict(
                "Deze beoordeling is intussen in een ander venster bewaard. Wat u hier typte staat er nog: neem over "
                "wat u wilt houden, en ververs daarna de pagina."
            )
    number = await fetch_one_value(
        int,
        "INSERT INTO review (assignment, answers, total, confidence, advice, draft, version, saved_at)"
        " VALUES ($1, $2, $3, $4, $5, 1, 0, $6) ON CONFLICT (assignment) DO UPDATE SET answers = $2, total = $3,"
        " confidence = $4, advice = $5, draft = review.draft + 1, saved_at = $6 RETURNING draft",
        assignment_id,
        as_json(answers),
        judgement.total.score,
        judgement.confidence,
        judgement.advice,
        now,
    )
    return number or 1, now


async def hand_in(*, actor: Actor, assignment_id: int, judgement: Judgement, draft: int, now: datetime) -> bool:
    """Hand the review in; True when it now calls for a discussion (totals 3 or more apart).

    Invalid with every fault at once when something is missing; nothing is lost then, the draft is kept. After a
    discussion has been opened a review may be handed in again: the old version stays.
    """
    async with transaction():
        own = await own_assignment(actor, assignment_id, now)
        again = own.state == "ingeleverd"
        if again and not await _discussing(own.round, own.group):
            raise Conflict("U hebt deze beoordeling al ingeleverd. Wijzigen kan alleen tijdens een overleg.")
        missing = faults(judgement, await criteria_of_round(own.round))
        if again and missing:
            raise Invalid(missing)  # what was handed in stays as it is until the new version is whole
        await _store(assignment_id, judgement, draft, now)
    if missing:
        raise Invalid(missing)
    async with transaction():
        own = await own_assignment(actor, assignment_id, now)
        version = await fetch_one_value(
            int,
            "UPDATE review SET version = version + 1, handed_in_at = $1 WHERE assignment = $2 RETURNING version",
            now,
            assignment_id,
        )
        await execute(
            "INSERT INTO review_version (review, version, occasion, content, at)"
            " SELECT id, version, $2, $3, $4 FROM review WHERE assignment = $1",
            assignment_id,
            "overleg" if again else "ingeleverd",
            as_json(content_of(judgement)),
            now,
        )
        await Assignment.update({Assignment.state: "ingeleverd", Assignment.ended_at: now}).where(
            Assignment.id == assignment_id, Assignment.state == "open"
        )
        discuss = await _open_discussion(own.round, own.group, now)
        if discuss:
            await tell_discussion(round_id=own.round, group_id=own.group, now=now)
        await record(
            actor=actor,
            act="beoordeling wijzigen na overleg" if again else "beoordeling inleveren",
            object_kind="beoordeling",
            object_id=assignment_id,
            now=now,
            details={"versie": version},
        )
    return discuss


async def take_back(*, actor: Actor, assignment_id: int, now: datetime) -> None:
    """Make a review that was handed in a draft again, with every answer in it, until its deadline.

    Conflict after the deadline, or once the others have been shown its arguments. What was handed in stays a version.
    """
    async with transaction():
        own = await own_assignment(actor, assignment_id, now)
        if own.state != "ingeleverd":
            raise Conflict("U hebt deze beoordeling nog niet ingeleverd.")
        if own.due is not None and await moment(now) >= own.due:
            raise Conflict("De dag waarop uw beoordeling klaar moest zijn, is voorbij. Terughalen kan niet meer.")
        if await Discussion.exists().where(Discussion.round == own.round, Discussion.group == own.group):
            raise Conflict("De andere beoordelaars lezen uw argumenten al. U kunt uw score wijzigen in het overleg.")
        if await Shortlist.exists().where(Shortlist.round == own.round):
            raise Conflict("De shortlist van deze ronde staat al vast.")
        await Assignment.update({Assignment.state: "open", Assignment.ended_at: None}).where(
            Assignment.id == assignment_id
        )
        await record(
            actor=actor, act="beoordeling terughalen", object_kind="beoordeling", object_id=assignment_id, now=now
        )


async def _discussing(round_id: int, group_id: int) -> bool:
    return await Discussion.exists().where(
        Discussion.round == round_id, Discussion.group == group_id, Discussion.closed_at.is_null()
    )


async def _open_discussion(round_id: int, group_id: int, now: datetime) -> bool:
    totals = await fetch_as(
        _Total,
        "SELECT re.total FROM review re JOIN assignment a ON a.id = re.assignment"
        " WHERE a.round = $1 AND a.\"group\" = $2 AND a.state = 'ingeleverd'",
        round_id,
        group_id,
    )
    if not calls_for_discussion(one.total for one in totals):
        return False
    await execute(
        'INSERT INTO discussion (round, "group", opened_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        round_id,
        group_id,
        now,
    )
    return await _discussing(round_id, group_id)


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
