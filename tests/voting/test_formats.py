"""Ballot files of others: what is read, and which line is to blame when it cannot be."""

from fractions import Fraction

import pytest

from innovatie.voting.counting import count_pav, count_schulze
from innovatie.voting.formats import (
    MalformedFile,
    apply_weights,
    parse_abc_yaml,
    parse_pabulib,
    parse_preflib,
    parse_weights,
)

PB = """META
key;value
description;Zomer
num_projects;3
num_votes;3
budget;100
vote_type;approval
PROJECTS
project_id;cost;name
p1;10;Park
p2;20;"Plein; met fontein"
7;5;Bank
VOTES
voter_id;age;vote
a;30;"p1,7"
b;41;p2
c;18;
"""
TOI = """# FILE NAME: 00002-00000001.toi
# NUMBER ALTERNATIVES: 4
# ALTERNATIVE NAME 1: Anna: de eerste
# ALTERNATIVE NAME 2: Bo, van Delft
# ALTERNATIVE NAME 3: Café
# ALTERNATIVE NAME 4: None Of The Above
# NUMBER VOTERS: 10
# NUMBER UNIQUE ORDERS: 3
5: 1,{2,3}
3: {2,4},1
2: 3
"""


def test_pabulib_keeps_project_ids_and_blank_ballots() -> None:
    read = parse_pabulib(PB)
    assert read.candidates == ("p1", "p2", "7")
    assert read.voters == ("a", "b", "c")
    assert [sorted(approved) for approved, _ in read.ballots] == [[0, 2], [1], []]
    assert parse_pabulib(PB.replace("\n", "\r\n")) == read


@pytest.mark.parametrize(
    ("change", "line", "reason"),
    [
        (
            ("vote_type;approval", "vote_type;ordinal"),
            7,
            "alleen goedkeuringsstemmen zijn te tellen, maar vote_type is 'ordinal'",
        ),
        (("b;41;p2", "b;41;p9"), 16, "project 'p9' staat niet in PROJECTS"),
        (("b;41;p2", "a;41;p2"), 16, "kiezer 'a' staat er twee keer"),
        (("p2;20", "p1;20"), 11, "project 'p1' staat er twee keer"),
        (("voter_id;age;vote", "voter_id;age;stem"), 14, "de kolom vote ontbreekt"),
        (("PROJECTS\n", "PROJECTEN\n"), 8, "een regel in META is 'sleutel;waarde'"),
        (("num_votes;3", "num_votes;4"), 5, "META noemt num_votes 4, het bestand heeft er 3"),
        (("META\n", ""), 1, "het bestand begint niet met META"),
    ],
)
def test_a_malformed_pb_names_line_and_reason(change: tuple[str, str], line: int, reason: str) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(PB.replace(*change, 1))
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


def test_abc_yaml_in_block_flow_and_set_notation_is_the_same() -> None:
    block = "profile:\n- [0, 1]\n- [2]\n- []\nnum_cand: 4\nvoter_weights: [1, 0.5, 1/3]\ncommitteesize: 2\n"
    flow = "committeesize: 2\nprofile: [[0, 1], [2], []]\nnum_cand: 4\nvoter_weights:\n- 1\n- 0.5\n- 1/3\n"
    sets = "profile:\n  - {0, 1}\n  - {2}\n  - {}\nnum_cand: 4\nvoter_weights: [1, 0.5, 1/3]\ncommitteesize: 2\n"
    read = parse_abc_yaml(block)
    assert read == parse_abc_yaml(flow) == parse_abc_yaml(sets)
    assert (read.candidates, read.seats) == ((0, 1, 2, 3), 2)
    assert [weight for _, weight in read.ballots] == [Fraction(1), Fraction(1, 2), Fraction(1, 3)]
    assert parse_abc_yaml("profile: [[4]]").candidates == (0, 1, 2, 3, 4)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("profile:\n- [0]\n- [5]\nnum_cand: 3\n", 3, "kandidaat 5 bestaat niet: num_cand is 3"),
        ("profile:\n- [0, 0]\n", 2, "een kandidaat staat twee keer in een stem"),
        ("profile: [[0], [a]]\n", 1, "een kandidaat is een geheel getal vanaf 0"),
        ("profile:\n- [0]\nvoter_weight: [1]\n", 3, "de sleutel 'voter_weight' hoort niet in dit formaat"),
        ("profile:\n- [0]\nvoter_weights: [1, 2]\n", 3, "er zijn 1 stemmen en 2 gewichten"),
        ("profile:\n- [0]\nvoter_weights: [-1]\n", 3, "een gewicht is niet negatief"),
        ("num_cand: 3\n", 0, "de sleutel profile ontbreekt"),
        ("profile: []\n", 1, "profile heeft geen stemmen"),
        ("- 1\n- 2\n", 1, "het bestand hoort uit sleutels met waarden te bestaan, zoals profile:"),
    ],
)
def test_a_malformed_abc_yaml_names_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_abc_yaml(text)
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("num_cand: 3\nprofile: [[0]\n", 3),
        ("num_cand: 3\ndescription: 'open\nprofile: [[0]]\n\n\n", 2),
        ("num_cand: 3\nprofile [[0]]\n# klaar\n\n", 2),
        ("num_cand: 3\nprofile: [[0]]\ncompute: \x00\n", 3),
    ],
)
def test_broken_yaml_names_its_line_in_one_dutch_sentence(text: str, line: int) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_abc_yaml(text)
    assert wrong.value.line == line
    assert wrong.value.reason in {
        "geen geldige YAML; kijk naar de haakjes, de aanhalingstekens en het inspringen",
        "hier staat een teken dat niet in YAML kan, zoals een stuurteken",
    }


@pytest.mark.parametrize("number", ["00", "007"])
def test_a_number_with_a_nought_in_front_is_refused_in_every_layout(number: str) -> None:
    for profile in (f"[[{number}, 1]]", f"\n- [{number}, 1]", f"\n- [1, '{number}']"):
        with pytest.raises(MalformedFile, match="een kandidaat is een geheel getal"):
            parse_abc_yaml(f"num_cand: 9\nprofile: {profile}\n")


def test_preflib_keeps_names_ties_and_truncation() -> None:
    read = parse_preflib(TOI, "toi")
    assert read.candidates == ("Anna: de eerste", "Bo, van Delft", "Café", "None Of The Above")
    assert read.ballots == ((((0,), (1, 2)), Fraction(5)), (((1, 3), (0,)), Fraction(3)), (((2,),), Fraction(2)))
    assert parse_preflib(TOI.replace("\n", "\r\n"), "toi") == read
    result = count_schulze(read)
    assert result["duels"]["Anna: de eerste"] == {"Bo, van Delft": 5, "Café": 8, "None Of The Above": 5}
    assert result["ballots"] == 10


def test_the_older_preflib_layout_is_read_too() -> None:
    old = "3\n1,Anna\n2,Bo\n3,Cas\n7,7,2\n4,1,{2,3}\n3,3,2\n"
    assert parse_preflib(old, "toi").ballots == ((((0,), (1, 2)), Fraction(4)), (((2,), (1,)), Fraction(3)))


@pytest.mark.parametrize(
    ("kind", "change", "line", "reason"),
    [
        ("toi", ("5: 1,{2,3}", "5: 1,{2,9}"), 9, "alternatief 9 staat niet in de kop"),
        ("toi", ("5: 1,{2,3}", "5: 1,{2,1}"), 9, "alternatief 1 staat twee keer in de volgorde"),
        ("toi", ("5: 1,{2,3}", "vijf: 1"), 9, "het aantal is geen geheel getal: 'vijf'"),
        ("toi", ("5: 1,{2,3}", "5: 1,{2,3"), 9, "de volgorde is niet te lezen: '1,{2,3'"),
        ("toi", ("5: 1,{2,3}", "1,2,3"), 9, "hier hoort 'aantal: volgorde' te staan"),
        ("toi", ("VOTERS: 10", "VOTERS: 11"), 7, "de kop noemt 11 kiezers, de regels tellen op tot 10"),
        ("toi", ("NUMBER ALTERNATIVES: 4", "NUMBER ALTERNATIVES: 5"), 2, "de kop noemt 5 alternatieven, er staan er 4"),
        ("toi", ("NAME 2: Bo, van Delft", "NAME 2: Café"), 5, "twee alternatieven heten 'Café'"),
        ("soi", ("x", "x"), 9, "een .soi-bestand kent geen gelijke plaatsen"),
        ("toc", ("x", "x"), 9, "een .toc-bestand noemt op elke regel alle alternatieven"),
    ],
)
def test_a_malformed_preflib_file_names_line_and_reason(
    kind: str, change: tuple[str, str], line: int, reason: str
) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_preflib(TOI.replace(*change, 1), kind)
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


@pytest.mark.parametrize("kind", ["soc", "soi", "toc", "toi"])
def test_an_empty_file_is_said_to_be_empty(kind: str) -> None:
    with pytest.raises(MalformedFile, match="het bestand is leeg"):
        parse_preflib("\n\n", kind)


def test_weights_by_voter_in_order_or_by_number() -> None:
    voters = ("a", "b", "c")
    expected = [Fraction(2), Fraction(1, 2), Fraction(0)]
    for text in (
        "voter_id,weight\nb,0.5\na,2\nc,0\n",
        "c;0\nb;1/2\na;2\n",
        "gewicht\n2\n0,5\n0\n",
        "stem;gewicht\nb;0,5\na;2\nc;0",
    ):
        assert apply_weights(parse_weights(text), voters, 3) == expected
    assert apply_weights(parse_weights("0,2\n1,0.5\n2,0"), (), 3) == expected
    assert apply_weights(parse_weights("1,2\n2,0.5\n3,0"), (), 3) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,1\nb,1\n", "stem 'c' heeft geen gewicht (1 ontbreken)"),
        ("a,1\nb,1\nd,1\n", "regel 3: stem 'd' staat niet in het stembestand"),
        ("a,1\na,1\n", "regel 2: stem 'a' heeft al een gewicht"),
        ("1\n2\n", "er zijn 3 stemmen en 2 gewichten"),
        ("a,1\nb,-1\n", "regel 2: een gewicht is niet negatief"),
        ("a,1\nb,zwaar2\n", "regel 2: 'zwaar2' is geen gewicht"),
        ("", "er staan geen gewichten in het bestand"),
    ],
)
def test_wrong_weights_name_line_and_reason(text: str, reason: str) -> None:
    with pytest.raises(MalformedFile) as wrong:
        apply_weights(parse_weights(text), ("a", "b", "c"), 3)
    assert str(wrong.value) == reason


def test_pav_of_a_stranger_gives_names_exact_score_and_all_ties() -> None:
    result = count_pav(parse_abc_yaml("profile:\n- [0, 1]\n- [0, 1]\n- [2]\n- [3]\n"), seats=3)
    assert (result["committee"], result["score"], result["score_exact"]) == ([0, 1, 2], 4, "4")
    assert result["ties"] == [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]]
    halves = count_pav(parse_abc_yaml("profile:\n- [0, 1]\n- [1]\nvoter_weights: [1, 1/3]\n"), seats=2)
    assert (halves["score"], halves["score_exact"], halves["ties"]) == (11 / 6, "11/6", [])


def test_seats_are_those_asked_else_of_the_file_else_three() -> None:
    text = "profile:\n- [0, 1, 2, 3]\ncommitteesize: 2\n"
    assert count_pav(parse_abc_yaml(text))["seats"] == 2
    assert count_pav(parse_abc_yaml(text), seats=1)["seats"] == 1
    assert count_pav(parse_pabulib(PB))["committee"] == ["p1", "p2", "7"]
    with pytest.raises(MalformedFile, match="er zijn 4 plaatsen en maar 3 kandidaten"):
        count_pav(parse_pabulib(PB), seats=4)
