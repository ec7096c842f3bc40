"""A name is found in every spelling that texts have, and never anything that is not that name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.names_in_texts import (
    Sought,
    is_name_of_a_person,
    replaced,
    replaced_at,
    words_around,
)

NAME, ADDRESS, FORMER = "Sanne de Wit", "sanne.dewit@amersfoort.example", "Voormalig deelnemer"


def out(text: str, name: str = NAME, address: str | None = ADDRESS) -> str:
    return replaced(text, name=name, address=address, instead=FORMER)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bel Sanne de Wit voor meer.", "Bel Voormalig deelnemer voor meer."),
        ("bel SANNE  DE\nWIT", "bel Voormalig deelnemer"),
        ("**Sanne** de Wit weet het", "Voormalig deelnemer weet het"),
        ("**Sanne de Wit** weet het", "**Voormalig deelnemer** weet het"),
        ("Sanne _de Wit_!", "Voormalig deelnemer!"),
        ("San\u200bne de\u00a0W\u00adit", "Voormalig deelnemer"),
        ("Sanne&nbsp;de&nbsp;Wit", "Voormalig deelnemer"),
        ("de Wit, Sanne (contact)", "Voormalig deelnemer (contact)"),
        ("Wit, Sanne de", "Voormalig deelnemer"),
        ("https://a.example/wie/sanne-de-wit/", "https://a.example/wie/voormalig-deelnemer/"),
        ("notitie_sanne_de_wit_v2.pdf", "notitie_voormalig_deelnemer_v2.pdf"),
        ("gebruiker sannedewit", "gebruiker voormaligdeelnemer"),
        ("mail sanne.dewit@amersfoort.example, of", "mail , of"),
        ("mail Sanne.DeWit+innovatie@Amersfoort.example.", "mail ."),
        ("Sanne<br>de Wit", "Voormalig deelnemer"),
        ("bel <b>Sanne</b> de Wit", "bel <b>Voormalig deelnemer"),
        ("bel [Sanne](https://a.example/x) de Wit", "bel [Voormalig deelnemer"),
        ("https://a.example/?wie=Sanne%20de%20Wit", "https://a.example/?wie=Voormalig deelnemer"),
        ("Sanne – de&ensp;Wit", "Voormalig deelnemer"),
        ("Sanne \u202ede Wit", "Voormalig deelnemer"),
        ("mail sanne.dewit (at) amersfoort [punt] example nu", "mail  nu"),
        ("mailto:sanne.dewit%40amersfoort.example", "mailto:"),
        ("sanne.dewit@amersfoort\u200b.example", ""),
    ],
)
def test_a_name_goes_in_every_spelling(text: str, expected: str) -> None:
    assert out(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Susanne de Wit", "Sanne de Witte", "Sanne en de Wit", "Sanne", "de Wit", "Sanne van de Wit",
        "x.sanne.dewit@amersfoort.example", "sanne.dewit@amersfoort.example.org", "sanne.dewit@amersfoort.examples",
        "anders@amersfoort.example", "ssannedewit", "stemgemachtigde",
    ],
)  # fmt: skip
def test_what_is_another_name_or_address_stays(text: str) -> None:
    assert out(text) == text


@pytest.mark.parametrize(
    ("written", "sought"), [("Esmée Bäcker", "Esmee Backer"), ("Esme\u0301e Ba\u0308cker", "Esmée Bäcker")]
)
def test_accents_make_no_other_person_where_the_name_has_them(written: str, sought: str) -> None:
    assert out(f"Bel {written}.", name=written) == f"Bel {FORMER}."
    assert out(f"Bel {sought}.", name="Esmée Bäcker") == f"Bel {FORMER}."


@pytest.mark.parametrize(
    "chosen",
    [
        "stemgemachtigde", "Medewerker", "Jan", "e", "Bos", "An", "", "   ", "Jo Al", "1 2", "GM0307 GM0308",
        "a@b.nl c@d.nl", "{ } { }", ".* .*", "waar=waar of niet", "[a-z]+ [a-z]+",
    ],
)  # fmt: skip
def test_what_is_no_name_of_a_person_takes_nothing_away(chosen: str) -> None:
    assert not is_name_of_a_person(chosen)
    text = f"{chosen} stemgemachtigde Medewerker Jan Bos An e GM0307 GM0308 aaa bbb"
    assert replaced(text, name=chosen, address=None, instead=FORMER) == (text, 0)
    assert replaced(text, name=None, address=chosen.replace("@", ""), instead=FORMER) == (text, 0)


def test_in_json_only_the_texts_change() -> None:
    value = {"Sanne de Wit": ["Sanne de Wit", 3, None, {"a": "x Sanne de Wit"}], "aantal": 2.5, "waar": True}
    changed, places = replaced_at(value, (), name=NAME, address=ADDRESS, instead=FORMER)
    assert changed == {"Sanne de Wit": [FORMER, 3, None, {"a": f"x {FORMER}"}], "aantal": 2.5, "waar": True}
    assert places == 2


word = st.text(st.characters(categories=["Lu", "Ll"], max_codepoint=0x17F), min_size=1, max_size=8)


@given(st.lists(word, min_size=2, max_size=4), st.text(max_size=60), st.text(max_size=60))
def test_after_it_went_nobody_finds_it_and_the_rest_is_as_it_was(words: list[str], before: str, after: str) -> None:
    name = " ".join(words)
    text = f"{before} {name} {after}"
    changed, places = replaced(text, name=name, address=None, instead="…")
    if not is_name_of_a_person(name):
        assert (changed, places) == (text, 0)
        return
    assert places >= 1
    assert re.search(rf"(?<!\w){re.escape(name)}(?!\w)", changed) is None


@given(st.text(max_size=40), st.text(max_size=200))
def test_no_chosen_name_takes_long_or_fails(name: str, text: str) -> None:
    changed, places = replaced(text, name=name, address=name, instead=FORMER)
    assert (places == 0) == (changed == text)


def test_in_json_only_the_texts_at_a_path_change() -> None:
    value = {"antwoorden": {"a": {"toelichting": NAME, "kan_niet": False}, "b": {"keuze": NAME}}, "advies": NAME}
    changed, places = replaced_at(value, ("antwoorden", "*", "toelichting"), name=NAME, address=None, instead=FORMER)
    assert changed["antwoorden"] == {"a": {"toelichting": FORMER, "kan_niet": False}, "b": {"keuze": NAME}}
    assert (changed["advies"], places) == (NAME, 1)
    assert replaced_at([NAME], (), name=NAME, address=None, instead=FORMER) == ([FORMER], 1)
    assert replaced_at(NAME, ("diep",), name=NAME, address=None, instead=FORMER) == (NAME, 0)


@pytest.mark.parametrize(
    ("chosen", "text", "expected"),
    [
        ("Medewerker", "Medewerker schreef: een medewerker", f"{FORMER} schreef: een medewerker"),
        ("An", "An vroeg dan aan Ank en an", f"{FORMER} vroeg dan aan Ank en an"),
        ("e", "e ee", "e ee"),
        ("GM0307", "GM0307", "GM0307"),
        (".*", "alles .*", "alles .*"),
    ],
)
def test_in_what_its_bearer_wrote_a_single_word_goes_as_it_is_written(chosen: str, text: str, expected: str) -> None:
    assert replaced(text, name=chosen, address=None, instead=FORMER, own=True)[0] == expected
    assert replaced(text, name=chosen, address=None, instead=FORMER)[0] == text


def test_the_words_around_each_place_are_shown() -> None:
    found = words_around(f"Vraag {NAME} of {ADDRESS}.", Sought(NAME, ADDRESS), width=6)
    assert found == [f"Vraag {NAME} of sa", f"it of {ADDRESS}."]
    assert words_around("Niemand", Sought(NAME, ADDRESS)) == []
