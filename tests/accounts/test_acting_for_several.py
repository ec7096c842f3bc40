"""Who works for several municipalities chooses for each act for which one; the others keep out of it."""

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def of_two(client: httpx.AsyncClient, sign_in: SignIn) -> tuple[int, int, int]:
    """Somebody who works for Buren (where a session begins) and for Delft, signed in."""
    buren, delft = await factories.municipality("Buren"), await factories.municipality("Delft")
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=buren)
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " VALUES ($1, 'ambtenaar', $2, '2020-01-01', now(), '')", person, delft,
    )  # fmt: skip
    await sign_in(client, person)
    return person, buren, delft


def plan(**more: str) -> dict[str, str]:
    return {"titel": "Een plan", "samenvatting": "Kort.", "probleem": "Iets.", "stadium": "plan",
            "thema": "dienstverlening", "contact": "Team", **more}  # fmt: skip


async def test_each_page_says_for_whom_it_acts_and_leads_to_the_same_page_for_the_other(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    _, buren, delft = await of_two(client, sign_in)
    page = (await client.get("/ideeen/nieuw?titel=Fietsen")).text
    assert "Namens Buren." in page
    assert f'<a href="/ideeen/nieuw?titel=Fietsen&amp;voor_gemeente={delft}">Delft</a>' in page
    assert f'<input type="hidden" name="voor_gemeente" value="{buren}">' in page
    other = (await client.get(f"/ideeen/nieuw?voor_gemeente={delft}")).text
    assert "Namens Delft." in other
    assert f'<input type="hidden" name="voor_gemeente" value="{delft}">' in other


async def test_an_act_is_done_for_the_municipality_of_its_form_and_the_trail_says_so(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person, buren, delft = await of_two(client, sign_in)
    for town in (delft, buren):  # two windows of one session
        assert (await client.post("/ideeen/nieuw", data=plan(voor_gemeente=str(town)))).status_code == 303
    assert (await client.post("/ideeen/nieuw", data=plan())).status_code == 303
    owners = [row["municipality"] for row in await fetch("SELECT municipality FROM idea ORDER BY id")]
    assert owners == [delft, buren, buren]
    acts = await fetch("SELECT actor, on_behalf_of FROM audit_event WHERE act = 'idee plaatsen' ORDER BY id")
    assert [tuple(row) for row in acts] == [(person, delft), (person, buren), (person, buren)]
    assert await fetch_value("SELECT municipality FROM session") == buren, "the session itself did not change"


async def test_one_joins_a_plan_with_the_one_and_later_with_the_other(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    _, buren, delft = await of_two(client, sign_in)
    idea = await factories.idea(await factories.municipality(), title="Vegen")
    for town in (buren, delft):
        page = (await client.get(f"/ideeen/{idea}-vegen?voor_gemeente={town}")).text
        assert f"Haak aan namens {'Buren' if town == buren else 'Delft'}" in page
        await client.post(f"/ideeen/{idea}/aanhaken", data={"voor_gemeente": str(town)})
    joined = await fetch("SELECT municipality FROM idea_participant WHERE idea = $1 AND role = 'aangehaakt'", idea)
    assert {row["municipality"] for row in joined} == {buren, delft}


async def test_a_piece_of_a_page_acts_for_whom_its_page_does(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    _, _, delft = await of_two(client, sign_in)
    idea = await factories.idea(delft, title="Vegen")
    await factories.round_in(Phase.SUBMIT)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://127.0.0.1:8000/ideeen/nieuw?voor_gemeente={delft}"}
    saved = await client.post(
        "/ideeen/_bewaar",
        data={"titel": "Begin", "samenvatting": "Wij willen vegen.", "formulier": "x"},
        headers=headers,
    )
    assert saved.status_code == 200
    assert await fetch_value("SELECT municipality FROM idea WHERE id <> $1", idea) == delft


@pytest.mark.parametrize("wanted", ["999999", "x", "-1", "1; DROP TABLE idea", "9" * 40])
async def test_a_municipality_that_is_not_ones_own_is_refused_in_forms_and_addresses(
    client: httpx.AsyncClient, sign_in: SignIn, wanted: str
) -> None:
    await of_two(client, sign_in)
    assert (await client.post("/ideeen/nieuw", data=plan(voor_gemeente=wanted))).status_code == 403
    assert (await client.get("/ideeen/nieuw", params={"voor_gemeente": wanted})).status_code == 403
    assert await fetch_value("SELECT count(*) FROM idea") == 0


async def test_who_works_for_one_municipality_sees_no_choice_and_can_make_none(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    buren, delft = await factories.municipality("Buren"), await factories.municipality("Delft")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=buren))
    page = (await client.get(f"/ideeen/nieuw?voor_gemeente={delft}")).text
    assert "Namens Buren." in page and 'name="voor_gemeente"' not in page and "acting" not in page
    assert (await client.post("/ideeen/nieuw", data=plan(voor_gemeente=str(delft)))).status_code == 403
    await client.post("/ideeen/nieuw", data=plan())
    assert [row["municipality"] for row in await fetch("SELECT municipality FROM idea")] == [buren]


async def test_who_left_the_municipality_of_the_session_acts_for_the_one_that_is_left(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    """The session went on for Buren: its page was still shown, and nothing could be done for Delft."""
    person, buren, delft = await of_two(client, sign_in)
    assert "Buren" in (await client.get("/mijn-gemeente")).text
    await execute("UPDATE role_grant SET revoked_at = now() WHERE person = $1 AND municipality = $2", person, buren)
    page = (await client.get("/mijn-gemeente")).text
    assert "Delft" in page
    assert "Buren" not in page
    assert (await client.post("/ideeen/nieuw", data=plan())).status_code == 303
    assert await fetch_value("SELECT municipality FROM idea") == delft


async def test_a_form_of_a_municipality_that_one_left_is_not_sent_in_the_name_of_another(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person, buren, delft = await of_two(client, sign_in)
    await execute("UPDATE role_grant SET revoked_at = now() WHERE person = $1 AND municipality = $2", person, buren)
    refused = await client.post("/ideeen/nieuw", data=plan(voor_gemeente=str(buren)))
    assert refused.status_code == 403
    assert "U hebt geen rol bij deze gemeente." in refused.text
    assert await fetch("SELECT 1 FROM idea") == []
    assert (await client.post("/ideeen/nieuw", data=plan(voor_gemeente=str(delft)))).status_code == 303
    assert (await client.get(f"/ideeen/nieuw?voor_gemeente={buren}")).status_code == 200, "a link of a colleague"


async def test_who_has_no_role_left_in_a_municipality_but_one_for_the_country_acts_for_none(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    person, _buren, _delft = await of_two(client, sign_in)
    await execute("UPDATE role_grant SET revoked_at = now() WHERE person = $1", person)
    await execute(
        "INSERT INTO role_grant (person, role, starts, granted_at, reason)"
        " VALUES ($1, 'beoordelaar', '2020-01-01', now(), '')", person,
    )  # fmt: skip
    assert (await client.get("/mijn-gemeente")).status_code == 403
    assert (await client.get("/beoordelen")).status_code == 200
