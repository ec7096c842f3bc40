"""Excerpts: never a mark of Markdown, never a lost word, never more than was asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.domain.excerpts import plain


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Wij kregen in 2021 **214 verzoeken** om", "Wij kregen in 2021 214 verzoeken om"),
        ("## Aanpak\n\n- **eerst** meten\n- dan *weten*\n1. klaar", "Aanpak eerst meten dan weten klaar"),
        ("Zie [de site](https://voorbeeld.nl/a?b=1) en ![kaart](x.png)", "Zie de site en kaart"),
        ("<https://voorbeeld.nl>", "https://voorbeeld.nl"),
        ("| Jaar | Aantal |\n|---|---:|\n| 2021 | 214 |", "Jaar, Aantal 2021, 214"),
        ("> geciteerd\n---\n`code` en ~~weg~~", "geciteerd code en weg"),
        ("3 * 4 * 5 en snake_case_naam en a*b", "3 * 4 * 5 en snake_case_naam en a*b"),
        (r"\*geen\* nadruk en 1\. geen lijst", "*geen* nadruk en 1. geen lijst"),
        ("_schuin_ en __vet__", "schuin en vet"),
        ("```\nregel\n```", "regel"),
        ("", ""),
    ],
)
def test_marks_are_gone_and_words_stay(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_long_text_is_cut_after_a_word() -> None:
    assert plain("Een **lange** zin, die te lang is.", 20) == "Een lange zin, die…"
    assert plain("a" * 50, 10) == "a" * 9 + "…"
    assert plain("kort", 10) == "kort"


@given(st.text(alphabet="ab *_`#>|-[]()!~\\\n.1", max_size=300), st.integers(5, 80))
def test_no_text_gives_more_than_asked_or_a_pair_of_stars(text: str, longest: int) -> None:
    short = plain(text, longest)
    assert len(short) <= longest
    assert "\n" not in short
    if "\\" not in text:
        assert "**" not in plain(text)


def test_a_line_of_bars_is_read_once() -> None:
    """Every bar was tried as the one that makes it an edge of a table: an hour for this line."""
    assert plain("|" * 1_000_000 + "x") == "x"
    assert plain("|" * 1_000_000) == ""
