"""Spreadsheets as a colleague keeps them: merged cells, a sheet with an explanation before the table, a password."""

from datetime import date

import pytest

from innovatie.domain.tables import BadTable
from innovatie.ideas.lines_of_plans import read_list
from innovatie.ideas.own_lists import OwnList
from innovatie.infra.table_files import read_bytes
from tests.tables.test_odd_files import changed
from tests.tables.test_whole_periods import NAMES
from tests.tables.workbooks import xlsx

TODAY = date(2026, 12, 1)
HEAD = ["nr", "team", "plan"]


def merged(*ranges: str, rows: list[list[object]]) -> bytes:
    cells = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    return changed(xlsx(rows), "</sheetData>", f"</sheetData><mergeCells>{cells}</mergeCells>")


def test_a_value_that_was_merged_over_rows_is_that_of_each_of_them() -> None:
    table = read_bytes(merged("B2:B9", rows=[HEAD, [1, "Groen", "Bomen"], [2, None, "Gras"], [], [4, None, "Riet"]]))
    assert [row.cells for row in table.rows] == [(1, "Groen", "Bomen"), (2, "Groen", "Gras"), (4, "Groen", "Riet")]
    assert table.notes == (
        "Van samengevoegde cellen geldt de waarde voor elke rij. Kijk de rijen na die er zo een kregen: 2.",
    )


@pytest.mark.parametrize("place", ["A1:C1", "A1:A2", "B2:C2", "XFD1:XFD3", "B9:B12"])
def test_merged_headers_and_cells_beside_each_other_or_beyond_the_table_give_nothing(place: str) -> None:
    table = read_bytes(merged(place, rows=[HEAD, [None, "Groen", "Bomen"], [2, "Grijs", "Tegels"]]))
    assert [row.cells for row in table.rows] == [(None, "Groen", "Bomen"), (2, "Grijs", "Tegels")]
    assert table.notes == ()


def test_what_stands_in_a_cell_below_is_never_written_over() -> None:
    table = read_bytes(merged("B2:B3", rows=[HEAD, [1, "Groen", "Bomen"], [2, "Grijs", "Tegels"]]))
    assert table.rows[1].cells == (2, "Grijs", "Tegels")


def test_a_sheet_of_one_column_before_the_table_is_passed_over_and_that_is_told() -> None:
    book = xlsx([["Toelichting"], ["Zie blad 2."]], other=[HEAD, [1, "Groen", "Bomen"]])
    table = read_bytes(book)
    assert (table.headers, table.notes) == (tuple(HEAD), ("Alleen het blad ‘Blad2’ is gelezen, niet: Blad1.",))
    assert read_bytes(book, sheet="Blad1").headers == ("Toelichting",)
    assert read_bytes(xlsx([["code"], ["GM0503"]], other=[["x"]])).headers == ("code",)


def test_a_file_with_a_password_is_told_what_it_is() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    with pytest.raises(BadTable, match="op dit bestand zit een wachtwoord"):
        read_bytes(locked)
    with pytest.raises(BadTable, match="niet te lezen"):
        read_bytes(locked.replace("Encrypted".encode("utf-16-le"), b""))


def test_what_is_missing_is_told_with_the_headers_that_are_in_the_file_and_no_others() -> None:
    reading = read_list(read_bytes(b"bronnummer;titel\r\n1;Bomen\r\n"), "GM0503", NAMES, TODAY)
    assert [one.reason for one in reading.problems] == [
        "de kolom samenvatting ontbreekt. In de kop staat: bronnummer, titel."
    ]


def test_a_column_that_was_left_open_asks_nothing_and_a_formula_reads_as_what_it_is() -> None:
    head = ["Nr", "", "Naam van het plan", "2027", ""]
    book = changed(xlsx([head, [1, None, "Plan", 5, None]]), "<v>5</v>", "<f>A1*2</f>")
    assert OwnList(read_bytes(book)).columns({}) == [
        ("Nr", "1", "bronnummer"),
        ("Naam van het plan", "Plan", "titel"),
        ("2027", "formule zonder uitkomst", ""),
    ]


def test_a_header_that_is_a_number_reads_as_it_does_in_the_sheet() -> None:
    reading = read_list(read_bytes(xlsx([["Nr", None, 2027], ["titel", None, "Plan"]])), "GM0503", NAMES, TODAY)
    assert [one.reason for one in reading.problems] == [
        "de kolommen titel, samenvatting ontbreken. In de kop staat: Nr, 2027.",
        "de kolom ‘2027’ kennen wij niet. Verander de naam, of laat de kolom weg.",
    ]
