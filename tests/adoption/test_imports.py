"""What registers say: all or nothing, twice is once, a dry run changes nothing, and claims stay proposals."""

from datetime import date, timedelta
from pathlib import Path

import asyncpg
import pytest

from innovatie.adoption import actions, queries
from innovatie.adoption.sources.reading import BadSource
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import NotAllowed
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def towns() -> dict[str, int]:
    found = {name: await factories.municipality(name) for name in ("Delft", "Zeist", "Oss")}
    for name, code in (("Delft", "GM0503"), ("Zeist", "GM0355"), ("Oss", "GM0828")):
        await execute("UPDATE municipality SET code = $1 WHERE id = $2", code, found[name])
    return found


def write(folder: Path, *lines: str, name: str = "bron.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


REGISTER = (
    "innovatie,gemeente_code,eerste_registratie",
    "*register*,GM0503,2023-12-15",
    "lakken,GM0503,2024-02-01",
    "lakken,GM0355,2024-05-20",
    "kaart,GM0828,2025-01-10",
)


async def test_registrations_become_history_and_twice_is_once(db: asyncpg.Connection, tmp_path: Path) -> None:
    known, path = await towns(), write(tmp_path, *REGISTER)
    dry = await actions.import_file(actor=SYSTEM, path=path, kind="register-dates", now=NOW, dry_run=True)
    assert (dry.solutions, dry.statements, await fetch("SELECT 1 FROM solution")) == (2, 3, [])
    first = await actions.import_file(actor=SYSTEM, path=path, kind="register-dates", now=NOW)
    again = await actions.import_file(actor=SYSTEM, path=path, kind="register-dates", now=NOW)
    assert (first.statements, first.new_solutions) == (3, 2)
    assert (again.statements, again.new_solutions, again.known_already) == (0, 0, 3)
    number = await fetch_value("SELECT id FROM solution WHERE source_key = 'lakken'")
    present = await queries.statuses(number)
    assert {town: s.first_used for town, s in present.items()} == {
        known["Delft"]: date(2024, 2, 1),
        known["Zeist"]: date(2024, 5, 20),
    }


async def test_one_wrong_line_brings_nothing_in(db: asyncpg.Connection, tmp_path: Path) -> None:
    await towns()
    path = write(tmp_path, *REGISTER, "lakken,GM9999,2024-05-20")
    with pytest.raises(BadSource, match="regel 6: Er is geen gemeente ‘GM9999’"):
        await actions.import_file(actor=SYSTEM, path=path, kind="register-dates", now=NOW)
    assert await fetch("SELECT 1 FROM adoption_event") == []
    dry = await actions.import_file(actor=SYSTEM, path=path, kind="register-dates", now=NOW, dry_run=True)
    assert dry.unusable == ((6, "Er is geen gemeente ‘GM9999’. Schrijf de naam of de code, zoals GM0363."),)


async def test_the_software_catalogue_maps_its_statuses(db: asyncpg.Connection, tmp_path: Path) -> None:
    known = await towns()
    path = write(
        tmp_path,
        "Organisatie;Voorziening;Versie;startDatum;eindDatum;Status",
        "Gemeente Delft;Zaaksysteem X;2.1;01-03-2025;;Actief",
        "Zeist;Zaaksysteem X;;2026-01-01;;Gepland",
        "Oss;Zaaksysteem X;1.0;2022-01-01;2024-06-30;Beëindigd",
    )
    await actions.import_file(actor=SYSTEM, path=path, kind="softwarecatalogus", now=NOW)
    present = await queries.statuses(await fetch_value("SELECT id FROM solution"))
    assert {town: (s.stage, s.first_used) for town, s in present.items()} == {
        known["Delft"]: (Stage.IN_USE, date(2025, 3, 1)),
        known["Zeist"]: (Stage.DECIDED, None),
        known["Oss"]: (Stage.STOPPED, date(2022, 1, 1)),
    }


async def test_used_by_of_publiccode_only_proposes(db: asyncpg.Connection, tmp_path: Path) -> None:
    known = await towns()
    path = write(
        tmp_path,
        "publiccodeYmlVersion: '0.5'",
        "name: OpenKaart",
        "url: https://example.org/openkaart",
        "usedBy: [Gemeente Delft, Stichting Iets, Oss]",
        name="publiccode.yml",
    )
    done = await actions.import_file(actor=SYSTEM, path=path, kind="publiccode", now=NOW)
    assert (done.statements, done.proposals, len(done.unusable)) == (0, 2, 1)
    assert await queries.statuses(await fetch_value("SELECT id FROM solution")) == {}
    waiting = await queries.proposals_for()
    assert {(p.municipality, p.stage) for p in waiting} == {
        (known["Delft"], Stage.IN_USE),
        (known["Oss"], Stage.IN_USE),
    }


@pytest.mark.parametrize(
    ("lines", "kind", "word"),
    [
        (("a,b", "1,2"), "register-dates", "de kolommen innovatie, gemeente_code, eerste_registratie ontbreken"),
        (("naam: x: y: z",), "publiccode", r"regel 1: geen geldige YAML; kijk naar de haakjes"),
        (("name: x", "url: 'open", ""), "publiccode", r"regel 2: geen geldige YAML"),
        (("name: x", "usedBy: " + "[" * 3000), "publiccode", "haakjes staan te diep"),
        (("name: x", "usedBy: Delft"), "publiccode", "usedBy is geen lijst"),
        (("name: x", "usedBy: [Delft, {stad: Oss}]"), "publiccode", "in usedBy is nummer 2 geen naam"),
        (("name: [x]",), "publiccode", "name ontbreekt"),
        (("naam: x",), "publiccode", "name ontbreekt"),
    ],
)
async def test_another_kind_of_file_is_refused(
    db: asyncpg.Connection, tmp_path: Path, lines: tuple[str, ...], kind: str, word: str
) -> None:
    with pytest.raises(BadSource, match=word):
        await actions.import_file(actor=SYSTEM, path=write(tmp_path, *lines), kind=kind, now=NOW)


async def test_a_date_that_does_not_exist_does_not_hide_who_uses_the_software(
    db: asyncpg.Connection, tmp_path: Path
) -> None:
    await factories.municipality("Delft")
    path = write(tmp_path, "name: x", "releaseDate: 2026-13-45", "usedBy: [Delft]", name="publiccode.yml")
    done = await actions.import_file(actor=SYSTEM, path=path, kind="publiccode", now=NOW)
    assert (done.proposals, done.unusable) == (1, ())


async def test_only_vng_brings_registers_in(db: asyncpg.Connection, tmp_path: Path) -> None:
    town = await factories.municipality()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    with pytest.raises(NotAllowed):
        await actions.import_file(actor=servant, path=write(tmp_path, *REGISTER), kind="register-dates", now=NOW)


STATUSES = "gepland, actief, in gebruik, productie, in productie, uit te faseren, beëindigd, beeindigd, uitgefaseerd."
CATALOGUE = "organisatie;voorziening;versie;startDatum;eindDatum;status"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            "Gemeente Atlantis;Zaak;1;2023-01-01;;Actief",
            "Er is geen gemeente ‘Gemeente Atlantis’. Schrijf de naam of de code, zoals GM0363.",
        ),
        ("Delft;Zaak;1;;;Gepland", "kolom ‘startDatum’: hier staat niets. Vul een datum in, zoals 2026-03-05."),
        (
            "Delft;Zaak;1;2019-01-01;;Beëindigd",
            "kolom ‘eindDatum’: hier staat niets. Vul een datum in, zoals 2026-03-05.",
        ),
        ("Delft;Zaak;1;2042-05-01;;Actief", "de datum 2042-05-01 kan niet kloppen."),
        ("Delft;;1;2022-05-01;;Actief", "kolom ‘voorziening’: hier staat niets. Vul dit in."),
        ("Delft;Zaak;1;2022-05-01;;onzin", "kolom ‘status’: ‘onzin’ kennen wij niet. Kies uit " + STATUSES),
        ("Delft;Zaak;1;2024-05-01;2020-01-01;Beëindigd", "kolom ‘eindDatum’: de einddatum ligt voor de startdatum."),
    ],
)
async def test_a_dry_run_reports_each_line_that_cannot_be_used(
    db: asyncpg.Connection, tmp_path: Path, line: str, reason: str
) -> None:
    await towns()
    path = write(tmp_path, CATALOGUE, "Gemeente Delft;Andere zaak;1;01-02-2023;;Actief", line)
    dry = await actions.import_file(actor=SYSTEM, path=path, kind="softwarecatalogus", now=NOW, dry_run=True)
    assert dry.unusable == ((3, reason),)
    with pytest.raises(BadSource, match="regel 3"):
        await actions.import_file(actor=SYSTEM, path=path, kind="softwarecatalogus", now=NOW)
    assert await fetch("SELECT 1 FROM solution") == []


async def test_a_field_that_never_ends_is_one_sentence(db: asyncpg.Connection, tmp_path: Path) -> None:
    path = write(tmp_path, CATALOGUE, '"' + "x" * 200_000 + '";Zaak;1;2023-01-01;;Actief')
    with pytest.raises(BadSource, match="regel 2: kolom ‘organisatie’: dit is te lang"):
        await actions.import_file(actor=SYSTEM, path=path, kind="softwarecatalogus", now=NOW)


async def test_used_by_asks_a_municipality_once_and_not_again_the_next_day(
    db: asyncpg.Connection, tmp_path: Path
) -> None:
    known = await towns()
    path = write(tmp_path, "name: Zaak", "usedBy:", "  - Gemeente Delft", "  - Zeist", name="publiccode.yml")
    first = await actions.import_file(actor=SYSTEM, path=path, kind="publiccode", now=NOW)
    (delft,) = await queries.proposals_for(known["Delft"])
    await actions.settle_proposal(actor=SYSTEM, proposal_id=delft.id, agree=False, now=NOW)
    again = await actions.import_file(actor=SYSTEM, path=path, kind="publiccode", now=NOW + timedelta(days=1))
    assert (first.proposals, again.proposals, again.known_already) == (2, 0, 2)
    assert await queries.proposals_for(known["Delft"]) == ()
