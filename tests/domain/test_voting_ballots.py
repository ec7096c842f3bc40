"""What a ranked ballot may hold, weights by inhabitants, and the public draw."""

from hashlib import sha256

import pytest

from innovatie.domain.errors import Invalid
from innovatie.domain.final_vote import validate_ranking
from innovatie.domain.ties import TieStep, draw, draw_seed, narrow
from innovatie.domain.vote_weights import Weighing, WeightRule

OPTIONS = ("7", "12", "geen")


def test_gaps_between_places_mean_nothing_and_equal_places_tie() -> None:
    assert validate_ranking({"7": 1, "12": 3, "geen": 1}, OPTIONS) == (("7", "geen"), ("12",))
    assert validate_ranking({"7": None, "12": 2, "geen": None}, OPTIONS) == (("12",),)
    assert validate_ranking({"7": None, "12": None, "geen": None}, OPTIONS) == ()


def test_a_place_outside_the_ballot_is_told_for_each_field() -> None:
    with pytest.raises(Invalid) as wrong:
        validate_ranking({"7": 0, "12": 4, "geen": 1}, OPTIONS)
    assert set(wrong.value.errors) == {"plaats-7", "plaats-12"}


def test_an_option_of_another_vote_is_refused() -> None:
    with pytest.raises(Invalid) as wrong:
        validate_ranking({"99": 1}, OPTIONS)
    assert list(wrong.value.errors) == ["volgorde"]


def test_one_vote_for_each_started_thousand_between_one_and_the_cap() -> None:
    rule = WeightRule(Weighing.PER_1000, cap=75)
    assert [rule.votes(n) for n in (0, 972, 1000, 1001, 74_000, 74_001, 930_000)] == [1, 1, 1, 2, 74, 75, 75]


def test_a_table_gives_the_votes_of_its_class() -> None:
    rule = WeightRule(Weighing.TABLE, table=((0, 1), (20_000, 3), (100_000, 8)))
    assert [rule.votes(n) for n in (0, 19_999, 20_000, 99_999, 100_000)] == [1, 1, 3, 3, 8]


@pytest.mark.parametrize("table", [(), ((5, 1),), ((0, 1), (9, 2), (9, 3)), ((0, 1), (9, -1))])
def test_a_wrong_table_is_refused(table: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match=r"weight table|votes are whole"):
        WeightRule(Weighing.TABLE, table=table)


def test_equal_weights_do_not_look_at_inhabitants() -> None:
    assert {WeightRule().votes(n) for n in (0, 5, 10**6)} == {1}


def test_the_draw_is_the_lowest_sha256_and_can_be_repeated_by_hand() -> None:
    seed = draw_seed(bytes(32), " 4815 \n")
    assert seed == sha256(bytes(32) + b"4815").digest()
    tickets = {name: sha256(seed + b"|" + name.encode()).hexdigest() for name in ("A", "B", "C")}
    by_hand = tuple(sorted(tickets, key=lambda name: tickets[name]))
    assert draw(seed, ["C", "A", "B"], 2).winners == by_hand[:2]
    assert draw(seed, ["A", "B", "C"], 3).tickets == tuple((name, tickets[name]) for name in by_hand)


def test_each_of_four_is_drawn_about_as_often() -> None:
    counts = dict.fromkeys("ABCD", 0)
    for n in range(4000):
        counts[draw(sha256(str(n).encode()).digest(), "ABCD", 1).winners[0]] += 1
    assert all(900 < number < 1100 for number in counts.values())


@pytest.mark.parametrize("places", [0, 3])
def test_an_impossible_draw_is_refused(places: int) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw(bytes(32), ["A", "B"], places)


def test_narrowing_keeps_all_who_share_the_highest_value() -> None:
    worth = {"A": 4, "B": 5, "C": 5}
    step = TieStep("Meeste stemmen samen", (("A", "4"), ("B", "5"), ("C", "5")), ("B", "C"))
    assert narrow(("A", "B", "C"), "Meeste stemmen samen", worth) == (("B", "C"), step)
    assert narrow(("A", "B", "C"), "Meeste stemmen samen", lambda one: worth[one]) == (("B", "C"), step)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_is_of_a_whole_log_root(size: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        draw_seed(bytes(size), "4815")


def test_whoever_is_named_twice_has_one_ticket() -> None:
    assert draw(bytes(32), ["A", "B", "A"], 1) == draw(bytes(32), ["A", "B"], 1)
    assert draw(bytes(32), ["A", "B"], 1).seed == "00" * 32


def test_the_first_and_the_last_place_may_be_given_and_the_messages_name_each_option() -> None:
    assert validate_ranking({"7": 3, "12": 1, "geen": 2}, OPTIONS) == (("12",), ("geen",), ("7",))
    with pytest.raises(Invalid) as wrong:
        validate_ranking({"7": 4, "12": 1, "geen": 0}, OPTIONS)
    said = "Kies een plaats van 1 tot en met 3, of laat leeg."
    assert wrong.value.errors == {"plaats-7": said, "plaats-geen": said}
