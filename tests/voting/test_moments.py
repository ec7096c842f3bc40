"""A moment that decides a right or lands in the log is the database's, inside the lock; no host's clock matters."""

import asyncio
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from innovatie.domain.draws import DrawSource
from innovatie.domain.errors import Conflict
from innovatie.domain.phases import Phase
from innovatie.domain.voters import OfMunicipality
from innovatie.infra import clock
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from innovatie.rounds import actions as rounds
from innovatie.rounds.queries import round_by_id
from innovatie.voting import actions
from innovatie.voting.verification import verify_vote
from tests.voting import scene as scenes
from tests.voting.scene import Scene

pytestmark = pytest.mark.anyio

TOWNS = 24
HOUR = timedelta(hours=1)


@pytest.fixture
def by_the_database(told: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(scenes, "DRAW", DrawSource(scenes.SOURCE, 4, date(9999, 1, 1)))  # after any day of a test run
    clock.tell_time_everywhere(False)
    yield
    clock.tell_time_everywhere(True)


async def database_time() -> datetime:
    return await fetch_exactly(datetime, "SELECT clock_timestamp()")


async def cast(scene: Scene, town: int, told: datetime) -> int:
    return await actions.cast_ballot(
        actor=await scene.voter(town),
        vote_id=scene.vote_id,
        voter=OfMunicipality(scene.towns[town]),
        approved=[str(scene.groups[town % 4])],
        expected=None,
        now=told,
    )


async def deadline(scene: Scene, after: timedelta) -> None:
    await execute(
        "UPDATE phase_window SET deadline = clock_timestamp() + $2, opened_at = clock_timestamp() + $2 - interval '1 day'"
        " WHERE round = $1 AND phase = 'voorselectie'",
        scene.round_id,
        after,
    )


@pytest.mark.usefixtures("committed", "by_the_database")
@pytest.mark.parametrize("seed", range(3))
async def test_time_in_the_log_never_falls_whatever_the_clocks_of_the_hosts_say(seed: int) -> None:
    chance = random.Random(seed)
    scene = await scenes.preselection(towns=TOWNS)
    began = await database_time()
    told = [began + timedelta(seconds=chance.uniform(-3600, 3600)) for _ in range(TOWNS)]
    await asyncio.gather(*(cast(scene, town, moment) for town, moment in enumerate(told)))
    times = await fetch_values(str, "SELECT time FROM ballot_event WHERE vote = $1 ORDER BY sequence", scene.vote_id)
    moments = [datetime.fromisoformat(time) for time in times]
    assert len(moments) == TOWNS + 1
    assert moments == sorted(moments)
    millisecond = timedelta(milliseconds=1)
    assert began - millisecond <= moments[1] <= moments[-1] <= await database_time()
    assert (await verify_vote(scene.vote_id)).sound


@pytest.mark.usefixtures("db", "by_the_database")
async def test_a_host_that_is_slow_lets_nobody_vote_after_the_deadline() -> None:
    scene = await scenes.preselection()
    await deadline(scene, timedelta(seconds=-1))
    with pytest.raises(Conflict, match="gesloten"):
        await cast(scene, 0, await database_time() - HOUR)


@pytest.mark.usefixtures("db", "by_the_database")
async def test_a_host_that_is_fast_keeps_nobody_from_voting() -> None:
    scene = await scenes.preselection()
    await deadline(scene, HOUR)
    assert await cast(scene, 0, await database_time() + 2 * HOUR) == 2


@pytest.mark.usefixtures("db", "by_the_database")
async def test_phases_and_mandates_too_happen_at_the_moment_of_the_database() -> None:
    scene = await scenes.preselection()
    slow = await database_time() - 400 * HOUR
    with pytest.raises(Conflict, match="open"):
        await actions.close_and_count(actor=scene.vng, vote_id=scene.vote_id, now=slow + 800 * HOUR)
    began = await database_time()
    await actions.grant_mandate(
        actor=await scene.voter(0),
        round_id=scene.round_id,
        municipality_id=scene.towns[0],
        partnership_id=scene.kring,
        scope="ronde",
        starts=began.date(),
        ends=None,
        document="Besluit 12",
        instruction="",
        now=slow,
    )
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=slow)
    closed = (await round_by_id(scene.round_id, now=slow)).current
    granted = await fetch_values(datetime, "SELECT granted_at FROM mandate")
    ended = await database_time()
    assert closed is not None
    assert closed.closed_at is not None
    assert closed.phase is Phase.PRESELECT
    assert began <= granted[0] <= closed.closed_at <= ended


@pytest.mark.usefixtures("db")
async def test_should_the_clock_of_the_database_be_set_back_a_row_bears_the_time_of_the_row_before_it() -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 1, now=scenes.LATER)
    await scene.approve(1, 2, now=scenes.LATER - timedelta(minutes=5))
    times = await fetch_values(str, "SELECT time FROM ballot_event WHERE vote = $1 ORDER BY sequence", scene.vote_id)
    assert times[1] == times[2] == "2026-11-21T13:00:00.000Z"


async def test_a_host_whose_clock_is_off_says_that_it_is_not_ready(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = timedelta(seconds=2.5)
    monkeypatch.setattr(clock.Clock, "now", lambda _: datetime.now(UTC) + ahead)
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "clock: +2.5 s from the database's")
