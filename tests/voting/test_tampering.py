"""Change, drop, add or reorder any one row in the database: the check names the first bad row."""

import asyncio
import json
import os
import subprocess
from collections.abc import AsyncIterator

import asyncpg
import pytest

from innovatie.domain.errors import Conflict
from innovatie.infra.database import execute, fetch_value
from innovatie.infra.database_roles import ensure_app_role
from innovatie.voting import signing
from innovatie.voting.verification import verify_vote
from tests import forked
from tests.conftest import SECRET
from tests.voting import scene as scenes
from tests.voting.scene import Scene

pytestmark = [pytest.mark.anyio]

ROWS = 7
"""The opening, five ballots, the close."""


async def voted() -> Scene:
    scene = await scenes.preselection()
    for town in range(5):
        await scene.approve(town, town % 3)
    await scene.close()
    return scene


async def as_owner(*statements: str) -> None:
    """What somebody with all power over the database does: switch the guards off, change, switch them on."""
    for table in ("ballot_event", "tree_head"):
        await execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await execute("ALTER TABLE ballot_event DROP CONSTRAINT IF EXISTS who_fits_the_act")
    await execute("ALTER TABLE round_vote DROP CONSTRAINT IF EXISTS counted_when_closed")
    for statement in statements:
        assert await execute(statement) != "UPDATE 0", statement
    for table in ("ballot_event", "tree_head"):
        await execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


async def test_a_log_that_nobody_touched_is_sound(db: asyncpg.Connection) -> None:
    scene = await voted()
    verdict = await verify_vote(scene.vote_id)
    assert (verdict.sound, verdict.rows, verdict.row, verdict.faults) == (True, ROWS, None, ())


ZEROS = "decode(repeat('00', {}), 'hex')"
CHANGE = {
    "id": "id = id + 1000",
    "kind": "kind = 'machtiging'",
    "time": "time = '2026-01-01T00:00:00.000Z'",
    "event": "event = replace(event, '\"soort\"', '\"soord\"')",
    "nonce": f"nonce = {ZEROS.format(16)}",
    "leaf": f"leaf = {ZEROS.format(32)}",
    "root": f"root = {ZEROS.format(32)}",
    "signature": f"signature = {ZEROS.format(64)}",
    "municipality": "municipality = (SELECT max(municipality) FROM elector)",
    "partnership": "partnership = (SELECT min(id) FROM partnership)",
}


@pytest.mark.parametrize("column", CHANGE)
async def test_a_changed_row_is_named_whichever_row_and_column_it_is(db: asyncpg.Connection, column: str) -> None:
    scene = await voted()
    for row in range(1, ROWS + 1):
        undo = db.transaction()
        await undo.start()
        await as_owner(f"UPDATE ballot_event SET {CHANGE[column]} WHERE vote = {scene.vote_id} AND sequence = {row}")
        verdict = await verify_vote(scene.vote_id)
        await undo.rollback()
        # A number that rose shows at the row after it; the last one's may be higher without being out of order.
        shown = {"id": row + 1 if row < ROWS else None}.get(column, row)
        assert verdict.row == shown, (column, row, verdict)


async def test_a_dropped_row_is_named_whichever_row_it_is(db: asyncpg.Connection) -> None:
    scene = await voted()
    for row in range(1, ROWS + 1):
        undo = db.transaction()
        await undo.start()
        await as_owner(f"DELETE FROM ballot_event WHERE vote = {scene.vote_id} AND sequence = {row}")
        verdict = await verify_vote(scene.vote_id)
        await undo.rollback()
        assert (verdict.row, verdict.rows) == (row, ROWS - 1)


async def test_two_rows_that_changed_places_are_named_by_the_first(db: asyncpg.Connection) -> None:
    scene = await voted()
    for one in range(1, ROWS):
        for other in range(one + 1, ROWS + 1):
            undo = db.transaction()
            await undo.start()
            where = f"WHERE vote = {scene.vote_id} AND sequence"
            await as_owner(
                f"UPDATE ballot_event SET sequence = 900 {where} = {one}",
                f"UPDATE ballot_event SET sequence = {one} {where} = {other}",
                f"UPDATE ballot_event SET sequence = {other} {where} = 900",
            )
            verdict = await verify_vote(scene.vote_id)
            await undo.rollback()
            assert verdict.row == one


async def test_an_added_row_is_named_wherever_it_is_put(db: asyncpg.Connection) -> None:
    scene = await voted()
    for row in range(1, ROWS + 2):
        undo = db.transaction()
        await undo.start()
        here = f"WHERE vote = {scene.vote_id} AND sequence"
        make_room = (
            f"UPDATE ballot_event SET sequence = sequence + 1000 {here} >= {row}",
            f"UPDATE ballot_event SET sequence = sequence - 999 {here} > 1000",
        )
        await as_owner(
            *(make_room if row <= ROWS else ()),
            "INSERT INTO ballot_event (vote, sequence, kind, time, event, nonce, leaf, root, signature)"
            f" SELECT vote, {row}, kind, time, event, nonce, leaf, root, signature FROM ballot_event"
            f" WHERE vote = {scene.vote_id} AND kind = 'sluiting'",
        )
        verdict = await verify_vote(scene.vote_id)
        await undo.rollback()
        # A copy of the last row before that row itself is whole; the first that cannot be is then the one behind it.
        assert (verdict.row, verdict.rows) == (row if row != ROWS else ROWS + 1, ROWS + 1)


async def test_a_forger_who_recomputes_every_hash_still_lacks_the_key(db: asyncpg.Connection) -> None:
    from innovatie.domain.ballot_log import Frontier, canonical, commitment, leaf_hash

    scene = await voted()
    rows = await db.fetch("SELECT * FROM ballot_event WHERE vote = $1 ORDER BY sequence", scene.vote_id)
    frontier, changes = Frontier(), []
    for row in rows:
        event = json.loads(row["event"])
        if row["sequence"] == 4:
            event["keuze"] = []
        leaf = leaf_hash(commitment(row["nonce"], canonical(event)))
        frontier.append(leaf)
        changes.append((canonical(event).decode(), leaf, frontier.root(), row["id"]))
    await execute("ALTER TABLE ballot_event DISABLE TRIGGER USER")
    await db.executemany("UPDATE ballot_event SET event = $1, leaf = $2, root = $3 WHERE id = $4", changes)
    verdict = await verify_vote(scene.vote_id)
    assert (verdict.row, verdict.reason) == (4, "de handtekening hoort niet bij deze rij: de rij is vervangen")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE elector SET weight = 9 WHERE code = (SELECT min(code) FROM elector)", "de lijst van stemgerechtigden"),
        ("UPDATE round_vote SET rules_file = replace(rules_file, '\"zetels\":3', '\"zetels\":2')", "de regels"),
        ("UPDATE ballot SET content = '{\"keuze\": []}' WHERE sequence = 3", "de bewaarde stem van"),
        ("UPDATE round_vote SET result = jsonb_set(result, '{gewogen,uitgebracht}', '6')", "de bewaarde uitslag"),
        ("UPDATE round_vote SET result = '{\"gewogen\": 1.5}'", "de bewaarde uitslag"),
        ("UPDATE round_vote SET result = jsonb_set(result, '{gewogen,x}', '6')", "de bewaarde uitslag"),
        ("UPDATE ballot SET content = '{\"keuze\": 5}' WHERE sequence = 3", "de bewaarde stem van"),
        ("UPDATE ballot SET content = content || '{\"x\": 1}' WHERE sequence = 3", "de bewaarde stem van"),
        ("UPDATE tree_head SET signature = decode(repeat('00', 64), 'hex') WHERE occasion = 'sluiting'", "boomhoofd"),
        (
            "UPDATE tree_head SET occasion = 'uur' WHERE occasion = 'sluiting'",
            "het boomhoofd van de sluiting ontbreekt",
        ),
        ("UPDATE vote_option SET title = 'Iets anders' WHERE position = 1", "de opties op het stembiljet"),
        ("UPDATE round_vote SET log_root = decode(repeat('00', 32), 'hex')", "de bewaarde stand van het logboek"),
        ("UPDATE round_vote SET closed_at = NULL", "het logboek is open en gesloten tegelijk"),
    ],
)
async def test_tampering_with_what_hangs_on_the_log_is_found(
    db: asyncpg.Connection, statement: str, fault: str
) -> None:
    scene = await voted()
    await as_owner(statement)
    verdict = await verify_vote(scene.vote_id)
    assert verdict.row is None
    assert len(verdict.faults) == 1
    assert fault in verdict.faults[0]


@pytest.mark.parametrize("table", ["ballot_event", "tree_head"])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET id = id", "DELETE FROM {0}", "TRUNCATE {0}"])
async def test_even_the_owner_is_stopped_at_the_door(db: asyncpg.Connection, table: str, verb: str) -> None:
    scene = await voted()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with db.transaction():
            await execute(verb.format(table))
    assert (await verify_vote(scene.vote_id)).sound


@pytest.fixture
async def app_role(committed: str) -> AsyncIterator[asyncpg.Connection]:
    role = f"innovatie_app_{os.getpid()}"
    connection = await asyncpg.connect(await ensure_app_role(committed, password="p@ss:/word", role=role))
    yield connection
    await connection.close()
    await execute(f"DROP OWNED BY {role}")
    await execute(f"DROP ROLE {role}")


async def test_the_role_of_the_app_may_add_to_the_log_and_nothing_else(app_role: asyncpg.Connection) -> None:
    scene = await voted()
    for table in ("ballot_event", "tree_head"):
        for statement in (
            f"UPDATE {table} SET signature = '\\x00'", f"DELETE FROM {table}", f"TRUNCATE {table}",
            f"ALTER TABLE {table} DISABLE TRIGGER USER", f"DROP TABLE {table}",
        ):  # fmt: skip
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match=r"permission denied|must be owner"):
                await app_role.execute(statement)
    copy = "SELECT vote, 99, kind, time, event, nonce, leaf, root, signature FROM ballot_event LIMIT 1"
    added = f"INSERT INTO ballot_event (vote, sequence, kind, time, event, nonce, leaf, root, signature) {copy}"
    assert await app_role.execute(added) == "INSERT 0 1"
    assert (await verify_vote(scene.vote_id)).row == ROWS + 1


def audit(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return forked.run("audit", "verify", *arguments, environment=os.environ | {"DATABASE_URL": dsn})


async def test_the_command_of_the_auditor_names_the_first_bad_row_of_the_ballot_log(committed: str) -> None:
    scene = await voted()
    good = await asyncio.to_thread(audit, committed)
    assert good.returncode == 0, good.stderr
    log = f"{scene.code}/voorselectie"
    assert good.stdout.splitlines()[-1] == f"Stemlogboek {log} klopt: {ROWS} rijen."
    await as_owner("DELETE FROM ballot_event WHERE sequence = 5")
    bad = await asyncio.to_thread(audit, committed)
    assert bad.returncode == 1
    assert bad.stderr.splitlines() == [
        f"Stemlogboek {log} klopt niet: rij 5: hier staat rij 6: een rij ontbreekt, is toegevoegd of verplaatst."
    ]


async def test_with_another_secret_the_log_is_not_written_but_still_verifies(db: asyncpg.Connection) -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 1)
    signing.configure("another secret for tests only, of 32 characters")
    try:
        with pytest.raises(Conflict, match="de geheime sleutel is niet die van de opening"):
            await scene.approve(1, 1)
        assert (await verify_vote(scene.vote_id)).sound
    finally:
        signing.configure(SECRET)
    await scene.approve(1, 1)
    assert await fetch_value("SELECT log_size FROM round_vote WHERE id = $1", scene.vote_id) == 3


async def test_every_vote_has_a_key_of_its_own(db: asyncpg.Connection) -> None:
    signing.configure(SECRET)
    first, second = signing.public_key("2026-1/voorselectie"), signing.public_key("2026-1/finale")
    assert first != second
    assert signing.is_signed(b"x", signing.sign("2026-1/finale", second, b"x"), second)
    assert not signing.is_signed(b"x", signing.sign("2026-1/finale", second, b"x"), first)
