"""Whose turn it is, one's own ballot, and the turnout. Never another's ballot while a vote is open."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.infra.database import fetch, fetch_row, fetch_value
from innovatie.voting.queries.votes import Vote


class Turn(msgspec.Struct, frozen=True):
    """A municipality in a vote, as its own voter sees it. `kring` is the Kring it mandates now."""

    municipality_id: int
    code: str
    name: str
    weight: int
    kring_id: int | None
    kring: str
    kring_voted: bool
    cast_at: datetime | None
    sequence: int | None


class KringTurn(msgspec.Struct, frozen=True):
    """A Kring in a vote, as its representative sees it; `mandators` are those whose vote it carries."""

    partnership_id: int
    name: str
    mandators: tuple[str, ...]
    cast_at: datetime | None
    sequence: int | None


class OwnBallot(msgspec.Struct, frozen=True):
    """What stands now: `approved` for a preselection, `order` for a final; `answers` by option code."""

    approved: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    cast_at: datetime
    sequence: int
    answers: dict[str, str]


_TURN = """
SELECT e.municipality, e.code, e.name, e.weight, m.partnership, coalesce(p.name, '') AS kring,
       EXISTS (SELECT 1 FROM ballot k WHERE k.vote = e.vote AND k.partnership = m.partnership
                  AND k.content IS NOT NULL) AS kring_voted,
       b.cast_at, b.sequence
  FROM elector e
  JOIN round_vote v ON v.id = e.vote
  LEFT JOIN ballot b ON b.vote = e.vote AND b.municipality = e.municipality AND b.content IS NOT NULL
  LEFT JOIN mandate m ON m.round = v.round AND m.municipality = e.municipality AND m.revoked_at IS NULL
   AND m.scope IN ('ronde', v.kind)
  LEFT JOIN partnership p ON p.id = m.partnership
 WHERE e.vote = $1
"""


async def my_turns(vote_id: int, municipality_ids: Sequence[int]) -> tuple[Turn, ...]:
    """The municipalities among these that may vote, by name."""
    rows = await fetch(f"{_TURN} AND e.municipality = ANY($2) ORDER BY e.name", vote_id, list(municipality_ids))
    return tuple(_turn(row) for row in rows)


async def turn_of_municipality(vote_id: int, code: str) -> Turn:
    """The municipality with this code; NotFound when it is not on the list."""
    row = await fetch_row(f"{_TURN} AND e.code = $2", vote_id, code)
    if row is None:
        raise NotFound("Deze gemeente staat niet op de lijst van stemgerechtigden van deze stemming.")
    return _turn(row)


def _turn(row: Any) -> Turn:
    return Turn(
        municipality_id=row["municipality"],
        code=row["code"],
        name=row["name"],
        weight=row["weight"],
        kring_id=row["partnership"],
        kring=row["kring"],
        kring_voted=row["kring_voted"],
        cast_at=row["cast_at"],
        sequence=row["sequence"],
    )


async def kring_turns(vote_id: int, partnership_ids: Sequence[int]) -> tuple[KringTurn, ...]:
    """These Kringen, by name, with who mandates them."""
    rows = await fetch(
        """
        SELECT p.id, p.name, b.cast_at, b.sequence,
               array(SELECT e.name FROM mandate m JOIN elector e ON e.vote = v.id AND e.municipality = m.municipality
                      WHERE m.round = v.round AND m.partnership = p.id AND m.revoked_at IS NULL
                        AND m.scope IN ('ronde', v.kind) ORDER BY e.name) AS mandators
          FROM partnership p CROSS JOIN round_vote v
          LEFT JOIN ballot b ON b.vote = v.id AND b.partnership = p.id AND b.content IS NOT NULL
         WHERE v.id = $1 AND p.id = ANY($2) AND p.kind = 'kring' ORDER BY p.name
        """,
        vote_id,
        list(partnership_ids),
    )
    return tuple(
        KringTurn(row["id"], row["name"], tuple(row["mandators"]), row["cast_at"], row["sequence"]) for row in rows
    )


async def turn_of_kring(vote_id: int, partnership_id: int) -> KringTurn:
    found = await kring_turns(vote_id, [partnership_id])
    if not found:
        raise NotFound("Deze Kring bestaat niet.")
    return found[0]


async def own_ballot(vote: Vote, *, municipality_id: int | None, partnership_id: int | None) -> OwnBallot | None:
    """The present ballot of a municipality or Kring. Only for whoever may vote for it: pages check that."""
    column, value = ("municipality", municipality_id) if municipality_id else ("partnership", partnership_id)
    row = await fetch_row(
        f"SELECT content, cast_at, sequence FROM ballot WHERE vote = $1 AND {column} = $2 AND content IS NOT NULL",
        vote.id,
        value,
    )
    if row is None:
        return None
    content = json.loads(row["content"])
    answers = await fetch(
        'SELECT "group", answer FROM adoption_intention WHERE vote = $1 AND municipality = $2',
        vote.id,
        municipality_id or 0,
    )
    return OwnBallot(
        approved=tuple(content.get("keuze", ())),
        order=tuple(tuple(tied) for tied in content.get("volgorde", ())),
        cast_at=row["cast_at"],
        sequence=row["sequence"],
        answers={str(one["group"]): one["answer"] for one in answers},
    )


class Turnout(msgspec.Struct, frozen=True):
    """Municipalities with a ballot that counts, and all that may vote. Nothing more while a vote is open."""

    cast: int
    electorate: int


async def turnout(vote_id: int) -> Turnout:
    """How many municipalities have voted, themselves or through their Kring."""
    cast = await fetch_value(
        f"SELECT count(*) FROM ({_TURN}) t WHERE cast_at IS NOT NULL OR kring_voted",
        vote_id,
    )
    whole = await fetch_value("SELECT count(*) FROM elector WHERE vote = $1", vote_id)
    return Turnout(cast, whole)
