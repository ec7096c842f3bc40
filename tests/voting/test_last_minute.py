"""342 municipalities in the last minute, each twice at the same instant, and PostgreSQL killed with -9 in the middle.

Every ballot that was acknowledged stands in the log, none counts twice, and the log is sound. All of it for real:
commits, many connections, a server that dies and recovers.
"""

import asyncio
import os
import signal
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec
import pytest

from innovatie import paths
from innovatie.domain.errors import Conflict
from innovatie.domain.voters import OfMunicipality
from innovatie.infra import database
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.migrations import migrate
from innovatie.voting import actions, queries
from innovatie.voting.verification import verify_vote
from tests.infra.postgres import alive
from tests.voting import scene as scenes
from tests.voting.scene import LATER, Scene
from tests.waiting import until, until_async

pytestmark = pytest.mark.anyio

TOWNS = 342
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class Voters:
    """Two people of each municipality, at once; who gets no answer tries again, as a browser's user would."""

    def __init__(self, scene: Scene, voters: list[object]) -> None:
        self.scene = scene
        self.voters = voters
        self.acknowledged: dict[int, set[int]] = {town: set() for town in range(TOWNS)}
        self.refused = Counter[int]()
        self.a_third = asyncio.Event()
        self.errors = Counter[str]()

    async def vote(self, town: int, choice: int) -> None:
        await until_async(lambda: self._answered(town, choice), of="the server is back")

    async def _answered(self, town: int, choice: int) -> bool:
        """Whether the server said yes or no to a ballot."""
        try:
            sequence = await actions.cast_ballot(
                actor=self.voters[town],  # type: ignore[arg-type]
                vote_id=self.scene.vote_id,
                voter=OfMunicipality(self.scene.towns[town]),
                approved=[str(self.scene.groups[choice])],
                expected=None,
                now=LATER,
            )
        except Conflict:
            self.refused[town] += 1
        except LOST as error:
            self.errors[f"{type(error).__name__}: {error}"] += 1
            return False
        else:
            self.acknowledged[town].add(sequence)
            if sum(map(len, self.acknowledged.values())) >= TOWNS // 3:
                self.a_third.set()
        return True


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the account of PostgreSQL can reach; else the data would come elsewhere, and stay."""
    with tempfile.TemporaryDirectory(prefix="innovatie-test-", dir="/tmp") as made:
        Path(made).chmod(0o711)
        yield Path(made)


async def test_no_acknowledged_ballot_is_lost_and_none_counts_twice(folder: Path) -> None:
    with EmbeddedPostgres(folder / "data") as server:
        database.configure(server.dsn)
        await migrate(server.dsn, paths.MIGRATIONS)
        await database.open_pool(maximum=6)
        async with database.transaction():
            scene = await scenes.preselection(towns=TOWNS)
        voters = Voters(scene, [await scene.voter(town) for town in range(TOWNS)])
        crowd = [
            asyncio.create_task(voters.vote(town, person))
            for town in range(TOWNS)
            for person in ((0, 1) if town % 2 else (2, 2))
        ]
        await voters.a_third.wait()
        assert server.pid is not None
        killed = server.pid
        os.kill(killed, signal.SIGKILL)
        await asyncio.to_thread(until, lambda: not alive(killed), of="the server is dead")
        dsn = await asyncio.to_thread(_again, server)
        assert dsn == server.dsn
        await asyncio.gather(*crowd)
        await _check(scene, voters)
        await database.close_pool()


def _again(server: EmbeddedPostgres) -> str:
    server.stop()
    return server.start()


class Cast(msgspec.Struct, frozen=True):
    municipality: int
    sequence: int


async def _check(scene: Scene, voters: Voters) -> None:
    assert voters.errors, "the kill came after the crowd: the test proved nothing"
    rows = await database.fetch_as(
        Cast, "SELECT municipality, sequence FROM ballot_event WHERE kind = 'stem' ORDER BY sequence"
    )
    logged: dict[int, list[int]] = {}
    for row in rows:
        logged.setdefault(scene.towns.index(row.municipality), []).append(row.sequence)
    for town in range(TOWNS):
        acknowledged = voters.acknowledged[town]
        assert acknowledged <= set(logged[town]), "an acknowledged ballot is not in the log"
        assert len(logged[town]) == 1, "expected=None: a municipality has one ballot, whoever of the two was first"
    assert await queries.turnout(scene.vote_id) == queries.Turnout(TOWNS, TOWNS)
    await scene.close()
    verdict = await verify_vote(scene.vote_id)
    assert (verdict.sound, verdict.rows) == (True, TOWNS + 2)
    vote = await scene.vote()
    assert vote.result is not None
    assert vote.result.weighted.cast == TOWNS
