"""Files that look like a table of somebody else than they are, and tables with what people put around them."""

import zipfile
from io import BytesIO

import pytest

from innovatie.domain.tables import BadTable, Room, decoded
from innovatie.infra.table_files import read_bytes
from tests.tables.test_siblings import HEAD, LINE, read, told
from tests.tables.workbooks import xlsx


def changed(data: bytes, old: str, new: str, part: str = "sheet1.xml") -> bytes:
    """The same workbook with other XML in its sheet, or in another part."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name.endswith(part):
                assert old in text
                text = text.replace(old, new)
            after.writestr(name, text)
    return made.getvalue()


def csv(*rows: list[object], encoding: str = "utf-8", separator: str = ";") -> bytes:
    return "".join(separator.join(map(str, row)) + "\r\n" for row in rows).encode(encoding)


def test_a_cell_at_the_end_of_the_world_ends_one_process_and_not_this_one() -> None:
    far = changed(xlsx([["x"]]), "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    with pytest.raises(BadTable) as refused:
        read_bytes(far)
    assert [str(one) for one in refused.value.problems] == [
        "deze spreadsheet is te groot of beschadigd. Zet alleen de tabel in een nieuw bestand."
    ]


def test_a_sheet_of_nothing_but_beginnings_of_cells_is_read_in_one_go() -> None:
    """From each of them on to its end it would take days, and the process is ended after two minutes."""
    data = changed(xlsx([HEAD, LINE]), "<sheetData>", f"<!--<f{'<c r> <row ' * 500_000}--><sheetData>")
    assert [row.cells[:3] for row in read_bytes(data).rows] == [("1", "GM0503", "Plan")]


def test_a_sheet_beside_the_one_that_is_asked_for_may_be_of_any_size() -> None:
    small, data = Room(rows=100, columns=100, cells=20, longest=100), xlsx([HEAD, LINE], other=[HEAD] * 10)
    assert read_bytes(data, sheet="Blad1", room=small).sheets == ("Blad1", "Blad2")
    with pytest.raises(BadTable, match="het blad ‘Blad2’ heeft te veel cellen"):
        read_bytes(data, sheet="Blad2", room=small)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"<html><body><table><tr><td>titel</td></tr></table></body></html>", "een webpagina (HTML)"),
        (b"\xef\xbb\xbf\r\n<!-- export -->\n<TABLE border=1>", "een webpagina (HTML)"),
        ("<html>".encode("utf-16"), "een webpagina (HTML)"),
        (b'<?xml version="1.0"?><Workbook>', "XML"),
        (b"%PDF-1.7\n", "een PDF"),
        (b"\x89PNG\r\n\x1a\n", "een afbeelding"),
        (b"{\\rtf1 titel}", "een tekstdocument (RTF)"),
    ],
)
def test_what_is_no_table_is_told_as_what_it_is(data: bytes, kind: str) -> None:
    (line,) = told(data)
    assert line.startswith(f"0: dit is {kind}")
    assert line.endswith("Open het in een spreadsheet en sla het op als .xlsx of CSV.")


TEXTS = (
    "Coördinatie één café",
    "geëvalueerd naïef bètá’s",
    "‘Súdwest-Fryslân’ – €",
    "CAFÉ’S EN ÉÉN ÜBERPLAN",
    "à 3 °C, § 2",
)


@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
@pytest.mark.parametrize("text", TEXTS)
def test_text_of_a_windows_computer_or_an_old_mac_is_read_as_it_was_written(text: str, encoding: str) -> None:
    assert decoded(f"titel\r\n{text}\r\n".encode(encoding))[0] == f"titel\r\n{text}\r\n"


def test_text_of_dos_is_read_and_its_sign_for_the_end_is_no_row() -> None:
    assert decoded("Coördinatie één café\x1a".encode("cp850")) == ("Coördinatie één café", "DOS (CP850)")


@pytest.mark.parametrize(
    "data",
    [
        b"sep=,\r\n" + csv(HEAD, LINE),
        b"sep=;\r\n" + csv(HEAD, LINE, separator=","),
        csv([f'"{",".join(HEAD)}"'], [f'"{",".join(map(str, LINE))}"']),
        csv([*HEAD, "links (een, twee, drie, vier, vijf, zes, zeven)"], [*LINE, ""]),
    ],
)
def test_the_separator_is_the_one_that_the_rows_have(data: bytes) -> None:
    table = read_bytes(data)
    assert table.headers[: len(HEAD)] == tuple(HEAD)
    assert [row.cells[:3] for row in table.rows] == [("1", "GM0503", "Plan")]


def test_one_column_of_numbers_with_a_comma_is_one_column() -> None:
    assert [row.cells for row in read_bytes(b"gewicht\n1,5\n2,25\n").rows] == [("1,5",), ("2,25",)]


@pytest.mark.parametrize("last", [["Totaal", "", "", "", "", 1000, ""], ["", "", "Subtotaal 2026", "", "", 1000, ""]])
@pytest.mark.parametrize("packed", [True, False])
def test_a_line_of_totals_is_told_once_and_as_what_it_is(last: list[object], packed: bool) -> None:
    data = xlsx([HEAD, LINE, [cell or None for cell in last]]) if packed else csv(HEAD, LINE, last)
    total = next(cell for cell in last if cell)
    assert told(data) == [f"3: dit lijkt een regel met totalen (‘{total}’). Haal deze regel weg."]


def test_a_remark_below_the_table_is_told_as_what_it_is() -> None:
    assert told(xlsx([HEAD, LINE, [None], ["* onder voorbehoud"]])) == [
        "4: hier staat alleen ‘* onder voorbehoud’. Is dit een opmerking? Haal de regel weg."
    ]


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (123456789012345678, "‘123456789012345680’ is te lang voor een getal in een spreadsheet."),
        ("1,23457E+17", "‘1,23457E+17’ is een getal dat een spreadsheet heeft afgekort."),
    ],
)
def test_a_number_that_a_spreadsheet_has_rounded_is_no_number_of_a_plan(number: object, why: str) -> None:
    (line,) = told(xlsx([HEAD, [number, *LINE[1:]]]))
    assert line.startswith("2: kolom ‘bronnummer’: ‘1")
    assert line.endswith(f"{why[why.index('’') :]} Geef de cel de opmaak Tekst en vul het nummer opnieuw in.")


@pytest.mark.parametrize("broken", ["CoÃ¶rdinatie", "cafÃ©", "hij zei â€œjaâ€\x9d", "caf\ufffd"])
def test_letters_that_a_program_has_broken_are_no_title(broken: str) -> None:
    (line,) = told(csv(HEAD, ["1", "GM0503", broken, *LINE[3:]]))
    assert line.endswith("zijn letters verkeerd bewaard. Sla het bestand opnieuw op als CSV UTF-8.")


def test_rows_that_a_filter_hides_are_read_and_that_is_told() -> None:
    reading = read(changed(xlsx([HEAD, LINE, ["2", *LINE[1:]]]), '<row r="3">', '<row r="3" hidden="1">'))
    assert [row.number for row in reading.rows] == ["1", "2"]
    assert reading.notes == ("Ook verborgen rijen zijn gelezen: 1, de eerste is regel 3.",)
