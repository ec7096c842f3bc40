"""The audience award as it stands: open or not, and, once it is over, its votes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from innovatie.domain import audience
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import standing_finalists

EXPIRED: Final = wording("Deze link is verlopen of klopt niet. Stem opnieuw op de pagina van de publieksprijs.")


class Moment(StrEnum):
    """Where the award is."""

    BEFORE = "straks"
    OPEN = "open"
    LOOKED_AT = "nagekeken"
    PUBLISHED = "bekend"


class Poll(msgspec.Struct, frozen=True):
    """`key` is None once the result is published. `asked_by`: who asked another director to publish it so."""

    id: int
    key: bytes | None
    opened_at: datetime
    closes_at: datetime
    note: str
    published_at: datetime | None
    asked_by: int | None
    asked_at: datetime | None
    asked_name: str

    @property
    def stand(self) -> str:
        """What was asked, as one text: another director publishes exactly that. '' while nobody asked."""
        return "" if self.asked_at is None else self.asked_at.isoformat()


class DomainRow(msgspec.Struct, frozen=True):
    """The votes of one domain: `domain` its hash in signs, `first` the group that got most of them with `firsts`."""

    domain: str
    common: bool
    n: int
    firsts: int
    first: str
    days: int
    reason: str


class Line(msgspec.Struct, frozen=True):
    """One vote in the published list."""

    code: str
    group: int
    counted: bool


class Standing(msgspec.Struct, frozen=True):
    """A finalist with its votes that count."""

    group: int
    title: str
    votes: int
    won: bool


async def poll_of(round_id: int) -> Poll | None:
    return await fetch_one_as(
        Poll,
        "SELECT a.id, a.key, a.opened_at, a.closes_at, a.note, a.published_at, a.asked_by, a.asked_at,"
        " coalesce(p.name, '') AS asked_name FROM audience_poll a LEFT JOIN person p ON p.id = a.asked_by"
        " WHERE a.round = $1",
        round_id,
    )


def required(round_: RoundDetail) -> None:
    """Raises NotFound for a round without an audience award."""
    if not round_.settings.audience:
        raise NotFound("Deze ronde heeft geen publieksprijs.")


def ends_at(round_: RoundDetail) -> datetime | None:
    """When voting ends by the rules of the round: some days after the phase of the vote opened."""
    row = round_.row_of(Phase.VOTE)
    return None if row.opened_at is None else row.opened_at + timedelta(days=round_.settings.audience)


def moment_of(round_: RoundDetail, poll: Poll | None, *, now: datetime) -> Moment:
    """It opens with the vote of the municipalities, and closes after its days or with that vote, whichever is first."""
    if poll is not None and poll.published_at is not None:
        return Moment.PUBLISHED
    end = poll.closes_at if poll is not None else ends_at(round_)
    if end is None:
        return Moment.BEFORE
    return Moment.OPEN if round_.open_phase is Phase.VOTE and now < end else Moment.LOOKED_AT


def require_open(round_: RoundDetail, poll: Poll | None, *, now: datetime) -> None:
    required(round_)
    if moment_of(round_, poll, now=now) is not Moment.OPEN:
        raise Conflict("De publieksprijs is nu niet open om te stemmen.")


class _Vote(msgspec.Struct, frozen=True):
    voter: bytes
    group: int
    domain: bytes


class _Strike(msgspec.Struct, frozen=True):
    domain: bytes
    reason: str


async def strikes(poll: int) -> dict[bytes, str]:
    """Domain to reason."""
    rows = await fetch_as(_Strike, "SELECT domain, reason FROM audience_strike WHERE poll = $1 ORDER BY id", poll)
    return {row.domain: row.reason for row in rows}


async def lines(round_id: int, poll: int) -> tuple[Line, ...]:
    """Every vote, by its code: in no order of time. Those for a finalist that withdrew do not count."""
    struck = await strikes(poll)
    groups = {one.group_id for one in await standing_finalists(round_id)}
    return tuple(
        sorted(
            (
                Line(audience.receipt(vote.voter), vote.group, vote.domain not in struck and vote.group in groups)
                for vote in await _votes(poll)
            ),
            key=lambda line: line.code,
        )
    )


async def standings(round_id: int, poll: int) -> tuple[Standing, ...]:
    """The finalists by votes that count."""
    taking_part = await standing_finalists(round_id)
    groups = {one.group_id for one in taking_part}
    votes = [(vote.group, vote.domain) for vote in await _votes(poll) if vote.group in groups]
    counts = audience.count(votes, frozenset(await strikes(poll)))
    won = audience.winners(counts)
    rows = [Standing(one.group_id, one.title, counts.get(one.group_id, 0), one.group_id in won) for one in taking_part]
    return tuple(sorted(rows, key=lambda row: (-row.votes, row.title)))


async def _votes(poll: int) -> list[_Vote]:
    return await fetch_as(_Vote, 'SELECT voter, "group", domain FROM audience_vote WHERE poll = $1', poll)


async def domains(poll: int, *, least: int) -> tuple[DomainRow, ...]:
    """Domains with `least` votes or more, the largest first: what VNG looks at before it publishes."""
    rows = await fetch_as(
        DomainRow,
        """
        SELECT encode(v.domain, 'hex') AS domain, bool_or(v.common) AS common, sum(v.n)::int AS n,
               max(v.n)::int AS firsts,
               (array_agg(g.title ORDER BY v.n DESC, g.id))[1] AS first, max(v.days)::int AS days,
               coalesce(max(s.reason), '') AS reason
          FROM (SELECT domain, "group", bool_or(common) AS common, count(*) AS n, count(DISTINCT cast_on) AS days
                  FROM audience_vote WHERE poll = $1 GROUP BY domain, "group") v
          JOIN idea_group g ON g.id = v."group"
          LEFT JOIN audience_strike s ON s.poll = $1 AND s.domain = v.domain
         GROUP BY v.domain HAVING sum(v.n) >= $2 OR max(s.reason) IS NOT NULL ORDER BY sum(v.n) DESC, v.domain
        """,
        poll,
        least,
    )
    return tuple(rows)


async def chosen_in(round_id: int, secret: str, *, now: datetime) -> str:
    """The title of the plan that a link in a mail is for; NotFound when the link is not ours or too old."""
    poll = await poll_of(round_id)
    ticket = None if poll is None or poll.key is None else audience.opened(secret, key=poll.key, now=now)
    titles = [
        one.title for one in await standing_finalists(round_id) if ticket is not None and one.group_id == ticket.group
    ]
    if not titles:
        raise NotFound(EXPIRED)
    return titles[0]
