"""Change, drop, add or reorder any one row in the database: the check names the first bad row."""

from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from innovatie.voting.verification import verify_vote
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene

pytestmark = [pytest.mark.anyio]


async def voted() -> Scene:
    scene = await scenes.preselection()
    for town in range(5):
        await scene.approve(town, town % 3)
    await scene.close()
    return scene


async def test_a_log_that_nobody_touched_is_sound(db: asyncpg.Connection) -> None:
    scene = await voted()
    verdict = await verify_vote(scene.vote_id, now=LATER)
    assert (verdict.sound, verdict.rows, verdict.row, verdict.faults) == (True, 7, None, ())


Tamper = Callable[[asyncpg.Connection], Awaitable[object]]
ROW: dict[str, str] = {
    "the event": "UPDATE ballot_event SET event = replace(event, '\"GT', '\"GX') WHERE sequence = 4",
    "the nonce": "UPDATE ballot_event SET nonce = decode(repeat('00', 16), 'hex') WHERE sequence = 4",
    "the leaf": "UPDATE ballot_event SET leaf = decode(repeat('00', 32), 'hex') WHERE sequence = 4",
    "the root": "UPDATE ballot_event SET root = decode(repeat('00', 32), 'hex') WHERE sequence = 4",
    "the kind": "UPDATE ballot_event SET kind = 'opening' WHERE sequence = 4",
    "the time": "UPDATE ballot_event SET time = '2026-01-01T00:00:00.000Z' WHERE sequence = 4",
    "a drop": "DELETE FROM ballot_event WHERE sequence = 4",
    "an order": "UPDATE ballot_event SET sequence = CASE sequence WHEN 4 THEN 50 ELSE 4 END WHERE sequence IN (4, 5)",
    "an addition": "INSERT INTO ballot_event (vote, sequence, kind, time, event, nonce, leaf, root, signature)"
    " SELECT vote, 40, kind, time, event, nonce, leaf, root, signature FROM ballot_event WHERE sequence = 2",
    "a drop at the end": "DELETE FROM ballot_event WHERE sequence = 7",
}
FIRST_BAD = {"an addition": 8, "a drop at the end": 7}


@pytest.mark.parametrize("what", ROW)
async def test_tampering_with_one_row_names_it(db: asyncpg.Connection, what: str) -> None:
    scene = await voted()
    await db.execute(f"{ROW[what].replace('WHERE', f'WHERE vote = {scene.vote_id} AND')}")
    verdict = await verify_vote(scene.vote_id, now=LATER)
    assert verdict.row == FIRST_BAD.get(what, 4)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE elector SET weight = 9 WHERE code = (SELECT min(code) FROM elector)", "de lijst van stemgerechtigden"),
        ("UPDATE round_vote SET rules_file = replace(rules_file, '\"zetels\":3', '\"zetels\":2')", "de regels"),
        ("UPDATE ballot SET content = '{\"keuze\": []}' WHERE sequence = 3", "de bewaarde stem van"),
        ("UPDATE round_vote SET result = jsonb_set(result, '{gewogen,uitgebracht}', '6')", "de bewaarde uitslag"),
        ("UPDATE tree_head SET signature = decode(repeat('00', 64), 'hex') WHERE occasion = 'sluiting'", "boomhoofd"),
    ],
)
async def test_tampering_with_what_hangs_on_the_log_is_found(
    db: asyncpg.Connection, statement: str, fault: str
) -> None:
    scene = await voted()
    await db.execute(statement)
    verdict = await verify_vote(scene.vote_id, now=LATER)
    assert verdict.row is None
    assert len(verdict.faults) == 1
    assert fault in verdict.faults[0]
