"""`innovatie remote` against the whole application, as a person with a token and as a system with its key."""

import json
from pathlib import Path

import httpx
import pytest

from innovatie.adoption.actions import follow
from innovatie.domain.authority import SYSTEM, Role
from innovatie.grouping.jobs import index_idea
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.remote import KeyAccess, RemoteError, Site
from innovatie.search import statistics
from tests import factories
from tests.accounts.test_tokens_in_use import made
from tests.applications.test_applications import pair
from tests.conftest import SignIn
from tests.grouping.test_suggestions import LAK, some_plans
from tests.remote.line import HOME, said
from tests.tables.workbooks import xlsx

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

PLAN = {
    "titel": "Woo-verzoeken sneller afdoen", "samenvatting": "Kort.", "probleem": "Iets.", "thema": "dienstverlening",
    "contact": "Team Zaken",
}  # fmt: skip


@pytest.fixture
async def token(client: httpx.AsyncClient, sign_in: SignIn, tmp_path: Path) -> Path:
    """A file with a token of a civil servant, for ideas and adoption."""
    town = await factories.municipality("Eigenstad")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="Ada"))
    file = tmp_path / "token"
    file.write_text(await made(client, "ideeen", "overname", town=town) + "\n", "utf-8")
    client.cookies.clear()
    return file


async def test_a_plan_is_posted_once_with_one_key_and_then_found(client: httpx.AsyncClient, token: Path) -> None:
    words = ("--token-file", str(token), "post", "-", "--key", "zaak-12345")
    first, again = [await said(client, *words, sent=json.dumps(PLAN).encode()) for _ in range(2)]
    number = await fetch_value("SELECT id FROM idea")
    line = f"Geplaatst als plan {number}: {HOME}/ideeen/{number}-woo-verzoeken-sneller-afdoen\n"
    # A busy machine may log that comparing took too long, and that goes to the same place here.
    assert (first.stdout[-len(line) :], again.stdout[-len(line) :], first.exit_code) == (line, line, 0)
    await index_idea(int(str(number)))
    statistics.clear()
    found = await said(client, "search", "sneller", "woo", "--counts")
    address = f"{HOME}/ideeen/{number}-woo-verzoeken-sneller-afdoen"
    assert found.stdout == f"    idee  {PLAN['titel']} (Eigenstad)  {address}\n"
    assert "thema: dienstverlening (1)" in found.stderr
    row = json.loads((await said(client, "search", "woo", "--json", "--kind", "idee")).stdout)
    assert (row["href"], row["thema"]) == (f"/api/v1/ideeen/{number}", "dienstverlening")
    assert (await said(client, "search", "woo", "--kind", "groep")).stdout == ""
    for chosen in (
        ("--year", "2026"),
        ("--no-winner",),
        ("--sort", "nieuwste"),
        ("--stage", "idee"),
    ):
        assert (await said(client, "search", "woo", *chosen)).stdout.splitlines()[0] == found.stdout.rstrip(), chosen
    for other in (
        ("--year", "1990"),
        ("--winner",),
        ("--size", "klein"),
        ("--region", "Elders"),
        ("--theme", "mobiliteit"),
    ):
        assert (await said(client, "search", "woo", *other)).stdout == "", other


async def test_the_plans_of_one_municipality_are_found_by_its_name_or_its_code(client: httpx.AsyncClient) -> None:
    here, there = await factories.municipality("Delft"), await factories.municipality("Goes")
    own, joined, _other = [await factories.idea(town, title=f"Woo {town}") for town in (here, there, there)]
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at) VALUES ($1, $2, 'aangehaakt', now())",
        joined, here,
    )  # fmt: skip
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", here)
    for name in ("Delft", str(code), "gemeente delft"):
        found = await said(client, "search", "woo", "--municipality", name, "--json")
        assert {json.loads(line)["nummer"] for line in found.stdout.splitlines()} == {own, joined}, found
    assert len((await said(client, "search", "--in", "Delft", "--limit", "1")).stdout.splitlines()) == 1
    assert (await said(client, "search", "lakken", "--in", "Delft")).stdout == ""
    unknown = await said(client, "search", "woo", "--in", "Nergenshuizen")
    assert (unknown.exit_code, "Nergenshuizen" in str(unknown.error)) == (1, True)
    for wrong in (("--in", "Delft", "--winner"), ("--in", "Delft", "--counts"), ()):
        assert (await said(client, "search", *wrong)).exit_code == 2, wrong


async def test_what_the_site_refuses_is_said_field_by_field(client: httpx.AsyncClient, token: Path) -> None:
    refused = await said(
        client, "--token-file", str(token), "post", "-", sent=json.dumps(PLAN | {"titel": ""}).encode()
    )
    assert isinstance(refused.error, RemoteError) and list(refused.error.wrong) == ["titel"]
    assert isinstance((await said(client, "post", "-", sent=b"{}")).error, RemoteError)  # as nobody
    no_plan = await said(client, "--token-file", str(token), "post", "-", sent=b"[1]")
    assert "geen plan als JSON" in str(no_plan.error)
    assert "niet te lezen" in str((await said(client, "post", "/er/is/niets.json")).error)
    strange = await said(client, "search", "woo", "--theme", "tovenarij")
    assert isinstance(strange.error, RemoteError) and list(strange.error.wrong) == ["thema"]
    assert await fetch_values(int, "SELECT id FROM idea") == []


async def test_a_text_is_compared_with_the_plans_of_the_site(client: httpx.AsyncClient) -> None:
    statistics.clear()
    plans = await some_plans()
    words = ("similar", "-", "--title", "Woo-documenten anonimiseren")
    found = (await said(client, *words, sent=LAK.encode())).stdout
    assert found.startswith(f"{plans['lakken']:>7}  Woo-documenten anonimiseren (")
    whole = json.loads((await said(client, *words, "--json", sent=LAK.encode())).stdout)
    assert whole["resultaten"][0]["nummer"] == plans["lakken"]
    empty = await said(client, "similar", "-", sent=b" ")
    assert isinstance(empty.error, RemoteError) and list(empty.error.wrong) == ["tekst"]


async def test_an_import_is_tried_first_then_done_and_never_double(
    client: httpx.AsyncClient, token: Path, tmp_path: Path
) -> None:
    file = tmp_path / "plannen.jsonl"
    good = PLAN | {"bronnummer": "Z-1"}
    file.write_text(json.dumps(good) + "\n" + json.dumps(PLAN | {"bronnummer": "Z-2", "titel": ""}) + "\n", "utf-8")
    words = ("--token-file", str(token), "import", str(file), "--source", "zaaksysteem")
    trial = await said(client, *words, "--dry-run")
    assert trial.exit_code == 2, trial
    assert "Dit zou gebeuren: 1 plan nieuw, 0 gewijzigd, 0 gelijk, 1 fout." in trial.stdout
    assert f"{file}:2: titel: " in trial.stderr
    assert "regel 2" in str((await said(client, *words)).error).lower()
    assert await fetch_values(int, "SELECT id FROM idea") == []
    file.write_text(json.dumps(good) + "\n", "utf-8")
    done, again = await said(client, *words), await said(client, *words)
    assert (
        "Klaar: 1 plan nieuw, 0 gewijzigd" in done.stdout
        and "Klaar: 0 plannen nieuw, 0 gewijzigd, 1 gelijk" in again.stdout
    )


async def test_the_sheet_to_bring_in_is_named_and_the_other_one_is_told(
    client: httpx.AsyncClient, token: Path, tmp_path: Path
) -> None:
    head = ["bronnummer", "titel", "samenvatting", "probleem", "contact"]
    plan = ["Z-9", PLAN["titel"], PLAN["samenvatting"], PLAN["probleem"], PLAN["contact"]]
    file = tmp_path / "plannen.xlsx"
    file.write_bytes(xlsx([["naam", "telefoon"], ["Jan", "1"]], other=[head, plan]))
    words = ("--token-file", str(token), "import", str(file), "--source", "excel", "--dry-run", "--sheet", "Blad2")
    trial = await said(client, *words)
    assert "Dit zou gebeuren: 1 plan nieuw" in trial.stdout, trial
    assert f"{file}: Alleen het blad ‘Blad2’ is gelezen, niet: Blad1." in trial.stderr


async def test_a_report_of_adoption_stands_on_the_map(client: httpx.AsyncClient, token: Path, clock: Clock) -> None:
    number = await follow(actor=SYSTEM, title="Lakstraat", summary="", theme="dienstverlening", now=clock.now())
    words = ("--token-file", str(token), "report", str(number), "in_gebruik", "--note", "Sinds de zomer.")
    done = await said(client, *words, "--since", "2026-07-01")
    assert done.exit_code == 0, done.error
    said_there = (await client.get("/api/v1/meldingen")).json()["resultaten"]
    standing = (await client.get("/api/v1/standen")).json()["resultaten"]
    for one in (*said_there, *standing):
        assert (await client.get(one["href"])).json() == one
    assert done.stdout.startswith(f"Gemeld als melding {said_there[0]['nummer']}: {HOME}/overname/{number}-")
    assert (said_there[0]["stap"], said_there[0]["sindsDatum"]) == ("in_gebruik", "2026-07-01")
    assert (await said(client, *words[:4], "verzonnen")).exit_code == 2
    unknown = await said(client, "--token-file", str(token), "report", "999", "besloten")
    assert isinstance(unknown.error, RemoteError) and unknown.error.status == 404


async def test_a_system_proves_itself_with_its_key_and_again_when_its_token_ended(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    town = await factories.municipality("Eigenstad")
    await sign_in(client, await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town, name="Chef"))
    await execute("UPDATE session SET factor_at = $1", clock.now())
    form = {"naam": "Zaaksysteem", "leverancier": "Bouwer BV", "doelen": ["ideeen"], "sleutel": pair("own")[1]}
    assert (await client.post("/mijn-gemeente/koppelingen", data=form)).status_code == 303
    name = await fetch_value("SELECT client_id FROM application")
    client.cookies.clear()
    access = KeyAccess(name, pair("own")[0])
    async with Site(HOME, access=access, transport=client._transport, clock=clock.now) as site:
        first = await site.post_idea(json.dumps(PLAN).encode())
        before = access._granted
        access._granted = "verlopen"
        second = await site.post_idea(json.dumps(PLAN | {"titel": "Nog een plan"}).encode())
    assert (first.nummer < second.nummer, before != access._granted != "verlopen") == (True, True)
    async with Site(HOME, access=KeyAccess(name, pair("other")[0]), transport=client._transport) as site:
        with pytest.raises(RemoteError, match="kent deze koppeling"):
            await site.post_idea(json.dumps(PLAN).encode())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--client-id", "x"), "allebei"),
        (("--client-id", "x", "--key-file", "/dev/null", "--token-file", "/dev/null"), "niet allebei"),
        (("--token-file", "/dev/null"), "geen token"),
    ],
)
async def test_half_of_a_proof_is_refused_before_anything_is_asked(
    client: httpx.AsyncClient, words: tuple[str, ...], sentence: str
) -> None:
    assert sentence in str((await said(client, *words, "search", "woo")).error)
