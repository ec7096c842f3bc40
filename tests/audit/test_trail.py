"""The trail in a real database: chained at commit, closed to the app, and every tampering named by row."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator

import asyncpg
import pytest

from innovatie.audit import queries
from innovatie.audit.actions import record
from innovatie.domain.audit_chain import Fault, Verdict, verify
from innovatie.domain.authority import SYSTEM, Actor
from innovatie.infra import database
from innovatie.infra.database import execute, fetch_value, transaction
from innovatie.infra.database_roles import ensure_app_role
from tests import forked
from tests.factories import NOW
from tests.serving import environment

pytestmark = pytest.mark.anyio

ACTOR = Actor(person_id=3, name="Proef")


async def act(number: int, *, details: dict[str, object] | None = None) -> None:
    await record(
        actor=ACTOR, act="proef", object_kind="ding", object_id=number, now=NOW, on_behalf_of=5, details=details
    )


async def verdict(expected_head: bytes | None = None) -> Verdict:
    return verify([link async for link in queries.links()], expected_head=expected_head)


async def as_owner(*statements: str) -> None:
    """What somebody with all power over the database does: switch the guards off, change, switch them on."""
    await execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
    await execute("ALTER TABLE audit_seal DISABLE TRIGGER USER")
    for statement in statements:
        await execute(statement)
    await execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    await execute("ALTER TABLE audit_seal ENABLE TRIGGER USER")


@pytest.fixture
async def trail(committed: str) -> str:
    for number in range(1, 6):
        await act(number, details={"b": [1, "é"], "a": None})
    return committed


async def test_rows_are_chained_when_they_are_committed(trail: str) -> None:
    found = await verdict()
    assert (found.rows, found.fault) == (5, None)
    assert await queries.head() == (5, found.head)


async def test_what_is_undone_leaves_no_row_and_no_gap_in_the_chain(trail: str) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await act(6)
            raise RuntimeError
    await act(7)
    found = await verdict()
    assert (found.rows, found.fault) == (6, None)


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("UPDATE audit_event SET result = 'geweigerd' WHERE id = 3", Fault(3, "de inhoud van de regel is gewijzigd")),
        ("UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = 1", Fault(1, "de inhoud van de regel is gewijzigd")),
        ("UPDATE audit_event SET details = '{}' WHERE id = 5", Fault(5, "de inhoud van de regel is gewijzigd")),
        ("UPDATE audit_event SET actor = NULL WHERE id = 2", Fault(2, "de inhoud van de regel is gewijzigd")),
        ("DELETE FROM audit_seal WHERE event = 2; DELETE FROM audit_event WHERE id = 2", Fault(3, "de regel hiervoor ontbreekt, is ingevoegd of is verplaatst")),
        ("DELETE FROM audit_seal WHERE event = 4", Fault(5, "de regel hiervoor ontbreekt, is ingevoegd of is verplaatst")),
        ("DELETE FROM audit_seal WHERE event = 5", Fault(5, "deze regel is niet door de database verzegeld")),
        (
            "INSERT INTO audit_event (at, act, object_kind, object_id, result, origin, details)"
            " VALUES (now(), 'vals', 'ding', '1', 'gedaan', 'web', '{}')",
            Fault(6, "deze regel is niet door de database verzegeld"),
        ),
    ],
)  # fmt: skip
async def test_whatever_is_done_in_the_database_itself_is_found_in_its_row(trail: str, sql: str, fault: Fault) -> None:
    await as_owner(*sql.split("; "))
    assert (await verdict()).fault == fault


async def test_cutting_off_the_end_is_found_with_a_kept_head(trail: str) -> None:
    kept = (await verdict()).head
    await as_owner("DELETE FROM audit_seal WHERE event = 5", "DELETE FROM audit_event WHERE id = 5")
    found = await verdict(kept)
    assert (found.fault, found.head_seen) == (None, False)


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
async def test_even_the_owner_is_stopped_at_the_door(trail: str, table: str, verb: str) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await execute(verb.format(table))
    assert (await verdict()).rows == 5


async def test_acts_at_the_same_time_make_one_chain(committed: str) -> None:
    await asyncio.gather(*(act(number) for number in range(40)))
    found = await verdict()
    assert (found.rows, found.fault) == (40, None)


async def test_an_act_does_not_make_another_wait_while_it_runs(committed: str) -> None:
    async with transaction():
        await act(1)
        await asyncio.wait_for(asyncio.create_task(_in_its_own_connection()), timeout=5)
    assert (await verdict()).rows == 2


async def _in_its_own_connection() -> None:
    database.ENGINE.current_transaction.set(None)
    await act(2)


@pytest.fixture
async def app_role(trail: str) -> AsyncIterator[asyncpg.Connection]:
    role = f"innovatie_app_{os.getpid()}"
    dsn = await ensure_app_role(trail, password="p@ss:/word", role=role)
    assert await ensure_app_role(trail, password="p@ss:/word", role=role) == dsn
    connection = await asyncpg.connect(dsn)
    yield connection
    await connection.close()
    await execute(f"DROP OWNED BY {role}")
    await execute(f"DROP ROLE {role}")


async def test_the_role_of_the_app_may_add_to_the_trail_and_nothing_else(app_role: asyncpg.Connection) -> None:
    await app_role.execute(
        "INSERT INTO audit_event (at, act, object_kind, object_id, result, origin, details)"
        " VALUES (now(), 'proef', 'ding', '1', 'gedaan', 'web', '{}')"
    )
    assert ((await verdict()).rows, (await verdict()).fault) == (6, None)
    forbidden = [
        "UPDATE audit_event SET result = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event CASCADE",
        "INSERT INTO audit_seal (event, previous, digest) VALUES (1, '', '')", "DELETE FROM audit_seal",
        "UPDATE audit_seal SET digest = ''", "SELECT nextval('audit_seal_id_seq')", "CREATE TEMPORARY TABLE x (y int)",
        "CREATE SCHEMA x", "SET ROLE innovatie_trail",
        "ALTER TABLE audit_event DISABLE TRIGGER USER", "DROP TABLE audit_event CASCADE", "CREATE TABLE x (y int)",
        "CREATE OR REPLACE FUNCTION audit_content(e audit_event) RETURNS bytea LANGUAGE sql AS 'SELECT NULL::bytea'",
        "DELETE FROM migration", "SET ROLE innovatie", "COPY person TO PROGRAM 'cat'",
    ]  # fmt: skip
    for statement in forbidden:
        with pytest.raises(asyncpg.PostgresError) as refused:
            await app_role.execute(statement)
        assert isinstance(refused.value, asyncpg.InsufficientPrivilegeError | asyncpg.InvalidParameterValueError), (
            statement
        )


async def test_the_role_of_the_app_can_do_its_daily_work(app_role: asyncpg.Connection) -> None:
    made = await app_role.fetchval(
        "INSERT INTO person (name, description, active, created_at) VALUES ('X', '', true, now()) RETURNING id"
    )
    assert await app_role.execute("UPDATE person SET name = 'Y' WHERE id = $1", made) == "UPDATE 1"
    assert await app_role.execute("DELETE FROM person WHERE id = $1", made) == "DELETE 1"


def told(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return forked.run("audit", "verify", *arguments, environment=environment(DATABASE_URL=dsn))


async def test_the_command_names_the_first_bad_row_and_ends_with_one(trail: str) -> None:
    good = await asyncio.to_thread(told, trail)
    head = (await verdict()).head.hex()
    assert (good.returncode, good.stdout) == (0, f"Het logboek klopt: 5 regels. Kop: {head}\n")
    await as_owner("UPDATE audit_event SET object_id = '9' WHERE id = 2")
    bad = await asyncio.to_thread(told, trail)
    assert (bad.returncode, bad.stdout) == (1, "")
    assert bad.stderr == (
        "Het logboek klopt niet: regel 2: de inhoud van de regel is gewijzigd.\nDe 1 regels daarvoor kloppen.\n"
    )
    as_json = json.loads((await asyncio.to_thread(told, trail, "--json")).stdout)
    assert as_json["fout"] == {"regel": 2, "reden": "de inhoud van de regel is gewijzigd"}
    assert (await asyncio.to_thread(told, trail, "--kop", "zz")).returncode == 2


async def test_the_platform_itself_is_recorded_without_a_person(db: asyncpg.Connection) -> None:
    await record(actor=SYSTEM, act="opruimen", object_kind="sessies", object_id=0, now=NOW)
    row = await fetch_value("SELECT (actor, origin)::text FROM audit_event ORDER BY id DESC LIMIT 1")
    assert row == "(,platform)"
