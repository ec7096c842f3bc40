"""`/beheer/taken`: the administrator of the platform sees which jobs failed, and has them run again."""

from typing import ClassVar

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import NotAllowed
from innovatie.infra.database import execute, fetch_one_value, fetch_values
from innovatie.infra.jobs import Payload, enqueue
from innovatie.operations import actions
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


class Broken(Payload, frozen=True, kw_only=True):
    job: ClassVar[str] = "test.broken"
    secret: str


async def failed_job() -> int:
    await enqueue(Broken(secret="geheim"))
    await execute("UPDATE pgqueuer SET status = 'failed' WHERE entrypoint = $1", Broken.job)
    number = await fetch_one_value(int, "SELECT id FROM pgqueuer WHERE entrypoint = $1", Broken.job)
    assert number is not None
    await execute(
        "INSERT INTO pgqueuer_log (job_id, status, priority, entrypoint, traceback)"
        ' VALUES ($1, \'failed\', 0, $2, \'{"exception_type": "LookupError", "exception_message": "geheim"}\')',
        number,
        Broken.job,
    )
    return number


async def test_the_administrator_sees_what_failed_without_its_contents_and_has_it_run_again(
    client: httpx.AsyncClient, db: asyncpg.Connection, sign_in: SignIn
) -> None:
    await sign_in(client, await factories.person(Role.ADMINISTRATOR))
    assert "Er zijn geen mislukte taken" in (await client.get("/beheer/taken")).text
    number = await failed_job()
    page = (await client.get("/beheer/taken")).text
    assert "test.broken" in page
    assert "LookupError" in page
    assert "geheim" not in page
    assert 'href="/beheer/taken"' in (await client.get("/beheer")).text

    answer = await client.post(f"/beheer/taken/{number}/opnieuw")
    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/beheer/taken")
    assert await fetch_values(str, "SELECT status::text FROM pgqueuer WHERE id = $1", number) == ["queued"]
    assert await fetch_values(str, "SELECT act FROM audit_event WHERE object_id = 'test.broken'") == [
        "taak opnieuw uitvoeren"
    ]
    assert (await client.post(f"/beheer/taken/{number}/opnieuw")).status_code == 409


async def test_a_director_of_vng_may_not_and_sees_no_link(
    client: httpx.AsyncClient, db: asyncpg.Connection, sign_in: SignIn
) -> None:
    director = await factories.vng()
    number = await failed_job()
    with pytest.raises(NotAllowed):
        await actions.run_again(actor=director, number=number, now=NOW)
    await sign_in(client, director.person_id or 0)
    assert (await client.get("/beheer/taken")).status_code == 403
    assert "/beheer/taken" not in (await client.get("/vng")).text
    assert await fetch_values(str, "SELECT status::text FROM pgqueuer WHERE id = $1", number) == ["failed"]
