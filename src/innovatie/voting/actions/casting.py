"""Casting and withdrawing ballots: for a municipality, or as the Kring that it mandated."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from innovatie.audit.actions import record
from innovatie.domain import authority, phases
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import Conflict, NotAllowed
from innovatie.domain.final_vote import validate_ranking
from innovatie.domain.phases import Phase
from innovatie.domain.preselection import validate_approvals
from innovatie.infra.database import execute, execute_many, fetch_row, fetch_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.rounds.queries import round_by_id
from innovatie.voting.actions.log import append, lock_vote
from innovatie.voting.payloads import KringVoted
from innovatie.voting.queries.votes import PHASE_OF, Vote, vote_by_id
from innovatie.voting.results import PRESELECTION, preselection_rules

ANSWERS = ("ja", "misschien", "nee")


async def cast_ballot(
    *,
    actor: Actor,
    vote_id: int,
    municipality_id: int,
    approved: Sequence[str] = (),
    places: Mapping[str, int | None] | None = None,
    answers: Mapping[str, str] | None = None,
    expected: int | None,
    now: datetime,
) -> int:
    """Cast or replace the ballot of a municipality; its sequence in the log.

    `approved` for a preselection, `places` for a final. `answers` (ja, misschien, nee by option) stand apart from the
    ballot. `expected` is the sequence of the ballot the voter saw (None: none): Conflict when a colleague cast
    another one meanwhile. The same ballot again, as by a double click, is no second ballot: the first one's sequence
    comes back.
    """
    async with transaction():
        vote, row = await _open_vote(vote_id, now)
        context = Context(municipality_id=municipality_id, open_phase=PHASE_OF[vote.kind])
        act = Act.CAST_PRESELECTION if vote.kind == PRESELECTION else Act.CAST_BALLOT
        authority.require(actor, act, context)
        code = await _elector_code(vote_id, municipality_id)
        content = _content(vote, approved, places or {})
        await _save_answers(vote, municipality_id, answers or {}, now)
        present = await _present(vote_id, "municipality", municipality_id)
        if present is not None and present["content"] is not None and json.loads(present["content"]) == content:
            return int(present["sequence"])
        _require_seen(present, expected)
        sequence = await append(
            row=row, kind="stem", content={"gemeente": code, **content}, now=now, municipality_id=municipality_id
        )
        await _save(vote_id, "municipality", municipality_id, content, sequence=sequence, actor=actor, now=now)
        await record(
            actor=actor,
            act=act.value,
            object_kind="stemming",
            object_id=vote.log,
            on_behalf_of=municipality_id,
            now=now,
            details={"volgnummer": sequence},
        )
    return sequence


async def cast_ballot_as_kring(
    *,
    actor: Actor,
    vote_id: int,
    partnership_id: int,
    approved: Sequence[str] = (),
    places: Mapping[str, int | None] | None = None,
    expected: int | None,
    now: datetime,
) -> int:
    """Cast or replace the ballot of a Kring, for whoever mandates it; they hear at once. Its sequence in the log."""
    async with transaction():
        vote, row = await _open_vote(vote_id, now)
        act = _require_kring(actor, vote, partnership_id)
        content = _content(vote, approved, places or {})
        present = await _present(vote_id, "partnership", partnership_id)
        if present is not None and present["content"] is not None and json.loads(present["content"]) == content:
            return int(present["sequence"])
        _require_seen(present, expected)
        await _require_members(vote_id, partnership_id)
        sequence = await append(
            row=row,
            kind="stem",
            content={"kring": str(partnership_id), **content},
            now=now,
            partnership_id=partnership_id,
        )
        await _save(vote_id, "partnership", partnership_id, content, sequence=sequence, actor=actor, now=now)
        await enqueue(KringVoted(vote=vote_id, kring=partnership_id, sequence=sequence))
        await record(
            actor=actor,
            act=act.value,
            object_kind="stemming",
            object_id=vote.log,
            now=now,
            details={"volgnummer": sequence, "kring": partnership_id},
        )
    return sequence


async def withdraw_ballot(*, actor: Actor, vote_id: int, municipality_id: int, now: datetime) -> int:
    """Take the municipality's own ballot back; an active mandate counts again. The sequence of the withdrawal."""
    async with transaction():
        vote, row = await _open_vote(vote_id, now)
        act = Act.CAST_PRESELECTION if vote.kind == PRESELECTION else Act.CAST_BALLOT
        authority.require(actor, act, Context(municipality_id=municipality_id, open_phase=PHASE_OF[vote.kind]))
        code = await _elector_code(vote_id, municipality_id)
        present = await _present(vote_id, "municipality", municipality_id)
        if present is None or present["content"] is None:
            raise Conflict("Er is geen eigen stem om in te trekken.")
        sequence = await append(
            row=row, kind="stem-ingetrokken", content={"gemeente": code}, now=now, municipality_id=municipality_id
        )
        await _save(vote_id, "municipality", municipality_id, None, sequence=sequence, actor=actor, now=now)
        await record(
            actor=actor,
            act="stem intrekken",
            object_kind="stemming",
            object_id=vote.log,
            on_behalf_of=municipality_id,
            now=now,
            details={"volgnummer": sequence},
        )
    return sequence


async def withdraw_ballot_as_kring(*, actor: Actor, vote_id: int, partnership_id: int, now: datetime) -> int:
    """Take a Kring's ballot back; nobody is represented by it from now on."""
    async with transaction():
        vote, row = await _open_vote(vote_id, now)
        _require_kring(actor, vote, partnership_id)
        present = await _present(vote_id, "partnership", partnership_id)
        if present is None or present["content"] is None:
            raise Conflict("Er is geen stem van deze Kring om in te trekken.")
        sequence = await append(
            row=row,
            kind="stem-ingetrokken",
            content={"kring": str(partnership_id)},
            now=now,
            partnership_id=partnership_id,
        )
        await _save(vote_id, "partnership", partnership_id, None, sequence=sequence, actor=actor, now=now)
        await record(
            actor=actor,
            act="stem van Kring intrekken",
            object_kind="stemming",
            object_id=vote.log,
            now=now,
            details={"volgnummer": sequence, "kring": partnership_id},
        )
    return sequence


async def _open_vote(vote_id: int, now: datetime) -> tuple[Vote, Any]:
    """The vote and its locked row; Conflict when it is closed or its phase is not open at `now`."""
    row = await lock_vote(vote_id=vote_id)
    vote = await vote_by_id(vote_id, now=now)
    round_ = await round_by_id(vote.round_id, now=now)
    current = round_.current
    phases.require(current.window if current else None, _phase(vote), now)
    if row["closed_at"] is not None:
        raise Conflict("De stemming is gesloten.")
    return vote, row


def _phase(vote: Vote) -> Phase:
    return PHASE_OF[vote.kind]


async def _elector_code(vote_id: int, municipality_id: int) -> str:
    """The code of a municipality on the list; its row is locked, so its ballots come one after the other."""
    code = await fetch_value(
        "SELECT code FROM elector WHERE vote = $1 AND municipality = $2 FOR UPDATE", vote_id, municipality_id
    )
    if code is None:
        raise NotAllowed("Deze gemeente staat niet op de lijst van stemgerechtigden van deze stemming.")
    return str(code)


def _require_kring(actor: Actor, vote: Vote, partnership_id: int) -> Act:
    act = Act.CAST_PRESELECTION_AS_KRING if vote.kind == PRESELECTION else Act.CAST_BALLOT_AS_KRING
    authority.require(actor, act, Context(partnership_id=partnership_id, open_phase=_phase(vote)))
    return act


async def _require_members(vote_id: int, partnership_id: int) -> None:
    member = await fetch_value(
        "SELECT 1 FROM elector WHERE vote = $1 AND $2 = ANY(string_to_array(kringen, ' ')) LIMIT 1",
        vote_id,
        str(partnership_id),
    )
    if member is None:
        raise NotAllowed("Deze Kring heeft in deze stemming geen gemeenten.")


def _content(vote: Vote, approved: Sequence[str], places: Mapping[str, int | None]) -> dict[str, Any]:
    """The ballot in its one fixed form: equal choices give equal content."""
    codes = [option.code for option in vote.options]
    if vote.kind == PRESELECTION:
        chosen = validate_approvals(approved, codes, preselection_rules(vote.rules))
        return {"keuze": [code for code in codes if code in chosen]}
    return {"volgorde": [list(tied) for tied in validate_ranking(places, codes)]}


async def _present(vote_id: int, column: str, value: int) -> Any:
    return await fetch_row(f"SELECT content, sequence FROM ballot WHERE vote = $1 AND {column} = $2", vote_id, value)


def _require_seen(present: Any, expected: int | None) -> None:
    found = present["sequence"] if present is not None and present["content"] is not None else None
    if found != expected:
        raise Conflict(
            "Een collega heeft intussen gestemd of de stem gewijzigd. Bekijk de stem die er nu staat en kies opnieuw."
        )


async def _save(
    vote_id: int,
    column: str,
    value: int,
    content: dict[str, Any] | None,
    *,
    sequence: int,
    actor: Actor,
    now: datetime,
) -> None:
    await execute(
        f"INSERT INTO ballot (vote, {column}, content, sequence, cast_at, cast_by) VALUES ($1, $2, $3, $4, $5, $6)"
        f" ON CONFLICT (vote, {column}) DO UPDATE SET content = $3, sequence = $4, cast_at = $5, cast_by = $6",
        vote_id,
        value,
        None if content is None else json.dumps(content),
        sequence,
        now,
        actor.person_id,
    )


async def _save_answers(vote: Vote, municipality_id: int, answers: Mapping[str, str], now: datetime) -> None:
    groups = {option.code: option.group_id for option in vote.options if option.group_id is not None}
    await execute_many(
        'INSERT INTO adoption_intention (vote, municipality, "group", answer, answered_at) VALUES ($1, $2, $3, $4, $5)'
        ' ON CONFLICT (vote, municipality, "group") DO UPDATE SET answer = $4, answered_at = $5',
        [
            (vote.id, municipality_id, groups[code], answer, now)
            for code, answer in answers.items()
            if vote.is_final and code in groups and answer in ANSWERS
        ],
    )
