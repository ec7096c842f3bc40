"""Former and everyday names of municipalities, wherever somebody writes one."""

from datetime import date

import httpx
import pytest

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.errors import Invalid
from innovatie.domain.municipality_names import UnknownName
from innovatie.infra.database import execute, fetch_value
from innovatie.municipalities import queries
from innovatie.municipalities.bundled_register import load_own_table
from innovatie.municipalities.naming import towns_by_name
from innovatie.search import place_documents
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
DAY = date(2026, 11, 21)


async def test_a_former_name_means_the_former_or_the_present_one_as_asked() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    ids = await queries.ids_by_code()
    towns = await towns_by_name(day=DAY)
    assert (towns.number("Weesp"), towns.present("Weesp")) == (ids["GM0457"], ids["GM0363"])
    before = await towns_by_name(day=date(2022, 3, 23))
    assert before.present("Weesp") == ids["GM0457"]
    with pytest.raises(UnknownName):
        towns.number("Atlantis")


async def test_the_list_and_search_know_other_and_former_names(client: httpx.AsyncClient) -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    for words, name in (("Den Bosch", "&#39;s-Hertogenbosch"), ("brielle", "Voorne aan Zee"), ("GM0363", "Amsterdam")):
        page = (await client.get("/gemeenten", params={"q": words})).text
        assert name in page
        assert page.count('href="/gemeenten/GM') == 1
    (documents,) = [batch async for batch in place_documents.municipalities()]
    bodies = {one.title: one.body for one in documents}
    assert "Ook: Den Bosch." in bodies["'s-Hertogenbosch"]
    assert "Ook: Brielle. Ook: Hellevoetsluis. Ook: Westvoorne." in bodies["Voorne aan Zee"]


async def test_a_town_that_will_end_is_found_until_then() -> None:
    town = await factories.municipality("Straks weg")
    await execute("UPDATE municipality SET ended = '2999-01-01' WHERE id = $1", town)
    (documents,) = [batch async for batch in place_documents.municipalities()]
    assert [one.title for one in documents] == ["Straks weg"]


async def test_the_form_of_a_plan_takes_codes_former_names_and_more_on_a_line(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    delft = (await queries.ids_by_code())["GM0503"]
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=delft))
    form = {
        "titel": "Plan", "samenvatting": "s", "probleem": "p", "thema": "mobiliteit", "stadium": "plan", "contact": "c",
        "mede": "Gemeente Den Bosch, GM0363\nBrielle\nNuenen, Gerwen en Nederwetten",
    }  # fmt: skip
    refused = await client.post("/ideeen/nieuw", data=form | {"mede": "Bergen"})
    assert refused.status_code == 422
    assert "‘Bergen’ kan meer gemeenten zijn. Schrijf Bergen (L.) of Bergen (NH.)." in refused.text
    assert (await client.post("/ideeen/nieuw", data=form)).status_code == 303
    codes = await fetch_value(
        "SELECT string_agg(m.code, ' ' ORDER BY m.code) FROM idea_participant p JOIN municipality m"
        " ON m.id = p.municipality WHERE p.role = 'mede-indiener'"
    )
    assert codes == "GM0363 GM0796 GM0820 GM1992"


async def test_a_program_may_name_a_municipality_in_any_way() -> None:
    await load_own_table(actor=SYSTEM, now=NOW)
    ids = await queries.ids_by_code()
    for name in ("GM0503", "gemeente Delft", "https://identifier.overheid.nl/tooi/id/gemeente/gm0503"):
        assert await queries.acting_municipality(name, default=None, day=DAY) == ids["GM0503"]
    with pytest.raises(Invalid) as wrong:
        await queries.acting_municipality("GM9999", default=ids["GM0503"], day=DAY)
    assert wrong.value.errors["gemeentecode"].startswith("Er is geen gemeente ‘GM9999’.")
