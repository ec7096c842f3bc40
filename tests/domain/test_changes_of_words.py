"""VNG's changes over the shipped list: the latest holds, numbers never move, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.errors import Invalid
from innovatie.domain.language import Change, Kind, overlay, parse, read_name, read_terms

SHIPPED = parse("[werkprocessen]\nlakken = lakken; anonimiseren\nstrooien = strooien\n[wetten]\nwoo = woo; wob\n")
names = st.sampled_from(["lakken", "strooien", "woo", "nieuw", "ander"])
changes = st.lists(
    st.builds(
        Change,
        name=names,
        kind=st.just(Kind.TASK),
        terms=st.lists(st.sampled_from(["a1", "b2"]), min_size=1).map(tuple),
        removed=st.booleans(),
        shipped=st.booleans(),
    ),
    max_size=12,
)


@given(changes)
def test_numbers_stay_and_a_later_change_never_moves_an_earlier_concept(made: list[Change]) -> None:
    before, after = overlay(SHIPPED, made[:-1]), overlay(SHIPPED, made)
    assert [one.number for one in after] == list(range(len(after)))
    assert [one.name for one in after[: len(before)]] == [one.name for one in before]
    assert [one.name for one in after[: len(SHIPPED)]] == [one.name for one in SHIPPED]


@given(changes)
def test_only_the_latest_change_of_a_concept_counts(made: list[Change]) -> None:
    latest = {change.name: change for change in made}
    once = {one.name: one.terms for one in overlay(SHIPPED, latest.values())}
    assert {one.name: one.terms for one in overlay(SHIPPED, made)} == once


def test_a_changed_concept_has_the_new_terms_and_a_removed_one_has_none() -> None:
    made = overlay(
        SHIPPED,
        [Change("lakken", Kind.TASK, ("zwartmaken",)), Change("woo", Kind.LAW, (), removed=True)],
    )
    assert [(one.name, one.kind, one.terms) for one in made] == [
        ("lakken", Kind.TASK, ("zwartmaken",)),
        ("strooien", Kind.TASK, ("strooien",)),
        ("woo", Kind.LAW, ()),
    ]


def test_a_restored_concept_is_what_the_list_of_today_says() -> None:
    made = overlay(
        SHIPPED, [Change("woo", Kind.LAW, (), removed=True), Change("woo", Kind.LAW, ("oud",), shipped=True)]
    )
    assert made == SHIPPED


def test_terms_are_folded_and_each_stands_once() -> None:
    assert read_terms("  Woo-verzoek \n\nWOO-verzoek\nBesluit  op bezwaar\n") == ("woo-verzoek", "besluit op bezwaar")


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "de", "documenten + de", "a = b", "een; twee", "x" * 81, "\n".join("ab" + "c" * n for n in range(81))],
)
def test_terms_that_say_nothing_or_break_the_list_are_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_terms(text)
    assert list(refused.value.errors) == ["termen"]


@pytest.mark.parametrize("text", ["", "x", "a = b", "y" * 121])
def test_a_name_must_be_usable_in_the_list(text: str) -> None:
    with pytest.raises(Invalid):
        read_name(text)
    assert read_name(" Zaak  Gericht ") == "zaak gericht"
