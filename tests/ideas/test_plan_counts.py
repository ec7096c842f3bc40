"""The counts that the database keeps of plans are what counting them gives, whoever did what in which order."""

import asyncio
import random

import asyncpg
import pytest

from innovatie.ideas.queries import count_own_changes
from innovatie.infra.database import execute, fetch, fetch_exactly, transaction
from tests import factories

pytestmark = pytest.mark.anyio

TOWNS = """
SELECT m.id, (SELECT count(*) FROM idea i WHERE i.municipality = m.id AND i.state = 'ingediend'),
       (SELECT count(*) FROM idea_participant p
         WHERE p.municipality = m.id AND p.left_at IS NULL AND p.role = 'aangehaakt'),
       (SELECT count(*) FROM idea_participant p
         WHERE p.municipality = m.id AND p.left_at IS NULL AND p.role = 'mede-indiener')
  FROM municipality m ORDER BY m.id
"""
KEPT_OF_TOWNS = """
SELECT m.id, coalesce(c.plans, 0), coalesce(c.joined, 0), coalesce(c.submitted_with, 0)
  FROM municipality m LEFT JOIN municipality_plans c ON c.municipality = m.id ORDER BY m.id
"""
GROUPS = """
SELECT g.id, count(DISTINCT i.id), count(DISTINCT i.municipality), count(DISTINCT p.municipality), min(i.submitted_at)
  FROM idea_group g LEFT JOIN group_member m ON m."group" = g.id
  LEFT JOIN idea i ON i.id = m.idea AND i.state = 'ingediend'
  LEFT JOIN idea_participant p ON p.idea = i.id AND p.left_at IS NULL
 GROUP BY g.id ORDER BY g.id
"""
KEPT_OF_GROUPS = """
SELECT g.id, coalesce(c.plans, 0), coalesce(c.submitters, 0), coalesce(c.municipalities, 0), c.since
  FROM idea_group g LEFT JOIN group_plans c ON c."group" = g.id ORDER BY g.id
"""
CHANGES = (
    "UPDATE idea SET state = 'ingetrokken', withdrawn_at = now() WHERE id = $1",
    "UPDATE idea SET state = 'ingediend', withdrawn_at = NULL WHERE id = $1",
    "UPDATE idea SET state = 'concept', withdrawn_at = NULL WHERE id = $1",
    "UPDATE idea SET municipality = (SELECT min(id) FROM municipality) WHERE id = $1",
    "UPDATE idea SET submitted_at = submitted_at - interval '1 year' WHERE id = $1",
    "UPDATE idea SET title = title || '!' WHERE id = $1",
    "UPDATE idea_participant SET left_at = now() WHERE idea = $1 AND role <> 'indiener'",
    "UPDATE idea_participant SET left_at = NULL WHERE idea = $1",
    "UPDATE idea_participant SET role = 'mede-indiener' WHERE idea = $1 AND role = 'aangehaakt'",
    "DELETE FROM idea_participant WHERE idea = $1 AND role = 'mede-indiener'",
    "DELETE FROM group_member WHERE idea = $1",
    'UPDATE group_member SET "group" = (SELECT max(id) FROM idea_group) WHERE idea = $1',
)


async def collection() -> list[int]:
    """Four plans of three municipalities, three of them in two groups; each joined by the others."""
    towns = [await factories.municipality(name) for name in ("Delft", "Gouda", "Ede")]
    plans = [await factories.idea(towns[place % 3]) for place in range(4)]
    for plan in plans:
        for town in towns:
            await execute(
                "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
                " VALUES ($1, $2, 'aangehaakt', now(), '') ON CONFLICT DO NOTHING",
                plan,
                town,
            )
    for ideas in (plans[:2], plans[2:3]):
        group = await fetch_exactly(
            int,
            "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
            " SELECT title, '', theme, id, now() FROM idea WHERE id = $1 RETURNING id",
            ideas[0],
        )
        await execute(
            'INSERT INTO group_member ("group", idea, how, added_at) SELECT $1, unnest($2::int[]), $3, now()',
            group,
            ideas,
            "confirmed",
        )
    return plans


async def told(sql: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await fetch(sql)]


async def assert_true() -> None:
    assert await told(KEPT_OF_TOWNS) == await told(TOWNS)
    assert await told(KEPT_OF_GROUPS) == await told(GROUPS)


async def test_after_any_changes_the_counts_are_what_counting_gives(db: asyncpg.Connection) -> None:
    chance = random.Random(51)
    plans = await collection()
    await count_own_changes()
    await assert_true()
    assert any(row[1] for row in await told(KEPT_OF_TOWNS)) and any(row[3] for row in await told(KEPT_OF_GROUPS))
    for _ in range(120):
        for _ in range(chance.randrange(1, 4)):
            await execute(chance.choice(CHANGES), chance.choice(plans))
        await count_own_changes()
        await assert_true()
    assert await told("SELECT id FROM plan_count_due") == []


async def scans() -> int:
    return await fetch_exactly(
        int, "SELECT seq_scan::int FROM pg_stat_xact_user_tables WHERE relname = 'plan_count_due'"
    )


async def test_many_changes_at_once_are_read_once_and_not_for_each_of_them(db: asyncpg.Connection) -> None:
    await collection()
    await count_own_changes()
    await execute("UPDATE idea_participant SET left_at = now()")
    assert len(await told("SELECT id FROM plan_count_due")) > 5
    before = await scans()
    await count_own_changes()
    assert await scans() - before == 1
    await assert_true()


async def test_who_changes_the_same_plan_and_group_at_once_is_counted_with_what_the_other_did(committed: str) -> None:
    plans = await collection()
    await assert_true()
    joined, withdrawn, moved = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def join() -> None:
        async with transaction():
            await execute(
                "UPDATE idea_participant SET left_at = now() WHERE idea = $1 AND role <> 'indiener'", plans[0]
            )
            await execute(
                'UPDATE group_member SET "group" = (SELECT max(id) FROM idea_group) WHERE idea = $1', plans[1]
            )
            joined.set()
            await withdrawn.wait()

    async def withdraw() -> None:
        async with transaction():
            await joined.wait()
            await execute("UPDATE idea SET state = 'ingetrokken', withdrawn_at = now() WHERE id = ANY($1)", plans[:2])
            withdrawn.set()
            await moved.wait()

    async def move() -> None:
        async with transaction():
            await withdrawn.wait()
            await execute(
                "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
                " SELECT $1, max(id), 'mede-indiener', now(), '' FROM municipality"
                " ON CONFLICT (idea, municipality) DO UPDATE SET role = excluded.role",
                plans[2],
            )
            moved.set()

    await asyncio.gather(join(), withdraw(), move())
    await assert_true()


async def test_nothing_is_counted_of_what_was_undone_and_all_can_be_counted_anew(committed: str) -> None:
    plans = await collection()
    with pytest.raises(ZeroDivisionError):
        async with transaction():
            await execute("UPDATE idea SET state = 'ingetrokken', withdrawn_at = now() WHERE id = $1", plans[0])
            await count_own_changes()
            raise ZeroDivisionError
    await assert_true()
    await execute("UPDATE municipality_plans SET plans = plans + 7")
    await execute("UPDATE group_plans SET municipalities = 0")
    await execute("SELECT count_plans_anew()")
    await assert_true()
