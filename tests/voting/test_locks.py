"""One order of locks in voting: in the last minute nobody gets an error because others vote too."""

import asyncio
from collections import Counter

import asyncpg
import httpx
import pytest

from innovatie.domain.errors import Conflict
from innovatie.domain.voters import OfMunicipality
from innovatie.infra import retrying
from innovatie.infra.database import transaction
from innovatie.infra.retrying import retried
from innovatie.voting import actions
from innovatie.voting.verification import verify_vote
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("committed")
async def test_48_requests_of_one_municipality_at_once_all_get_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "TRIES", 1)  # the order of the locks is enough by itself
    scene = await scenes.preselection()
    voter, town = await scene.voter(0), scene.towns[0]
    heard = Counter[str]()

    async def ask(number: int) -> None:
        try:
            if number % 3 == 0:
                await actions.cast_ballot(
                    actor=voter,
                    vote_id=scene.vote_id,
                    voter=OfMunicipality(town),
                    approved=[str(scene.groups[number % 4])],
                    expected=None,
                    now=LATER,
                )
            elif number % 3 == 1:
                await actions.grant_mandate(
                    actor=voter,
                    round_id=scene.round_id,
                    municipality_id=town,
                    partnership_id=scene.kring,
                    scope="ronde",
                    starts=LATER.date(),
                    ends=None,
                    document="Besluit 12",
                    instruction="",
                    now=LATER,
                )
            else:
                await actions.revoke_mandate(actor=voter, round_id=scene.round_id, municipality_id=town, now=LATER)
        except Conflict:
            heard["conflict"] += 1
        except Exception as error:
            heard[type(error).__name__] += 1
        else:
            heard["done"] += 1

    await asyncio.gather(*(ask(number) for number in range(48)))
    assert set(heard) == {"conflict", "done"}
    assert sum(heard.values()) == 48
    assert (await verify_vote(scene.vote_id)).sound


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "_FIRST_PAUSE", 0)


@pytest.mark.usefixtures("no_pause")
@pytest.mark.parametrize("error", [asyncpg.DeadlockDetectedError, asyncpg.SerializationError])
async def test_an_act_that_stood_in_anothers_way_is_done_again(error: type[Exception]) -> None:
    tries = []

    @retried
    async def act(*, number: int) -> int:
        tries.append(number)
        if len(tries) < 3:
            raise error
        return number

    assert (await act(number=7), tries) == (7, [7, 7, 7])


@pytest.mark.usefixtures("no_pause")
async def test_it_ends_and_says_so_when_it_never_comes_through() -> None:
    tries = []

    @retried
    async def act() -> None:
        tries.append(1)
        raise asyncpg.DeadlockDetectedError

    with pytest.raises(asyncpg.DeadlockDetectedError):
        await act()
    assert len(tries) == retrying.TRIES


@pytest.mark.usefixtures("no_pause", "db")
async def test_inside_a_transaction_only_the_outermost_act_tries_again() -> None:
    tries = []

    @retried
    async def inner() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise asyncpg.DeadlockDetectedError

    with pytest.raises(asyncpg.DeadlockDetectedError):
        async with transaction():
            await inner()
    assert len(tries) == 1


@pytest.mark.usefixtures("no_pause")
async def test_other_errors_are_not_tried_again() -> None:
    tries = []

    @retried
    async def act() -> None:
        tries.append(1)
        raise asyncpg.UniqueViolationError

    with pytest.raises(asyncpg.UniqueViolationError):
        await act()
    assert len(tries) == 1


async def test_a_page_whose_act_never_came_through_asks_to_try_again(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from innovatie.infra import database

    async def fails(*_: object, **__: object) -> None:
        raise asyncpg.DeadlockDetectedError

    monkeypatch.setattr(database, "fetch", fails)
    answer = await client.get("/gemeenten")
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
