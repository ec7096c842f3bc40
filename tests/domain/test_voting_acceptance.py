"""What makes a winner: accepted against "Geen van deze", the quorum, the second place, and the draw that is told."""

from dataclasses import replace
from fractions import Fraction

import pytest

from innovatie.domain.final_vote import NONE_OF_THESE as GEEN
from innovatie.domain.final_vote import Duels, duels_of, ranks_of
from innovatie.domain.ties import TieStep
from innovatie.domain.winners import (
    Acceptance,
    FinalRules,
    SecondWinner,
    Turnout,
    decide_winners,
    earns_second_place,
    quorum_met,
)
from tests.domain.test_voting_winners import OPTIONS, SEED, decide

ALL = Turnout(100, 100, 100, 100)


def test_an_option_that_loses_from_none_of_these_is_not_accepted_though_it_ranks_before_it() -> None:
    """A beats B 80:20, B beats "Geen" 70:30, "Geen" beats A 60:40: A ranks first, and most prefer "Geen" to it."""
    duels = Duels(("A", "B", GEEN), ((0, 80, 40), (20, 0, 70), (60, 30, 0)))
    outcome = decide_winners(duels, ALL, FinalRules())
    assert outcome.ranking.order == (("A",), ("B",), (GEEN,))
    assert outcome.acceptance == (Acceptance("A", 40, 60, True, False), Acceptance("B", 70, 30, True, True))
    assert (outcome.winners, outcome.reason) == (("B",), "één winnaar")


def test_an_equal_duel_with_none_of_these_is_not_enough_for_an_option_that_ranks_before_it() -> None:
    duels = Duels(("A", "B", GEEN), ((0, 80, 50), (20, 0, 70), (50, 30, 0)))
    assert decide_winners(duels, ALL, FinalRules()).acceptance[0] == Acceptance("A", 50, 50, True, False)


def test_an_option_that_beats_none_of_these_but_ranks_after_it_is_not_accepted() -> None:
    """ "Geen" beats B 90:10, B beats A 80:20, A beats "Geen" 60:40: "Geen" comes before A by the stronger way."""
    duels = Duels(("A", "B", GEEN), ((0, 20, 60), (80, 0, 10), (40, 90, 0)))
    outcome = decide_winners(duels, ALL, FinalRules())
    assert outcome.acceptance[0] == Acceptance("A", 60, 40, False, False)
    assert outcome.winners == ()


def test_without_a_quorum_still_somebody_must_have_voted() -> None:
    rules = FinalRules(quorum=Fraction(0))
    assert not quorum_met(Turnout(10, 10, 0, 0), rules)
    assert quorum_met(Turnout(10, 10, 1, 1), rules)


def test_the_quorum_of_a_weighted_vote_is_half_of_the_weight_and_of_the_municipalities() -> None:
    rules = FinalRules(weighted=True)
    assert quorum_met(Turnout(10, 100, 5, 50), rules)
    assert not quorum_met(Turnout(10, 100, 5, 49), rules)
    assert not quorum_met(Turnout(10, 100, 4, 50), rules)
    assert quorum_met(Turnout(10, 100, 5, 49), FinalRules())


@pytest.mark.parametrize(("supporters", "winners"), [(450, ("A", "B")), (449, ("A",))])
def test_a_duel_is_close_from_forty_five_in_a_hundred(supporters: int, winners: tuple[str, ...]) -> None:
    assert decide({"A>B>geen": 1000 - supporters, "B>A>geen": supporters}).winners == winners


def test_an_equal_duel_is_always_close_and_one_with_nobody_in_it_too() -> None:
    strict = FinalRules(second_near=Fraction(3, 5))
    equal = Duels(("A", "B", GEEN), ((0, 40, 90), (40, 0, 90), (5, 5, 0)))
    assert earns_second_place("B", "A", equal, ALL, strict)
    assert not earns_second_place(
        "B", "A", replace(equal, preferred=((0, 41, 90), (40, 0, 90), (5, 5, 0))), ALL, strict
    )


def test_two_fixed_takes_the_second_however_far_behind_and_three_ways_end_with_one() -> None:
    far = {"A>B>geen": 90, "B>A>geen": 10}
    assert decide(far, FinalRules(SecondWinner.TWO_FIXED)).reason == "twee winnaars"
    assert decide({"A>geen>B": 9}, FinalRules(SecondWinner.TWO_FIXED)).reason == "één winnaar"
    assert (decide(far).winners, decide(far).reason) == (("A",), "één winnaar")


def test_a_draw_for_the_second_place_is_told_step_by_step() -> None:
    tie = {"A>B=C>geen": 5, "B=C>A>geen": 4}
    drawn = decide(tie, FinalRules(SecondWinner.TWO_FIXED), seed=SEED)
    assert drawn.draw is not None
    assert (drawn.winners, drawn.reason) == (("A", *drawn.draw.winners), "twee winnaars")
    assert drawn.tie_steps == (TieStep("Openbare loting om de tweede plaats", drawn.draw.tickets, drawn.draw.winners),)


def test_a_draw_for_the_first_place_is_told_and_who_wins_keeps_the_order_of_the_ranking() -> None:
    cast = [(ranks_of([["A", "B", "C"]], OPTIONS), 5)]
    turnout = Turnout(5, 5, 5, 5)
    for number in range(8):
        drawn = decide_winners(duels_of(OPTIONS, cast), turnout, FinalRules(), seed=bytes([number]) * 32)
        assert drawn.draw is not None
        assert drawn.winners == tuple(sorted(drawn.draw.winners))
        assert drawn.tie_steps == (TieStep("Openbare loting om de eerste plaats", drawn.draw.tickets, drawn.winners),)
