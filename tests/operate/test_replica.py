"""A real replica serves public pages: behind for a moment, too late, away, promoted."""

from contextlib import closing
from pathlib import Path

import httpx
import pytest

from innovatie.infra.own_cookies import SEEN
from tests.operate.conftest import Running
from tests.operate.servers import Postgres
from tests.operate.site import Process, Sender, compared, get, send_in, signed_in, text, visitor
from tests.waiting import until, until_async

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.operate,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # sockets to what was killed
]


async def test_readers_have_the_replica_and_who_acted_sees_it(
    primary: Postgres, standby: Postgres, processes: Running, tmp_path: Path, table: dict[str, object]
) -> None:
    web = processes.add("serve", tmp_path, DATABASE_URL=primary.dsn, INNOVATIE_DATABASE_READ_URL=standby.dsn)
    until(lambda: '"read": true' in web.told, of="the replica is found fresh")
    with closing(signed_in(web)) as author, visitor(web) as reader:
        await _read(web, author, reader, standby)
    standby.kill()
    pages = ("/", "/ideeen", "/gemeenten", "/zoeken?q=primaire")
    assert [get(web, page).status_code for page in pages] == [200] * len(pages)
    table["replica killed"] = {"pages": len(pages), "failed": 0}


async def _read(web: Process, author: httpx.Client, reader: httpx.Client, standby: Postgres) -> None:
    await standby.ask("SELECT pg_wal_replay_pause()")
    assert send_in(author, "Alleen nog op de primaire").status_code == 303
    assert author.cookies.get(SEEN)
    assert "Alleen nog op de primaire" not in text(reader, "/ideeen"), "others read the replica"
    assert "Alleen nog op de primaire" in text(author, "/ideeen"), "who acted reads the primary"
    until(lambda: "Alleen nog op de primaire" in text(reader, "/ideeen"), of="a late replica is not read")
    await standby.ask("SELECT pg_wal_replay_resume()")
    until(lambda: web.told.count('"read": true') == 2, of="the replica is read again")


async def test_fail_over_to_the_replica_loses_nothing_that_was_acknowledged(
    primary: Postgres, standby: Postgres, processes: Running, tmp_path: Path, table: dict[str, object]
) -> None:
    """The replica confirms each commit (synchronous); then the primary dies for good and the replica takes over."""
    await primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
    await primary.ask("SELECT pg_reload_conf()")

    async def confirmed() -> bool:
        return await primary.ask("SELECT sync_state FROM pg_stat_replication") == "sync"

    await until_async(confirmed, of="the replica confirms")
    both = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    dsn = f"postgresql://innovatie@{both}/innovatie?target_session_attrs=read-write"
    webs = [processes.add("serve", tmp_path, DATABASE_URL=dsn) for _ in range(2)]
    workers = [processes.add("worker", tmp_path, DATABASE_URL=dsn) for _ in range(2)]
    sender = Sender(*webs)
    until(lambda: sender.at_least(10), of="ten plans are acknowledged")
    primary.kill()
    until(lambda: sender.refused > 1, of="it is noticed")
    await standby.ask("SELECT pg_promote()")
    so_far = len(sender.acknowledged)
    until(lambda: sender.at_least(so_far + 10), of="plans are acknowledged by the new primary")
    sender.finish()
    found = await compared(sender, standby.dsn)
    table["fail-over, synchronous replica"] = found
    assert (found["lost"], found["doubled"]) == (0, 0)

    async def indexed() -> bool:
        waiting = await standby.ask("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'ideas.changed'")
        return waiting == 0

    await until_async(indexed, of="the workers went on at the new primary")
    assert all(worker.process.poll() is None for worker in workers)
