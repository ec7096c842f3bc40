"""Quorum, acceptance after ranking, and the second-winner rule."""

from fractions import Fraction

import pytest

from innovatie.domain.final_vote import NONE_OF_THESE as GEEN
from innovatie.domain.final_vote import duels_of, ranks_of
from innovatie.domain.ties import DrawNeeded
from innovatie.domain.winners import FinalOutcome, FinalRules, SecondWinner, Turnout, decide_winners

OPTIONS = ("A", "B", "C", GEEN)
SEED = bytes(32)


def decide(
    ballots: dict[str, int],
    rules: FinalRules = FinalRules(),  # noqa: B008 - frozen
    electorate: int | None = None,
    seed: bytes | None = None,
) -> FinalOutcome:
    """Ballots like 'A=B>C>geen', with how many municipalities cast it (weight one each)."""
    cast = [
        (ranks_of([part.split("=") for part in order.split(">") if part], OPTIONS), number)
        for order, number in ballots.items()
    ]
    total = sum(ballots.values())
    turnout = Turnout(electorate or total, electorate or total, total, total)
    return decide_winners(duels_of(OPTIONS, cast), turnout, rules, seed=seed)


def test_the_top_of_the_ranking_wins() -> None:
    outcome = decide({"A>B>C>geen": 6, "B>A>geen>C": 3, "geen": 2}, FinalRules(SecondWinner.ONE_ONLY))
    assert (outcome.winners, outcome.reason) == (("A",), "één winnaar")


def test_below_the_quorum_nobody_wins_and_blank_ballots_count_for_it() -> None:
    assert decide({"A>geen": 4}, electorate=9).reason == "geen quorum"
    assert decide({"A>geen": 4, "": 1}, electorate=10).winners == ("A",)
    assert decide({}, electorate=10).reason == "geen quorum"


def test_a_weighted_vote_needs_the_quorum_in_weight_too() -> None:
    cast = duels_of(OPTIONS, [(ranks_of([["A"]], OPTIONS), 40)])
    turnout = Turnout(electorate=10, electorate_weight=100, cast=6, cast_weight=40)
    assert decide_winners(cast, turnout, FinalRules(weighted=True)).reason == "geen quorum"
    assert decide_winners(cast, turnout, FinalRules(weighted=False)).winners == ("A",)


def test_none_of_these_on_top_means_no_winner() -> None:
    outcome = decide({"geen>A>B>C": 6, "A>B>C>geen": 5})
    assert (outcome.winners, outcome.reason) == ((), "geen idee boven Geen van deze")


def test_an_equal_duel_with_none_of_these_is_not_acceptance() -> None:
    outcome = decide({"A>geen": 5, "geen>A": 5})
    assert [one.accepted for one in outcome.acceptance] == [False, False, False]
    assert outcome.winners == ()


def test_the_second_wins_with_a_majority_over_none_and_a_close_duel() -> None:
    close = {"A>B>C>geen": 11, "B>A>C>geen": 9}
    assert decide(close).winners == ("A", "B")
    assert decide({"A>B>C>geen": 12, "B>A>C>geen": 8}).winners == ("A",)
    assert decide({"A>B>C>geen": 12, "B>A>C>geen": 8}, FinalRules(SecondWinner.TWO_FIXED)).winners == ("A", "B")
    assert decide(close, FinalRules(SecondWinner.ONE_ONLY)).winners == ("A",)


def test_exactly_forty_five_percent_is_close_enough_and_less_is_not() -> None:
    assert decide({"A>B>geen": 55, "B>A>geen": 45}).winners == ("A", "B")
    assert decide({"A>B>geen": 56, "B>A>geen": 44}).winners == ("A",)


def test_the_second_needs_more_than_half_of_all_cast_weight() -> None:
    ballots = {"A>B>geen": 26, "B>A>geen": 24, "A>geen>B": 25, "": 25}
    outcome = decide(ballots, FinalRules(second_near=Fraction(1, 10)))
    assert outcome.duels.of("B", GEEN) == 50
    assert outcome.winners == ("A",)
    ballots[""] = 24
    assert decide(ballots, FinalRules(second_near=Fraction(1, 10))).winners == ("A", "B")


def test_two_tied_on_top_both_win_except_when_there_is_one_place() -> None:
    tie = {"A>B>C>geen": 5, "B>A>C>geen": 5}
    assert (decide(tie).winners, decide(tie).reason) == (("A", "B"), "gelijk bovenaan")
    waiting = decide(tie, FinalRules(SecondWinner.ONE_ONLY))
    assert (waiting.winners, waiting.draw_needed) == ((), DrawNeeded(("A", "B"), 1))
    assert len(decide(tie, FinalRules(SecondWinner.ONE_ONLY), seed=SEED).winners) == 1


def test_three_tied_on_top_draw_for_two() -> None:
    tie = {"A=B=C>geen": 5}
    assert decide(tie).draw_needed == DrawNeeded(("A", "B", "C"), 2)
    drawn = decide(tie, seed=SEED)
    assert drawn.draw is not None
    assert set(drawn.winners) == set(drawn.draw.winners)
    assert len(drawn.winners) == 2


def test_two_tied_for_the_second_place_draw_for_one() -> None:
    outcome = decide({"A>B=C>geen": 5, "B=C>A>geen": 4}, FinalRules(SecondWinner.TWO_FIXED))
    assert (outcome.winners, outcome.draw_needed) == (("A",), DrawNeeded(("B", "C"), 1))
    drawn = decide({"A>B=C>geen": 5, "B=C>A>geen": 4}, FinalRules(SecondWinner.TWO_FIXED), seed=SEED)
    assert drawn.winners[0] == "A"
    assert drawn.winners[1] in {"B", "C"}


@pytest.mark.parametrize("rule", list(SecondWinner))
def test_burying_a_rival_under_none_does_not_remove_it_before_the_ranking(rule: SecondWinner) -> None:
    """A beats all; only those who would bury it put it under "Geen van deze", and they are a minority."""
    outcome = decide({"A>B>geen>C": 6, "B>C>geen>A": 4}, FinalRules(rule))
    assert outcome.winners[0] == "A"
