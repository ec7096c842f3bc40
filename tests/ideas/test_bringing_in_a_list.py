"""A municipality brings in the list of plans that it keeps itself: looked at first, matched once, changed by its own."""

import re

import httpx
import pytest
from lxml import html

from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_content import IdeaContent
from innovatie.ideas import actions, queries
from innovatie.ideas.csv_export import csv_pieces
from innovatie.ideas.lines_of_plans import read_list
from innovatie.ideas.queries import Filter
from innovatie.infra.database import fetch_value, fetch_values
from innovatie.infra.table_files import read_bytes
from innovatie.municipalities.naming import towns_by_name
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.tables.workbooks import xlsx

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

HEAD = ["Volgnr", "Naam van het plan", "Omschrijving", "Probleem", "Contactpunt", "Intern"]
ROWS = [
    ["1", "Slimme bakken", "Sensoren in bakken.", "Bakken raken vol.", "Team Buiten", "niet delen"],
    ["2", "Chatbot afval", "Een chatbot.", "Veel telefoon.", "KCC", ""],
]
READ_AS = {"Volgnr": "bronnummer", "Omschrijving": "samenvatting", "Intern": "-"}


def fields(page: httpx.Response) -> dict[str, str]:
    """What a browser would send of the form that was shown."""
    form = html.fromstring(page.text).xpath("//form[@action='/ideeen/invoeren']")[0]
    sent = {one.get("name"): one.get("value", "") for one in form.xpath(".//input[@type='hidden']")}
    for select in form.xpath(".//select"):
        sent[select.get("name")] = (select.xpath("./option[@selected]/@value") or select.xpath("./option/@value"))[0]
    return sent


def chosen(page: httpx.Response, choices: dict[str, str]) -> dict[str, str]:
    """The same, with these columns read as somebody says."""
    rows = html.fromstring(page.text).xpath("//tr[td/select]")
    names = {row.xpath("string(th)"): row.xpath("td/select/@name")[0] for row in rows}
    return fields(page) | {names[header]: choice for header, choice in choices.items()}


def wrong(page: httpx.Response) -> list[str]:
    return [
        " ".join(one.text_content().split())
        for one in html.fromstring(page.text).xpath("//ul[@id='fouten-in-lijst']/li")
    ]


async def look(client: httpx.AsyncClient, content: bytes, sent: dict[str, str] | None = None) -> httpx.Response:
    return await client.post(
        "/ideeen/invoeren", data=sent or {"lijst": "Plannenlijst Buiten"}, files={"bestand": ("plannen.xlsx", content)}
    )


async def test_a_list_is_looked_at_matched_brought_in_and_read_alike_the_next_time(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    page = await look(client, xlsx([HEAD, *ROWS]))
    assert page.status_code == 422
    unknown = [re.search("kolom ‘(.*?)’", one) for one in wrong(page)[1:]]
    assert [one and one[1] for one in unknown] == ["Volgnr", "Omschrijving", "Intern"]
    page = await client.post("/ideeen/invoeren", data=chosen(page, READ_AS))
    assert (page.status_code, wrong(page)) == (200, [])
    assert await fetch_value("SELECT count(*) FROM idea") == 0
    done = await client.post("/ideeen/invoeren", data=fields(page) | {"actie": "invoeren"})
    assert (done.status_code, done.headers["location"]) == (303, "/ideeen/mijn")
    assert await fetch_values(str, "SELECT title FROM idea WHERE municipality = $1 ORDER BY title", town) == [
        "Chatbot afval",
        "Slimme bakken",
    ]
    assert await fetch_value("SELECT count(*) FROM idea_version WHERE content::text LIKE '%niet delen%'") == 0
    (kept,) = await queries.lists_of(town)
    assert (kept.list, kept.columns) == (
        "plannenlijst-buiten",
        {"Volgnr": "bronnummer", "Omschrijving": "samenvatting", "Intern": ""}
        | {"Naam van het plan": "titel", "Probleem": "probleem", "Contactpunt": "contact"},
    )
    again = await look(client, xlsx([HEAD, *ROWS]), {"lijst": "plannenlijst-buiten"})
    assert (again.status_code, wrong(again)) == (200, [])
    assert "2 plannen waren al gelijk." in again.text


async def test_what_is_wrong_stays_with_the_page_until_a_better_file_comes(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()))
    page = await look(client, xlsx([HEAD, *ROWS, ["Totaal", None, "2 plannen", None, None, None]]))
    page = await client.post("/ideeen/invoeren", data=chosen(page, READ_AS) | {"actie": "invoeren"})
    assert (page.status_code, wrong(page)) == (
        422,
        ["Regel 4: dit lijkt een regel met totalen (‘Totaal’). Haal deze regel weg."],
    )
    assert await fetch_value("SELECT count(*) FROM idea") == 0
    turned = [[row[place] for place in (5, 4, 3, 2, 1, 0)] for row in [HEAD, *ROWS]]
    page = await look(client, xlsx(turned), fields(page))
    assert (page.status_code, wrong(page)) == (200, [])


async def test_a_column_of_a_name_of_ours_that_is_left_out_is_as_if_it_were_not_there(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    content = xlsx([["bronnummer", *HEAD[1:5], "Stadium", "Gemeentecode"], [*ROWS[0][:5], "loopt", "ons"]])
    page = await look(client, content)
    read_as = {"Omschrijving": "samenvatting", "Stadium": "-", "Gemeentecode": "-"}
    page = await client.post("/ideeen/invoeren", data=chosen(page, read_as))
    assert (page.status_code, wrong(page)) == (200, [])
    assert (await client.post("/ideeen/invoeren", data=fields(page) | {"actie": "invoeren"})).status_code == 303
    assert await fetch_values(str, "SELECT stage FROM idea WHERE municipality = $1", town) == ["idee"]


async def test_a_plan_of_another_municipality_in_the_list_is_told_with_its_line(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    own, _other = await factories.municipality("Eigenstad"), await factories.municipality("Anderstad")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=own))
    head = ["bronnummer", "gemeente", "titel", "samenvatting", "probleem", "contact"]
    rows = [["1", "gem. eigenstad", "A", "Kort.", "Iets.", "Team"], ["2", "Anderstad", "B", "Kort.", "Iets.", "Team"]]
    page = await look(client, xlsx([head, *rows]))
    assert (page.status_code, wrong(page)) == (
        422,
        ["Regel 3: dit plan is van Anderstad. Haal deze regel weg: elke gemeente voert haar eigen plannen in."],
    )


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "lijst", "Kies het bestand met uw plannen."),
        (b"%PDF-1.7", "lijst", "dit is een PDF"),
        (b"titel\n", "?!", "Geef de lijst een naam met letters of cijfers"),
        (b"x" * 2_000_001, "lijst", "Dit bestand is te groot"),
    ],
)
async def test_a_file_that_will_not_do_is_refused_with_what_to_do(
    client: httpx.AsyncClient, sign_in: SignIn, content: bytes, name: str, why: str
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality()))
    page = await look(client, content, {"lijst": name})
    assert page.status_code == 422
    assert why in html.fromstring(page.text).xpath("string(//div[@id='fouten'])")


async def test_a_voter_of_nowhere_brings_in_nothing(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    await sign_in(client, await factories.person(Role.REVIEWER))
    assert (await client.get("/ideeen/invoeren")).status_code == 403
    assert (await look(client, xlsx([HEAD]))).status_code == 403


async def own_export() -> bytes:
    return b"".join([piece async for piece in csv_pieces(Filter())])


async def posted(actor: Actor, town: int, title: str) -> None:
    content = IdeaContent(title, "Kort.", "Een probleem.", theme="dienstverlening", contact="Team")
    await actions.post(actor=actor, municipality_id=town, content=content, co_submitters=(), form_token=None, now=NOW)


async def take(actor: Actor, town: int, content: bytes) -> actions.Imported:
    names = (await towns_by_name(day=NOW.date())).names
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", town)
    reading = read_list(read_bytes(content), str(code), names, NOW.date())
    assert reading.problems == ()
    return await actions.bring_in_list(
        actor=actor, municipality_id=town, name="export", rows=reading.rows, columns={}, dry_run=False, now=NOW
    )


async def test_our_own_export_changes_the_plans_of_ones_own_municipality_and_no_others() -> None:
    town, other = await factories.municipality(), await factories.municipality()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    await posted(servant, town, "Eigen plan")
    mine = await own_export()
    assert await take(servant, town, mine) == actions.Imported(0, 0, 1)
    assert await take(servant, town, mine.replace(b"Eigen plan", b"Ons plan")) == actions.Imported(0, 1, 0)
    stranger = await factories.actor(Role.CIVIL_SERVANT, municipality_id=other)
    await posted(stranger, other, "Plan van een ander")
    with pytest.raises(Invalid) as refused:
        await take(servant, town, await own_export())
    assert "plan van een andere gemeente" in refused.value.errors["nummer"]
    assert await fetch_values(str, "SELECT title FROM idea ORDER BY id") == ["Ons plan", "Plan van een ander"]
