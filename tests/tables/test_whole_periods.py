"""Months, quarters and years where something begins; and other things that people's spreadsheets hold."""

import zipfile
from datetime import date
from io import BytesIO

import pytest

from innovatie.domain.idea_import import Reading, read_ideas
from innovatie.domain.municipality_names import KnownMunicipality, MunicipalityNames
from innovatie.domain.tables import BadTable
from innovatie.domain.typed_values import day, first_day
from innovatie.infra.table_files import read_bytes
from tests.tables.workbooks import Rows, ods_of, xlsx, zipped

NAMES = MunicipalityNames([KnownMunicipality("GM0503", "Delft", "Zuid-Holland")])
HEAD = ["bronnummer", "gemeentecode", "titel", "samenvatting", "stadium", "start"]
ROW = ["1", "GM0503", "Plan", "Kort.", "idee", ""]


def read(data: bytes) -> Reading:
    return read_ideas(read_bytes(data), "auto", municipalities=NAMES, today=date(2026, 12, 1))


def starts(*texts: str) -> Reading:
    rows = [";".join((str(line), *ROW[1:5], text)) for line, text in enumerate(texts, start=1)]
    return read("\n".join((";".join(HEAD), *rows)).encode())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("maart 2025", (2025, 3)), ("Mrt. 2025", (2025, 3)), ("mrt\u00a02025", (2025, 3)), ("03-2025", (2025, 3)),
        ("3/2025", (2025, 3)), ("2025-03", (2025, 3)), ("2025/3", (2025, 3)), ("Q1 2025", (2025, 1)),
        ("q2-2025", (2025, 4)), ("2025-Q3", (2025, 7)), ("2025 K4", (2025, 10)), ("K2 2025", (2025, 4)),
        ("kw3 2025", (2025, 7)), ("kwartaal 2 2025", (2025, 4)), ("2e kwartaal 2025", (2025, 4)),
        ("4de kwartaal van 2025", (2025, 10)), ("Derde kwartaal 2025", (2025, 7)), ("2025", (2025, 1)),
    ],
)  # fmt: skip
def test_a_month_a_quarter_or_a_year_begins_on_its_first_day(text: str, first: tuple[int, int]) -> None:
    assert (first_day(text), day(text)) == (date(*first, 1), None)


@pytest.mark.parametrize(
    "text",
    ["najaar 2026", "Q5 2025", "Q0 2025", "13-2025", "2025-13", "maart", "maart 25", "marrt 2025", "0000", "25", "Q1",
     "٢٠٢٥", "maart 2025 of later", "2025-2026", "5e kwartaal 2025", "5-3-2025", "1 maart 2025", ""],
)  # fmt: skip
def test_what_is_no_month_quarter_or_year_is_none(text: str) -> None:
    assert first_day(text) is None


@pytest.mark.parametrize("text", ["ma 3 maart 2025", "ma. 3 mrt. 2025", "3e maart 2025", "maandag, 3 maart 2025"])
def test_a_day_is_read_with_its_name_and_as_people_count_it(text: str) -> None:
    assert day(text) == date(2025, 3, 3)


def test_that_a_first_day_was_taken_is_told_and_what_cannot_be_read_still_is_a_problem() -> None:
    reading = starts("5-3-2025", "maart 2025", "2e kwartaal 2025")
    assert [row.content.planned_start for row in reading.rows] == [
        date(2025, 3, 5), date(2025, 3, 1), date(2025, 4, 1),
    ]  # fmt: skip
    assert reading.notes == (
        "Waar alleen een maand, kwartaal of jaar staat, is de eerste dag genomen: 2 regels, de eerste is regel 3.",
    )
    (problem,) = starts("najaar 2026").problems
    assert str(problem).endswith("‘najaar 2026’ is geen datum. Schrijf een datum als 2026-03-05 of 5-3-2026, of een"
                                 " maand als maart 2026.")  # fmt: skip
    assert starts("5-3-2025").notes == ()


def ods(rows: str) -> bytes:
    """A sheet with rows as LibreOffice writes them."""
    return ods_of(f'<table:table table:name="Blad1">{rows}</table:table>')


def cell(text: str) -> str:
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def line(*texts: str, more: str = "") -> str:
    return f"<table:table-row{more}>{''.join(map(cell, texts))}</table:table-row>"


def test_a_line_break_within_a_cell_of_an_ods_keeps_words_apart() -> None:
    (row,) = read(ods(line(*HEAD) + line(*ROW[:3], "Een<text:line-break/>twee", "idee", ""))).rows
    assert row.content.summary == "Een\ntwee"


@pytest.mark.parametrize("how", ["collapse", "filter"])
def test_hidden_rows_of_an_ods_are_read_and_told(how: str) -> None:
    hidden = line("2", *ROW[1:], more=f' table:visibility="{how}"')
    reading = read(ods(line(*HEAD) + line(*ROW) + hidden + line("3", *ROW[1:])))
    assert len(reading.rows) == 3
    assert reading.notes == ("Ook verborgen rijen zijn gelezen: 1, de eerste is regel 3.",)
    assert read(ods(line(*HEAD) + line(*ROW))).notes == ()


@pytest.mark.parametrize("broken", ["content.xml", "Thumbnails/thumbnail.png"])
def test_a_damaged_part_of_an_ods_is_told_only_when_it_holds_the_table(broken: str) -> None:
    whole = ods(line(*HEAD) + line(*ROW[:3], "Een<text:line-break/>twee", "idee", ""))
    with zipfile.ZipFile(BytesIO(whole)) as parts:
        texts = {name: parts.read(name).decode() for name in parts.namelist()}
    data = bytearray(zipped(texts | {"Thumbnails/thumbnail.png": "plaatje " * 20}))
    with zipfile.ZipFile(BytesIO(data)) as parts:
        begin = parts.getinfo(broken).header_offset + 30 + len(broken)
    data[begin : begin + 8] = b"\xff" * 8
    if broken == "content.xml":
        with pytest.raises(BadTable, match="deze spreadsheet is niet te lezen"):
            read(bytes(data))
    else:
        assert len(read(bytes(data)).rows) == 1


def test_the_euro_of_an_old_linux_is_no_sign_for_any_money() -> None:
    rows: Rows = [HEAD, [*ROW[:2], "Súdwest-Fryslân: €5", *ROW[3:]]]
    text = "\n".join(";".join(map(str, row)) for row in rows)
    (row,) = read(text.encode("iso-8859-15")).rows
    assert row.content.title == "Súdwest-Fryslân: €5"


def test_headers_in_english_are_known() -> None:
    head = ["source number", "municipality", "title", "summary", "stage", "planned start", "cost", "submitted on"]
    (row,) = read(xlsx([head, ["7", "Delft", "Plan", "Kort.", "idee", "2026-01-01", 1000, "5-3-2026"]])).rows
    assert (row.number, row.municipality, row.content.cost_euro, row.submitted) == (
        "7", "GM0503", 1000, date(2026, 3, 5),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("part", "kind"),
    [("word/document.xml", "dit is een Word-document"), ("Index/Document.iwa", "dit is een bestand van Apple Numbers"),
     ("ppt/presentation.xml", "dit is een presentatie"), ("plannen.csv", "dit is een ingepakt bestand (zip)")],
)  # fmt: skip
def test_what_is_packed_and_no_spreadsheet_is_told_as_what_it_is(part: str, kind: str) -> None:
    with pytest.raises(BadTable) as refused:
        read_bytes(zipped({part: ""}))
    assert str(refused.value.problems[0]).startswith(kind)
