"""What the site gives away about plans is read again as it is, in each form, and changes nothing."""

from datetime import date

import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.idea_import import read_ideas
from innovatie.ideas import actions
from innovatie.infra.database import fetch_value
from innovatie.infra.table_files import read_bytes
from innovatie.municipalities.naming import towns_by_name
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

THEME = "dienstverlening"
FORMS = (
    "/data/ideeen.csv", "/data/ideeen.jsonl", "/data/ideeen.ods", "/ideeen/export.csv", "/api/v1/ideeen",
)  # fmt: skip


async def three_plans() -> int:
    """One in lines and with signs of CSV, one withdrawn, one in use; their municipality."""
    town = await factories.municipality("Eigenstad")
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    numbers = []
    for content in (
        IdeaContent('=Slim; "parkeren"', "Eerst dit.\n\n- een\n- twee; drie", "Té druk.", cost_euro=1200, theme=THEME,
                    contact="Team", planned_start=date(2027, 3, 1)),
        IdeaContent("Toch niet", "Kort.", "Iets.", theme=THEME, contact="Team"),
        IdeaContent("Deelfiets", "Kort.", "Iets.", stage="in_gebruik", theme=THEME, contact="Team"),
    ):  # fmt: skip
        numbers.append(
            await actions.post(
                actor=servant, municipality_id=town, content=content, co_submitters=(), form_token=None, now=NOW
            )
        )
    withdrawn = numbers[1]
    await actions.withdraw(actor=servant, idea_id=withdrawn, reason="Geen geld.", now=NOW)
    return town


@pytest.mark.parametrize("address", FORMS)
async def test_a_file_of_plans_comes_back_without_a_change(client: httpx.AsyncClient, address: str) -> None:
    await three_plans()
    given = (await client.get(address)).content
    reading = read_ideas(
        read_bytes(given), "auto", municipalities=(await towns_by_name(day=NOW.date())).names, today=NOW.date()
    )
    withdrawn = int(address.startswith("/data/"))  # the lists of the site leave out what was withdrawn
    assert (len(reading.rows), reading.problems) == (2 + withdrawn, ())
    done = await actions.import_ideas(actor=SYSTEM, source="terug", rows=reading.rows, dry_run=False, now=NOW)
    assert done == actions.Imported(0, 0, 2, withdrawn=withdrawn)
    changed = given.replace("Té druk.".encode(), b"Veel te druk.")
    if changed == given:
        return  # packed
    reading = read_ideas(
        read_bytes(changed), "auto", municipalities=(await towns_by_name(day=NOW.date())).names, today=NOW.date()
    )
    done = await actions.import_ideas(actor=SYSTEM, source="terug", rows=reading.rows, dry_run=True, now=NOW)
    assert (done.new, done.changed, done.unchanged) == (0, 1, 1)


async def test_one_plan_of_the_api_comes_back_and_so_it_does_on_the_page_of_its_municipality(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await three_plans()
    number = await fetch_value("SELECT max(id) FROM idea")
    one = (await client.get(f"/api/v1/ideeen/{number}")).content
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    whole = (await client.get("/data/ideeen.jsonl")).content
    for content, told in ((one, "1 plan was al gelijk."), (whole, "2 plannen waren al gelijk.")):
        page = await client.post(
            "/ideeen/invoeren", data={"lijst": "terug"}, files={"bestand": ("plannen.json", content)}
        )
        assert (page.status_code, told in page.text) == (200, True)


async def test_a_column_status_of_another_list_is_told_and_not_left_out_in_silence() -> None:
    names = (await towns_by_name(day=NOW.date())).names
    data = b"bronnummer;gemeente;titel;samenvatting;stadium;status\n1;Delft;Plan;Kort.;idee;loopt\n"
    (problem,) = read_ideas(read_bytes(data), "auto", municipalities=names, today=NOW.date()).problems
    assert "de kolom ‘status’ kennen wij niet" in str(problem)
