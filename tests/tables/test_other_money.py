"""An amount in the money of another country is not so many euros, however a spreadsheet keeps it."""

from xml.sax.saxutils import quoteattr

import pytest

from innovatie.infra.table_files import read_bytes
from tests.tables.test_odd_files import changed
from tests.tables.test_siblings import HEAD, LINE, read
from tests.tables.workbooks import xlsx


def in_format(code: str, number: int = 164) -> bytes:
    """A list of one plan whose costs, 1000, have a format of their own."""
    book = changed(
        xlsx([HEAD, LINE]),
        '<cellXfs count="2">',
        f'<numFmts count="1"><numFmt numFmtId="{number}" formatCode={quoteattr(code)}/></numFmts><cellXfs count="3">',
        part="xl/styles.xml",
    )
    book = changed(book, "</cellXfs>", f'<xf numFmtId="{number}"/></cellXfs>', part="xl/styles.xml")
    return changed(book, '<c r="F2">', '<c r="F2" s="2">')


@pytest.mark.parametrize(
    ("code", "currency"),
    [
        ("[$$-409]#,##0.00", "$"), ("[$USD] #,##0", "USD"), ('"$"#,##0_);("$"#,##0)', "$"), ("$#,##0", "$"), ("\\£#,##0", "£"),
        ("[$£-809]#,##0", "£"), ("[$CHF-807] #,##0", "CHF"), ("[$kr.-406] #,##0", "kr."), ('#,##0 "USD"', "USD"),
        ('_-[$$-409]* #,##0.00_ ;_-[$$-409]* -#,##0.00 ;_-[$$-409]* "-"??_ ;_-@_ ', "$"),
    ],
)  # fmt: skip
def test_an_amount_of_other_money_is_told_and_never_taken_for_euros(code: str, currency: str) -> None:
    reading = read(in_format(code))
    assert [(one.line, one.column, one.reason) for one in reading.problems] == [
        (2, "kosten", f"‘1000 {currency}’ is geen bedrag in hele euro. Schrijf een bedrag als 125.000."),
    ]


@pytest.mark.parametrize(
    "code",
    ["[$€-413] #,##0", '"€" #,##0', "[$EUR] #,##0.00", "#,##0\\ [$Euro]", "[$-413]#,##0", "#,##0", "€ #,##0;[Red]-€ #,##0",
     '"wens" #,##0', "[Red]#,##0", "0.0E+00"],
)  # fmt: skip
def test_euros_and_numbers_without_a_currency_are_read_as_they_are(code: str) -> None:
    (row,) = read(in_format(code)).rows
    assert row.content.cost_euro == 1000


def test_a_format_of_the_spreadsheet_itself_shows_the_currency_of_who_looks() -> None:
    (row,) = read(in_format('_("$"* #,##0.00_)', number=44)).rows
    assert row.content.cost_euro == 1000


@pytest.mark.parametrize(("length", "told"), [(32_766, False), (32_767, True), (32_768, False), (100_000, False)])
def test_a_text_that_fills_a_cell_of_excel_may_have_lost_its_end(length: int, told: bool) -> None:
    for text in ("a" * length, "😀" + "a" * (length - 2)):
        reading = read(f"{';'.join(HEAD)}\n1;GM0503;Plan;{text};idee;1000;\n".encode())
        assert [one.column for one in reading.problems] == (["samenvatting"] if told else [])
    assert read_bytes(xlsx([HEAD, [*LINE[:3], "a" * length, *LINE[4:]]])).rows[0].cells[3] == "a" * length
