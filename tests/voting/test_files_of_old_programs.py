"""Files of others with names that look the same and with line ends of other programs: told apart, or refused."""

import csv

import pytest

from innovatie.voting.formats import MalformedFile, parse_pabulib, parse_preflib
from tests.voting.test_formats import PB, TOI

SAME_TO_THE_EYE = [
    pytest.param("Caf\u00e9", "Cafe\u0301", id="composed or not"),
    pytest.param("Park Noord", "Park\u00a0Noord", id="a space that does not break"),
    pytest.param("Park Noord", "Park  Noord", id="two spaces"),
    *(
        pytest.param("Park", f"Pa{sign}rk", id=f"U+{ord(sign):04X}")
        for sign in "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u034f\u3164\ufe0f\U000e0101\U000e0041"
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME_TO_THE_EYE)
def test_two_names_that_look_the_same_are_refused(one: str, other: str) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_preflib(f"# ALTERNATIVE NAME 1: {one}\n# ALTERNATIVE NAME 2: {other}\n1: 1,2\n", "toi")
    assert (wrong.value.line, wrong.value.reason) == (2, f"twee alternatieven heten {other!r}")
    with pytest.raises(MalformedFile) as wrong:
        parse_preflib(f"2\n1,{one}\n2,{other}\n1,1,1\n1,1,2\n", "toi")
    assert wrong.value.line == 3
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(PB.replace("p1;", f"{one};").replace("p2;", f"{other};"))
    assert wrong.value.line == 11
    assert wrong.value.reason.endswith("staat er twee keer")


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        *(
            (f"Pa{sign}rk", "staat een stuurteken of een teken dat de leesrichting omkeert")
            for sign in "\x00\x07\x1b\x7f\x9b\u202a\u202e\u2066\u2069"
        ),
        ("\u200b", "is niets te zien"),
        ("\u3164\ufe0f", "is niets te zien"),
    ],
)
def test_a_name_that_shows_nothing_or_turns_what_is_around_it_is_refused_with_its_line(name: str, reason: str) -> None:
    for read, line in (
        (lambda: parse_preflib(f"# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 2: {name}\n1: 1,2\n", "toi"), 2),
        (lambda: parse_preflib(f"2\n1,A\n2,{name}\n1,1,1\n1,1,2\n", "toi"), 3),
        (lambda: parse_pabulib(PB.replace("p1;", f"{name};", 1)), 10),
        (lambda: parse_pabulib(PB.replace("b;41;p2", f"{name};41;p2", 1)), 16),
    ):
        with pytest.raises(MalformedFile) as wrong:
            read()
        assert (wrong.value.line, wrong.value.reason) == (line, f"in de naam {name!r} {reason}")


def test_one_voter_written_in_two_ways_that_look_the_same_is_refused() -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(PB.replace("b;41;p2", "a\u200b;41;p2", 1))
    assert (wrong.value.line, wrong.value.reason) == (16, "kiezer 'a\\u200b' staat er twee keer")


def test_a_section_line_as_wide_as_the_table_begins_the_section() -> None:
    """A spreadsheet that saves as CSV makes every row as wide as the widest."""
    wide = "\n".join(f"{line};; " if line in {"META", "PROJECTS", "VOTES"} else line for line in PB.split("\n"))
    assert wide != PB
    assert parse_pabulib(wide) == parse_pabulib(PB)


def test_a_voter_called_as_a_section_keeps_a_blank_ballot() -> None:
    text = "META\nkey;value\nvote_type;approval\nPROJECTS\nproject_id\nx\nVOTES\nvoter_id;vote\n1;x\nmeta;\n"
    read = parse_pabulib(text)
    assert (read.voters, [approved for approved, _ in read.ballots]) == (("1", "meta"), [{0}, set()])


def test_names_that_differ_in_a_letter_or_its_size_stay_two() -> None:
    text = "# ALTERNATIVE NAME 1: Anna\n# ALTERNATIVE NAME 2: anna\n# ALTERNATIVE NAME 3: \u00c4nna\n1: 1,2\n"
    assert parse_preflib(text, "toi").candidates == ("Anna", "anna", "\u00c4nna")


def test_line_ends_of_windows_read_the_same() -> None:
    assert parse_preflib(TOI.replace("\n", "\r\n"), "toi") == parse_preflib(TOI, "toi")
    assert parse_pabulib(PB.replace("\n", "\r\n")) == parse_pabulib(PB)


def test_a_lone_carriage_return_is_told_with_its_line_and_in_dutch() -> None:
    reason = "hier staat een los regeleinde (CR); bewaar het bestand met gewone regeleinden"
    with pytest.raises(MalformedFile) as wrong:
        parse_preflib(TOI.replace("\n", "\r"), "toi")
    assert (wrong.value.line, wrong.value.reason) == (1, reason)
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(PB.replace("\n", "\r"))
    assert (wrong.value.line, wrong.value.reason) == (1, reason)
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(PB.replace("b;41;p2\n", "b;41;p2\r"))
    assert (wrong.value.line, wrong.value.reason) == (16, reason)


def test_a_quote_that_stays_open_over_many_lines_is_told() -> None:
    with pytest.raises(MalformedFile, match="staat er een aanhalingsteken open"):
        parse_pabulib(PB.replace("b;41;p2", 'b;41;"p2') + "x;1;\n" * (csv.field_size_limit() // 4))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("# ALTERNATIVE NAME 3 Carla\n1: 1,2\n", 4, "na ALTERNATIVE NAME hoort een dubbele punt te staan"),
        ("# NUMBER VOTERS 9\n1: 1,2\n", 4, "na NUMBER VOTERS hoort een dubbele punt te staan"),
        (
            "1: 1,2\n# ALTERNATIVE NAME 3: Carla\n1: 3\n",
            5,
            "deze regel hoort in de kop, boven de volgordes",
        ),
    ],
)
def test_a_header_that_went_wrong_is_told_where_it_did(text: str, line: int, reason: str) -> None:
    """Not at the total that no longer fits, which is right."""
    head = "# NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Anna\n# ALTERNATIVE NAME 2: Bob\n"
    with pytest.raises(MalformedFile) as wrong:
        parse_preflib(head + text, "toi")
    assert (wrong.value.line, wrong.value.reason) == (line, reason)
