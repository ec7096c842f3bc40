"""Files of plans as people make them: taken as they are, or refused with a sentence that helps."""

import json
from datetime import date

import pytest

from innovatie.domain.idea_import import Reading, read_ideas
from innovatie.infra.table_files import read_bytes
from tests.ideas.test_importing_ideas import names
from tests.tables.workbooks import ods, xlsx

HEAD = "bronnummer;gemeentecode;titel;samenvatting;thema;stadium;start;kosten;uren;contact;links;mede;ingediend_op\n"
LINE = (
    "1;GM0503;Plan één;Kort.;Mobiliteit;In gebruik;;125.000;120 uur;;https://a.example/x,;Rijswijk, GM0363;05-03-2026\n"
)


def read(data: bytes, form: str = "auto") -> Reading:
    return read_ideas(read_bytes(data), form, municipalities=names(), today=date(2026, 12, 1))


def told(data: bytes, form: str = "auto") -> list[str]:
    return [f"{one.line}: {one}" for one in read(data, form).problems]


@pytest.mark.parametrize(
    "data",
    [
        (HEAD + LINE).encode("utf-8-sig"),
        ("sep=;\r\n" + HEAD + LINE).encode(),
        (HEAD + LINE).encode("cp1252"),
        b"\xff\xfe" + (HEAD + LINE).replace(";", "\t").encode("utf-16-le"),
        (HEAD.title() + LINE).encode(),
        (HEAD + LINE + ";" * 12 + "\n" + ";" * 12 + "\n").encode(),
        (HEAD.replace("_", " ").replace("thema", "THEMA") + LINE.replace("GM0503", "503")).encode(),
        (HEAD + LINE.replace("GM0503", "Gemeente Delft")).encode(),
    ],
)
def test_a_file_of_excel_on_a_dutch_computer_goes_in(data: bytes) -> None:
    reading = read(data)
    assert reading.problems == ()
    (row,) = reading.rows
    assert (row.municipality, row.content.title, row.content.theme, row.content.stage) == (
        "GM0503",
        "Plan één",
        "mobiliteit",
        "in_gebruik",
    )
    assert (row.content.cost_euro, row.content.effort_hours, row.submitted) == (125_000, 120, date(2026, 3, 5))
    assert (row.content.links, row.co_submitters) == (("https://a.example/x",), ("GM0603", "GM0363"))


def test_spreadsheets_go_in_themselves() -> None:
    rows = [
        ["Bronnummer", "Gemeente", "Titel", "Samenvatting", "Stadium", "Kosten", "Ingediend op"],
        [7, "Den Bosch", "Plan", "Kort.", "plan", 1000, date(2026, 3, 5)],
    ]
    for data in (xlsx(rows), ods(rows)):
        (row,) = read(data).rows
        assert (row.number, row.municipality, row.content.cost_euro, row.submitted) == (
            "7",
            "GM0796",
            1000,
            date(2026, 3, 5),
        )


def test_columns_that_nobody_knows_or_that_stand_there_twice_are_told() -> None:
    data = (
        b"bronnummer;gemeentecode;titel;samenvatting;stadium;Kosten;kosten in euro;tema;link\n"
        b"u1;GM0503;Plan;Kort;idee;1000;1000;mobiliteit;https://a.example/x\n"
    )
    assert told(data) == [
        "1: ‘Kosten’ en ‘kosten in euro’ zijn dezelfde kolom (kosten). Haal er één weg.",
        "1: de kolom ‘tema’ kennen wij niet. Bedoelt u ‘thema’? Verander de naam, of laat de kolom weg.",
    ]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"titel": "Half teken \ud800"}, "kolom ‘titel’: in ‘Half teken ?’ staat een onzichtbaar teken (U+D800)."),
        ({"contact": "nul \x00"}, "(U+0000)"),
        ({"links": ["https://a.example/\x00"]}, "(U+0000)"),
        ({"links": ["ftp://a.example"]}, "is geen webadres"),
        ({"links": ["https://a.example/xhttps://b.example"]}, "is geen webadres"),
        ({"titel": ["Lijst"]}, "hier staat een lijst"),
        ({"samenvatting": {"a": 1}}, "hier staat een object"),
        ({"titel": "\u200b"}, "kolom ‘titel’: hier staat niets. Vul dit in."),
        ({"titel": "om\u202ekeer"}, "(U+202E)"),
        ({"titel": "x" * 161}, "dit is te lang: 161 tekens, hooguit 160."),
        ({"contact": "x" * 201}, "dit is te lang: 201 tekens, hooguit 200."),
        ({"kosten": 10**11}, "Vul de kosten in als een bedrag"),
        ({"ingediend_op": "2026-03-05 of later"}, "is geen datum"),
        ({"ingediend_op": "0026-03-05"}, "het jaar 26 kan niet kloppen"),
        ({"gemeentecode": "Bergen"}, "kan meer gemeenten zijn. Schrijf Bergen (L.) of Bergen (NH.)."),
        ({"gemeentecode": "Tubergen"}, "Bedoelt u Tubbergen?"),
        ({"samenvatting": True}, "hier staat waar of onwaar (‘WAAR’) en er hoort tekst."),
        ({"samenvatting": {"a": None}}, 'hier staat een object (‘{"a": null}’) en er hoort tekst.'),
        ({"mede": ["GM0503", "Nergens"]}, "Er is geen gemeente ‘Nergens’."),
        ({"thema": "vliegen"}, "kolom ‘thema’: ‘vliegen’ kennen wij niet. Kies uit: Dienstverlening en burgerzaken; "),
        ({"bronnummer": ""}, "Geef elk plan het nummer"),
    ],
)
def test_a_value_that_cannot_be_taken_is_told_and_stays_out(changed: dict[str, object], reason: str) -> None:
    good = {"bronnummer": "1", "gemeentecode": "GM0503", "titel": "T", "samenvatting": "S", "stadium": "idee"}
    reading = read(json.dumps({**good, **changed}).encode())
    assert reading.rows == ()
    assert len(reading.problems) == 1
    assert reason in f"{reading.problems[0]}"


def test_a_title_with_a_line_separator_is_one_plan() -> None:
    (row,) = read(
        '{"bronnummer":"1","gemeentecode":"GM0503","titel":"T\u2028U","samenvatting":"s","stadium":"idee"}'.encode()
    ).rows
    assert row.content.title == "T U"


REGISTER = (
    '"name","description_short","organization","category","status","begin_date","contact_email","website","url",'
    '"goal","lawful_basis","algorithm_id","publication_dt","nieuw_veld"\n'
    '"Kwispelteller","Telt hoe vaak honden kwispelen.","Gemeente Delft","Openbaar","In gebruik","2024-03",'
    '"a@b.example","","https://delft.example/kwispel","Blije honden","Gemeentewet","12345678","2024-04-01 10:00:00","x"\n'
)


def test_the_export_of_the_algorithm_register_goes_in_as_it_is() -> None:
    reading = read(REGISTER.encode(), "algorithm-register")
    assert reading.problems == ()
    (row,) = reading.rows
    assert (row.number, row.municipality, row.content.stage, row.submitted) == (
        "12345678",
        "GM0503",
        "in_gebruik",
        date(2024, 4, 1),
    )
    assert row.content.approach == "**Doel**\n\nBlije honden\n\n**Wettelijke grondslag**\n\nGemeentewet"
    assert row.content.links == ("https://delft.example/kwispel",)
    assert "De kolom ‘nieuw_veld’ lezen wij niet." in reading.notes
    assert (
        "‘Waterschap Delfland’"
        in told(REGISTER.replace("Gemeente Delft", "Waterschap Delfland").encode(), "algorithm-register")[0]
    )
    assert (
        "kolom ‘status’: ‘Zoek’ kennen wij niet."
        in told(REGISTER.replace("In gebruik", "Zoek").encode(), "algorithm-register")[0]
    )
