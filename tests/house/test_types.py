"""What comes from outside gets its type at the door: rows of the database, JSON, files."""

import ast
import re

from tests.house.source import CODE

FEWER_THAN = 100
"""Places that say Any; each is a library without types, or JSON of strangers before it is looked at."""

STANDS_ALONE = "voting/recount/"
"""The programs in the recount package run without us: they have only the standard library to read rows with."""

JSON_AT_THE_DOOR = {
    "accounts/pages/privacy.py",  # somebody's own data, shown again as it was exported
    "adoption/actions/boundaries.py",  # a map that an operator brings
    "domain/ballot_log/entries.py",  # the very bytes that were signed
    "domain/json_faults.py",  # only to tell where it is wrong
    "domain/tables/json_rows.py",  # a table that somebody uploads
    "grouping/model.py",  # numbers of ours
    "grouping/quality.py",  # figures of ours
    "search/texts.py",  # documents to measure with
    "web/assets.py",  # written at set-up
    "web/stylesheets.py",  # a list of ours
}


def _lines(pattern: str) -> list[str]:
    """Lines of code with it, outside the programs that stand alone: file:line."""
    sought = re.compile(pattern)
    found = []
    for file in sorted(CODE.rglob("*.py")):
        name = file.relative_to(CODE).as_posix()
        if not name.startswith(STANDS_ALONE):
            lines = file.read_text(encoding="utf-8").splitlines()
            found += [f"{name}:{number}" for number, line in enumerate(lines, start=1) if sought.search(line)]
    return found


def test_no_row_is_read_by_the_name_of_a_column() -> None:
    """`fetch_as(Struct, ...)` gives a row its types; row["..."] gives anything, or KeyError for a visitor."""
    assert not _lines(r"""\brow\[["']""")


def test_rows_without_a_type_are_asked_for_in_one_place() -> None:
    """Whatever they are called then: `fetch`, `fetch_row` and `fetch_value` give anything; `fetch_as` and its kin do not."""
    asked = {place.split(":")[0] for place in _lines(r"(?<![.\w])fetch(_row|_value)?\(")}
    assert {file for file in asked if not file.startswith("infra/")} == {"changes/collection.py"}


def test_json_is_decoded_into_types_but_at_a_few_doors() -> None:
    assert {place.split(":")[0] for place in _lines(r"\bjson\.loads?\(")} == JSON_AT_THE_DOOR


def test_any_is_rare() -> None:
    """No limit to fill up: whoever adds one takes one away."""
    places = _lines(r"\bAny\b")
    assert len(places) < FEWER_THAN, places


NARROWS = re.compile(r"isinstance\(.+\)|(?!actor\.)[\w.]+ is not None")
"""What an `assert` may say: what the reader and mypy cannot see, and what holds whoever comes."""


def test_no_rule_hangs_on_an_assert() -> None:
    """`python -O` leaves them out: whom or what the rules refuse is refused with an error of the domain."""
    found = []
    for file in sorted(CODE.rglob("*.py")):
        name = file.relative_to(CODE).as_posix()
        said = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Assert)]
        for node in () if name.startswith(("demo/", STANDS_ALONE)) else said:
            if not NARROWS.fullmatch(ast.unparse(node.test)):
                found.append(f"{name}:{node.lineno} {ast.unparse(node.test)}")
    assert found == []
