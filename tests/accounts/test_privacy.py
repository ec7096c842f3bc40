"""One's own data: complete when asked for, gone when erased, and let go of in time."""

import io
import json
import zipfile
from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts import actions
from innovatie.accounts.personal_data_inventory import IN_WORDS, in_words
from innovatie.accounts.queries import actor_of
from innovatie.accounts.queries.privacy import references
from innovatie.domain.retention import RULES, Kind
from innovatie.ideas import actions as ideas
from innovatie.infra.database import execute, fetch, fetch_value
from tests import factories
from tests.accounts.full_life import NAME, a_full_life
from tests.conftest import SignIn
from tests.factories import NOW

pytestmark = pytest.mark.anyio


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


async def test_the_page_has_words_for_every_kind_of_data_and_counts_them_all(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    tables = {table for table, _ in await references()} | {"person", "audit_event"}
    assert tables - set(IN_WORDS) == set()
    assert in_words({"idea.created_by": 2, "session.person": 1, "idea.changed_by": 3, "nieuw.door": 1}) == (
        ("Sessies: waar u bent ingelogd", 1), ("Plannen die u schreef", 5), ("nieuw", 1),
    )  # fmt: skip
    await sign_in(client, await a_full_life())
    page = (await client.get("/account/gegevens")).text
    assert "Plannen die u schreef" in page and "created_by" not in page


async def test_no_digest_or_sealed_secret_is_exported(db: asyncpg.Connection) -> None:
    person = await a_full_life()
    actor = await actor_of(person_id=person, municipality_id=None, today=NOW.date())
    assert actor is not None
    text = (await actions.give_data(actor=actor, now=NOW)).decode()
    assert "secret_digest" not in text and "sealed_secret" not in text and "id_token" not in text


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


async def test_by_what_somebody_was_known_goes_a_year_after_their_recovery(db: asyncpg.Connection) -> None:
    person, other = await a_full_life(), await factories.person()
    await execute(
        "INSERT INTO factor_recovery (person, asked_at, vouched_by, vouched_at, reason) VALUES ($1, $2, $3, $2, 'Zus')",
        person, NOW, other,
    )  # fmt: skip
    keep = RULES[Kind.RECOVERY].keep
    assert keep is not None
    for later, reason in ((timedelta(0), "Zus"), (timedelta(seconds=1), "")):
        await actions.let_go(now=NOW + keep + later)
        assert await fetch_value("SELECT reason FROM factor_recovery") == reason


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
        assert (
            f"{rule.keep.days} {'dag' if rule.keep.days == 1 else 'dagen'}" if rule.keep else "blijft bewaard"
        ) in page
