"""Cells of an .ods of which its reader gives nothing, or a number that is none: merged ones, faults, money of elsewhere."""

import pytest

from innovatie.domain.tables import Table
from innovatie.infra.table_files import read_bytes
from tests.tables.test_siblings import HEAD, told
from tests.tables.workbooks import ods, ods_of

PLACE = "2: kolom ‘kosten’: "
COVERED = "<table:covered-table-cell/>"


def cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def sheet(*rows: str, before: str = "") -> bytes:
    head = row(*map(cell, HEAD))
    return ods_of(f'{before}<table:table table:style-name="t" table:name="Plannen">{head}{"".join(rows)}</table:table>')


def plan(number: str, town: str, *, cost: str = cell("1000")) -> str:
    return row(cell(number), town, cell("Plan"), cell("Kort."), cell("idee"), cost, cell("2026-03-05"))


def towns(table: Table) -> list[object]:
    return [one.cells[1] for one in table.rows]


def test_a_value_that_was_merged_over_rows_is_that_of_each_of_them() -> None:
    merged = cell("GM0503", 'table:number-rows-spanned="3" table:number-columns-spanned="1"')
    table = read_bytes(sheet(plan("1", merged), plan("2", COVERED), plan("3", COVERED), plan("4", cell("GM0363"))))
    assert towns(table) == ["GM0503", "GM0503", "GM0503", "GM0363"]
    assert table.notes == (
        "Van samengevoegde cellen geldt de waarde voor elke rij. Kijk de rijen na die er zo een kregen: 2.",
    )


def test_rows_and_cells_that_stand_there_more_than_once_are_counted() -> None:
    empty = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    merged = cell("GM0503", 'table:number-rows-spanned="2"')
    first = row('<table:table-cell table:number-columns-repeated="1" office:value-type="string"/>', merged)
    assert towns(read_bytes(sheet(empty, plan("1", cell("x")), first, plan("2", COVERED)))) == ["x", "GM0503", "GM0503"]


def test_what_was_typed_below_and_merged_headers_stay_as_they_are() -> None:
    merged = cell("GM0503", 'table:number-rows-spanned="2"')
    below = '<table:covered-table-cell office:value-type="string"><text:p>GM0363</text:p></table:covered-table-cell>'
    assert towns(read_bytes(sheet(plan("1", merged), plan("2", below)))) == ["GM0503", "GM0363"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
            ' calcext:value-type="error"><text:p>#DEEL/0!</text:p></table:table-cell>',
            "hier staat #DEEL/0!: een formule die niet uitkomt. Zet er de waarde zelf.",
        ),
        (
            '<table:table-cell table:formula="of:=IF([.A1]&gt;1;X;&quot;&quot;)" office:value-type="float"'
            ' office:value="0"><text:p>Err:502</text:p></table:table-cell>',
            "hier staat Err:502: een formule die niet uitkomt. Zet er de waarde zelf.",
        ),
        (
            '<table:table-cell table:formula="of:=500*2"/>',
            "hier staat een formule zonder uitkomst. Open het bestand in een spreadsheet en sla het op.",
        ),
        (
            '<table:table-cell office:value-type="currency" office:currency="USD" office:value="1000">'
            "<text:p>$ 1,000.00</text:p></table:table-cell>",
            "‘1000 USD’ is geen bedrag in hele euro. Schrijf een bedrag als 125.000.",
        ),
    ],
)
def test_what_is_no_amount_is_told_and_no_empty_one_nor_nought(wrong: str, why: str) -> None:
    assert told(sheet(plan("1", cell("GM0503"), cost=wrong))) == [PLACE + why]


def test_a_formula_with_its_outcome_and_euros_are_what_they_are() -> None:
    formula = (
        '<table:table-cell table:formula="of:=500*2" office:value-type="float" office:value="1000">'
        "<text:p>1000</text:p></table:table-cell>"
    )
    euro = (
        '<table:table-cell office:value-type="currency" office:currency="EUR" office:value="7">'
        "<text:p>€ 7</text:p></table:table-cell>"
    )
    table = read_bytes(sheet(plan("1", cell("x"), cost=formula), plan("2", cell("x"), cost=euro)))
    assert [one.cells[5] for one in table.rows] == [1000, 7]


def test_another_thing_of_the_name_of_the_sheet_is_not_taken_for_it() -> None:
    named = '<table:content-validations><table:content-validation table:name="Plannen"/></table:content-validations>'
    merged = cell("GM0503", 'table:number-rows-spanned="2"')
    assert towns(read_bytes(sheet(plan("1", merged), plan("2", COVERED), before=named))) == ["GM0503", "GM0503"]


def test_a_plain_sheet_has_nothing_particular() -> None:
    assert read_bytes(ods([HEAD, ["1", "GM0503", "Plan", "Kort.", "idee", 1000, None]])).notes == ()
