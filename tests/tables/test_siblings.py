"""What a file holds that its reader would pass over, and faults that would be told as another one."""

import json
import zipfile
from datetime import date
from io import BytesIO

import pytest

from innovatie.domain.idea_import import Reading, read_ideas
from innovatie.domain.tables import BadTable
from innovatie.infra.table_files import read_bytes
from tests.ideas.test_importing_ideas import names
from tests.tables.workbooks import xlsx

HEAD = ["bronnummer", "gemeentecode", "titel", "samenvatting", "stadium", "kosten", "ingediend_op"]
LINE = ["1", "GM0503", "Plan", "Kort.", "idee", 1000, "2026-03-05"]
PLAN = {"bronnummer": "1", "gemeentecode": "GM0503", "titel": "Plan", "samenvatting": "Kort.", "stadium": "idee"}


def read(data: bytes) -> Reading:
    return read_ideas(read_bytes(data), "auto", municipalities=names(), today=date(2026, 12, 1))


def told(data: bytes) -> list[str]:
    try:
        return [f"{one.line}: {one}" for one in read(data).problems]
    except BadTable as error:
        return [f"{one.line}: {one}" for one in error.problems]


def with_cell(cell: str, *, prefix: str = "") -> bytes:
    """The cell of the amount, as a program wrote it; `prefix`: of the namespace, as some programs write one."""
    data, made = xlsx([HEAD, LINE]), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            text = before.read(name).decode()
            if name.endswith("sheet1.xml"):
                assert '<c r="F2"><v>1000</v></c>' in text
                text = text.replace('<c r="F2"><v>1000</v></c>', cell)
            after.writestr(name, text)
    return made.getvalue()


def test_a_formula_with_its_outcome_is_the_outcome() -> None:
    (row,) = read(with_cell('<c r="F2"><f>500*2</f><v>1000</v></c>')).rows
    assert row.content.cost_euro == 1000


@pytest.mark.parametrize(
    "cell",
    ['<c r="F2"><f>500*2</f></c>', '<c r="F2"><f>500*2</f><v></v></c>', '<c r="F2" s="0"><f t="shared" si="0"/></c>'],
)
def test_a_formula_that_nobody_computed_is_told_and_no_empty_amount(cell: str) -> None:
    assert told(with_cell(cell)) == [
        "2: kolom ‘kosten’: hier staat een formule zonder uitkomst. Open het bestand in een spreadsheet en sla het op."
    ]


@pytest.mark.parametrize("fault", ["#N/A", "#DIV/0!", "#REF!"])
def test_a_fault_of_a_formula_is_told_and_no_empty_amount(fault: str) -> None:
    assert told(with_cell(f'<c r="F2" t="e"><f>1/0</f><v>{fault}</v></c>')) == [
        f"2: kolom ‘kosten’: hier staat {fault}: een formule die niet uitkomt. Zet er de waarde zelf."
    ]


def test_an_empty_cell_stays_an_empty_cell() -> None:
    for cell in ("", '<c r="F2"/>', '<c r="F2" s="0"></c>'):
        (row,) = read(with_cell(cell)).rows
        assert row.content.cost_euro is None


@pytest.mark.parametrize("above", [[], [[None]], [["Overzicht 2026"]], [["Overzicht", "van", "alle plannen"], [None]]])
@pytest.mark.parametrize("packed", [True, False])
def test_headers_below_a_title_are_pointed_at(above: list[list[object]], packed: bool) -> None:
    rows = [*above, HEAD, LINE]
    if packed:
        data = xlsx(rows)
    else:
        data = "".join(";".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows).encode()
    titled = any(cell for row in above for cell in row)
    assert told(data) == (
        [f"1: de namen van de kolommen staan pas op regel {len(above) + 1}. Haal de regels erboven weg."]
        if titled
        else []
    )


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (
            json.dumps([list(PLAN), list(PLAN.values())]),
            "1: hier staat geen JSON-object. Maak er een lijst met objecten van",
        ),
        ("[1, 2]", "1: hier staat geen JSON-object."),
        (json.dumps([PLAN, 7]), "2: hier staat geen JSON-object."),
        (json.dumps(PLAN) + ",\n", "1: dit is geen goede JSON: er staat nog iets achter het einde"),
        (json.dumps(PLAN)[:-1] + ', "kosten": 1e400}', "1: dit is geen goede JSON: 1e400 is een te groot getal."),
        (
            json.dumps(PLAN)[:-1] + f', "kosten": {"9" * 5000}}}',
            "1: dit is geen goede JSON: 99999999999999999999… is een te groot",
        ),
    ],
)
def test_what_is_wrong_with_json_is_told_itself(data: str, sentence: str) -> None:
    assert told(data.encode())[0].startswith(sentence)


def test_the_objects_beside_what_is_none_are_not_lost_in_silence() -> None:
    reading = read(json.dumps([PLAN, "tekst"]).encode())
    assert len(reading.rows) == 1
    assert [one.line for one in reading.problems] == [2]


def test_a_date_without_the_format_of_one_is_told_as_what_it_is() -> None:
    data = xlsx([HEAD, [*LINE[:-1], 46086]])
    csv = ";".join(HEAD) + "\n" + ";".join(map(str, [*LINE[:-1], 46086])) + "\n"
    for one in (data, csv.encode()):
        assert told(one) == [
            "2: kolom ‘ingediend_op’: ‘46086’ is hoe een spreadsheet een datum telt. Geef de cel de opmaak Datum."
        ]


def test_of_a_book_with_hidden_sheets_alone_that_is_told() -> None:
    data, made = xlsx([HEAD, LINE]), BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).decode().replace('sheetId="1"', 'sheetId="1" state="hidden"'))
    assert told(made.getvalue()) == [
        "1: er is geen zichtbaar blad met inhoud, wel een verborgen: Blad1. Maak het zichtbaar."
    ]


def test_what_was_submitted_is_not_yet_to_come() -> None:
    def submitted(*days: str) -> Reading:
        return read(xlsx([HEAD, *([str(line), *LINE[1:6], day] for line, day in enumerate(days, start=1))]))

    reading = submitted("1-12-2026", "2-12-2026", "2027", "")
    assert [row.submitted for row in reading.rows] == [date(2026, 12, 1), None]
    assert [(one.line, one.column, one.reason) for one in reading.problems] == [
        (3, "ingediend_op", "‘2-12-2026’ moet nog komen. Vul een dag tot en met vandaag in."),
        (4, "ingediend_op", "‘2027’ moet nog komen. Vul een dag tot en met vandaag in."),
    ]


def test_the_register_does_not_publish_tomorrow() -> None:
    lines = (
        "algorithm_id;name;description_short;organization;status;publication_dt\n1;A;B;Gemeente Delft;In gebruik;%s\n"
    )
    for day, told in (("2026-12-01", []), ("2026-12-02", ["publication_dt"])):
        table = read_bytes((lines % day).encode())
        reading = read_ideas(table, "algorithm-register", municipalities=names(), today=date(2026, 12, 1))
        assert [one.column for one in reading.problems] == told


def test_the_sheet_that_numbers_puts_before_the_tables_is_not_the_list() -> None:
    overview = [
        ["This document was exported from Numbers. Each table was converted to an Excel worksheet."],
        [],
        ["Numbers Sheet Name", "Numbers Table Name", "Excel Worksheet Name"],
        ["Plannen", "Tabel 1", "Blad2"],
    ]
    table = read_bytes(xlsx(overview, other=[["titel", "stadium"], ["Deelfiets", "idee"]]))
    assert table.headers == ("titel", "stadium")
    assert table.notes == ("Alleen het blad ‘Blad2’ is gelezen, niet: Blad1.",)
    own = [["titel", "bladen"], ["Van Numbers naar Excel", "Blad2"]]
    assert read_bytes(xlsx(own, other=[["a", "b"], ["1", "2"]])).headers == ("titel", "bladen")
