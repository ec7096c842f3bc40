"""Ideas from files: all or none, each once, with the reason for every line that is refused."""

import json
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import NotAllowed
from innovatie.domain.idea_import import Reading, read_ideas
from innovatie.domain.municipality_names import KnownMunicipality, MunicipalityNames
from innovatie.ideas import actions
from innovatie.ideas.payloads import IdeasChanged
from innovatie.infra.database import fetch, fetch_value
from innovatie.infra.table_files import read_bytes
from innovatie.municipalities.bundled_register import load_own_table, own_facts
from tests import factories

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
REGISTER = next(
    (
        file
        for folder in Path(__file__).resolve().parents
        if (file := folder / "shared" / "data" / "algorithm_register_entries.csv").exists()
    ),
    None,
)
HEAD = "bronnummer;gemeentecode;titel;samenvatting;stadium;kosten;mede;ingediend_op\n"


def ideas_in(text: str, form: str = "auto") -> Reading:
    return read_ideas(read_bytes(text.encode()), form, municipalities=names(), today=NOW.date())


def names() -> MunicipalityNames:
    """The municipalities of 2026."""
    return MunicipalityNames(
        KnownMunicipality(fact.code, fact.name, fact.province, fact.domain) for fact in own_facts()
    )


def test_a_good_line_becomes_an_idea() -> None:
    reading = ideas_in(HEAD + "7;gm0503;Een plan;Wat het is;in gebruik;1200;GM0363;2026-03-05\n")
    assert reading.problems == ()
    (row,) = reading.rows
    assert (row.number, row.municipality, row.co_submitters, row.content.stage) == (
        "7",
        "GM0503",
        ("GM0363",),
        "in_gebruik",
    )
    assert (row.content.cost_euro, row.submitted and row.submitted.isoformat()) == (1200, "2026-03-05")


def test_every_wrong_line_is_named_with_its_column_and_reason() -> None:
    text = (
        HEAD
        + "1;GM9999;A;B;plan;;;\n"
        + '2;GM0503;"Twee\nregels in een titel";B;droom;;;\n'
        + "3;GM0503;C;D;plan;veel;;\n"
        + "1;GM0503;E;F;plan;;;2026-13-01\n"
        + "4;GM0503;;;plan\n"
        + "5;GM0503;G;H;plan;;GM0001;\n"
        + "6;GM0363;G;H;plan;;;\n"
        + "6;GM0363;G;H;plan;;;\n"
    )
    assert [f"{problem.line}: {problem}" for problem in ideas_in(text).problems] == [
        "2: kolom ‘gemeentecode’: Er is geen gemeente ‘GM9999’. Schrijf de naam of de code, zoals GM0363.",
        "3: kolom ‘stadium’: ‘droom’ kennen wij niet. Kies uit: Idee; Plan; Pilot; In gebruik; Gestopt.",
        "5: kolom ‘kosten’: ‘veel’ is geen bedrag in hele euro. Schrijf een bedrag als 125.000.",
        "6: kolom ‘ingediend_op’: ‘2026-13-01’ is geen datum. Schrijf een datum als 2026-03-05 of 5-3-2026, of een maand"
        " als maart 2026.",
        "7: het aantal kolommen klopt niet: hier staan 5 cellen, de kop heeft er 8. Vul de regel aan of haal hem weg.",
        "8: kolom ‘mede’: Er is geen gemeente ‘GM0001’. Schrijf de naam of de code, zoals GM0363.",
        "10: kolom ‘bronnummer’: 6 staat ook op regel 9. Elk plan heeft een eigen nummer.",
    ]


def test_a_file_without_the_columns_or_without_ideas_says_so() -> None:
    assert str(ideas_in("a;b\n1;2\n").problems[0]) == (
        "de kolommen titel, samenvatting, stadium ontbreken. In de kop staat: a, b."
    )
    assert str(ideas_in(HEAD).problems[0]) == "er staan geen plannen in."


def test_json_lines_may_hold_lists_and_wrong_lines_are_named() -> None:
    good = {"bronnummer": "1", "gemeentecode": "GM0503", "titel": "T", "samenvatting": "S", "stadium": "idee"}
    text = "\n".join(
        [
            json.dumps({**good, "mede": ["GM0228"], "links": ["https://a.nl"]}),
            "{kapot",
            "[1]",
            json.dumps({"titel": "T"}),
        ]
    )
    reading = ideas_in(text)
    assert [row.co_submitters for row in reading.rows] == [("GM0228",)]
    assert sorted({problem.line for problem in reading.problems}) == [2, 3, 4]


@pytest.mark.anyio
async def test_importing_twice_changes_nothing_and_a_changed_row_is_a_new_version(db: asyncpg.Connection) -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    first = HEAD + "1;GM0503;Een;Wat het is;plan;;;2024-02-01\n2;GM0363;Twee;Iets anders;idee;;GM0503;\n"

    async def run(text: str, *, dry: bool = False) -> actions.Imported:
        rows = ideas_in(text).rows
        return await actions.import_ideas(actor=SYSTEM, source="test", rows=rows, dry_run=dry, now=NOW)

    assert await run(first, dry=True) == actions.Imported(2, 0, 0)
    assert await fetch_value("SELECT count(*) FROM idea") == 0
    assert await run(first) == actions.Imported(2, 0, 0)
    assert await run(first) == actions.Imported(0, 0, 2)
    assert await run(first.replace("Iets anders", "Iets nieuws")) == actions.Imported(0, 1, 1)
    rows = await fetch("SELECT source_number, summary, version, submitted_at::date::text AS day FROM idea ORDER BY id")
    assert [tuple(row) for row in rows] == [
        ("1", "Wat het is", 1, "2024-02-01"),
        ("2", "Iets nieuws", 2, "2026-11-21"),
    ]
    kept = await fetch_value(
        "SELECT content->>'summary' FROM idea_version v JOIN idea i ON i.id = v.idea"
        " WHERE i.source_number = '2' AND v.version = 1"
    )
    assert kept == "Iets anders"
    assert await fetch_value("SELECT count(*) FROM idea_participant") == 3
    jobs = await fetch("SELECT payload FROM pgqueuer WHERE entrypoint = $1 ORDER BY id", IdeasChanged.job)
    assert [len(json.loads(job["payload"])["ideas"]) for job in jobs] == [2, 1]


@pytest.mark.anyio
async def test_a_civil_servant_may_not_import(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    with pytest.raises(NotAllowed):
        await actions.import_ideas(actor=actor, source="x", rows=(), dry_run=True, now=NOW)


@pytest.mark.anyio
@pytest.mark.skipif(REGISTER is None, reason="the real register is not beside this checkout: left out")
async def test_the_whole_algorithm_register_goes_in(db: asyncpg.Connection) -> None:
    assert REGISTER is not None
    await load_own_table(actor=SYSTEM, now=NOW)
    reading = ideas_in(REGISTER.read_text("utf-8"), "algorithm-register")
    assert reading.problems == ()
    done = await actions.import_ideas(
        actor=SYSTEM, source="Algoritmeregister", rows=reading.rows, dry_run=False, now=NOW
    )
    assert done == actions.Imported(949, 0, 0)
    assert await fetch_value("SELECT count(DISTINCT municipality) FROM idea") == 204
    stages = dict(await fetch("SELECT stage, count(*) FROM idea GROUP BY stage"))
    assert stages == {"in_gebruik": 869, "pilot": 36, "gestopt": 44}
