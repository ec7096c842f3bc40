"""Where each round stands, with the pages from which VNG directs it."""

from datetime import datetime

import msgspec

from innovatie.domain.phases import ORDER, Phase
from innovatie.infra.database import fetch
from innovatie.rounds.queries import RoundCard, rounds


class DeskRound(msgspec.Struct, frozen=True):
    """A round on the desk with what has come in so far."""

    card: RoundCard
    ideas: int
    groups: int
    reviews: int
    reviews_in: int
    electors: int
    voted: int

    def reached(self, phase: str) -> bool:
        """Whether that phase has been opened, now or earlier."""
        return self.card.phase is not None and ORDER.index(self.card.phase) >= ORDER.index(Phase(phase))


async def desk_rounds(*, now: datetime) -> tuple[DeskRound, ...]:
    """All rounds, the newest first. Votes: of the latest vote of the round, by the municipalities themselves."""
    rows = await fetch(
        """
        SELECT r.id,
               (SELECT count(*) FROM idea i WHERE i.round = r.id AND i.state = 'ingediend') AS ideas,
               (SELECT count(*) FROM round_group g WHERE g.round = r.id) AS groups,
               (SELECT count(*) FROM assignment a WHERE a.round = r.id
                   AND a.state IN ('open', 'ingeleverd', 'verlopen')) AS reviews,
               (SELECT count(*) FROM assignment a WHERE a.round = r.id AND a.state = 'ingeleverd') AS reviews_in,
               (SELECT count(*) FROM elector e WHERE e.vote = v.id) AS electors,
               (SELECT count(*) FROM ballot b WHERE b.vote = v.id AND b.municipality IS NOT NULL
                   AND b.content IS NOT NULL) AS voted
          FROM round r
          LEFT JOIN LATERAL (SELECT id FROM round_vote WHERE round = r.id ORDER BY opened_at DESC LIMIT 1) v ON true
        """
    )
    counts = {row["id"]: {name: row[name] for name in row.keys() if name != "id"} for row in rows}  # noqa: SIM118
    return tuple(DeskRound(card=card, **counts[card.id]) for card in await rounds(now=now))
