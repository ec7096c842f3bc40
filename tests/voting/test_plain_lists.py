"""The quick reading of an .abc.yaml file says what a YAML parser says, or leaves the file to it."""

from fractions import Fraction

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from innovatie.voting.formats import MalformedFile, parse_abc_yaml
from innovatie.voting.formats.plain_lists import lift_sets, lift_weights

SETS = st.lists(st.sets(st.integers(0, 23), max_size=6), min_size=1, max_size=12)


def flow(sets: list[list[int]], width: int) -> str:
    return "profile: " + yaml.safe_dump(sets, default_flow_style=True, width=width)


def lines(sets: list[list[int]], indent: str) -> str:
    return "profile:\n" + "".join(f"{indent}- [{', '.join(map(str, one))}]\n" for one in sets)


def nested(sets: list[list[int]]) -> str:
    return yaml.safe_dump({"profile": sets}, default_flow_style=False)


@given(SETS, st.integers(0, 2), st.booleans())
def test_every_plain_layout_is_read_quickly_and_right(sets: list[set[int]], layout: int, last: bool) -> None:
    wanted = [sorted(one) for one in sets]
    profile = (flow(wanted, 40), lines(wanted, "  "), nested(wanted))[layout]
    weights = "voter_weights: [" + ", ".join(f"{place}.5" for place in range(len(sets))) + "]\n"
    text = f"num_cand: 24\n{profile}{weights}" if last else f"{weights}{profile}num_cand: 24\n"
    found, rest = lift_sets(text)
    assert found == [frozenset(one) for one in sets]
    assert lift_weights(rest)[0] == [Fraction(2 * place + 1, 2) for place in range(len(sets))]
    read = parse_abc_yaml(text)
    assert [sorted(one) for one, _ in read.ballots] == yaml.safe_load(text)["profile"]


@pytest.mark.parametrize(
    "body",
    [
        "[[0, 1], [1 2]]", "[[0,, 1]]", "[[0], [1]", "[0, 1]", "[[0]] # twee", "[['0']]", "[&a [0], *a]", "[[0, 0]]",
        "\n- [0]\n  - [1]", "\n- [0] [1]", "\n- - 0\n- [1]\n  - 2", "\n- [-1]", "{0: [1]}", "[[0.5]]", "",
    ],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_yaml_parser(body: str) -> None:
    text = f"profile: {body}\n"
    assert lift_sets(text) == (None, text)


def test_two_profiles_are_left_to_the_yaml_parser_which_refuses_them() -> None:
    with pytest.raises(MalformedFile, match="regel 3: de sleutel profile staat er twee keer"):
        parse_abc_yaml("profile: [[0]]\nnum_cand: 2\nprofile: [[1]]\n")


@pytest.mark.parametrize("weights", ["[1, 1/0]", "[1, 2.5.1]", "[1, -2]", "[1, two]"])
def test_a_weight_that_is_no_number_is_told_with_its_line(weights: str) -> None:
    with pytest.raises(MalformedFile, match="regel 4: een gewicht"):
        parse_abc_yaml(f"profile:\n- [0]\n- [1]\nvoter_weights: {weights}\n")


def test_a_candidate_that_cannot_be_is_told_with_its_line() -> None:
    with pytest.raises(MalformedFile, match="regel 4: kandidaat 7 bestaat niet: num_cand is 3"):
        parse_abc_yaml("num_cand: 3\nprofile:\n- [0]\n- [7]\n")


def test_windows_line_ends_read_as_others() -> None:
    text = "num_cand: 3\nprofile:\n- [0, 2]\n- []\n"
    assert parse_abc_yaml(text.replace("\n", "\r\n")) == parse_abc_yaml(text)
