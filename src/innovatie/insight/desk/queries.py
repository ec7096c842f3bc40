"""Where each round stands, with the pages from which VNG directs it."""

from datetime import datetime

import msgspec

from innovatie.domain.phases import ORDER, Phase
from innovatie.infra.database import fetch_as
from innovatie.rounds.queries import RoundCard, rounds
from innovatie.voting.queries import turnout


class DeskRound(msgspec.Struct, frozen=True):
    """A round on the desk with what has come in so far."""

    card: RoundCard
    ideas: int
    groups: int
    reviews: int
    reviews_in: int
    electors: int
    voted: int

    @property
    def is_over(self) -> bool:
        """Nothing is still to be directed in it."""
        return self.card.has_ended or self.card.phase is Phase.ADOPT

    def reached(self, phase: str) -> bool:
        """Whether that phase has been opened, now or earlier."""
        return self.card.phase is not None and ORDER.index(self.card.phase) >= ORDER.index(Phase(phase))


class _Counts(msgspec.Struct, frozen=True):
    id: int
    ideas: int
    groups: int
    reviews: int
    reviews_in: int
    vote: int | None


async def desk_rounds(*, now: datetime) -> tuple[DeskRound, ...]:
    """All rounds, the newest first. Votes: the turnout of the latest vote of the round, as everybody sees it."""
    rows = await fetch_as(
        _Counts,
        """
        SELECT r.id,
               (SELECT count(*) FROM idea i WHERE i.round = r.id AND i.state = 'ingediend') AS ideas,
               (SELECT count(*) FROM round_group g WHERE g.round = r.id) AS groups,
               (SELECT count(*) FROM assignment a WHERE a.round = r.id
                   AND a.state IN ('open', 'ingeleverd', 'verlopen')) AS reviews,
               (SELECT count(*) FROM assignment a WHERE a.round = r.id AND a.state = 'ingeleverd') AS reviews_in,
               (SELECT v.id FROM round_vote v WHERE v.round = r.id ORDER BY v.opened_at DESC LIMIT 1) AS vote
          FROM round r
        """,
    )
    by_round = {row.id: row for row in rows}
    found = []
    for card in await rounds(now=now, drafts=True):
        row = by_round[card.id]
        cast = await turnout(row.vote) if row.vote is not None else None
        found.append(
            DeskRound(
                card=card,
                ideas=row.ideas,
                groups=row.groups,
                reviews=row.reviews,
                reviews_in=row.reviews_in,
                electors=cast.electorate if cast else 0,
                voted=cast.cast if cast else 0,
            )
        )
    return tuple(found)
