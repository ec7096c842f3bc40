"""The stream of changes: numbered by the database at the commit, so that a reader from number to number misses none."""

import asyncio

import asyncpg
import pytest

from innovatie.audit.actions import record
from innovatie.changes.actions import tell_changes
from innovatie.changes.queries import changes_after, newest_change
from innovatie.domain.authority import SYSTEM, Act
from innovatie.domain.vocabulary import ChangeKind, PublicResource
from innovatie.infra import database
from innovatie.infra.database import transaction
from innovatie.infra.database_roles import ensure_app_role
from tests.factories import NOW
from tests.waiting import until_async

pytestmark = pytest.mark.anyio

_TELL = "INSERT INTO public_change (resource, kind, object_id) VALUES ('idee', 'gewijzigd', $1)"


async def told(after: int = 0) -> list[str]:
    return [change.object_id for change in await changes_after(after, limit=100)]


async def test_a_transaction_that_began_first_and_commits_last_is_not_passed_over(committed: str) -> None:
    slow, quick = await asyncpg.connect(committed), await asyncpg.connect(committed)
    try:
        running = slow.transaction()
        await running.start()
        await slow.execute(_TELL, "slow")
        await quick.execute(_TELL, "quick")
        assert await told() == ["quick"]
        read = await newest_change()
        await running.commit()
        assert await told(read) == ["slow"]
    finally:
        await slow.close()
        await quick.close()


async def test_who_commits_at_the_same_moment_waits_until_the_other_can_be_seen(committed: str) -> None:
    first, second = await asyncpg.connect(committed), await asyncpg.connect(committed)
    try:
        running = first.transaction()
        await running.start()
        await first.execute(_TELL, "first")
        await first.execute("SET CONSTRAINTS ALL IMMEDIATE")  # it has its number, and is not committed yet
        later = asyncio.create_task(second.execute(_TELL, "second"))
        blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()"
        await until_async(lambda: first.fetchval(blocked), of="the second writer at the lock")
        assert await told() == []
        await running.commit()
        await later
        assert await told() == ["first", "second"]
    finally:
        await first.close()
        await second.close()


async def test_a_reader_meets_each_of_many_writers_once_and_in_order(committed: str) -> None:
    async def write(number: int) -> None:
        async with transaction():
            await record(actor=SYSTEM, act=Act.POST_IDEA, object_kind="idee", object_id=number, now=NOW)
            await tell_changes(resource=PublicResource.GROUP, kind=ChangeKind.CHANGED, object_ids=(number,))

    writers = [asyncio.create_task(write(number)) for number in range(40)]
    met: list[str] = []
    cursor = 0
    while len(met) < 80:
        for change in await changes_after(cursor, limit=7):
            met.append(f"{change.resource} {change.object_id}")
            cursor = change.number
    await asyncio.gather(*writers)
    assert sorted(met) == sorted(f"{resource} {number}" for resource in ("idee", "groep") for number in range(40))
    assert await changes_after(cursor, limit=1) == []


async def test_what_is_undone_changed_nothing(committed: str) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await record(actor=SYSTEM, act=Act.POST_IDEA, object_kind="idee", object_id=1, now=NOW)
            raise RuntimeError
    assert await told() == []


async def test_the_role_of_the_app_can_tell_and_number(committed: str) -> None:
    app = await asyncpg.connect(await ensure_app_role(committed, password="for this test only"))
    try:
        await app.execute(_TELL, "by the app")
    finally:
        await app.close()
    assert await told() == ["by the app"]


async def test_the_moment_is_that_of_the_database(db: asyncpg.Connection) -> None:
    await record(actor=SYSTEM, act=Act.POST_IDEA, object_kind="idee", object_id=7, now=NOW)
    await db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    (change,) = await changes_after(0, limit=9)
    assert change.changed_at >= await database.fetch_value("SELECT now()")


async def test_only_the_municipality_of_a_public_statement_is_told(db: asyncpg.Connection) -> None:
    for act in ("overname melden", Act.EDIT_IDEA):
        await record(actor=SYSTEM, act=act, object_kind="ding", object_id=5, now=NOW, on_behalf_of=12)
    await db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [(one.resource, one.municipality) for one in await changes_after(0, limit=9)] == [
        (PublicResource.ADOPTION, 12), (PublicResource.IDEA, None),
    ]  # fmt: skip


async def test_of_some_resources_only(db: asyncpg.Connection) -> None:
    await tell_changes(resource=PublicResource.IDEA, kind=ChangeKind.CHANGED, object_ids=(1, 2, 1))
    await tell_changes(resource=PublicResource.ROUND, kind=ChangeKind.OPENED, object_ids=("2026-1",))
    await db.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert [one.object_id for one in await changes_after(0, limit=9)] == ["1", "2", "2026-1"]
    only = await changes_after(0, limit=9, resources=(PublicResource.ROUND,))
    assert [(one.object_id, one.kind) for one in only] == [("2026-1", ChangeKind.OPENED)]
