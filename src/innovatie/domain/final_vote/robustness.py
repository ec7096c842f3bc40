"""Would the winners have been others with one ballot fewer, another rule, or other weights? Changes no result."""

from collections.abc import Sequence
from dataclasses import dataclass

from innovatie.domain.final_vote.ballots import NONE_OF_THESE, RankedBallot
from innovatie.domain.final_vote.duels import Duels, duels_of, ranks_of
from innovatie.domain.final_vote.schulze import schulze
from innovatie.domain.wording import wording


@dataclass(frozen=True)
class FinalVariant:
    """One "what if": the options on top under it, and whether they are those on top of the official ranking."""

    name: str
    top: tuple[str, ...]
    same: bool
    pivotal: tuple[str, ...] = ()


def final_variants(options: Sequence[str], ballots: Sequence[RankedBallot]) -> tuple[FinalVariant, ...]:
    """First preferences, minimax, weights off, and every single ballot left out. Looks at the top of the ranking."""
    cast = sorted(ballots, key=lambda ballot: ballot.municipality)
    ranked = [(ranks_of(ballot.order, options), ballot.weight) for ballot in cast]
    duels = duels_of(options, ranked)
    official = schulze(duels).winners
    plain = first_preferences(options, cast)
    smallest = minimax(duels)
    unweighted = schulze(duels_of(options, [(ranks, 1) for ranks, _ in ranked])).winners
    pivotal, other = _one_fewer(duels, cast, ranked, official)
    return (
        FinalVariant(wording("eerste voorkeuren"), plain, set(plain) == set(official)),
        FinalVariant(wording("kleinste nederlaag"), smallest, set(smallest) == set(official)),
        FinalVariant(wording("zonder gewichten"), unweighted, set(unweighted) == set(official)),
        FinalVariant(wording("één stem minder"), other, not pivotal, pivotal),
    )


def first_preferences(options: Sequence[str], ballots: Sequence[RankedBallot]) -> tuple[str, ...]:
    """Those that most weight puts alone or shared on top; "Geen van deze" does not take part."""
    totals = {option: 0 for option in options if option != NONE_OF_THESE}
    for ballot in ballots:
        for option in ballot.order[0] if ballot.order else ():
            if option in totals:
                totals[option] += ballot.weight
    best = max(totals.values(), default=0)
    return tuple(option for option, total in totals.items() if total == best)


def minimax(duels: Duels) -> tuple[str, ...]:
    """Those whose heaviest lost duel is lightest (winning votes)."""
    size = len(duels.options)
    d = duels.preferred
    worst = [max((d[b][a] for b in range(size) if b != a and d[b][a] > d[a][b]), default=0) for a in range(size)]
    return tuple(duels.options[a] for a in range(size) if worst[a] == min(worst))


def _one_fewer(
    duels: Duels,
    cast: Sequence[RankedBallot],
    ranked: Sequence[tuple[tuple[int, ...], int]],
    official: tuple[str, ...],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Municipalities without whose ballot the top would differ, and such another top (else the official one)."""
    size = len(duels.options)
    known: dict[tuple[tuple[int, ...], int], tuple[str, ...]] = {}
    pivotal = []
    other = official
    for ballot, (ranks, weight) in zip(cast, ranked, strict=True):
        if (ranks, weight) not in known:
            fewer = tuple(
                tuple(duels.preferred[a][b] - weight * (ranks[a] < ranks[b]) for b in range(size)) for a in range(size)
            )
            known[ranks, weight] = schulze(Duels(duels.options, fewer)).winners
        if set(known[ranks, weight]) != set(official):
            pivotal.append(ballot.municipality)
            other = known[ranks, weight]
    return tuple(pivotal), other
