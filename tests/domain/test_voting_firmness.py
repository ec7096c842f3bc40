"""How firmly the winners of a final vote stand: other counts, and each ballot left out."""

import pytest

from innovatie.domain.final_vote import Duels, RankedBallot, duels_of, final_variants, ranks_of, schulze
from innovatie.domain.final_vote.robustness import first_preferences, minimax

OPTIONS = ("A", "B", "C", "geen")


def ballot(number: int, order: str, weight: int = 1) -> RankedBallot:
    classes = tuple(tuple(part.split("=")) for part in order.split(">") if part)
    return RankedBallot(f"GM{number}", weight, classes)


def test_the_variants_of_a_vote_that_one_ballot_decided() -> None:
    """Four to three for A; without weights B would win, and without the heavy ballot as well."""
    cast = [ballot(3, "B>A>C"), ballot(1, "A>B>C", 4), ballot(2, "B>A>C"), ballot(4, "B>A>C")]
    told = final_variants(OPTIONS, cast)
    assert [(one.name, one.top, one.same, one.pivotal) for one in told] == [
        ("eerste voorkeuren", ("A",), True, ()),
        ("kleinste nederlaag", ("A",), True, ()),
        ("zonder gewichten", ("B",), False, ()),
        ("één stem minder", ("B",), False, ("GM1",)),
    ]


def test_a_vote_with_a_wide_margin_stands_with_any_one_ballot_fewer() -> None:
    told = final_variants(OPTIONS, [ballot(number, "A>B>C") for number in range(5)])
    assert [(one.top, one.same, one.pivotal) for one in told] == [(("A",), True, ())] * 4


def test_equal_ballots_of_different_weight_are_left_out_each_by_itself() -> None:
    cast = [ballot(1, "A>B", 3), ballot(2, "A>B", 1), ballot(3, "B>A", 3)]
    *_, fewer = final_variants(OPTIONS, cast)
    assert (fewer.top, fewer.pivotal) == (("A", "B"), ("GM1", "GM2"))


def test_first_preferences_may_be_shared_and_none_of_these_takes_no_part() -> None:
    cast = [ballot(1, "geen>A", 9), ballot(2, "A=B>C", 2), ballot(3, "B>A", 1), ballot(4, "", 5), ballot(5, "A", 1)]
    assert first_preferences(OPTIONS, cast) == ("A", "B")
    assert first_preferences(OPTIONS, []) == ("A", "B", "C")


def test_minimax_looks_at_the_heaviest_lost_duel_only() -> None:
    """A loses 9:8 from B, B loses 12:1 from C, C loses 10:3 from A."""
    duels = Duels(("A", "B", "C"), ((0, 8, 10), (9, 0, 1), (3, 12, 0)))
    assert minimax(duels) == ("A",)
    equal = Duels(("A", "B"), ((0, 5), (5, 0)))
    assert minimax(equal) == ("A", "B")


def test_a_duel_is_told_from_either_side_and_a_negative_weight_is_refused() -> None:
    duels = duels_of("AB", [((0, 1), 3), ((1, 0), 2), ((0, 0), 7)])
    assert (duels.of("A", "B"), duels.of("B", "A")) == (3, 2)
    assert duels_of("AB", [((0, 1), 0)]).preferred == ((0, 0), (0, 0))
    with pytest.raises(ValueError, match="weight -1 is negative"):
        duels_of("AB", [((0, 1), -1)])


def test_before_is_strict_and_without_options_nobody_wins() -> None:
    ranking = schulze(duels_of("AB", [(ranks_of([["A"]], "AB"), 2)]))
    assert (ranking.before("A", "B"), ranking.before("B", "A"), ranking.before("A", "A")) == (True, False, False)
    assert schulze(Duels((), ())).winners == ()


def test_at_the_edge_of_whole_numbers_of_the_machine_sums_are_exact() -> None:
    for heavy in (2**62 - 1, 2**62, 2**63):
        duels = duels_of("AB", [((0, 1), heavy), ((1, 0), 1)])
        assert duels.preferred == ((0, heavy), (1, 0))
