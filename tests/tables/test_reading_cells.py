"""Values in a row: read as the web form reads them, or told with the column, the value and what to do."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest

from innovatie.domain.tables import Cells, Column, Row, Table, match
from innovatie.domain.tables.table import Value


def cells(value: Value) -> Cells:
    table = Table(("Kolom",), (Row(7, (value,)),))
    return Cells(table.rows[0], match(table, (Column("k", ("kolom",)),)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-03-05", date(2026, 3, 5)),
        ("05-03-2026", date(2026, 3, 5)),
        ("5/3/2026", date(2026, 3, 5)),
        ("5 maart 2026", date(2026, 3, 5)),
        ("2024-04-01 10:00:00", date(2024, 4, 1)),
        ("2024-04-01T10:00:00Z", date(2024, 4, 1)),
        ("2024-04-01T10:00:00.123+02:00", date(2024, 4, 1)),
        (datetime(2026, 3, 5, 12, 0), date(2026, 3, 5)),
        (date(2026, 3, 5), date(2026, 3, 5)),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_as_people_and_programs_write_them(written: Value, read: date | None) -> None:
    one = cells(written)
    assert (one.day("k"), one.problems) == (read, [])


@pytest.mark.parametrize(
    "written",
    ["2026-03-05 of later", "2026-13-01", "31-02-2026", "05-03-26", "٢٠٢٦-٠٣-٠٥", 46000, True, ["2026-03-05"]],
)
def test_what_is_no_date_is_told(written: Value) -> None:
    one = cells(written)
    assert one.day("k") is None
    assert [(problem.line, problem.column) for problem in one.problems] == [(7, "Kolom")]


def test_a_year_that_cannot_be_is_told() -> None:
    one = cells("0026-03-05")
    assert one.day("k") is None
    assert str(one.problems[0]) == "kolom ‘Kolom’: het jaar 26 kan niet kloppen. Schrijf het jaar met vier cijfers."


@pytest.mark.parametrize(
    "written", ["125.000", "125000,00", "€ 125.000,00", "125000", 125000, 125000.0, "EUR 125.000,-"]
)
def test_amounts_are_read_as_in_the_form(written: Value) -> None:
    one = cells(written)
    assert (one.amount("k"), one.problems) == (125000, [])


@pytest.mark.parametrize("written", ["veel", "-1", "12,50", "1e5", 1.5, True, {"bedrag": 1}, "1,000", "€ 125,000"])
def test_what_is_no_amount_is_told(written: Value) -> None:
    one = cells(written)
    assert one.amount("k") is None
    assert len(one.problems) == 1


@pytest.mark.parametrize(("written", "read"), [("120 uur", 120), ("1.200", 1200), (12.0, 12)])
def test_hours_are_read_as_in_the_form(written: Value, read: int) -> None:
    assert cells(written).hours("k") == read


@pytest.mark.parametrize("read", [Cells.amount, Cells.hours, Cells.whole])
def test_a_thousand_in_english_is_told_and_never_one(read: Callable[[Cells, str], int | None]) -> None:
    one = cells("1,000")
    assert (read(one, "k"), len(one.problems)) == (None, 1)
    assert cells("1,5").number("k") == Decimal("1.5")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        (["Lijst", "als titel"], "hier staat een lijst"),
        ({"a": 1}, "hier staat een object"),
        (True, "hier staat waar of onwaar"),
        (date(2026, 3, 5), "hier staat een datum"),
        ("half \ud800 teken", "(U+D800)"),
        ("nul \x00 teken", "(U+0000)"),
        ("esc \x1b[0m", "(U+001B)"),
        ("omge\u202ekeerd", "(U+202E)"),
        ("\u2066ingepakt", "(U+2066)"),
        ("#REF!", "een formule die niet uitkomt"),
    ],
)
def test_what_is_no_text_is_told_and_never_half_kept(written: Value, why: str) -> None:
    one = cells(written)
    assert one.text("k") == ""
    assert why in str(one.problems[0])
    assert str(one.problems[0]).encode("utf-8").decode().isprintable()


@pytest.mark.parametrize("written", ["", "  ", "\u200b", "\ufeff\u200b ", None])
def test_a_text_that_must_be_there_is_more_than_signs_without_width(written: Value) -> None:
    one = cells(written)
    assert one.text("k", required=True) == ""
    assert str(one.problems[0]) == "kolom ‘Kolom’: hier staat niets. Vul dit in."


def test_texts_are_cleaned_as_in_the_form() -> None:
    assert cells(" T\u2028U \u00ad").text("k") == "T U"
    assert cells("een\r\n\r\n\r\n\r\n\r\ntwee  \n").text("k", multiline=True) == "een\n\n\ntwee"
    assert cells("cafe\u0301").text("k") == "café"
    assert (cells(7.0).text("k"), cells(7).text("k"), cells(1.5).text("k")) == ("7", "7", "1.5")


def test_a_list_is_a_list_of_texts_in_json_and_parted_text_elsewhere() -> None:
    assert cells("GM0001 GM0002,GM0001; ").texts("k") == ("GM0001", "GM0002")
    assert cells(["a b", "a b", ""]).texts("k") == ("a b",)
    one = cells(["a", 1])
    assert (one.texts("k"), len(one.problems)) == ((), 1)
    one = cells(["a", "\x00"])
    assert (one.texts("k"), len(one.problems)) == ((), 1)
