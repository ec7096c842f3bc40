"""The rule of a preselection around PAV: quorum, thresholds, own support, family rule, ties."""

from fractions import Fraction

import pytest

from innovatie.domain.errors import Invalid
from innovatie.domain.preselection import (
    ApprovalBallot,
    PreselectionRules,
    decide_finalists,
    validate_approvals,
    variants,
)

SHORTLIST = ("1", "2", "3", "4", "5")
OPEN = PreselectionRules(
    candidate_municipalities=1, candidate_kringen=1, candidate_share=Fraction(0), quorum=Fraction(0)
)


def ballots(*groups: tuple[int, str], kringen: int = 5, weight: int = 1) -> list[ApprovalBallot]:
    """(how many, ids without separator); municipalities are spread over so many Kringen in turn."""
    made: list[ApprovalBallot] = []
    for number, approved in groups:
        for _ in range(number):
            code = f"GM{len(made):04}"
            made.append(ApprovalBallot(code, weight, frozenset(approved), frozenset({f"K{len(made) % kringen}"})))
    return made


def test_the_quorum_is_a_third_of_the_municipalities_exactly() -> None:
    cast = ballots((114, "123"))
    assert decide_finalists(SHORTLIST, cast, 342, PreselectionRules()).quorum_met
    below = decide_finalists(SHORTLIST, cast[1:], 342, PreselectionRules())
    assert (below.quorum_met, below.finalists, below.score) == (False, (), 0)


def test_three_finalists_with_support_of_their_own() -> None:
    outcome = decide_finalists(SHORTLIST, ballots((40, "1"), (30, "2"), (20, "3"), (9, "4")), 200, PreselectionRules())
    assert outcome.finalists == ("1", "2", "3")
    assert [(one.candidate, one.score, one.needed) for one in outcome.own_support] == [
        (name, Fraction(score), Fraction(99, 20)) for name, score in (("1", 40), ("2", 30), ("3", 20))
    ]  # fmt: skip


def test_fewer_than_three_when_own_support_lacks() -> None:
    cast = ballots((90, "12"), (8, "3"), (2, "4"))
    outcome = decide_finalists(SHORTLIST, cast, 150, PreselectionRules(candidate_share=Fraction(0)))
    assert outcome.finalists == ("1", "2", "3")
    weaker = ballots((100, "1"), (8, "12"))
    two = decide_finalists(SHORTLIST, weaker, 150, PreselectionRules(candidate_share=Fraction(0)))
    assert (two.finalists, two.sizes_tried) == (("1",), (2, 1))


def test_none_when_nobody_reaches_the_threshold() -> None:
    cast = ballots(*[(1, one) for one in "12345"], (45, ""))
    outcome = decide_finalists(SHORTLIST, cast, 60, PreselectionRules())
    assert (outcome.quorum_met, outcome.finalists) == (True, ())
    assert [test.eligible for test in outcome.candidates] == [False] * 5


def test_a_candidate_needs_five_municipalities_from_two_kringen() -> None:
    one_kring = decide_finalists(SHORTLIST, ballots((30, "1"), kringen=1), 30, PreselectionRules())
    assert (one_kring.candidates[0].kringen, one_kring.finalists) == (1, ())
    four = decide_finalists(SHORTLIST, ballots((4, "1")), 10, PreselectionRules())
    assert (four.candidates[0].municipalities, four.finalists) == (4, ())
    assert decide_finalists(SHORTLIST, ballots((5, "1")), 10, PreselectionRules()).finalists == ("1",)


def test_a_municipality_without_kring_stands_for_itself() -> None:
    loners = [ApprovalBallot(f"GM{n}", 1, frozenset("1")) for n in range(5)]
    assert decide_finalists(SHORTLIST, loners, 10, PreselectionRules()).candidates[0].kringen == 5


def test_related_groups_never_both_become_finalists() -> None:
    cast = ballots((50, "12"), (20, "3"), (15, "4"))
    rules = PreselectionRules(related=(("2", "1"),))
    assert decide_finalists(SHORTLIST, cast, 100, PreselectionRules()).finalists == ("1", "2", "3")
    assert len({"1", "2"} & set(decide_finalists(SHORTLIST, cast, 100, rules, seed=bytes(32)).finalists)) == 1


def test_a_tie_ends_by_most_approvals_then_reviews_then_a_public_draw() -> None:
    cast = ballots((10, "1"), (10, "2"), (10, "3"), (10, "4"))
    waiting = decide_finalists(SHORTLIST, cast, 50, OPEN)
    assert waiting.draw_needed is not None
    assert (waiting.finalists, waiting.draw_needed.among) == ((), ("1+2+3", "1+2+4", "1+3+4", "2+3+4"))
    means = {"1": Fraction("3.4"), "2": Fraction("3.5"), "3": Fraction("3.204"), "4": Fraction("3.2")}
    by_review = decide_finalists(SHORTLIST, cast, 50, OPEN, review_means=means)
    assert by_review.draw_needed is not None, "3.204 and 3.20 are equal in hundredths"
    assert by_review.draw_needed.among == ("1+2+3", "1+2+4")
    means["4"] = Fraction("3.1")
    clear = decide_finalists(SHORTLIST, cast, 50, OPEN, review_means=means)
    assert (clear.finalists, [step.name for step in clear.tie_steps]) == (
        ("1", "2", "3"), ["Meeste stemmen samen", "Hoogste beoordeling samen (in honderdsten)"],
    )  # fmt: skip
    drawn = decide_finalists(SHORTLIST, cast, 50, OPEN, seed=bytes(32))
    assert drawn.draw is not None
    assert drawn.draw.winners == ("+".join(drawn.finalists),)


def test_a_tie_of_two_is_ended_by_the_reviews() -> None:
    cast = ballots((20, "1"), (20, "2"), (10, "3"), (10, "4"))
    means = {"3": Fraction("3.1"), "4": Fraction("3.2")}
    outcome = decide_finalists(SHORTLIST, cast, 70, OPEN, review_means=means)
    assert (outcome.tied, outcome.finalists) == ((("1", "2", "3"), ("1", "2", "4")), ("1", "2", "4"))


def test_weights_change_the_count_and_the_plain_one_stands_beside_it() -> None:
    cast = [*ballots((6, "1"), (5, "2")), ApprovalBallot("GM9999", 50, frozenset("3"), frozenset({"K1"}))]
    rules = PreselectionRules(seats=1, candidate_municipalities=1, candidate_kringen=1)
    outcome = decide_finalists(SHORTLIST, cast, 12, rules)
    assert outcome.finalists == ("3",)
    checks = {one.name: one for one in variants(SHORTLIST, cast, 12, rules, outcome.finalists)}
    assert checks["zonder gewichten"].finalists == ("1",)
    assert checks["één stem minder"].pivotal == ("GM9999",)
    assert checks["gewone telling"].same


def test_approving_in_any_order_gives_the_same_ballot_and_five_is_the_most() -> None:
    rules = PreselectionRules(max_approvals=2)
    assert validate_approvals(["2", "1", "1"], SHORTLIST, rules) == frozenset({"1", "2"})
    assert validate_approvals([], SHORTLIST, rules) == frozenset()
    with pytest.raises(Invalid) as many:
        validate_approvals(["1", "2", "3"], SHORTLIST, rules)
    assert many.value.errors == {"keuze": "Kies hooguit 2 plannen. U koos er 3."}
    with pytest.raises(Invalid) as unknown:
        validate_approvals(["9"], SHORTLIST, rules)
    assert unknown.value.errors == {"keuze": "Plan 9 staat niet op de shortlist."}
