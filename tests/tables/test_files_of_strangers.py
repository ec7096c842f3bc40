"""What somebody sends over the web is small to send and may be dear to read: refused before that costs anything."""

import asyncio
from datetime import date

import pytest

from innovatie.domain.municipality_names import KnownMunicipality, MunicipalityNames
from innovatie.domain.tables import OF_A_STRANGER, BadTable, Table, read_csv
from innovatie.domain.tables.room import LONGEST_HEADER
from innovatie.ideas.lines_of_plans import read_lines
from innovatie.infra.files_that_are_no_tables import require_table
from innovatie.infra.table_files import read_sent
from tests.tables.test_odd_files import changed
from tests.tables.workbooks import xlsx

pytestmark = pytest.mark.anyio

FAR = changed(xlsx([["titel"]]), "</sheetData>", '<row r="1220"><c r="XFD1220"><v>1</v></c></row></sheetData>')
"""A kilobyte and a half that says to be twenty million cells."""
NAMES = MunicipalityNames([KnownMunicipality("GM0503", "Delft", "Zuid-Holland")])
MANY = OF_A_STRANGER.columns + 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (FAR, "deze spreadsheet is te groot of beschadigd."),
        (b";".join(b"%d" % n for n in range(MANY)) + b"\n", "er zijn meer dan 200 kolommen."),
        (b";".join([b"titel"] * MANY) + b"\n", "er zijn meer dan 200 kolommen."),
        (b"\n".join(b'{"k%d":1}' % n for n in range(MANY)), "er zijn meer dan 200 kolommen."),
        (b"[%s]" % b",".join(b'{"k%d":1}' % n for n in range(MANY)), "er zijn meer dan 200 kolommen."),
        (b"a;b\n" + b"1;2\n" * (OF_A_STRANGER.rows + 2), "er zijn meer dan 20000 regels."),
        (b"a;b\n" + b"1\n" * (OF_A_STRANGER.rows + 2), "er zijn meer dan 20000 regels."),
        (b"{}\n" * (OF_A_STRANGER.rows + 2), "er zijn meer dan 20000 regels."),
        ((b"{%s}\n" % b",".join(b'"%d":1' % n for n in range(100))) * 10_001, "meer dan 1000000 cellen."),
        (b"[%s]" % b",".join([b"1"] * (OF_A_STRANGER.rows + 2)), "er zijn meer dan 20000 regels."),
        (b"a;" * 60 + b"\n" + b"1;" * 60 + b"\n" + (b"1" + b";" * 60 + b"\n") * 19_000, "meer dan 1000000 cellen."),
        (b"a\n" * (OF_A_STRANGER.lines + 2), "er zijn meer dan 20000 regels."),
        (b"a\r" * (OF_A_STRANGER.lines + 2), "er zijn meer dan 20000 regels."),
        (b"a;b\n" + b"a;" * 1_100_000 + b"\n", "deze regel is te lang"),
        (b"a;b\n" + b";\n" * (OF_A_STRANGER.lines + 2), "er zijn meer dan 20000 regels."),
        (b"[%s[]]" % (b"[]," * 700_000), "dit is te lang."),
        (b'{"titel":[%s[]]}\n{}' % (b"[]," * 700_000), "dit is te lang."),
        (b"a" * (LONGEST_HEADER + 1) + b";b\n1;2\n", "hier staan geen namen van kolommen."),
        (b'{"%s":1}\n{}' % (b"a" * (LONGEST_HEADER + 1)), "een naam van een kolom is te lang."),
    ],
)
async def test_a_small_file_that_would_take_a_whole_machine_is_refused(data: bytes, told: str) -> None:
    """A name of its own on each of 20,000 lines took 16 GB: each object had a cell for the names of all others."""
    with pytest.raises(BadTable) as refused:
        await read_sent(data)
    (problem,) = refused.value.problems
    assert told in problem.reason


async def test_two_files_of_strangers_are_read_at_a_time_and_the_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Six spreadsheets took all threads of the process: nobody could search until they were read."""
    begun, go_on = list[bytes](), asyncio.Event()

    async def in_a_thread(_function: object, data: bytes, **_options: object) -> Table:
        begun.append(data)
        await go_on.wait()
        return read_csv("a;b\n1;2\n")

    monkeypatch.setattr(asyncio, "to_thread", in_a_thread)
    reading = [asyncio.create_task(read_sent(b"%d" % number)) for number in range(6)]
    for _turn in range(10):
        await asyncio.sleep(0)
    assert begun == [b"0", b"1"]
    go_on.set()
    assert [len((await one).rows) for one in reading] == [1] * 6


def test_lines_of_a_program_have_as_little_room_and_tell_ten_strange_fields_at_most() -> None:
    with pytest.raises(BadTable, match="er zijn meer dan 20000 regels"):
        read_lines(b"{}\n" * (OF_A_STRANGER.rows + 2), "GM0503", NAMES, date(2026, 12, 1))
    sent = b"{%s}\n{}" % b",".join(b'"k%d":1' % n for n in range(100))
    assert sum(one.line == 1 for one in read_lines(sent, "GM0503", NAMES, date(2026, 12, 1)).problems) == 10


@pytest.mark.parametrize(("end", "told"), [(b"<html>", "een webpagina"), (b"<x>;titel", "")])
def test_comments_before_a_web_page_are_read_in_one_way(end: bytes, told: str) -> None:
    """Thirty comments could be read in a thousand million ways, and a list of 350 bytes held a process for ever."""
    begin = b"<!---->" * 200 + end
    if told:
        with pytest.raises(BadTable, match=told):
            require_table(begin)
    else:
        require_table(begin)
