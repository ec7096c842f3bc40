"""A token made on the page and used in the API: for its purposes, its municipality and its time, and nothing more."""

import re
from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.adoption.actions import follow
from innovatie.domain.authority import SYSTEM, Role
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_row, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

PLAN = {
    "titel": "Een plan uit de zaakgids", "samenvatting": "Kort.", "probleem": "Iets.", "thema": "dienstverlening",
    "contact": "Jan",
}  # fmt: skip


class Owner:
    """A civil servant of two municipalities, signed in."""

    def __init__(self, person: int, own: int, second: int) -> None:
        self.person, self.own, self.second = person, own, second


@pytest.fixture
async def owner(db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn) -> Owner:
    own, second = await factories.municipality("Eigenstad"), await factories.municipality("Tweedorp")
    person = await factories.person(Role.CIVIL_SERVANT, Role.VOTER, municipality_id=own)
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " VALUES ($1, 'ambtenaar', $2, '2020-01-01', now(), '')",
        person,
        second,
    )
    await sign_in(client, person)
    return Owner(person, own, second)


async def made(client: httpx.AsyncClient, *purposes: str, days: int = 30, town: int | None = None) -> str:
    """The token, as the page shows it this once."""
    form: dict[str, object] = {"naam": "Zaaksysteem", "doelen": list(purposes), "dagen": days, "voor": town or ""}
    page = await client.post("/account/tokens", data=form)
    assert page.status_code == 200
    (token,) = re.findall(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", page.text)
    assert token not in (await client.get("/account/tokens")).text
    return str(token)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def post(client: httpx.AsyncClient, token: str, **changes: object) -> httpx.Response:
    return await client.post("/api/v1/ideeen", json=PLAN | changes, headers=bearer(token))


async def code_of(town: int) -> str:
    return str(await fetch_value("SELECT code FROM municipality WHERE id = $1", town))


async def test_a_token_for_ideas_posts_a_plan_for_its_municipality_and_the_trail_says_so(
    client: httpx.AsyncClient, owner: Owner
) -> None:
    token = await made(client, "ideeen", town=owner.own)
    answer = await post(client, token)
    assert answer.status_code == 201, answer.text
    number = answer.json()["nummer"]
    assert answer.headers["location"] == f"/api/v1/ideeen/{number}"
    assert (await client.get(answer.json()["webpagina"]["href"])).status_code == 200
    row = await fetch_row("SELECT * FROM audit_event WHERE act = 'idee plaatsen' ORDER BY id DESC LIMIT 1")
    assert row is not None
    assert (row["actor"], row["on_behalf_of"], row["object_id"], row["origin"]) == (
        owner.person, owner.own, str(number), "token",
    )  # fmt: skip
    gone = await client.post(f"/api/v1/ideeen/{number}/intrekking", json={"reden": "Dubbel."}, headers=bearer(token))
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(f"/api/v1/ideeen/{number}")).json()["redenVanIntrekking"] == "Dubbel."


async def test_all_that_is_wrong_is_told_at_once_by_the_names_of_the_api(
    client: httpx.AsyncClient, owner: Owner
) -> None:
    token = await made(client, "ideeen", town=owner.own)
    answer = await post(client, token, titel="", thema="onzin", kostenEuro=-1)
    assert answer.status_code == 400
    assert sorted(one["naam"] for one in answer.json()["ongeldig"]) == ["kostenEuro", "thema", "titel"]
    assert (await post(client, token, links=["javascript:alert(1)"])).status_code == 400
    assert (await post(client, token, gemeentecode="GM9999")).json()["ongeldig"][0]["naam"] == "gemeentecode"
    assert await fetch_value("SELECT count(*) FROM idea") == 0


async def test_a_token_for_another_purpose_is_refused(client: httpx.AsyncClient, owner: Owner) -> None:
    for purpose in ("lezen", "overname"):
        answer = await post(client, await made(client, purpose, town=owner.own))
        assert (answer.status_code, answer.json()["detail"]) == (
            403, "Het token waarmee u werkt, is hier niet voor gemaakt.",
        )  # fmt: skip


async def test_a_token_of_one_municipality_does_nothing_for_another_and_one_of_a_person_says_for_which(
    client: httpx.AsyncClient, owner: Owner
) -> None:
    strange = await factories.municipality("Vreemd")
    of_town = await made(client, "ideeen", town=owner.own)
    assert (await post(client, of_town, gemeentecode=await code_of(owner.second))).status_code == 403
    of_person = await made(client, "ideeen")
    assert (await post(client, of_person, gemeentecode=await code_of(strange))).status_code == 403
    answer = await post(client, of_person, gemeentecode=await code_of(owner.second))
    assert answer.status_code == 201
    assert await fetch_value("SELECT municipality FROM idea") == owner.second


async def test_an_expired_a_revoked_and_a_false_token_are_told_so_even_where_none_is_needed(
    client: httpx.AsyncClient, owner: Owner, clock: Clock
) -> None:
    token, other = await made(client, "ideeen", town=owner.own), await made(client, "lezen", days=1)
    assert (await client.get("/api/v1/rondes", headers=bearer(other))).status_code == 200
    number = await fetch_value("SELECT min(id) FROM api_token")
    assert (await client.post(f"/account/tokens/{number}/intrekken")).status_code == 303
    clock.shift = timedelta(days=1, seconds=1)
    for refused in (token, other, other[:-2] + "xx", "onzin", ""):
        for answer in (await client.get("/api/v1/rondes", headers=bearer(refused)), await post(client, refused)):
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')
            assert answer.headers["content-type"] == "application/problem+json"
    without = await client.post("/api/v1/ideeen", json=PLAN)
    assert (without.status_code, without.headers["www-authenticate"]) == (401, "Bearer")


async def test_a_token_ends_with_the_account_and_with_the_role_of_its_owner(
    client: httpx.AsyncClient, owner: Owner
) -> None:
    token = await made(client, "ideeen", town=owner.own)
    await execute("UPDATE role_grant SET revoked_at = now() WHERE person = $1", owner.person)
    assert (await post(client, token)).status_code == 401
    await execute("UPDATE person SET active = false WHERE id = $1", owner.person)
    assert (await post(client, token)).status_code == 401


async def test_a_token_opens_no_page_and_a_cookie_no_api(client: httpx.AsyncClient, owner: Owner) -> None:
    token = await made(client, "ideeen", "lezen", "overname")
    assert (await client.post("/api/v1/ideeen", json=PLAN)).status_code == 401  # the cookie of the owner is with it
    client.cookies.clear()
    for path in ("/account", "/mijn-werk", "/ideeen/nieuw"):
        page = await client.get(path, headers=bearer(token))
        assert (page.status_code, page.headers["location"].split("?")[0]) == (303, "/inloggen")
    assert (await client.post("/account/tokens", data={}, headers=bearer(token))).status_code == 401


async def test_a_token_for_adoption_tells_how_far_its_municipality_is(
    client: httpx.AsyncClient, owner: Owner, clock: Clock
) -> None:
    solution = await follow(actor=SYSTEM, title="Brieven", summary="", theme="", now=clock.now())
    address, said = f"/api/v1/overname/{solution}/meldingen", {"stap": "verkenning", "sindsDatum": "2026-03-01"}
    wrong = await client.post(address, json=said, headers=bearer(await made(client, "ideeen", town=owner.own)))
    assert wrong.status_code == 403
    token = await made(client, "overname", town=owner.own)
    answer = await client.post(address, json=said, headers=bearer(token))
    assert answer.status_code == 201, answer.text
    row = await fetch_row("SELECT stage, municipality, said_by FROM adoption_event")
    assert row is not None
    assert tuple(row) == ("verkenning", owner.own, owner.person)
    late = await client.post(address, json=said | {"sindsDatum": "2099-01-01"}, headers=bearer(token))
    assert (late.status_code, late.json()["ongeldig"][0]["naam"]) == (409, "sindsDatum")
    unknown = await client.post("/api/v1/overname/999999/meldingen", json=said, headers=bearer(token))
    assert unknown.status_code == 404


async def test_a_statement_that_was_sent_twice_under_one_key_is_one_statement(
    client: httpx.AsyncClient, owner: Owner, clock: Clock
) -> None:
    solution = await follow(actor=SYSTEM, title="Brieven", summary="", theme="", now=clock.now())
    address, said = f"/api/v1/overname/{solution}/meldingen", {"stap": "verkenning", "toelichting": "In de raad."}
    headers = bearer(await made(client, "overname", town=owner.own))
    keyed = headers | {"Idempotency-Key": "melding 1"}
    first, again = [await client.post(address, json=said, headers=keyed) for _ in range(2)]
    assert first.status_code == 201, first.text
    assert (again.status_code, again.json(), again.headers["Location"]) == (
        201, first.json(), f"/api/v1/meldingen/{first.json()['melding']}",
    )  # fmt: skip
    assert (await client.get(again.headers["Location"])).json()["toelichting"] == "In de raad."
    other = await client.post(address, json=said | {"stap": "gestopt"}, headers=keyed)
    assert (other.status_code, other.headers["Content-Type"]) == (422, "application/problem+json")
    assert await fetch_value("SELECT count(*) FROM adoption_event") == 1
    unkeyed = await client.post(address, json=said | {"stap": "besloten"}, headers=headers)
    assert (unkeyed.status_code, await fetch_value("SELECT count(*) FROM adoption_event")) == (201, 2)
