"""Who asks to be erased is gone: from the database, its files and the search indexes; what counted still counts."""

import json
import os
import tarfile
from datetime import timedelta
from pathlib import Path

import asyncpg
import httpx
import meilisearch
import pytest

from innovatie.accounts import actions
from innovatie.accounts.payloads import MakeLink
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Role
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.infra.database import fetch, fetch_value
from innovatie.infra.jobs import enqueue
from innovatie.search import engine_selection
from innovatie.search.meilisearch_engine import MeilisearchEngine
from tests import factories
from tests.accounts.full_life import ADDRESS, NAME, a_full_life, dump, leave_files
from tests.conftest import SignIn
from tests.factories import NOW
from tests.queue import run_due
from tests.search.conftest import KEY, MEILISEARCH

pytestmark = pytest.mark.anyio
DUMPS = os.environ.get("INNOVATIE_TEST_MEILISEARCH_DUMPS", "")
TRACES = (NAME.lower(), ADDRESS.lower(), "canarie", "wilhelmina")
COUNTED = (
    "idea", "idea_version", "idea_participant", "role_grant", "person", "idea_group", "search_document", "group_file",
    "attachment", "adoption_event", "adoption_evidence", "adoption_status",
)  # fmt: skip


async def totals() -> dict[str, int]:
    return {table: await fetch_value(f"SELECT count(*) FROM {table}") for table in COUNTED}


async def erase(person: int) -> None:
    actor = await actor_of(person_id=person, municipality_id=None, today=NOW.date())
    assert actor is not None
    await actions.erase_person(actor=actor, person_id=person, now=NOW)
    await run_due()


def traces_in(text: str) -> list[str]:
    """What of the person stands in a text, or in bytes that are written as digits."""
    text = text.lower()
    return [trace for trace in TRACES if trace in text or trace.encode().hex() in text]


async def test_after_erasure_a_dump_of_the_database_holds_no_trace_and_totals_are_the_same(committed: str) -> None:
    person = await a_full_life()
    await run_due()  # the search index knows the plan, and its group bears the summary
    files = await leave_files(person, await fetch_value("SELECT id FROM idea_group"))
    await run_due()
    await enqueue(MakeLink(address=ADDRESS, browser="", after=""), at=NOW + timedelta(days=3650))
    before = await totals()
    assert traces_in(dump(committed)) == list(TRACES)
    await erase(person)
    assert traces_in(dump(committed)) == []
    assert await totals() == before
    row = await fetch("SELECT name, email, active FROM person WHERE id = $1", person)
    assert tuple(row[0]) == ("Voormalig deelnemer", None, False)
    assert [tuple(row) for row in await fetch("SELECT summary, problem FROM idea")] == [
        ("Bel Voormalig deelnemer voor meer.", "Vraag Voormalig deelnemer.")
    ]
    for table in ("group_file", "attachment", "adoption_evidence", "idea_file"):
        assert await fetch_value(f"SELECT content FROM {table} WHERE id = $1", files[table]) == b""
    assert await fetch_value("SELECT removed_at IS NULL FROM group_file WHERE id = $1", files["plain"]) is True
    assert len(await fetch_value("SELECT content FROM group_file WHERE id = $1", files["plain"])) > 100
    trail = await fetch("SELECT object_id, on_behalf_of FROM audit_event WHERE act = 'bestand leegmaken' ORDER BY 1")
    town = await fetch_value("SELECT municipality FROM role_grant WHERE person = $1", person)
    assert [tuple(row) for row in trail] == [
        (f"adoption_evidence {files['adoption_evidence']}", None),
        (f"attachment {files['attachment']}", None),
        (f"group_file {files['group_file']}", town),
        (f"idea_file {files['idea_file']}", town),
    ]


async def test_a_file_that_was_emptied_is_no_longer_offered(client: httpx.AsyncClient) -> None:
    person = await a_full_life()
    await run_due()
    files = await leave_files(person, await fetch_value("SELECT id FROM idea_group"))
    await run_due()
    assert (await client.get(f"/overname/bewijs/{files['adoption_evidence']}")).status_code == 200
    await erase(person)
    assert (await client.get(f"/overname/bewijs/{files['adoption_evidence']}")).status_code == 404


@pytest.mark.skipif(not MEILISEARCH, reason="INNOVATIE_TEST_MEILISEARCH_URL is not set")
async def test_after_erasure_a_dump_of_meilisearch_holds_no_trace_and_totals_are_the_same(committed: str) -> None:
    name = "innovatie_wissen"
    server = meilisearch.Client(MEILISEARCH, KEY)
    engine = MeilisearchEngine(MEILISEARCH, KEY, index=name)
    await engine.rebuild([], progress=lambda _: None)
    engine_selection.use(engine)
    try:
        person = await a_full_life()
        await run_due()
        count = await engine.count()
        assert traces_in(whole(server, name)) == [NAME.lower(), "canarie", "wilhelmina"] and count > 0
        await erase(person)
        assert traces_in(whole(server, name)) == []
        assert await engine.count() == count
    finally:
        engine_selection.use(None)
        server.wait_for_task(server.delete_index(name).task_uid)


def whole(server: meilisearch.Client, name: str) -> str:
    """Everything that the server gives about an index, and its own dump where INNOVATIE_TEST_MEILISEARCH_DUMPS is."""
    documents = server.index(name).get_documents({"limit": 1_000, "retrieveVectors": True})
    known = json.dumps([dict(document) for document in documents.results], ensure_ascii=False, default=vars)
    known += json.dumps(server.index(name).get_settings(), ensure_ascii=False, default=str)
    known += repr(server.get_tasks({"limit": 1_000}))
    task = server.wait_for_task(server.create_dump().task_uid, timeout_in_ms=60_000)
    assert task.status == "succeeded"
    if DUMPS:
        with tarfile.open(Path(DUMPS) / f"{task.details['dumpUid']}.dump") as archive:
            for member in archive:
                file = archive.extractfile(member) if member.isfile() else None
                known += file.read().decode("utf-8", "replace") if file else ""
    return known


async def test_a_name_that_a_colleague_bears_too_stays_in_texts_but_the_address_goes(db: asyncpg.Connection) -> None:
    await factories.person(name=NAME)
    person = await a_full_life()
    admin = await factories.actor(Role.ADMINISTRATOR)
    await actions.erase_person(actor=admin, person_id=person, now=NOW)
    contact = await fetch_value("SELECT contact FROM idea")
    assert contact == f"{NAME}, "


async def test_nobody_erases_another_and_nobody_is_erased_twice(db: asyncpg.Connection) -> None:
    person = await a_full_life()
    for role in (Role.CIVIL_SERVANT, Role.MUNICIPAL_ADMIN, Role.VNG_DIRECTOR):
        with pytest.raises(NotAllowed):
            await actions.erase_person(actor=await factories.actor(role), person_id=person, now=NOW)
    admin = await factories.actor(Role.ADMINISTRATOR)
    await actions.erase_person(actor=admin, person_id=person, now=NOW)
    with pytest.raises(NotFound):
        await actions.erase_person(actor=admin, person_id=person, now=NOW)


async def test_erasing_is_asked_twice_and_signs_out(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await a_full_life()
    await sign_in(client, person)
    assert (await client.post("/account/gegevens/wissen", data={"bevestiging": "ja"})).status_code == 422
    assert await fetch_value("SELECT name FROM person WHERE id = $1", person) == NAME
    assert (await client.post("/account/gegevens/wissen", data={"bevestiging": "WISSEN"})).status_code == 303
    assert (await client.get("/account")).status_code == 303
