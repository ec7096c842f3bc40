"""What VNG proposes and a municipality decides; files as evidence; milestones told; numbers kept for everybody."""

import zlib

import asyncpg
import httpx
import pytest

from innovatie.accounts.actions import erase_person
from innovatie.accounts.queries.privacy import everything_about
from innovatie.adoption import actions, queries
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.adoption.test_pages import followed
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio
PDF = b"%PDF-1.7\n%%EOF\n"


async def notices() -> list[tuple[int, str]]:
    rows = await fetch("SELECT person, subject FROM notice ORDER BY id")
    return [(person, subject) for person, subject in rows]


async def test_vng_proposes_for_a_supplier_and_only_the_yes_of_the_municipality_counts(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, delft, ede = await followed(), await factories.municipality("Delft"), await factories.municipality("Ede")
    servant = await factories.person(Role.CIVIL_SERVANT, municipality_id=delft)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    answer = await client.post(
        f"/overname/{number}/voorstel",
        data={"namens": "Leverancier X", "gemeenten": "delft\n\nEde", "stap": "in_gebruik", "datum": "2026-03-01"},
    )
    assert answer.status_code == 303
    assert [(p.municipality_name, p.proposer, p.stage) for p in await queries.proposals_for()] == [
        ("Delft", "Leverancier X", Stage.IN_USE),
        ("Ede", "Leverancier X", Stage.IN_USE),
    ]
    assert [person for person, subject in await notices() if subject.startswith("Klopt dit?")] == [servant]
    assert "Leverancier X" in (await client.get(f"/overname/{number}/voorstel")).text
    assert await queries.statements(number, delft) == ()

    await sign_in(client, servant)
    mine, other = (await queries.proposals_for(delft))[0].id, (await queries.proposals_for(ede))[0].id
    assert (await client.post(f"/overname/voorstellen/{other}", data={"antwoord": "ja"})).status_code == 403
    assert (await client.post(f"/overname/voorstellen/{mine}", data={"antwoord": "misschien"})).status_code == 422
    assert (await client.post(f"/overname/voorstellen/{mine}", data={"antwoord": "ja"})).status_code == 303
    (statement,) = await queries.statements(number, delft)
    assert (statement.stage, statement.source_label) == (Stage.IN_USE, "bevestigd door de gemeente")
    assert (await client.post(f"/overname/voorstellen/{mine}", data={"antwoord": "nee"})).status_code == 409


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        ({"gemeenten": "Delft\nAtlantis"}, "Atlantis"),
        ({"gemeenten": " \n "}, "gemeenten"),
        ({"stap": "bewust_niet"}, "stap"),
        ({"datum": "2031-01-01"}, "Kies een datum tussen 1990 en vandaag"),
    ],
)
async def test_a_proposal_with_a_mistake_reaches_nobody_and_keeps_what_was_typed(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn, sent: dict[str, str], reason: str
) -> None:
    number = await followed()
    await factories.municipality("Delft")
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    whole = {"namens": "Mijn <naam>", "gemeenten": "Delft", "stap": "in_gebruik", "datum": "", **sent}
    answer = await client.post(f"/overname/{number}/voorstel", data=whole)
    assert answer.status_code == 422
    assert reason in answer.text and "Mijn &lt;naam&gt;" in answer.text
    assert await queries.proposals_for() == ()


async def test_a_municipality_proposes_nothing_for_others(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    assert (await client.get(f"/overname/{number}/voorstel")).status_code == 403
    assert "/voorstel" not in (await client.get(f"/overname/{number}", follow_redirects=True)).text


async def test_a_decision_goes_with_the_statement_as_a_file_for_everybody(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    answer = await client.post(
        f"/overname/{number}/melden",
        data={"stap": "besloten", "bewijs_soort": "besluit"},
        files={"bestand": ("../raad/Besluit 12.pdf", PDF)},
    )
    assert answer.status_code == 303
    (statement,) = await queries.statements(number, town)
    assert statement.file_name == "Besluit 12.pdf"
    file = await client.get(f"/overname/bewijs/{statement.file}")
    assert (file.content, file.headers["content-type"]) == (PDF, "application/pdf")
    assert file.headers["content-disposition"] == (
        "attachment; filename=\"Besluit_12.pdf\"; filename*=UTF-8''Besluit%2012.pdf"
    )
    assert (await client.get("/overname/bewijs/999999")).status_code == 404


async def with_a_file(client: httpx.AsyncClient, number: int, content: bytes = PDF) -> int:
    """A statement with a file, by whoever is signed in; the number of the file."""
    await client.post(
        f"/overname/{number}/melden",
        data={"stap": "besloten"},
        files={"bestand": ("Besluit 12.pdf", content)},
    )
    file: int = await fetch_value("SELECT max(id) FROM adoption_evidence")
    return file


async def test_evidence_is_taken_back_with_its_reason_and_its_statement_stays(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality("Delft")
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", town)
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="Anna Fietser")
    await sign_in(client, person)
    file = await with_a_file(client, number)
    history = (await client.get(f"/overname/{number}/gemeenten/{code}", follow_redirects=True)).text
    assert f'href="/overname/bewijs/{file}/intrekken"' in history
    assert "Besluit 12.pdf" in (await client.get(f"/overname/bewijs/{file}/intrekken")).text
    empty = await client.post(f"/overname/bewijs/{file}/intrekken", data={"reden": " "})
    assert (empty.status_code, "Vul in: Reden" in empty.text or "Reden" in empty.text) == (422, True)
    assert (await client.get(f"/overname/bewijs/{file}")).status_code == 200

    answer = await client.post(f"/overname/bewijs/{file}/intrekken", data={"reden": "Verkeerd stuk."})
    assert answer.status_code == 303
    assert (await client.get(f"/overname/bewijs/{file}")).status_code == 404
    kept = await db.fetchrow(
        "SELECT content, name, uploaded_by, withdrawn_by FROM adoption_evidence WHERE id = $1", file
    )
    assert tuple(kept) == (b"", "", person, person)
    (statement,) = await queries.statements(number, town)
    assert (statement.stage, statement.file, statement.file_name) == (Stage.DECIDED, None, "")
    assert statement.withdrawn is not None
    assert (statement.withdrawn.by, statement.withdrawn.reason) == ("de gemeente", "Verkeerd stuk.")
    history = (await client.get(f"/overname/{number}/gemeenten/{code}", follow_redirects=True)).text
    assert "Bewijs ingetrokken op" in history and "door de gemeente.</em> Verkeerd stuk." in history
    assert "Anna Fietser" not in history.split("<main")[1]
    trail = await db.fetchrow("SELECT act, actor, on_behalf_of FROM audit_event ORDER BY id DESC LIMIT 1")
    assert tuple(trail) == ("bewijs intrekken", person, town)
    assert (await client.post(f"/overname/bewijs/{file}/intrekken", data={"reden": "Weer."})).status_code == 404


async def test_nobody_takes_back_the_evidence_of_another_municipality_but_who_runs_the_platform(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality("Delft")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    file = await with_a_file(client, number)
    for other in (
        await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality("Ede")),
        await factories.person(Role.VNG_DIRECTOR),
        await factories.person(),
    ):
        await sign_in(client, other)
        assert (await client.get(f"/overname/bewijs/{file}/intrekken")).status_code == 403
        assert (await client.post(f"/overname/bewijs/{file}/intrekken", data={"reden": "x"})).status_code == 403
    assert (await client.get(f"/overname/bewijs/{file}")).status_code == 200
    await sign_in(client, await factories.person(Role.ADMINISTRATOR))
    assert (await client.post(f"/overname/bewijs/{file}/intrekken", data={"reden": "Auteursrecht."})).status_code == 303
    (statement,) = await queries.statements(number, town)
    assert statement.withdrawn is not None and statement.withdrawn.by == "de beheerder van het platform"


async def test_after_a_merger_the_new_municipality_takes_back_what_the_old_one_added(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, old, new = await followed(), await factories.municipality("Oud"), await factories.municipality("Nieuw")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=old))
    file = await with_a_file(client, number)
    await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, new, TODAY)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=new))
    assert (await client.post(f"/overname/bewijs/{file}/intrekken", data={"reden": "Oud."})).status_code == 303


async def test_who_is_erased_takes_along_the_files_in_which_the_name_stands_and_no_others(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(), await factories.municipality("Delft")
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="Wilhelmina Canarie")
    await sign_in(client, person)
    other = await with_a_file(client, number)
    packed = b"%PDF-1.7\nstream\n" + zlib.compress(b"BT (besloten door WILHELMINA Canarie) Tj ET") + b"\nendstream"
    number_two = await followed()
    named = await with_a_file(client, number_two, packed)
    told = await everything_about(person)
    assert {(row["id"], row["name"]) for row in told["adoption_evidence.uploaded_by"]} == {
        (other, "Besluit 12.pdf"),
        (named, "Besluit 12.pdf"),
    }
    await erase_person(actor=SYSTEM, person_id=person, now=NOW)
    kept = await fetch("SELECT id, content, withdrawn_as FROM adoption_evidence ORDER BY id")
    assert [tuple(row) for row in kept] == [
        (other, PDF, ""),
        (named, b"", "privacy"),
    ]
    assert (await queries.statements(number_two, town))[0].withdrawn is not None


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("besluit.pdf", b"<html>", "De inhoud is geen pdf"),
        ("besluit.exe", PDF, "Dit soort bestand kan niet"),
        ("besluit.pdf", PDF + b"x" * 1_500_000, "te groot"),
    ],
)
async def test_a_file_that_is_not_what_it_says_is_refused_with_the_whole_statement(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn, name: str, content: bytes, reason: str
) -> None:
    number, town = await followed(), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    answer = await client.post(
        f"/overname/{number}/melden", data={"stap": "besloten"}, files={"bestand": (name, content)}
    )
    assert answer.status_code == 422
    assert reason in answer.text
    assert await queries.statements(number, town) == ()


async def test_a_milestone_of_today_is_told_to_vng_and_to_who_reached_it(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    director = await factories.person(Role.VNG_DIRECTOR)
    servant = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    number = await followed(title="Kaart")
    await actions.report(actor=SYSTEM, solution_id=number, municipality_id=town, stage=Stage.IN_USE, on=TODAY, now=NOW)
    assert {(p, s) for p, s in await notices() if s.startswith("Mijlpaal voor Kaart: de eerste")} == {
        (director, "Mijlpaal voor Kaart: de eerste gemeente"),
        (servant, "Mijlpaal voor Kaart: de eerste gemeente"),
    }
    told = len(await notices())
    await actions.rebuild(solution_id=number, now=NOW)
    assert len(await notices()) == told


async def test_vng_keeps_the_numbers_of_the_savings_for_everybody_and_nobody_else_does(
    db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    number, town = await followed(3), await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    assert (await client.post(f"/overname/{number}/besparing", data={"jaren": "8"})).status_code == 403
    assert "Bewaar als uitgangspunt" not in (await client.get(f"/overname/{number}/besparing?jaren=8")).text
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert "Bewaar als uitgangspunt" in (await client.get(f"/overname/{number}/besparing?jaren=8")).text
    refused = await client.post(f"/overname/{number}/besparing", data={"jaren": "99", "zelf_min": "12"})
    assert refused.status_code == 422
    assert 'value="99"' in refused.text and 'value="12"' in refused.text, "what was typed stays"
    assert "over 5 jaar" in (await client.get(f"/overname/{number}/besparing")).text
    assert (await client.post(f"/overname/{number}/besparing", data={"jaren": "8"})).status_code == 303
    assert "over 8 jaar" in (await client.get(f"/overname/{number}/besparing")).text


async def test_the_page_counts_by_size_province_region_and_kring_and_by_step_through_time(
    db: asyncpg.Connection, client: httpx.AsyncClient
) -> None:
    number = await followed(3)
    town: int = await fetch_value("SELECT municipality FROM adoption_status LIMIT 1")
    await execute("UPDATE municipality SET labour_market_region = 'Haaglanden' WHERE id = $1", town)
    await factories.partnership(town, name="Kring Delfland")
    page = (await client.get(f"/overname/{number}", follow_redirects=True)).text
    for caption in ("Naar aantal inwoners", "Naar provincie", "Naar arbeidsmarktregio", "Naar Kring"):
        assert f">{caption}</caption>" in page
    assert '<th scope="row">Haaglanden</th>' in page and '<th scope="row">Kring Delfland</th>' in page
    rows = (await client.get(f"/overname/{number}/stappen/csv")).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "kwartaal;in_gebruik;in_invoering;besloten;verkenning;gestopt;bewust_niet"
    assert rows[-1].split(";")[1:] == ["3", "0", "0", "0", "0", "0"]
    assert (await client.get(f"/overname/{number}/stappen/png")).content.startswith(b"\x89PNG")
