import httpx
import pytest
from litestar import Litestar

from innovatie.app import create_app
from innovatie.infra import database
from innovatie.settings import Settings

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


async def test_metrics_are_not_there_until_asked_for(client: httpx.AsyncClient) -> None:
    assert (await client.get("/metrics")).status_code == 404


async def test_metrics_count_requests_by_method_and_status(client: httpx.AsyncClient, settings: Settings) -> None:
    measured = create_app(settings.with_changes(metrics=True))
    transport = httpx.ASGITransport(app=measured)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
        await visitor.get("/livez")
        await visitor.get("/livez")
        await visitor.get("/bestaat-niet")
        text = (await visitor.get("/metrics")).text
    assert 'innovatie_requests_total{method="GET",status="2xx"} 2' in text.splitlines()
    assert 'innovatie_requests_total{method="GET",status="4xx"} 1' in text.splitlines()
    assert 'innovatie_jobs{state="waiting"} 0' in text.splitlines()
