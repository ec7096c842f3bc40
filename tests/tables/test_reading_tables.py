"""Files as spreadsheets and programs of municipalities make them: each gives the right rows or the right sentence."""

import io
import zipfile
from datetime import date

import pytest

from innovatie.domain.tables import BadTable, Cells, Column, Table, harmless, match, read_csv, unharmed
from innovatie.infra.table_files import read_bytes
from tests.tables.workbooks import ods, xlsx

ROWS = "Naam;Plaats\nCafé;Súdwest-Fryslân\n"
COLUMNS = (Column("naam", required=True), Column("plaats"), Column("datum", ("begindatum",)), Column("kosten"))


def cells_of(table: Table) -> list[tuple[object, ...]]:
    return [row.cells for row in table.rows]


def reasons(data: bytes, form: str = "") -> list[str]:
    with pytest.raises(BadTable) as refused:
        read_bytes(data, form=form)
    return [f"{one.line}: {one}" for one in refused.value.problems]


@pytest.mark.parametrize(
    "data",
    [
        ROWS.encode(),
        ROWS.encode("utf-8-sig"),
        ROWS.encode("cp1252"),
        b"\xff\xfe" + ROWS.encode("utf-16-le"),
        b"\xfe\xff" + ROWS.encode("utf-16-be"),
        ROWS.encode("utf-16-le"),
        ROWS.encode("utf-16-be"),
        ("sep=;\r\n" + ROWS.replace("\n", "\r\n")).encode(),
        ('"sep=;"\n' + ROWS).encode(),
        ROWS.replace(";", "\t").encode(),
        b"\xff\xfe" + ("sep=\t\n" + ROWS.replace(";", "\t")).encode("utf-16-le"),
        ROWS.replace(";", ",").encode(),
        ROWS.replace(";", "|").encode(),
        ROWS.replace("\n", "\r").encode(),
        (ROWS + ";\n;;;\n\n").encode(),
        ('"Naam";"Plaats"\n"Café";"Súdwest-Fryslân"').encode(),
        ("\n\n" + ROWS).encode(),
    ],
)  # fmt: skip
def test_every_way_of_writing_the_same_table_reads_the_same(data: bytes) -> None:
    table = read_bytes(data)
    assert (table.headers, cells_of(table), table.problems) == (
        ("Naam", "Plaats"),
        [("Café", "Súdwest-Fryslân")],
        (),
    )


def test_a_file_that_is_not_utf_8_says_how_it_was_taken() -> None:
    assert read_bytes(ROWS.encode("cp1252")).notes == ("Het bestand is Windows-1252: zo gelezen.",)
    assert read_bytes(ROWS.encode()).notes == ()


def test_a_file_of_two_encodings_is_refused_with_its_line() -> None:
    mixed = "a;b\né;ë\né;ü\n".encode() + b"\xe9;x\n"
    assert reasons(mixed)[0].startswith("4: deze tekst is UTF-8, maar niet helemaal.")
    assert reasons(b"a;b\n\x81\xf5;\x8d\n")[0].startswith("2: deze tekst is geen UTF-8, UTF-16 of Windows-1252.")


def test_lines_are_counted_as_the_sheet_counts_them() -> None:
    text = 'sep=;\na;b\n"twee\nregels";1\n\nx;2\n'
    assert [row.line for row in read_csv(text).rows] == [3, 6]


def test_what_is_no_good_csv_is_told_with_its_line() -> None:
    assert reasons(b'a;b\n1;2\n"open;3\n4;5\n') == [
        "3: op deze regel begint een aanhalingsteken dat nergens eindigt. Zet er een tweede bij of haal het weg."
    ]
    assert reasons(b'a;b\n"x"y;3\n')[0].startswith("2: na een aanhalingsteken dat eindigt, staat nog tekst.")
    assert reasons(b"")[0].startswith("1: dit bestand is leeg.")
    assert [str(one) for one in read_csv("a;b\n1\n1;2;3\n").problems] == [
        "het aantal kolommen klopt niet: hier staat 1 cel, de kop heeft er 2. Vul de regel aan of haal hem weg.",
        "het aantal kolommen klopt niet: hier staan 3 cellen, de kop heeft er 2. Zet tekst met een scheidingsteken tussen aanhalingstekens.",
    ]


def test_a_cell_may_be_as_long_as_a_text_of_a_plan() -> None:
    assert read_csv(f"a\n{'x' * 150_000}\n").rows[0].cells == ("x" * 150_000,)


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''-x", "-", "@x", "+31", "'s-Gravenhage", "'", "gewoon", ""])
def test_what_was_made_harmless_comes_back_as_it_was(text: str) -> None:
    assert unharmed(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@"))


def test_json_lines_are_cut_at_line_feeds_only() -> None:
    table = read_bytes('{"a":"T\u2028U"}\n\n{"a":"2"}\r\n'.encode())
    assert (cells_of(table), [row.line for row in table.rows]) == ([("T\u2028U",), ("2",)], [1, 3])


def test_a_list_in_json_is_read_and_told() -> None:
    for text in ('[\n{"a": 1},\n{"a": 2}\n]', '[{"a": 1}, {"a": 2}]', '{\n"data": [{"a": 1}, {"a": 2}]\n}'):
        table = read_bytes(text.encode(), form="jsonl")
        assert cells_of(table) == [(1,), (2,)]
        assert table.notes == ("Dit is JSON en geen JSON Lines: zo gelezen.",)


def test_a_wrong_line_of_json_is_told_and_the_rest_is_read() -> None:
    table = read_bytes(b'{"a":1}\n{kapot\n[1]\n{"a":1,"a":2}\n{"a":NaN}\n')
    assert [(one.line, str(one)[:40]) for one in table.problems] == [
        (2, "dit is geen goede JSON: een naam zonder "),
        (3, "hier staat geen JSON-object. Zet op elke"),
        (4, "dit is geen goede JSON: ‘a’ staat er twe"),
        (5, "dit is geen goede JSON: NaN is geen geta"),
    ]
    assert reasons(b"[1, {", form="json")[0].startswith("1: dit is geen goede JSON")


def test_spreadsheets_give_the_same_rows_with_their_types() -> None:
    rows = [["Naam", "Begindatum", "Kosten"], ["Café", date(2026, 3, 5), 125000], [None, None, None], ["=B", None, 1.5]]
    for data in (xlsx(rows), ods(rows)):
        table = read_bytes(data)
        matching = match(table, COLUMNS)
        first, second = (Cells(row, matching) for row in table.rows)
        assert (first.text("naam"), first.day("datum"), first.amount("kosten")) == ("Café", date(2026, 3, 5), 125000)
        assert (second.line, second.text("naam"), second.day("datum")) == (4, "=B", None)
        assert second.amount("kosten") is None
        assert [str(one) for one in second.problems] == [
            "kolom ‘Kosten’: ‘1.5’ is geen bedrag in hele euro. Schrijf een bedrag als 125.000."
        ]


def test_other_sheets_are_told_and_can_be_chosen() -> None:
    data = xlsx([["Naam"], ["Een"]], other=[["Naam"], ["Twee"]])
    table = read_bytes(data)
    assert (cells_of(table), table.notes) == ([("Een",)], ("Alleen het blad ‘Blad1’ is gelezen, niet: Blad2.",))
    assert cells_of(read_bytes(data, sheet="Blad2")) == [("Twee",)]
    with pytest.raises(BadTable, match=r"er is geen blad ‘Blad3’\. Wel: Blad1, Blad2"):
        read_bytes(data, sheet="Blad3")


def test_a_spreadsheet_that_is_broken_empty_or_a_bomb_is_refused() -> None:
    assert reasons(b"PK\x03\x04kapot") == ["0: deze spreadsheet is beschadigd. Sla hem opnieuw op."]
    assert reasons(xlsx([])) == ["1: deze spreadsheet is leeg."]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * 100_000_001)
    assert reasons(out.getvalue())[0].startswith("0: uitgepakt is dit bestand groter dan 100 MB.")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("brief.txt", b"geen spreadsheet")
    assert reasons(out.getvalue()) == ["0: dit is een ingepakt bestand (zip) en geen spreadsheet. Pak het eerst uit."]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("xl/workbook.xml", b"geen XML")
    assert reasons(out.getvalue())[0].startswith("0: deze spreadsheet is niet te lezen")


def test_headers_are_known_by_folded_and_other_names() -> None:
    matching = match(read_csv("NAAM;Begin-Datum\nx;y\n"), COLUMNS)
    assert (dict(matching.places), matching.problems) == ({"naam": 0, "datum": 1}, ())


def test_what_does_not_fit_in_a_header_is_told() -> None:
    def told(text: str, given: dict[str, str] | None = None) -> list[str]:
        return [f"{one.line}: {one}" for one in match(read_csv(text), COLUMNS, given).problems]

    assert told("plaats\nx\n") == ["1: de kolom naam ontbreekt. In de kop staat: plaats."]
    assert told("naam;datums;x\n1;2;3\n") == [
        "1: de kolom ‘datums’ kennen wij niet. Bedoelt u ‘datum’? Verander de naam, of laat de kolom weg.",
        "1: de kolom ‘x’ kennen wij niet. Verander de naam, of laat de kolom weg.",
    ]
    assert told("naam;datum;Begindatum\n1;2;3\n") == [
        "1: ‘datum’ en ‘Begindatum’ zijn dezelfde kolom (datum). Haal er één weg."
    ]
    assert told("naam;\n1;iets\n") == ["2: boven ‘iets’ staat geen naam van een kolom. Vul die in."]
    assert told("naam;\n1;\n") == []
    assert told("Wat;x\n1;3\n", {"wat": "naam", "X": ""}) == []
    assert told("naam\n1\n", {"weg": ""}) == ["1: er is geen kolom ‘weg’ in dit bestand."]
