"""Each threshold of the preselection, on it and just below it; and every step by which a tie was ended."""

from fractions import Fraction

import pytest

from innovatie.domain.errors import Invalid
from innovatie.domain.preselection import (
    ApprovalBallot,
    Approvals,
    PreselectionRules,
    decide_finalists,
    pav_committees,
    validate_approvals,
    variants,
)
from innovatie.domain.ties import TieStep
from tests.domain.test_voting_preselection import OPEN, SHORTLIST, ballots


def cast(*groups: tuple[int, str, int, str]) -> list[ApprovalBallot]:
    """(how many, ids, weight of each, Kringen in turn, one letter each)."""
    made: list[ApprovalBallot] = []
    for number, approved, weight, kringen in groups:
        for turn in range(number):
            kring = frozenset({kringen[turn % len(kringen)]})
            made.append(ApprovalBallot(f"GM{len(made):04}", weight, frozenset(approved), kring))
    return made


def eligible(made: list[ApprovalBallot], rules: PreselectionRules = PreselectionRules()) -> list[str]:  # noqa: B008
    outcome = decide_finalists(SHORTLIST, made, len(made), rules)
    return [one.candidate for one in outcome.candidates if one.eligible]


def test_a_candidate_needs_a_tenth_of_the_weight_that_was_cast_and_exactly_that_is_enough() -> None:
    """Of a weight of 110: eleven is a tenth, ten is an eleventh. Ballots that name nobody count in the whole."""
    on_it = cast((11, "1", 1, "KL"), (9, "2", 1, "KL"), (9, "", 10, "K"))
    assert sum(one.weight for one in on_it) == 110
    assert eligible(on_it) == ["1"]
    below = cast((10, "1", 1, "KL"), (10, "2", 1, "KL"), (9, "", 10, "K"))
    assert sum(one.weight for one in below) == 110
    assert eligible(below) == []


def test_the_share_is_of_weight_and_not_of_municipalities() -> None:
    light = cast((5, "1", 1, "KL"), (5, "2", 30, "KL"))
    assert eligible(light) == ["2"]
    tests = decide_finalists(SHORTLIST, light, 10, PreselectionRules()).candidates
    assert [(one.weight, one.municipalities, one.kringen) for one in tests[:2]] == [(5, 5, 2), (150, 5, 2)]


def test_a_candidate_needs_exactly_two_kringen_and_five_municipalities() -> None:
    assert eligible(cast((5, "1", 1, "KL"))) == ["1"]
    assert eligible(cast((5, "1", 1, "K"))) == []
    assert eligible(cast((4, "1", 1, "KL"))) == []


def own_support_of(second: int, whole: int = 420) -> tuple[str, ...]:
    """The finalists when 2 has `second` supporters of its own, of a weight of `whole`."""
    rules = PreselectionRules(candidate_share=Fraction(0), seats=2)
    made = cast((200, "1", 1, "KL"), (second, "2", 1, "KL"), (whole - 200 - second, "", 1, "K"))
    return decide_finalists(SHORTLIST, made, whole, rules).finalists


def test_a_finalist_needs_own_support_of_a_twentieth_of_the_weight_and_exactly_that_is_enough() -> None:
    """Of 420, a twentieth is 21; twenty is a twenty-first."""
    assert own_support_of(21) == ("1", "2")
    assert own_support_of(20) == ("1",)
    rules = PreselectionRules(candidate_share=Fraction(0), seats=2)
    made = cast((200, "1", 1, "KL"), (21, "2", 1, "KL"), (199, "", 1, "K"))
    told = decide_finalists(SHORTLIST, made, 420, rules).own_support
    assert [(one.candidate, one.score, one.needed) for one in told] == [("1", 200, 21), ("2", 21, 21)]


def test_own_support_is_what_the_committee_would_lose_and_not_all_approvals() -> None:
    """All who want 2 want 1 as well: 2 adds half a vote for each of forty, twenty in all."""
    made = cast((40, "12", 1, "KL"), (360, "1", 1, "KL"))
    rules = PreselectionRules(seats=2)
    two = decide_finalists(SHORTLIST, made, 400, rules)
    assert two.finalists == ("1", "2")
    assert [(one.score, one.needed) for one in two.own_support] == [(380, 20), (20, 20)]
    weaker = cast((39, "12", 1, "KL"), (361, "1", 1, "KL"))
    fewer = decide_finalists(SHORTLIST, weaker, 400, PreselectionRules(seats=2, candidate_share=Fraction(0)))
    assert (fewer.finalists, fewer.sizes_tried) == (("1",), (2, 1))


def test_five_may_be_approved_and_six_may_not() -> None:
    shortlist = [str(number) for number in range(1, 8)]
    assert validate_approvals(shortlist[:5], shortlist, PreselectionRules()) == frozenset("12345")
    with pytest.raises(Invalid) as many:
        validate_approvals(shortlist[:6], shortlist, PreselectionRules())
    assert many.value.errors == {"keuze": "Kies hooguit 5 plannen. U koos er 6."}


def test_when_all_are_related_one_finalist_is_left_after_three_and_two_were_tried() -> None:
    made = ballots((30, "1"), (20, "2"), (10, "3"))
    rules = PreselectionRules(related=(("1", "2"), ("2", "3"), ("3", "1"), ("1", "unknown"), ("unknown", "2")))
    outcome = decide_finalists(("1", "2", "3"), made, 60, rules)
    assert (outcome.finalists, outcome.sizes_tried) == (("1",), (3, 2, 1))


def test_the_outcome_tells_the_score_the_runner_up_and_the_turnout() -> None:
    outcome = decide_finalists(SHORTLIST, ballots((40, "1"), (30, "2"), (20, "3"), (15, "4")), 200, PreselectionRules())
    assert (outcome.electorate, outcome.cast, outcome.cast_weight, outcome.quorum_met) == (200, 105, 105, True)
    assert (outcome.finalists, outcome.score) == (("1", "2", "3"), 90)
    assert (outcome.runner_up, outcome.runner_up_score) == (("1", "2", "4"), 85)
    assert (outcome.tied, outcome.tie_steps, outcome.draw, outcome.draw_needed) == ((), (), None, None)


def test_most_approvals_together_ends_a_tie_of_equal_scores() -> None:
    """1+2 and 1+3 score the same; more ballots name 2, half of them beside 1."""
    made = ballots((10, "1"), (4, "2"), (4, "12"), (6, "3"))
    outcome = decide_finalists(("1", "2", "3"), made, 24, PreselectionRules(
        seats=2, candidate_municipalities=1, candidate_kringen=1, candidate_share=Fraction(0), own_support=Fraction(0)
    ))  # fmt: skip
    assert outcome.tied == (("1", "2"), ("1", "3"))
    assert outcome.finalists == ("1", "2")
    assert outcome.tie_steps == (TieStep("Meeste stemmen samen", (("1+2", "22"), ("1+3", "20")), ("1+2",)),)


def test_every_step_by_which_a_tie_was_ended_is_published_the_draw_included() -> None:
    made = ballots((10, "1"), (10, "2"), (10, "3"))
    means = {"1": Fraction("3.204"), "2": Fraction("3.195")}  # 3.20 both, and nothing is known of 3
    rules = PreselectionRules(
        seats=1, candidate_municipalities=1, candidate_kringen=1, candidate_share=Fraction(0), quorum=Fraction(0)
    )
    drawn = decide_finalists(("1", "2", "3"), made, 30, rules, review_means=means, seed=bytes(32))
    assert drawn.draw is not None
    assert drawn.tie_steps == (
        TieStep("Meeste stemmen samen", (("1", "10"), ("2", "10"), ("3", "10")), ("1", "2", "3")),
        TieStep(
            "Hoogste beoordeling samen (in honderdsten)", (("1", "320"), ("2", "320"), ("3", "0")), ("1", "2")
        ),
        TieStep("Openbare loting", drawn.draw.tickets, drawn.draw.winners),
    )  # fmt: skip
    assert [name for name, _ in drawn.draw.tickets] == sorted(["1", "2"], key=dict(drawn.draw.tickets).__getitem__)
    waiting = decide_finalists(("1", "2", "3"), made, 30, rules, review_means=means)
    assert (waiting.tie_steps, waiting.finalists) == (drawn.tie_steps[:2], ())
    assert waiting.draw_needed is not None
    assert (waiting.draw_needed.among, waiting.draw_needed.places) == (("1", "2"), 1)
    assert waiting.own_support == ()


def test_a_committee_is_named_by_its_ids_sorted_as_text() -> None:
    made = ballots((5, "a"), (5, "b"), (5, "c"))
    waiting = decide_finalists(("c", "b", "a"), made, 15, PreselectionRules(
        seats=2, candidate_municipalities=1, candidate_kringen=1
    ))  # fmt: skip
    assert waiting.draw_needed is not None
    assert waiting.draw_needed.among == ("b+c", "a+c", "a+b")
    assert waiting.tied == (("c", "b"), ("c", "a"), ("b", "a"))


def test_the_variants_tell_which_count_would_have_ended_otherwise() -> None:
    made = cast((6, "12", 1, "KL"), (5, "3", 1, "KL"), (4, "2", 1, "KL"))
    rules = PreselectionRules(seats=2, candidate_municipalities=1, candidate_kringen=1, own_support=Fraction(0))
    official = decide_finalists(SHORTLIST, made, 15, rules).finalists
    assert official == ("2", "3")
    told = variants(SHORTLIST, made, 15, rules, official)
    assert [(one.name, one.finalists, one.same, one.pivotal) for one in told] == [
        ("gewone telling", ("1", "2"), False, ()),
        ("stap voor stap", ("2", "3"), True, ()),
        ("zonder gewichten", ("2", "3"), True, ()),
        ("één stem minder", ("2", "3"), True, ()),
    ]


def test_a_plain_count_and_a_step_by_step_one_give_the_last_place_to_who_stands_first() -> None:
    made = ballots((5, "4"), (3, "5"), (3, "2"), (3, "3"))
    rules = PreselectionRules(seats=2, candidate_municipalities=1, candidate_kringen=1, own_support=Fraction(0))
    plain, stepwise, *_ = variants(SHORTLIST, made, 14, rules, ())
    assert (plain.finalists, stepwise.finalists) == (("2", "4"), ("2", "4"))


def test_step_by_step_a_ballot_of_three_counts_for_a_third_the_third_time() -> None:
    """4 has a hundred of its own; three hundred name 1, 2 and 3: 300, then 150, and then 100 against 100."""
    rules = PreselectionRules(seats=3, candidate_municipalities=1, candidate_kringen=1, own_support=Fraction(0))
    _, stepwise, *_ = variants(SHORTLIST, cast((3, "123", 100, "K"), (1, "4", 101, "K")), 4, rules, ())
    assert stepwise.finalists == ("1", "2", "4")
    _, stepwise, *_ = variants(SHORTLIST, cast((3, "123", 100, "K"), (1, "4", 99, "K")), 4, rules, ())
    assert stepwise.finalists == ("1", "2", "3")


def test_equal_ballots_are_left_out_once_and_each_municipality_is_named() -> None:
    made = ballots((3, "1"), (2, "2"))
    rules = PreselectionRules(seats=1, candidate_municipalities=3, candidate_kringen=1)
    told = variants(SHORTLIST, made, 5, rules, ("1",))[-1]
    assert (told.finalists, told.same, told.pivotal) == ((), False, ("GM0000", "GM0001", "GM0002"))


def test_related_ideas_stay_apart_in_committees_of_three_and_of_four() -> None:
    approvals = Approvals.of("ABCDE", [("AB", 10), ("C", 3), ("D", 2), ("E", 1)])
    three = pav_committees(approvals, 3, never_together=[(1, 0), (2, 3), (4, 4)])
    assert three is not None
    assert (three.tied, three.score) == (((0, 2, 4), (1, 2, 4)), 14)
    assert (three.runner_up, three.runner_up_score, three.complete) == ((0, 3, 4), 13, True)
    assert pav_committees(approvals, 6) is None
    with pytest.raises(ValueError, match="at least one seat"):
        pav_committees(approvals, 0)


def test_the_quorum_can_be_switched_off() -> None:
    assert decide_finalists(SHORTLIST, [], 10, OPEN).quorum_met
    assert decide_finalists(SHORTLIST, [], 10, OPEN).finalists == ()


@pytest.mark.parametrize("heavy", [2**47, 2**53, 2**60, 2**90])
def test_one_vote_decides_between_weights_of_any_size(heavy: int) -> None:
    approvals = Approvals.of("ABC", [("A", heavy), ("B", heavy + 1), ("C", heavy + 2)])
    for seats, best in ((1, (2,)), (2, (1, 2))):
        found = pav_committees(approvals, seats)
        assert found is not None
        assert (found.tied, found.score) == ((best,), sum(heavy + place for place in best))


def test_a_ballot_of_no_weight_is_a_ballot() -> None:
    approvals = Approvals.of("AB", [("A", 0), ("B", 1)])
    assert (approvals.ballots, approvals.weight, approvals.approval_weight()) == ((((0,), 0), ((1,), 1)), 1, (0, 1))
