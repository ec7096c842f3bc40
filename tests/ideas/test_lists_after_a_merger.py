"""The municipality in which others went up brings in their lists: no plan twice, no plan over another's."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_import import ImportRow
from innovatie.ideas import actions, queries
from innovatie.ideas.lines_of_plans import read_list
from innovatie.infra.database import execute, fetch_value, fetch_values
from innovatie.infra.table_files import read_bytes
from innovatie.municipalities.naming import towns_by_name
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.ideas.test_bringing_in_a_list import HEAD, READ_AS, ROWS, chosen, fields, look, wrong
from tests.tables.workbooks import xlsx

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def merge(old: int, heir: int) -> None:
    await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, '2026-01-01')", old, heir)


async def bring_in(town: int, *plans: tuple[str, str, str]) -> actions.Imported:
    """Plans as (number, title, summary) in the list `lijst` of this municipality."""
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", town)
    head = "bronnummer;titel;samenvatting;probleem;contact\n"
    text = head + "".join(f"{number};{title};{summary};Iets.;Team\n" for number, title, summary in plans)
    reading = read_list(read_bytes(text.encode()), code, (await towns_by_name(day=NOW.date())).names, NOW.date())
    assert reading.problems == ()
    rows: tuple[ImportRow, ...] = tuple(reading.rows)
    return await actions.bring_in_list(
        actor=actor, municipality_id=town, name="lijst", rows=rows, columns={}, dry_run=False, now=NOW
    )


async def test_the_list_of_a_municipality_that_went_up_in_another_is_known_there(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    old, heir = await factories.municipality("Oudstad"), await factories.municipality("Nieuwstad")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=old))
    page = await client.post("/ideeen/invoeren", data=chosen(await look(client, xlsx([HEAD, *ROWS])), READ_AS))
    assert (await client.post("/ideeen/invoeren", data=fields(page) | {"actie": "invoeren"})).status_code == 303
    await merge(old, heir)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=heir))
    again = await look(client, xlsx([HEAD, *ROWS]), {"lijst": "plannenlijst-buiten"})  # its columns are known too
    assert (again.status_code, wrong(again)) == (200, [])
    assert "2 plannen waren al gelijk." in again.text
    changed = [[*ROWS[0][:2], "Sensoren in alle bakken.", *ROWS[0][3:]], ROWS[1]]
    page = await look(client, xlsx([HEAD, *changed]), {"lijst": "plannenlijst-buiten"})
    assert (await client.post("/ideeen/invoeren", data=fields(page) | {"actie": "invoeren"})).status_code == 303
    assert await fetch_values(str, "SELECT summary FROM idea ORDER BY id") == [
        "Sensoren in alle bakken.",
        "Een chatbot.",
    ]
    assert len(await fetch_values(str, "SELECT source FROM imported_row")) == 2
    page = await look(client, xlsx([HEAD, *changed]), {"lijst": "plannenlijst-buiten"})
    assert "2 plannen waren al gelijk." in page.text
    asked = (await client.get("/ideeen/invoeren")).text
    assert "U voerde eerder in: plannenlijst-buiten." in asked  # both used this name: it is told once


async def test_the_same_number_in_a_list_of_another_former_municipality_is_another_plan() -> None:
    old, heir = await factories.municipality("Oudstad"), await factories.municipality("Nieuwstad")
    await bring_in(old, ("1", "Slimme bakken", "Sensoren."), ("2", "Chatbot", "Praat."))
    await bring_in(heir, ("1", "Groene daken", "Planten."))
    await merge(old, heir)
    done = await bring_in(heir, ("1", "Groene daken", "Planten."), ("2", "Deelfietsen", "Fietsen."))
    assert (done.new, done.changed, done.unchanged) == (1, 0, 1)
    titles = "SELECT title FROM idea ORDER BY id"
    assert await fetch_values(str, titles) == ["Slimme bakken", "Chatbot", "Groene daken", "Deelfietsen"]


async def test_a_plan_that_two_former_municipalities_both_called_so_is_asked() -> None:
    first, second, heir = [await factories.municipality(name) for name in ("Oudstad", "Oudedorp", "Nieuwstad")]
    for town in (first, second):
        await bring_in(town, ("1", "Slimme bakken", "Sensoren."))
        await merge(town, heir)
    with pytest.raises(Invalid) as refused:
        await bring_in(heir, ("1", "Slimme bakken", "Sensoren."))
    assert "Op regel 2 staat een nummer" in refused.value.errors["bronnummer"]
    assert await fetch_value("SELECT count(*) FROM idea") == 2


async def test_a_merger_to_come_or_of_others_makes_no_difference() -> None:
    old, other = await factories.municipality("Oudstad"), await factories.municipality("Anderdorp")
    await bring_in(old, ("1", "Slimme bakken", "Sensoren."))
    done = await bring_in(other, ("1", "Slimme bakken", "Sensoren."))
    assert (done.new, len(await queries.targets_of_source(("GM0000 lijst",), ("1",)))) == (1, 0)
