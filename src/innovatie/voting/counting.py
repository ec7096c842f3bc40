"""Counting a file of others by the bare rule: no quorum, no thresholds, no "Geen van deze". Values for JSON.

Scores and duels are exact. A JSON number is written when the value is whole, else the nearest decimal, and the exact
fraction stands beside it as text.
"""

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import Literal, NotRequired, TypedDict

from innovatie.domain.final_vote import Duels, duels_of, schulze
from innovatie.domain.preselection import Approvals, pav_committees
from innovatie.voting.formats import ApprovalFile, MalformedFile, RankedFile, apply_weights, whole_weights
from innovatie.voting.formats.profiles import Name

DEFAULT_SEATS = 3
Weights = Sequence[tuple[int, str | None, Fraction]]


class PavCount(TypedDict):
    """What `count_pav` found, as JSON names it."""

    rule: Literal["pav"]
    seats: int
    committee: list[Name]
    score: int | float
    score_exact: str
    ties: list[list[Name]]
    tie_count: int
    ballots: int
    weight: int | float
    warnings: NotRequired[list[str]]


class SchulzeCount(TypedDict):
    """What `count_schulze` found, as JSON names it."""

    rule: Literal["schulze"]
    order: list[list[str]]
    winners: list[str]
    duels: dict[str, dict[str, int | float]]
    ballots: int | float
    weight: int | float
    warnings: NotRequired[list[str]]


def count_pav(ballots: ApprovalFile, seats: int | None = None, weights: Weights | None = None) -> PavCount:
    """All best committees by exact PAV. Seats: as asked, else as the file says, else three.

    `ties` lists every committee with the top score, `committee` included, and is empty when there is only one.
    `committee` is then the one whose candidates come first in the file; a real vote would draw.
    """
    asked = seats or ballots.seats or DEFAULT_SEATS
    if asked > len(ballots.candidates):
        raise MalformedFile(0, f"er zijn {asked} plaatsen en maar {len(ballots.candidates)} kandidaten")
    own = [weight for _, weight in ballots.ballots]
    whole, scale = _scaled(own, weights, ballots.voters)
    _require_a_choice(approved for (approved, _), weight in zip(ballots.ballots, whole, strict=True) if weight)
    total: dict[frozenset[int], int] = {}
    for (approved, _), weight in zip(ballots.ballots, whole, strict=True):
        total[approved] = total.get(approved, 0) + weight
    positions = tuple(str(place) for place in range(len(ballots.candidates)))
    distinct = tuple((tuple(sorted(approved)), weight) for approved, weight in total.items())
    found = pav_committees(Approvals(positions, distinct), asked)
    assert found is not None
    committees = [_named(committee, ballots.candidates) for committee in found.tied]
    score = found.score / scale
    result: PavCount = {
        "rule": "pav",
        "seats": asked,
        "committee": committees[0],
        "score": _number(score),
        "score_exact": str(score),
        "ties": committees if found.tie_count > 1 else [],
        "tie_count": found.tie_count,
        "ballots": len(ballots.ballots),
        "weight": _number(Fraction(sum(whole), scale)),
    }
    if ballots.warnings:
        result["warnings"] = list(ballots.warnings)
    return result


def count_schulze(ballots: RankedFile, weights: Weights | None = None) -> SchulzeCount:
    """Schulze's ranking with winning votes. `duels[a][b]` is the weight that prefers a to b."""
    names = [str(name) for name in ballots.candidates]
    own = [weight for _, weight in ballots.ballots]
    whole, scale = _scaled(own, weights, ())
    _require_a_choice(order for (order, _), weight in zip(ballots.ballots, whole, strict=True) if weight)
    ranked = ((_ranks(order, len(names)), weight) for (order, _), weight in zip(ballots.ballots, whole, strict=True))
    duels = duels_of(names, ranked)
    ranking = schulze(duels)
    result: SchulzeCount = {
        "rule": "schulze",
        "order": [list(tied) for tied in ranking.order],
        "winners": list(ranking.winners),
        "duels": _duels(duels, scale),
        "ballots": _number(sum(own, Fraction(0))),
        "weight": _number(Fraction(sum(whole), scale)),
    }
    told = list(ballots.warnings)
    if len(names) > 1 and not any(weight for row in result["duels"].values() for weight in row.values()):
        told.append("Geen stem zet iemand boven een ander; daarom staan alle alternatieven gelijk.")
    if told:
        result["warnings"] = told
    return result


def _require_a_choice(weighty: Iterable[Collection[object]]) -> None:
    """Refuses a file of which every ballot is blank or weighs nothing: everybody would win."""
    if not any(weighty):
        raise MalformedFile(0, "er valt niets te tellen: elke stem is blanco of heeft gewicht 0")


def _scaled(own: Sequence[Fraction], weights: Weights | None, voters: Sequence[str]) -> tuple[list[int], int]:
    if weights is None:
        return whole_weights(own)
    given = apply_weights(weights, voters, len(own))
    if set(own) == {1}:
        return whole_weights(given)
    return whole_weights([one * other for one, other in zip(own, given, strict=True)])


def _ranks(order: tuple[tuple[int, ...], ...], size: int) -> tuple[int, ...]:
    ranks = [len(order)] * size
    for rank, tied in enumerate(order):
        for position in tied:
            ranks[position] = rank
    return tuple(ranks)


def _named(committee: Sequence[int], candidates: Sequence[Name]) -> list[Name]:
    return [candidates[position] for position in committee]


def _duels(duels: Duels, scale: int) -> dict[str, dict[str, int | float]]:
    return {
        one: {other: _number(Fraction(duels.preferred[a][b], scale)) for b, other in enumerate(duels.options) if b != a}
        for a, one in enumerate(duels.options)
    }


def _number(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)
