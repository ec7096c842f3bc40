import httpx
import pytest
from litestar import Litestar

from innovatie.infra import database

pytestmark = pytest.mark.anyio


async def test_a_living_process_with_a_database_is_alive_and_ready(client: httpx.AsyncClient) -> None:
    assert [(r.status_code, r.text) for r in (await client.get("/livez"), await client.get("/readyz"))] == [
        (200, "ok")
    ] * 2


async def test_without_its_database_it_lives_on_but_is_not_ready(app: Litestar) -> None:
    database.configure("postgresql://nobody:x@127.0.0.1:1/nothing")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8000") as visitor:
        alive, ready = await visitor.get("/livez"), await visitor.get("/readyz")
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.text == "database: ConnectionRefusedError"


@pytest.mark.parametrize("address", ["/metrics", "/metrics/", "/metrics%2f", "/METRICS"])
async def test_the_site_itself_has_no_figures(client: httpx.AsyncClient, address: str) -> None:
    answer = await client.get(address, follow_redirects=True)
    assert answer.status_code == 404
    assert "innovatie_" not in answer.text
