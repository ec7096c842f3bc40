"""From the final ranking to winners: quorum, acceptance, and the rule for a second winner, all fixed at opening.

All options are ranked first, "Geen van deze" among them; only then those fall away that the voters do not accept
(removing them first would reward burying a rival). Accepted means: before "Geen van deze" in the ranking, and more
weight prefers the option to "Geen van deze" than the reverse. Winner one is the top of the accepted options.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from innovatie.domain.final_vote.ballots import NONE_OF_THESE
from innovatie.domain.final_vote.duels import Duels
from innovatie.domain.final_vote.schulze import Ranking, schulze
from innovatie.domain.ties import Draw, DrawNeeded, TieStep, draw
from innovatie.domain.wording import wording


class SecondWinner(StrEnum):
    """When the next option also wins. A tie on top gives two winners, except under ONE_ONLY."""

    ONE_ONLY = "een"
    TWO_IF_MAJORITY = "twee-bij-meerderheid"
    TWO_FIXED = "twee"


@dataclass(frozen=True)
class FinalRules:
    """The settings of a final vote. The quorum holds for municipalities, and for weight when votes are weighted."""

    second_winner: SecondWinner = SecondWinner.TWO_IF_MAJORITY
    quorum: Fraction = Fraction(1, 2)
    second_majority: Fraction = Fraction(1, 2)
    second_near: Fraction = Fraction(45, 100)
    weighted: bool = False


@dataclass(frozen=True)
class Turnout:
    """Municipalities and weight that may vote, and that did (blank ballots included)."""

    electorate: int
    electorate_weight: int
    cast: int
    cast_weight: int


@dataclass(frozen=True)
class Acceptance:
    """One option against "Geen van deze"."""

    option: str
    for_option: int
    for_none: int
    ranked_before: bool
    accepted: bool


@dataclass(frozen=True)
class FinalOutcome:
    """Winners in order of the ranking (a draw decides who, not which comes first). Empty: no winner, or a draw is
    due.
    """

    turnout: Turnout
    quorum_met: bool
    duels: Duels
    ranking: Ranking
    acceptance: tuple[Acceptance, ...]
    winners: tuple[str, ...]
    reason: str
    tie_steps: tuple[TieStep, ...] = ()
    draw: Draw | None = None
    draw_needed: DrawNeeded | None = None


def quorum_met(turnout: Turnout, rules: FinalRules) -> bool:
    """Global quorum: never per option, or staying home would beat voting against."""
    heads = Fraction(turnout.cast) >= rules.quorum * turnout.electorate
    weight = Fraction(turnout.cast_weight) >= rules.quorum * turnout.electorate_weight
    return turnout.cast > 0 and heads and (weight or not rules.weighted)


def decide_winners(duels: Duels, turnout: Turnout, rules: FinalRules, *, seed: bytes | None = None) -> FinalOutcome:
    """Apply quorum, acceptance and the second-winner rule. `seed` is the public draw's, None while unknown."""
    ranking = schulze(duels)
    acceptance = tuple(_acceptance(option, duels, ranking) for option in duels.options if option != NONE_OF_THESE)
    met = quorum_met(turnout, rules)

    def outcome(winners: Sequence[str], reason: str, picked: "_Picked | None" = None) -> FinalOutcome:
        picked = picked or _Picked(tuple(winners))
        return FinalOutcome(
            turnout, met, duels, ranking, acceptance, tuple(winners), reason,
            picked.steps, picked.draw, picked.needed,
        )  # fmt: skip

    if not met:
        return outcome((), "geen quorum")
    accepted = {one.option for one in acceptance if one.accepted}
    classes = [kept for tied in ranking.order if (kept := tuple(one for one in tied if one in accepted))]
    if not classes:
        return outcome((), "geen idee boven Geen van deze")
    top = classes[0]
    if len(top) > 1:
        places = 1 if rules.second_winner is SecondWinner.ONE_ONLY else 2
        picked = _pick(top, places, wording("Openbare loting om de eerste plaats"), seed)
        return outcome(picked.winners, "gelijk bovenaan", picked)
    first = top[0]
    if rules.second_winner is SecondWinner.ONE_ONLY or len(classes) == 1:
        return outcome(top, "één winnaar")
    second = tuple(
        one for one in classes[1] if rules.second_winner is SecondWinner.TWO_FIXED
        or earns_second_place(one, first, duels, turnout, rules)
    )  # fmt: skip
    if not second:
        return outcome(top, "één winnaar")
    picked = _pick(second, 1, wording("Openbare loting om de tweede plaats"), seed)
    return outcome((first, *picked.winners), "twee winnaars", picked)


def earns_second_place(option: str, first: str, duels: Duels, turnout: Turnout, rules: FinalRules) -> bool:
    """A majority of the cast weight prefers it to "Geen van deze", and it came close in its duel with the winner."""
    against_none = duels.of(option, NONE_OF_THESE)
    won, lost = duels.of(option, first), duels.of(first, option)
    majority = Fraction(against_none) > rules.second_majority * turnout.cast_weight
    return majority and (won == lost or Fraction(won) >= rules.second_near * (won + lost))


def _acceptance(option: str, duels: Duels, ranking: Ranking) -> Acceptance:
    for_option, for_none = duels.of(option, NONE_OF_THESE), duels.of(NONE_OF_THESE, option)
    before = ranking.before(option, NONE_OF_THESE)
    return Acceptance(option, for_option, for_none, before, before and for_option > for_none)


@dataclass(frozen=True)
class _Picked:
    winners: tuple[str, ...]
    steps: tuple[TieStep, ...] = ()
    draw: Draw | None = None
    needed: DrawNeeded | None = None


def _pick(tied: tuple[str, ...], places: int, name: str, seed: bytes | None) -> _Picked:
    if len(tied) <= places:
        return _Picked(tied)
    if seed is None:
        return _Picked((), needed=DrawNeeded(tied, places))
    drawn = draw(seed, tied, places)
    winners = tuple(one for one in tied if one in drawn.winners)
    return _Picked(winners, (TieStep(name, drawn.tickets, winners),), drawn)
