"""The lists of words that the platform brings along, as it reads them: which compounds they split, and which not."""

import re

import pytest

from innovatie.domain.language import stem
from innovatie.search.language import analyser, usual_parts

_CLOSED = re.compile(r"[^aeiouy]*([aeou])([^aeiouyx])", re.ASCII)


def test_of_all_words_of_which_dutch_compounds_are_made_no_short_vowel_meets_a_long_one() -> None:
    """Pairs of the list that differ in nothing but the length of their vowel: "tak" and "taak", "bos" and "boos"."""
    known = usual_parts()
    pairs = [
        (word, word[:-1] + found.group(1) + found.group(2))
        for word in known
        if (found := _CLOSED.fullmatch(word)) and word[:-1] + found.group(1) + found.group(2) in known
    ]
    assert len(pairs) > 50
    joined = [pair for pair in pairs if stem(pair[0]) == stem(pair[1])]
    assert joined == []


def test_a_compound_that_no_reference_text_holds_is_split_by_how_dutch_uses_its_parts() -> None:
    shipped = analyser().splitter
    assert shipped.parts("onthardingsproject") == ("ontharding", "project")
    assert shipped.parts("vuilbakkenplan") == ("vuil", "bakken", "plan")
    assert shipped.parts("groenvisie") == ("groen", "visie")


def test_a_term_of_the_list_is_found_inside_a_compound_whatever_the_list_of_parts_knows() -> None:
    shipped = analyser()
    assert "camper" not in usual_parts()
    assert shipped.splitter.parts("camperplaatsen") == ("camper", "plaatsen")
    names = {shipped.thesaurus.concepts[found.concept].name for found in shipped("Twee camperplaatsen erbij").concepts}
    assert "camper" in names


@pytest.mark.parametrize("word", ["weghalen", "weggehaald", "wegnemen", "weglakken"])
def test_what_is_taken_away_is_no_road(word: str) -> None:
    assert analyser().splitter.parts(word) == ()
    assert analyser().splitter.parts("wegbeheer") == ("weg", "beheer")


@pytest.mark.parametrize(
    "word",
    ["maatschappelijk", "landschappelijke", "gemeenschappelijk", "vriendschap", "verantwoordelijkheid", "maatwerk",
     "noodzakelijke", "buitengewoon"],
)  # fmt: skip
def test_an_ending_is_no_part_of_a_compound(word: str) -> None:
    assert analyser().splitter.parts(word) == ()


@pytest.mark.parametrize("word", ["voertuig", "netwerk", "maatregelen", "verstrekken", "diensten", "bibliotheek"])
def test_a_word_that_is_itself_a_part_of_many_compounds_stays_whole(word: str) -> None:
    assert analyser().splitter.parts(word) == ()
