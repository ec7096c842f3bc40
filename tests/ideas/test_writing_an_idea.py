"""From the first keystroke to a submitted idea and its later versions, through the browser's forms."""

import re

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas import actions
from innovatie.infra.database import fetch, fetch_row, fetch_value, fetch_values
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

GOOD = {
    "titel": "Straten zien met een camera",
    "samenvatting": "De vuilniswagen ziet gaten in de weg.",
    "probleem": "Wij weten niet waar de weg kapot is.",
    "stadium": "plan",
    "thema": "openbare-ruimte",
    "contact": "Wegbeheerder",
    "formulier": "een-formulier",
    "actie": "indienen",
}


async def someone(client: httpx.AsyncClient, sign_in: SignIn, name: str = "Delft") -> int:
    """A civil servant of a municipality signs in; the municipality."""
    town = await factories.municipality(name)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    return town


async def test_a_civil_servant_submits_an_idea_that_everybody_can_read(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await someone(client, sign_in)
    await factories.municipality("Ede")
    answer = await client.post(
        "/ideeen/nieuw",
        data={
            **GOOD,
            "kosten": "€ 12.500",
            "uren": "300 uur",
            "start": "2027-03-01",
            "mede": "ede",
            "links": "delft.nl",
        },
    )
    assert answer.status_code == 303
    number = await fetch_value("SELECT id FROM idea")
    assert answer.headers["location"] == f"/ideeen/{number}-straten-zien-met-een-camera"
    client.cookies.clear()
    page = await client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "De vuilniswagen ziet gaten in de weg." in page.text
    row = await fetch_row("SELECT state, cost_euro, effort_hours, links, version FROM idea")
    assert dict(row or {}) == {
        "state": "ingediend",
        "cost_euro": 12500,
        "effort_hours": 300,
        "links": '["https://delft.nl"]',
        "version": 1,
    }
    roles = await fetch("SELECT m.name, d.role FROM idea_participant d JOIN municipality m ON m.id = d.municipality")
    assert {(one["name"], one["role"]) for one in roles} == {("Delft", "indiener"), ("Ede", "mede-indiener")}


async def test_all_errors_come_at_once_and_nothing_typed_is_lost(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    answer = await client.post(
        "/ideeen/nieuw", data={"titel": "Een plan", "kosten": "veel", "mede": "Rotjeknor", "aanpak": "Mijn lange tekst"}
    )
    assert answer.status_code == 422
    assert "Mijn lange tekst" in answer.text
    assert "Rotjeknor" in answer.text
    wrong = set(re.findall(r'href="#veld-(\w+)"', answer.text))
    assert wrong == {"samenvatting", "probleem", "stadium", "thema", "kosten", "contact", "mede"}
    assert await fetch_value("SELECT count(*) FROM idea") == 0


async def test_a_form_sent_twice_makes_one_idea(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    first = await client.post("/ideeen/nieuw", data=GOOD)
    second = await client.post("/ideeen/nieuw", data=GOOD)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert await fetch_value("SELECT count(*) FROM idea") == 1
    assert await fetch_value("SELECT count(*) FROM idea_version") == 1


async def test_a_draft_saves_itself_and_becomes_the_idea_when_the_form_is_sent(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await someone(client, sign_in)
    saved = await client.post("/ideeen/_bewaar", data={"titel": "Begin", "waarde": "x", "formulier": "een-formulier"})
    assert "Bewaard als concept" in saved.text
    again = await client.post(
        "/ideeen/_bewaar", data={"titel": "Begin en meer", "formulier": "een-formulier", "versie": "1"}
    )
    assert 'value="2"' in again.text
    assert await fetch_value("SELECT title FROM idea") == "Begin en meer"
    sent = await client.post("/ideeen/nieuw", data={**GOOD, "versie": "2"})
    assert sent.status_code == 303
    rows = await fetch("SELECT title, state, version FROM idea")
    assert [tuple(row) for row in rows] == [("Straten zien met een camera", "ingediend", 1)]


async def test_what_cannot_be_saved_yet_says_why(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    answer = await client.post("/ideeen/_bewaar", data={"samenvatting": "Zonder titel", "formulier": "t"})
    assert answer.status_code == 200
    assert "Nog niet bewaard.</strong> Geef het plan een titel." in answer.text


async def test_a_draft_is_seen_by_its_own_municipality_only(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    kept = await client.post("/ideeen/nieuw", data={**GOOD, "actie": "concept"})
    address = kept.headers["location"]
    assert (await client.get(address)).status_code == 200
    colleague = await fetch_value("SELECT municipality FROM idea")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=colleague))
    assert (await client.get(address)).status_code == 200
    other = await factories.municipality("Elders")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=other))
    assert (await client.get(address)).status_code == 404
    number = await fetch_value("SELECT id FROM idea")
    assert (await client.get(f"/ideeen/{number}/versies")).status_code == 404
    assert (await client.get(f"/ideeen/{number}/wijzigen")).status_code == 404
    assert (await client.post(f"/ideeen/{number}/wijzigen", data=GOOD)).status_code == 404
    client.cookies.clear()
    assert (await client.get(address)).status_code == 404
    assert "Straten zien" not in (await client.get("/ideeen")).text
    assert "Straten zien" not in (await client.get("/ideeen/export.csv")).text


async def test_a_draft_has_no_versions_yet_and_its_page_says_so(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    await client.post("/ideeen/nieuw", data={**GOOD, "actie": "concept"})
    number = await fetch_value("SELECT id FROM idea")
    answer = await client.get(f"/ideeen/{number}/versies")
    assert (answer.status_code, "Dit concept heeft nog geen versies." in answer.text) == (200, True)
    assert (await client.get(f"/ideeen/{number}/versies/1")).status_code == 404


async def test_every_change_is_a_version_with_who_and_what(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    await client.post("/ideeen/nieuw", data=GOOD)
    number = await fetch_value("SELECT id FROM idea")
    changed = {
        **GOOD,
        "probleem": "Wij weten niet waar het asfalt kapot is.",
        "versie": "1",
        "toelichting": "Preciezer",
    }
    answer = await client.post(f"/ideeen/{number}/wijzigen", data=changed)
    assert answer.status_code == 303
    again = await client.post(f"/ideeen/{number}/wijzigen", data=changed)
    assert again.status_code == 303
    assert await fetch_value("SELECT version FROM idea") == 2
    history = await client.get(f"/ideeen/{number}/versies")
    assert history.text.count("/versies/2") == 1
    assert "Preciezer" in history.text
    difference = await client.get(f"/ideeen/{number}/versies/2")
    assert "<del>de weg</del><ins>het asfalt</ins>" in difference.text.replace(
        "<del>de</del><ins>het</ins> <del>weg</del><ins>asfalt</ins>", "<del>de weg</del><ins>het asfalt</ins>"
    )


async def test_a_stale_form_shows_both_texts_and_loses_none(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    await client.post("/ideeen/nieuw", data=GOOD)
    number = await fetch_value("SELECT id FROM idea")
    theirs = {**GOOD, "aanpak": "Hun aanpak", "versie": "1"}
    mine = {**GOOD, "aanpak": "Mijn aanpak", "versie": "1"}
    assert (await client.post(f"/ideeen/{number}/wijzigen", data=theirs)).status_code == 303
    answer = await client.post(f"/ideeen/{number}/wijzigen", data=mine)
    assert answer.status_code == 409
    assert "Hun aanpak" in answer.text
    assert answer.text.count("Mijn aanpak") == 2
    assert 'id="plan-versie" name="versie" value="2"' in answer.text
    assert await fetch_value("SELECT approach FROM idea") == "Hun aanpak"
    assert (await client.post(f"/ideeen/{number}/wijzigen", data={**mine, "versie": "2"})).status_code == 303
    kept = await fetch_values(str, "SELECT content->>'approach' FROM idea_version ORDER BY version")
    assert kept == ["", "Hun aanpak", "Mijn aanpak"]


async def test_two_windows_on_one_draft_do_not_overwrite_each_other(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await someone(client, sign_in)
    await client.post("/ideeen/nieuw", data={**GOOD, "actie": "concept"})
    number = await fetch_value("SELECT id FROM idea")
    one = {**GOOD, "formulier": "venster-1", "nummer": str(number), "versie": "1", "aanpak": "Uit het eerste venster"}
    two = {**one, "formulier": "venster-2", "aanpak": "Uit het tweede venster"}
    assert "Bewaard als concept" in (await client.post("/ideeen/_bewaar", data=one)).text
    refused = await client.post("/ideeen/_bewaar", data=two)
    assert "Nog niet bewaard." in refused.text
    shown = await client.post(f"/ideeen/{number}/wijzigen", data={**two, "actie": "concept"})
    assert shown.status_code == 409
    assert "Uit het eerste venster" in shown.text
    assert "Uit het tweede venster" in shown.text
    lost_answer = await client.post("/ideeen/_bewaar", data=one)
    assert "Bewaard als concept" in lost_answer.text


async def test_another_municipality_cannot_change_or_withdraw_it(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    owner = await factories.municipality()
    number = await factories.idea(owner, title="Van een ander")
    await someone(client, sign_in, "Elders")
    assert (await client.get(f"/ideeen/{number}/wijzigen")).status_code == 403
    assert (await client.post(f"/ideeen/{number}/wijzigen", data={**GOOD, "versie": "1"})).status_code == 403
    assert (await client.post(f"/ideeen/{number}/intrekken", data={"reden": "Zomaar"})).status_code == 403
    assert (await client.post(f"/ideeen/{number}/weggooien")).status_code == 403
    assert await fetch_value("SELECT title || state FROM idea") == "Van een anderingediend"


async def test_a_visitor_is_asked_to_sign_in_and_a_reviewer_has_no_municipality(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    assert (await client.get("/ideeen/nieuw")).headers["location"] == "/inloggen?volgende=/ideeen/nieuw"
    assert (await client.post("/ideeen/nieuw", data=GOOD)).status_code == 401
    await sign_in(client, await factories.person(Role.REVIEWER))
    assert (await client.get("/ideeen/nieuw")).status_code == 403
    assert (await client.post("/ideeen/nieuw", data=GOOD)).status_code == 403
    assert await fetch_value("SELECT count(*) FROM idea") == 0


async def test_a_hundred_kilobytes_emoji_and_script_come_through_unharmed(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await someone(client, sign_in)
    script = "<script>alert(1)</script>"
    long = ("🚲 Fietsen in de wijk. שלום עולם " * 4000)[:100_000]
    wild = {
        **GOOD,
        "titel": f"Titel {script} 🚲 שלום",
        "samenvatting": script,
        "probleem": long,
        "aanpak": f"[klik](javascript:alert(1)) {script}",
        "waarde": f"<img src=x onerror=alert(1)> {script}",
        "contact": script,
    }
    answer = await client.post("/ideeen/nieuw", data=wild)
    assert answer.status_code == 303
    assert await fetch_value("SELECT problem FROM idea") == long.strip()
    page = await client.get(answer.headers["location"])
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "javascript:alert" not in page.text.replace("[klik](javascript:alert(1))", "")
    assert "onerror=alert(1)>" not in page.text
    listed = await client.get("/ideeen")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in listed.text
    assert "<script>alert" not in listed.text
    number = await fetch_value("SELECT id FROM idea")
    edited = await client.post(
        f"/ideeen/{number}/wijzigen", data={**wild, "probleem": long.replace("Fietsen", "Lopen"), "versie": "1"}
    )
    assert edited.status_code == 303
    assert (await client.get(f"/ideeen/{number}/versies/2")).status_code == 200


async def test_a_form_that_saves_itself_leaves_one_row_in_the_trail_and_submitting_one_more(
    db: asyncpg.Connection,
) -> None:
    town = await factories.municipality()
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    for text in ("Een", "Een plan", "Een plan voor"):
        await actions.save_draft(
            actor=actor,
            municipality_id=town,
            content=IdeaContent(title=text),
            co_submitters=(),
            form_token="t",
            now=NOW,
        )
    whole = IdeaContent(title="Een plan", summary="Kort.", problem="Iets.", theme="dienstverlening", contact="Jan")
    for token in ("t", "ander"):
        await actions.post(
            actor=actor, municipality_id=town, content=whole, co_submitters=(), form_token=token, now=NOW
        )
    told = "FROM audit_event WHERE actor = $1 ORDER BY id"
    acts = await fetch_values(str, f"SELECT act {told}", actor.person_id)
    assert acts == ["concept beginnen", "idee plaatsen", "idee plaatsen"]
    first, second, third = await fetch_values(str, f"SELECT object_id {told}", actor.person_id)
    assert first == second != third
