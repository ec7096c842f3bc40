"""Whose turn it is, one's own ballot, and the turnout. Never another's ballot while a vote is open."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.voters import Voter
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.voting.log_events import BallotContent
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
    """What counts now: `approved` for a preselection, `order` for a final; `answers` by option code. `lost`: titles of
    finalists that it named and that withdrew since.
    """

    approved: tuple[str, ...]
    order: tuple[tuple[str, ...], ...]
    cast_at: datetime
    sequence: int
    answers: dict[str, str]
    lost: tuple[str, ...] = ()

    @property
    def is_emptied(self) -> bool:
        """It named nothing but finalists that withdrew, and is blank now."""
        return bool(self.lost) and not self.order


_TURN = """
SELECT e.municipality AS municipality_id, e.code, e.name, e.weight, m.partnership AS kring_id,
       coalesce(p.name, '') AS kring,
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


_TURNOUT = f"""
SELECT count(*) FILTER (WHERE cast_at IS NOT NULL OR kring_voted) AS cast,
       count(DISTINCT municipality_id) AS electorate FROM ({_TURN}) t
"""


async def my_turns(vote_id: int, municipality_ids: Sequence[int]) -> tuple[Turn, ...]:
    """The municipalities among these that may vote, by name."""
    sql = f"{_TURN} AND e.municipality = ANY($2) ORDER BY e.name"
    return tuple(await fetch_as(Turn, sql, vote_id, list(municipality_ids)))


async def turn_of_municipality(vote_id: int, code: str) -> Turn:
    """The municipality with this code; NotFound when it is not on the list."""
    turn = await fetch_one_as(Turn, f"{_TURN} AND e.code = $2", vote_id, code)
    if turn is None:
        raise NotFound("Deze gemeente staat niet op de lijst van stemgerechtigden van deze stemming.")
    return turn


async def kring_turns(vote_id: int, partnership_ids: Sequence[int]) -> tuple[KringTurn, ...]:
    """These Kringen, by name, with who mandates them."""
    rows = await fetch_as(
        KringTurn,
        """
        SELECT p.id AS partnership_id, p.name, b.cast_at, b.sequence,
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
    return tuple(rows)


async def turn_of_kring(vote_id: int, partnership_id: int) -> KringTurn:
    found = await kring_turns(vote_id, [partnership_id])
    if not found:
        raise NotFound("Deze Kring bestaat niet.")
    return found[0]


class _Present(msgspec.Struct, frozen=True):
    content: BallotContent
    cast_at: datetime
    sequence: int


async def own_ballot(vote: Vote, voter: Voter) -> OwnBallot | None:
    """The present ballot of a municipality or Kring. Only for whoever may vote for it: pages check that."""
    present = await fetch_one_as(
        _Present,
        "SELECT content, cast_at, sequence FROM ballot"
        " WHERE vote = $1 AND (municipality = $2 OR partnership = $3) AND content IS NOT NULL",
        vote.id,
        voter.municipality_id,
        voter.partnership_id,
    )
    if present is None:
        return None
    named = {code for tied in present.content.order or () for code in tied}
    return OwnBallot(
        approved=present.content.approved or (),
        order=present.content.without({one.code for one in vote.withdrawn}).order or (),
        cast_at=present.cast_at,
        sequence=present.sequence,
        answers=await _answers(vote.id, voter),
        lost=tuple(one.title for one in vote.withdrawn if one.code in named),
    )


class _Answer(msgspec.Struct, frozen=True):
    group_id: int
    answer: str


async def _answers(vote_id: int, voter: Voter) -> dict[str, str]:
    """What a municipality answered about adoption, by group; a Kring is not asked."""
    rows = await fetch_as(
        _Answer,
        'SELECT "group" AS group_id, answer FROM adoption_intention WHERE vote = $1 AND municipality = $2',
        vote_id,
        voter.municipality_id,
    )
    return {str(row.group_id): row.answer for row in rows}


class Turnout(msgspec.Struct, frozen=True):
    """Municipalities with a ballot that counts, and all that may vote. Nothing more while a vote is open."""

    cast: int
    electorate: int


async def turnout(vote_id: int) -> Turnout:
    """How many municipalities have voted, themselves or through their Kring."""
    return await fetch_one_as(Turnout, _TURNOUT, vote_id) or Turnout(0, 0)
