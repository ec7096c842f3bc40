"""People who sign in, as the tests of signing in need them."""

import json
import re

import httpx

from innovatie.domain.authority import Role
from innovatie.domain.roles import OF_THE_COUNTRY
from innovatie.infra.database import execute, fetch
from tests import factories
from tests.queue import run_due


async def colleague(*roles: Role, address: str = "jan@stad.nl", domain: bool = True) -> tuple[int, int]:
    """Somebody with an address of their municipality, or of VNG for a role of the country: (person, municipality)."""
    town = await factories.municipality()
    if domain:
        await execute(
            "INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, $2, now())",
            None if OF_THE_COUNTRY.issuperset(roles or {Role.CIVIL_SERVANT}) else town, address.split("@")[1],
        )  # fmt: skip
    person = await factories.person(*(roles or (Role.CIVIL_SERVANT,)), municipality_id=town)
    await execute("UPDATE person SET email = $1 WHERE id = $2", address, person)
    return person, town


async def ask(client: httpx.AsyncClient, address: str = "jan@stad.nl", **more: str) -> httpx.Response:
    return await client.post("/inloggen/link", data={"email": address, **more})


async def queued_links() -> list[str]:
    await run_due()
    rows = await fetch("SELECT details FROM queued_mail WHERE kind = 'inloglink' ORDER BY id")
    return [json.loads(row["details"])["pad"] for row in rows]


async def whoami(client: httpx.AsyncClient) -> str:
    page = await client.get("/account")
    return "binnen" if page.status_code == 200 else "buiten"


async def form_token(client: httpx.AsyncClient, page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]+)"', (await client.get(page)).text)
    assert found
    return found[1]


async def signed_in_by_link(client: httpx.AsyncClient, *roles: Role) -> tuple[int, str]:
    person, _ = await colleague(*roles)
    await ask(client)
    response = await client.post((await queued_links())[-1])
    return person, response.headers["location"]
