"""The files of the review say what stands in them, or are refused with their line: written and read back, and fuzzed."""

import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from innovatie.domain.review_calibration import Review
from innovatie.review.files import BadFile, read_groups, read_reviews, rows
from tests.samples import examples

HEAD = "group,reviewer,score,confidence\n"
NAME = st.text("abcé0 -;'", min_size=1, max_size=6).filter(lambda name: name == name.strip())


def read(text: str) -> list[Review]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "B.csv"
        path.write_text(text, encoding="utf-8")
        return read_reviews(path)


@given(
    st.dictionaries(
        st.tuples(NAME, NAME),
        st.tuples(st.integers(100, 500).map(lambda score: score / 100), st.sampled_from([None, 1, 2, 3])),
        min_size=1,
        max_size=6,
    )
)
@examples(25, many=60)
def test_what_is_written_is_read_back_the_same(reviews: dict[tuple[str, str], tuple[float, int | None]]) -> None:
    lines = (f"{g},{r},{score},{confidence or ''}\n" for (g, r), (score, confidence) in reviews.items())
    assert read(HEAD + "".join(lines)) == [Review(*pair, *rest) for pair, rest in reviews.items()]


@given(st.text('0123456789._-+e٣ "', max_size=8))
@example("0_3")
@example("٣")
@example('"3"4')
@example("1" * 5000)
@examples(50, many=300)
def test_a_score_is_one_plain_number_or_refused_with_its_line(score: str) -> None:
    try:
        found = read(f"{HEAD}g,r,{score},2\n")
    except BadFile as wrong:
        assert "regel 2" in str(wrong)
        return
    bare = score.strip().strip('"').strip()
    assert bare == "" or re.fullmatch(r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?", bare), score
    assert [review.score for review in found] == ([float(bare)] if bare else [])


@pytest.mark.parametrize("confidence", ["2 1", "٢", "1_", "2.0", "9" * 5000])
def test_a_confidence_is_a_whole_number_from_one_to_three(confidence: str) -> None:
    with pytest.raises(BadFile, match="regel 2: confidence"):
        read(f"{HEAD}g,r,3,{confidence}\n")


def test_a_row_that_spans_two_lines_is_named_by_its_first(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('a,b\n"1\n2",3\n4\n', encoding="utf-8")
    with pytest.raises(BadFile, match="regel 4: het aantal kolommen klopt niet: hier staat 1 cel, de kop heeft er 2"):
        list(rows(path, ("a", "b")))


def test_a_score_with_a_comma_is_one_where_commas_part_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("group;reviewer;score;confidence\ng;r;3,5;2\n", encoding="utf-8")
    assert read_reviews(path) == [Review("g", "r", 3.5, 2)]


def test_a_line_of_totals_is_no_group(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("group,size\ng,2\nTotaal,2\n", encoding="utf-8")
    with pytest.raises(BadFile, match="regel 3: dit lijkt een regel met totalen"):
        read_groups(path)
