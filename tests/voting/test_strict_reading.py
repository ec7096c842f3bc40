"""Nothing in a ballot file is skipped, glued together or guessed: every reader against the grammar of its format."""

import csv
import io
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innovatie.voting.counting import count_pav, count_schulze
from innovatie.voting.formats import (
    ApprovalFile,
    MalformedFile,
    RankedFile,
    parse_abc_yaml,
    parse_pabulib,
    parse_preflib,
)
from innovatie.voting.formats.profiles import seen_as
from tests.samples import examples
from tests.voting.test_formats import PB

NAMES = [f"K{n}" for n in range(1, 13)]
HEAD = "".join(f"# ALTERNATIVE NAME {n}: K{n}\n" for n in range(1, 13))

# ---- PrefLib ---------------------------------------------------------------------------------------------------------

SPACE = "[ \\t]*"
NUMBER = f"{SPACE}[0-9]{{1,18}}{SPACE}"
CLASS = f"(?:{NUMBER}|{SPACE}\\{{(?:{NUMBER}(?:,{NUMBER})*|{SPACE})\\}}{SPACE})"
LINE = re.compile(f"{NUMBER}:{SPACE}(?:{CLASS}(?:,{CLASS})*)?(?:,{SPACE})?")


@st.composite
def orders(draw: st.DrawFn, complete: bool = False, ties: bool = True) -> tuple[tuple[int, ...], ...]:
    named = draw(st.permutations(range(12)))
    named = named if complete else named[: draw(st.integers(0, 12))]
    classes: list[tuple[int, ...]] = []
    for one in named:
        if classes and ties and draw(st.booleans()):
            classes[-1] += (one,)
        else:
            classes.append((one,))
    return tuple(classes)


def written(order: tuple[tuple[int, ...], ...], gap: str = "") -> str:
    return f",{gap}".join(
        f"{{{gap}{f',{gap}'.join(str(one + 1) for one in tied)}{gap}}}" if len(tied) > 1 else str(tied[0] + 1)
        for tied in order
    )


@pytest.mark.parametrize("kind", ["soc", "soi", "toc", "toi"])
@given(data=st.data())
@examples(25, many=60)
def test_what_is_written_in_preflib_is_read_back_the_same(kind: str, data: st.DataObject) -> None:
    some = orders(complete=kind.endswith("c"), ties=kind.startswith("t"))
    ballots = data.draw(st.dictionaries(some, st.integers(0, 9), min_size=1, max_size=8))
    gap = data.draw(st.sampled_from(["", " ", "\t "]))
    head = f"# NUMBER VOTERS: {sum(ballots.values())}\n# NUMBER UNIQUE ORDERS: {len(ballots)}\n"
    text = HEAD + head + "".join(f"{count}:{gap}{written(order, gap)}\n" for order, count in ballots.items())
    assert parse_preflib(text, kind) == RankedFile(
        tuple(NAMES), tuple((order, Fraction(count)) for order, count in ballots.items())
    )


@given(st.text("0123456789,{}: \t.x٣", max_size=20))
@example("5: 1 2,3")
@example("5: 1, ,2")
@example("5: 1,2,")
@example("5: {},1")
@example("5: {1,}")
@example("٣: 1")
@example("5: ")
@examples(130, many=800)
def test_a_line_of_an_order_is_read_only_when_the_grammar_has_it(line: str) -> None:
    try:
        read = parse_preflib(f"{HEAD}{line}\n", "toi").ballots
    except MalformedFile:
        return
    if not line.strip():
        return
    assert LINE.fullmatch(line), line
    count, _, order = line.partition(":")
    tokens = [int(one) - 1 for one in re.findall("[0-9]+", order)]
    assert read[0][1] == int(count)
    assert [one for tied in read[0][0] for one in tied] == tokens


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("5: 1 2,3\n", 13, "een alternatief is geen geheel getal: '1 2'"),
        ("5 0: 1,2\n", 13, "het aantal is geen geheel getal: '5 0'"),
        ("5: 1,,2\n", 13, "de volgorde is niet te lezen: '1,,2'"),
        ("5: 1,{2,}\n", 13, "een alternatief is geen geheel getal: ''"),
        ("5: 1,2\n# NUMBER VOTERS: 5\n", 14, "deze regel hoort in de kop, boven de volgordes"),
        (f"{'9' * 5000}: 1\n", 13, f"het aantal is geen geheel getal: '{'9' * 40}'"),
        ("# NUMBER VOTERS: 1 2\n12: 1\n", 13, "NUMBER VOTERS is geen geheel getal: '1 2'"),
        ("# NUMBER UNIQUE ORDERS: 7\n12: 1\n", 13, "de kop noemt 7 verschillende volgordes, er staan er 1"),
        ("# ALTERNATIVE NAME 1 3: K13\n12: 1\n", 13, "het nummer is geen geheel getal: '1 3'"),
    ],
)
def test_what_preflib_does_not_know_is_refused_with_its_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_preflib(HEAD + text, "toi")
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


def test_a_place_with_nobody_and_a_comma_at_the_end_are_told() -> None:
    read = parse_preflib(f"{HEAD}4: 1,3,\n5: {{}},1,{{ }},{{2,3}}\n", "toi")
    assert read.ballots == ((((0,), (2,)), Fraction(4)), (((0,), (1, 2)), Fraction(5)))
    assert count_schulze(read)["warnings"] == [
        "Regel 13: aan het eind staat een komma te veel; die telt niet mee.",
        "Regel 14: een plaats zonder alternatieven, {}; die telt niet mee.",
    ]


@pytest.mark.parametrize("orders", ["0: 1,2\n", "3: \n2:\n", "0: 1\n4: \n"])
def test_ballots_that_are_all_blank_or_weigh_nothing_elect_nobody(orders: str) -> None:
    with pytest.raises(MalformedFile, match="er valt niets te tellen: elke stem is blanco of heeft gewicht 0"):
        count_schulze(parse_preflib(HEAD + orders, "toi"))


# ---- Pabulib ---------------------------------------------------------------------------------------------------------

PROJECT = st.text("abcdefgh0123456789-_ é;\"'", min_size=1, max_size=6).filter(
    lambda name: name.strip() == name and name.upper() not in ("META", "PROJECTS", "VOTES")
)


def pabulib(projects: list[str], ballots: list[list[str]], kind: str = "approval") -> str:
    out = io.StringIO()
    write = csv.writer(out, delimiter=";", lineterminator="\n")
    write.writerows([["META"], ["key", "value"], ["num_projects", len(projects)], ["num_votes", len(ballots)]])
    write.writerows([["vote_type", kind], ["PROJECTS"], ["project_id", "cost"], *([name, 1] for name in projects)])
    write.writerows([["VOTES"], ["voter_id", "vote"]])
    write.writerows([f"v{number}", ",".join(names)] for number, names in enumerate(ballots))
    return out.getvalue()


@given(st.data())
@examples(25, many=150)
def test_what_is_written_in_pabulib_is_read_back_the_same(data: st.DataObject) -> None:
    projects = data.draw(st.lists(PROJECT, min_size=1, max_size=6, unique_by=seen_as))
    ballots = data.draw(st.lists(st.lists(st.sampled_from(projects), unique=True), min_size=1, max_size=6))
    assert parse_pabulib(pabulib(projects, ballots)) == ApprovalFile(
        tuple(projects),
        tuple((frozenset(projects.index(name) for name in names), Fraction(1)) for names in ballots),
        tuple(f"v{number}" for number in range(len(ballots))),
    )


@given(st.text('p127, "', max_size=12))
@examples(50, many=300)
def test_a_vote_in_pabulib_names_projects_as_they_stand_or_is_refused(vote: str) -> None:
    text = PB.replace('a;30;"p1,7"', f"a;30;{vote}")
    try:
        read = parse_pabulib(text)
    except MalformedFile:
        return
    (cell,) = next(csv.reader([vote], delimiter=";")) or [""]
    named = [name.strip() for name in cell.split(",") if name.strip()]
    assert {read.candidates[place] for place in read.ballots[0][0]} == set(named)
    places = cell.split(",") if cell.strip() else []
    assert bool(read.warnings) == (len(set(named)) != len(places))


def test_a_project_named_twice_by_one_voter_counts_once_and_is_told_with_its_line() -> None:
    read = parse_pabulib(PB.replace('"p1,7"', '"p1,7,p1"').replace("b;41;p2", 'b;41;"p2,,7"').replace("c;18;", "c;18"))
    assert [sorted(approved) for approved, _ in read.ballots] == [[0, 2], [1, 2], []]
    assert read.warnings == (
        "Regel 15: een project staat twee keer in een stem; het telt een keer.",
        "Regel 16: tussen komma's staat niets; dat telt niet mee.",
        "Regel 17: het vakje vote ontbreekt; gelezen als blanco.",
    )
    assert count_pav(read, 1)["warnings"] == list(read.warnings)


def test_what_a_pabulib_file_says_of_itself_and_does_not_keep_is_told() -> None:
    asked = PB.replace("num_votes;3", "num_votes;3\nmin_length;1\nmax_length;1")
    assert parse_pabulib(asked).warnings == (
        "Regel 19: minder projecten dan min_length 1; de stem telt zoals hij er staat.",
        "Regel 17: meer projecten dan max_length 1; de stem telt zoals hij er staat.",
    )
    assert parse_pabulib(asked).ballots == parse_pabulib(PB).ballots
    assert parse_pabulib(PB.replace("num_votes;3", "num_votes;3\nmax_length;twee")).warnings == ()
    kept = pabulib(["a", "b"], [["a"], ["a", "b"]]).replace("project_id;cost", "project_id;votes", 1)
    one = next(line for line in kept.splitlines() if line.startswith("a;"))
    two = next(line for line in kept.splitlines() if line.startswith("b;"))
    assert parse_pabulib(kept.replace(one, "a;2").replace(two, "b;1")).warnings == ()
    wrong = kept.replace(one, "a;2").replace(two, "b;7")
    line = wrong.splitlines().index("b;7") + 1
    assert parse_pabulib(wrong).warnings == (
        f"Regel {line}: de kolom votes noemt een ander aantal dan de stemmen zelf; de stemmen tellen.",
    )


def test_choose_one_is_told_to_be_plurality_and_holds_one_project_a_voter() -> None:
    one = count_pav(parse_pabulib(pabulib(["a", "b"], [["a"], ["b"], ["b"]], "choose-1")), 1)
    assert one["committee"] == ["b"]
    assert one["warnings"] == [
        "Bij choose-1 heeft elke kiezer een project; pav is dan hetzelfde als de meeste stemmen."
    ]
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(pabulib(["a", "b"], [["a"], ["a", "b"]], "choose-1"))
    assert (wrong.value.line, wrong.value.reason) == (
        13, "bij choose-1 kiest een kiezer een project, hier zijn het er 2",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("num_projects;3", "num_projects;4", 4, "META noemt num_projects 4, het bestand heeft er 3"),
        ("num_votes;3", "num_votes;4", 5, "META noemt num_votes 4, het bestand heeft er 3"),
        ("num_votes;3", "num_votes;0 3", 5, "META noemt num_votes 0 3, het bestand heeft er 3"),
        ("num_votes;3", "num_votes;3;4", 5, "num_votes heeft meer dan een waarde"),
        ("budget;100", "num_votes;3", 6, "num_votes staat er twee keer in META"),
        ("vote_type;approval", "vote_type;cumulative", 7,
         "alleen goedkeuringsstemmen zijn te tellen, maar vote_type is 'cumulative'"),
        ("b;41;p2", "b;41;p2;p1", 16, "de regel heeft 4 vakjes, de kop 3"),
        ("b;41;p2", ";41;p2", 16, "voter_id ontbreekt"),
        ("b;41;p2", 'b;41;"p"2', 16, "een aanhalingsteken staat open of midden in een vakje"),
        ("voter_id;age;vote", "voter_id;vote;vote", 14, "de kolom vote staat er twee keer"),
        ("project_id;cost;name", "project_id;project_id;name", 9, "de kolom project_id staat er twee keer"),
        ("num_votes;3", "Num_Votes;4", 5, "META noemt num_votes 4, het bestand heeft er 3"),
        ("budget;100", "NUM_VOTES;3", 6, "num_votes staat er twee keer in META"),
        ("p1;10;Park", '"p1,p2";10;Park', 10, "in project_id 'p1,p2' staat een komma; in een stem scheidt die projecten"),
        ("b;41;p2", 'b;41;"p2', 16, "een aanhalingsteken staat open of midden in een vakje"),
    ],
)  # fmt: skip
def test_what_pabulib_does_not_know_is_refused_with_its_own_line(old: str, new: str, line: int, reason: str) -> None:
    with pytest.raises(MalformedFile) as wrong:
        parse_pabulib(PB.replace(old, new, 1))
    assert (wrong.value.line, wrong.value.reason) == (line, reason)


# ---- abcvoting -------------------------------------------------------------------------------------------------------


@given(st.lists(st.sets(st.integers(0, 9)), min_size=1, max_size=6), st.sampled_from(["flow", "block", "set"]))
@examples(25, many=150)
def test_what_is_written_in_abc_yaml_is_read_back_the_same(ballots: list[set[int]], style: str) -> None:
    rows = [", ".join(map(str, sorted(one))) for one in ballots]
    body = {
        "flow": " [" + ", ".join(f"[{row}]" for row in rows) + "]\n",
        "block": "\n" + "".join(f"- [{row}]\n" for row in rows),
        "set": "\n" + "".join(f"- {{{row}}}\n" for row in rows),
    }[style]
    weights = [Fraction(number + 1, 3) for number in range(len(ballots))]
    text = f"num_cand: 10\nprofile:{body}voter_weights: [{', '.join(map(str, weights))}]\n"
    assert parse_abc_yaml(text) == ApprovalFile(
        tuple(range(10)), tuple((frozenset(one), weight) for one, weight in zip(ballots, weights, strict=True))
    )


@given(st.text("012, []{}:_-.'\n٣", max_size=14))
@example("[1 2]")
@example("[010]")
@example("{0: 1}")
@example("['1']")
@example("[٣]")
@examples(80, many=500)
def test_a_ballot_in_abc_yaml_is_a_list_of_plain_numbers_or_refused(ballot: str) -> None:
    try:
        read = parse_abc_yaml(f"num_cand: 10\nprofile:\n- {ballot}\n")
    except MalformedFile:
        return
    number = r"\s*(?:0|[1-9][0-9]*)\s*"
    one = rf"\s*(?:\[(?:{number},)*(?:{number}|\s*)\]|\{{(?:{number},)*(?:{number}|\s*)\}}|-\s+{number}(?:\n *-\s+{number})*)\s*"
    assert re.fullmatch(rf"{one}(?:\n- {one})*", ballot), ballot
    assert [one for approved, _ in read.ballots for one in sorted(approved)] == [
        number for line in re.split(r"\n- ", ballot) for number in sorted(map(int, re.findall("[0-9]+", line)))
    ]


def test_deep_brackets_and_endless_numbers_in_yaml_get_a_sentence() -> None:
    deep, endless = f"profile: {'[' * 5000}", f"profile:\n- [{'9' * 5000}]\n"
    for text in (deep, endless, "profile: [[0]]\nvoter_weights: [1e999999]\n"):
        with pytest.raises(MalformedFile):
            parse_abc_yaml(text)


@pytest.mark.parametrize("text", ["num_cand: 2\nprofile: [[], []]\n", "profile: [[0], [1]]\nvoter_weights: [0, 0]\n"])
def test_approvals_that_are_all_blank_or_weigh_nothing_elect_nobody(text: str) -> None:
    with pytest.raises(MalformedFile, match="er valt niets te tellen"):
        count_pav(parse_abc_yaml(text), 1)


@pytest.mark.parametrize("lines", ["4: {1,2,3}\n", "0: 1,2\n4: {1,2,3}\n"])
def test_ballots_that_put_nobody_above_another_are_told(lines: str) -> None:
    head = "".join(f"# ALTERNATIVE NAME {n}: K{n}\n" for n in (1, 2, 3))
    said = "Geen stem zet iemand boven een ander; daarom staan alle alternatieven gelijk."
    assert count_schulze(parse_preflib(head + lines, "toi"))["warnings"] == [said]
    assert "warnings" not in count_schulze(parse_preflib(f"{head}{lines}1: 1\n1: 2\n1: 3\n", "toi"))
