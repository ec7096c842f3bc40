"""The reviews of the demo: reviewers sign up, the lot is cast, they write, discuss, and the shortlist is settled.

What is random in life follows here from a checksum of names, so that every demo is the same.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from zlib import crc32

import msgspec

from innovatie.accounts.queries import actor_of
from innovatie.demo import people, rounds
from innovatie.demo.review_texts import texts
from innovatie.demo.rounds import Step, during
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.review_rubric import CRITERIA, Answer, Judgement
from innovatie.infra.database import fetch_as, fetch_one_value, fetch_values, transaction
from innovatie.review import actions, queries
from innovatie.rounds.queries import RoundDetail

PERSONAS = ("margriet-kloosterman", "ruben-de-bruijn")
DONE_SHARE = 62
"""Percentage of the reviews that are in, in the round that is still being reviewed."""


def reviewing(now: datetime) -> Step:
    """The step for the review phase of each round; in the round in review half of the work is still open."""
    running = rounds.scripts(now).in_review.code

    async def step(round_: RoundDetail, at: datetime) -> None:
        if not await queries.group_names(round_.id):
            return
        moments = during(round_, 12, now=now)
        chair = await people.vng(today=dutch_day(at))
        async with transaction():
            await _sign_up(chair, at)
            await _assign(chair, round_, moments[0])
            if round_.code == running:
                await _half_way(chair, round_, moments)
            else:
                await _to_the_end(chair, round_, moments)

    return step


async def _sign_up(chair: Actor, at: datetime) -> None:
    """Everybody with the role tells what they know; whoever did so for an earlier round is known already."""
    expertise, suppliers = texts().expertise, texts().suppliers
    for place, actor in enumerate(await people.reviewers(today=dutch_day(at))):
        if actor.municipality_id is None or await queries.profile_of(actor.person_id or 0) is not None:
            continue
        own = expertise[place % len(expertise)]
        number = await actions.volunteer(
            actor=actor,
            expertise=actions.Expertise(
                themes=own.themes,
                words=own.words,
                maximum=own.maximum,
                suppliers=suppliers[place % len(suppliers)] if place % 7 == 3 else "",
            ),
            now=at,
        )
        await actions.admit(actor=chair, reviewer_id=number, now=at + timedelta(minutes=place))


async def _assign(chair: Actor, round_: RoundDetail, at: datetime) -> None:
    """Propose with the ring; without it where the few reviewers of the demo would leave a group short."""
    await _ask_personas(chair, round_, at - timedelta(minutes=30))
    run = await actions.propose(actor=chair, round_id=round_.id, seed=f"loting {round_.code}", ring=True, now=at)
    found = await queries.last_run(round_.id)
    if found is not None and found.report.short:
        run = await actions.propose(actor=chair, round_id=round_.id, seed=f"loting {round_.code}", ring=False, now=at)
    await actions.send(actor=chair, run_id=run, now=at + timedelta(minutes=20))


async def _ask_personas(chair: Actor, round_: RoundDetail, at: datetime) -> None:
    """The personas who review always have something to do: the chair asks each for three groups that fit."""
    found = await queries.matching(round_.id, now=at)
    for key in PERSONAS:
        person = await people.persona(key, today=dutch_day(at))
        profile = await queries.profile_of(person.person_id or 0)
        if profile is None:
            continue
        own = str(profile.id)
        free = [g for g in found.groups if (str(g.id), own) not in found.stakes]
        for group in sorted(free, key=lambda g: -found.fits[str(g.id), own])[:3]:
            await actions.set_rule(
                actor=chair,
                round_id=round_.id,
                group_id=group.id,
                reviewer_id=profile.id,
                kind="vast",
                reason="kent dit onderwerp goed",
                now=at,
            )


async def _to_the_end(chair: Actor, round_: RoundDetail, moments: list[datetime]) -> None:
    for place, row in enumerate(await _open(round_.id)):
        await _write(row, moments[1 + place % 7])
    await _discuss(chair, round_, moments[8], close=True)
    with suppress(Conflict):  # there may be nothing open in this round
        await actions.ask_extras(actor=chair, round_id=round_.id, now=moments[9])
    for row in await _open(round_.id):
        await _write(row, moments[10])
    await actions.settle_shortlist(actor=chair, round_id=round_.id, quota=False, now=moments[11])


async def _half_way(chair: Actor, round_: RoundDetail, moments: list[datetime]) -> None:
    """Some reviews are in, some begun, one was given back for a stake, one for lack of time."""
    persons = [(await people.persona(key, today=dutch_day(moments[0]))).person_id for key in PERSONAS]
    rows = await _open(round_.id)
    strangers = [row for row in rows if row.person not in persons]
    for row, kind in zip(strangers[:2], ("belang", "geen-tijd"), strict=False):
        await actions.decline(
            actor=await _actor(row.person, moments[3]),
            assignment_id=row.id,
            kind=kind,
            reason=texts().stake if kind == "belang" else texts().no_time,
            now=moments[3],
        )
    own = [row for row in rows if row.person == persons[1]]
    disputed = strangers[-1].group
    for place, row in enumerate([*own[:-1], *strangers[2:]]):
        if row.group == disputed:
            await _write(row, moments[2 + place % 7], lean=2.5 if place % 2 else -1.5)
        elif row in own or _chance(row.id, "klaar") % 100 < DONE_SHARE:
            await _write(row, moments[2 + place % 7])
        elif _chance(row.id, "begonnen") % 2:
            await actions.save_draft(
                actor=await _actor(row.person, moments[9]),
                assignment_id=row.id,
                judgement=_judgement(row, part=True),
                draft=0,
                now=moments[9],
            )
    await _discuss(chair, round_, moments[10], close=False)


class _Assigned(msgspec.Struct, frozen=True):
    """A review that is asked; `ideas`: how many plans the group has."""

    id: int
    group: int
    reviewer: int
    person: int
    ideas: int


class _Kept(msgspec.Struct, frozen=True):
    score: int | None
    toelichting: str
    kan_niet: bool


class _HandedIn(msgspec.Struct, frozen=True):
    id: int
    person: int
    total: int
    draft: int
    answers: dict[str, _Kept]
    confidence: int | None
    advice: str


async def _open(round_id: int) -> list[_Assigned]:
    return await fetch_as(
        _Assigned,
        """
        SELECT a.id, a."group", a.reviewer, r.person,
               (SELECT count(*) FROM group_member gm WHERE gm."group" = a."group") AS ideas
          FROM assignment a JOIN reviewer r ON r.id = a.reviewer
         WHERE a.round = $1 AND a.state = 'open' ORDER BY a.id
        """,
        round_id,
    )


async def _write(row: _Assigned, at: datetime, *, lean: float = 0.0) -> None:
    draft = await fetch_one_value(int, "SELECT draft FROM review WHERE assignment = $1", row.id) or 0
    await actions.hand_in(
        actor=await _actor(row.person, at),
        assignment_id=row.id,
        judgement=_judgement(row, lean=lean),
        draft=draft,
        now=at,
    )


async def _discuss(chair: Actor, round_: RoundDetail, at: datetime, *, close: bool) -> None:
    """In every open discussion the strict one argues, the mild one answers and sometimes gives in."""
    said = texts().arguments
    disputed = 'SELECT "group" FROM discussion WHERE round = $1 AND closed_at IS NULL'
    for group in await fetch_values(int, disputed, round_.id):
        rows = await fetch_as(
            _HandedIn,
            """
            SELECT a.id, r.person, re.total, re.draft, re.answers, re.confidence, re.advice
              FROM assignment a JOIN reviewer r ON r.id = a.reviewer JOIN review re ON re.assignment = a.id
             WHERE a.round = $1 AND a."group" = $2 AND a.state = 'ingeleverd' AND re.total IS NOT NULL
             ORDER BY re.total, a.id
            """,
            round_.id,
            group,
        )
        strict, mild = rows[0], rows[-1]
        for row, text in ((strict, said[0]), (mild, said[1])):
            await actions.say(actor=await _actor(row.person, at), assignment_id=row.id, body=text, now=at)
        if close:
            await actions.say(actor=await _actor(strict.person, at), assignment_id=strict.id, body=said[2], now=at)
            await _give_in(strict, at)
            await actions.close_discussion(actor=chair, round_id=round_.id, group_id=group, now=at)


async def _give_in(row: _HandedIn, at: datetime) -> None:
    stored = row.answers
    answers = {c.key: Answer(stored[c.key].score, stored[c.key].toelichting, stored[c.key].kan_niet) for c in CRITERIA}
    total = Answer(min(5, row.total + 1), stored["totaal"].toelichting or texts().arguments[2])
    judgement = Judgement(answers=answers, total=total, confidence=row.confidence, advice=row.advice)
    try:
        await actions.hand_in(
            actor=await _actor(row.person, at),
            assignment_id=row.id,
            judgement=judgement,
            draft=row.draft,
            now=at,
        )
    except Invalid:
        return  # a 5 without a comment: this reviewer stays with the first score


def _judgement(row: _Assigned, *, part: bool = False, lean: float = 0.0) -> Judgement:
    """A review that follows from the quality of the group, the strictness of the reviewer and a little chance.

    Over one group in four opinions differ widely.
    """
    level = 2.9 + lean + 0.3 * min(row.ideas - 1, 4) + _spread(f"groep {row.group}", 1.6)
    level += _spread(f"beoordelaar {row.reviewer}", 0.5)
    if _chance(row.group, "omstreden") % 4 == 0:
        level += 1.8 if _chance(row.id, "voor of tegen") % 2 else -1.4
    answers: dict[str, Answer] = {}
    for criterion in CRITERIA[: 1 if part else len(CRITERIA)]:
        if criterion.key == "steun" and _chance(row.id, "steun") % 9 == 0:
            answers[criterion.key] = Answer(unable=True)
        else:
            answers[criterion.key] = _answer(criterion.key, row, level)
    if part:
        return Judgement(answers=answers, total=Answer(), confidence=None)
    advice = texts().advice
    return Judgement(
        answers=answers,
        total=_answer("totaal", row, level),
        confidence=(1, 2, 2, 3, 3, 3)[_chance(row.id, "zekerheid") % 6],
        advice=advice[_chance(row.id, "advies") % len(advice)],
    )


def _answer(key: str, row: _Assigned, level: float) -> Answer:
    score = min(5, max(1, round(level + _spread(f"{key} {row.id}", 0.9))))
    comments = texts().comments[key]
    lines = comments.low if score <= 2 else comments.high if score >= 4 else comments.middle
    silent = score in (2, 3, 4) and _chance(row.id, f"stil {key}") % 3 == 0
    return Answer(score, "" if silent else lines[_chance(row.id, f"tekst {key}") % len(lines)])


def _spread(label: str, width: float) -> float:
    """A number between -width and width, mostly near 0, fixed by the label."""
    parts = [crc32(f"{label} {i}".encode()) / 2**32 for i in range(3)]
    return (sum(parts) / 3 - 0.5) * 2 * width * 1.5


def _chance(number: int, label: str) -> int:
    return crc32(f"{label} {number}".encode())


async def _actor(person_id: int, at: datetime) -> Actor:
    found = await actor_of(person_id=person_id, municipality_id=None, today=dutch_day(at))
    assert found is not None, "the demo has nobody for this review"
    return found
