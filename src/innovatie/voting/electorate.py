"""Who may vote in a vote that opens, and with what weight."""

from collections.abc import Sequence
from datetime import date

import msgspec

from innovatie.domain.vote_weights import WeightRule
from innovatie.infra.database import execute_many, fetch_as
from innovatie.rounds.settings import Weighting
from innovatie.voting.package import ListedVoter
from innovatie.voting.rules import FixedWeighting

SOURCE_OF_WEIGHTS = "CBS, inwoners op 1 januari"


class _Municipality(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    inhabitants: int
    kringen: tuple[int, ...]


async def electorate(rule: WeightRule, today: date) -> list[tuple[int, ListedVoter]]:
    """Every municipality of today with its weight and Kringen; inhabitants of the latest year known by then."""
    rows = await fetch_as(
        _Municipality,
        """
        SELECT g.id, g.code, g.name,
               coalesce((SELECT i.number FROM inhabitants i WHERE i.municipality = g.id AND i.year <= $2
                          ORDER BY i.year DESC LIMIT 1),
                        (SELECT i.number FROM inhabitants i WHERE i.municipality = g.id ORDER BY i.year LIMIT 1),
                        0) AS inhabitants,
               array(SELECT p.id FROM partnership_member m JOIN partnership p ON p.id = m.partnership
                      WHERE m.municipality = g.id AND p.kind = 'kring' AND p.active AND m.starts <= $1
                        AND (m.ends IS NULL OR m.ends >= $1) ORDER BY p.id) AS kringen
          FROM municipality g
         WHERE (g.started IS NULL OR g.started <= $1) AND (g.ended IS NULL OR g.ended > $1) ORDER BY g.code
        """,
        today,
        today.year,
    )
    return [
        (row.id, ListedVoter(row.code, row.name, rule.votes(row.inhabitants), row.inhabitants, _text(row.kringen)))
        for row in rows
    ]


def _text(numbers: Sequence[int]) -> tuple[str, ...]:
    return tuple(str(number) for number in numbers)


async def insert_electors(vote_id: int, voters: Sequence[tuple[int, ListedVoter]]) -> None:
    """Write down who may vote, as it stands at the opening."""
    await execute_many(
        "INSERT INTO elector (vote, municipality, code, name, weight, inhabitants, kringen)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [(vote_id, number, v.code, v.name, v.weight, v.inhabitants, " ".join(v.kringen)) for number, v in voters],
    )


def weights_of(weighing: Weighting, today: date) -> FixedWeighting:
    """The weighing as the rules of the vote tell it, with the source of its numbers."""
    return FixedWeighting(
        kind=weighing.kind, cap=weighing.cap, table=weighing.table, source=SOURCE_OF_WEIGHTS, date=today.isoformat()
    )
