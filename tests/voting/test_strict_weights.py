"""A file with weights is read as it stands, or refused with its line."""

import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innovatie.voting.formats import MalformedWeights, parse_weights
from tests.samples import examples

WEIGHT = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?|[0-9]+/[0-9]+")


@given(st.lists(st.fractions(0, 100, max_denominator=50), min_size=1, max_size=8), st.sampled_from(";,\t"))
@examples(25, many=100)
def test_what_is_written_as_weights_is_read_back_the_same(weights: list[Fraction], mark: str) -> None:
    text = f"stem{mark}gewicht\n" + "".join(f"v{n}{mark}{weight}\n" for n, weight in enumerate(weights))
    assert parse_weights(text) == [(n + 2, f"v{n}", weight) for n, weight in enumerate(weights)]


@given(st.text('0123456789./ e_-+"٣', min_size=1, max_size=10).filter(str.strip))
@example('"1"2')
@example("1_000")
@example("1 000")
@example("1e999999999")
@examples(80, many=500)
def test_a_weight_is_one_plain_number_or_refused(text: str) -> None:
    try:
        read = parse_weights(f"gewicht\n{text}\n")
    except MalformedWeights:
        return
    bare = text.strip().strip('"').strip()
    assert WEIGHT.fullmatch(bare), text
    assert read[0][2] == Fraction(bare)


def test_only_the_first_line_of_the_weights_may_be_a_header() -> None:
    with pytest.raises(MalformedWeights) as wrong:
        parse_weights("gewicht\nzwaar\n1\n")
    assert (wrong.value.line, wrong.value.reason) == (2, "'zwaar' is geen gewicht")
