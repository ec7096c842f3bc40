"""Downloads are made once for all who ask, by a few at a time, and hold no connection while they are read."""

import asyncio
import os
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar

from innovatie.ideas.csv_export import csv_pieces
from innovatie.ideas.queries import listing
from innovatie.infra import connection_cache, database
from innovatie.web import ready_files
from innovatie.web.ready_files import ReadyFiles, TooBusy
from tests import factories
from tests.waiting import until_async

pytestmark = pytest.mark.anyio


async def _text(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


class Maker:
    """Counts how often it is asked; goes on when it is told to."""

    def __init__(self, content: bytes = b"regel\n") -> None:
        self.content, self.made, self.go = content, 0, asyncio.Event()

    async def __call__(self) -> AsyncIterator[bytes]:
        self.made += 1
        await self.go.wait()
        yield self.content
        yield self.content


async def test_all_who_ask_the_same_share_one_making() -> None:
    files, maker = ReadyFiles(), Maker()
    asked = [asyncio.create_task(files.open("a", maker)) for _ in range(20)]
    await asyncio.sleep(0)
    maker.go.set()
    answers = await asyncio.gather(*asked)
    assert [size for size, _ in answers] == [12] * 20
    assert {await _text(pieces) for _, pieces in answers} == {b"regel\nregel\n"}
    assert maker.made == 1
    size, pieces = await files.open("a", maker)
    assert (size, await _text(pieces), maker.made) == (12, b"regel\nregel\n", 1)


async def test_who_would_wait_too_long_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready_files, "WAIT_SECONDS", 0.01)
    files, makers = ReadyFiles(), [Maker() for _ in range(ready_files.AT_ONCE + 1)]
    busy = [asyncio.create_task(files.open(place, maker)) for place, maker in enumerate(makers[:-1])]
    await asyncio.sleep(0)
    with pytest.raises(TooBusy):
        await files.open("one too many", makers[-1])
    for maker in makers:
        maker.go.set()
    for _, pieces in await asyncio.gather(*busy):
        assert await _text(pieces) == b"regel\nregel\n"
    assert (await files.open("one too many", makers[-1]))[0] == 12


async def test_a_making_that_fails_is_tried_again_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    files, maker = ReadyFiles(), Maker()
    maker.go.set()
    with pytest.raises(ConnectionError):
        await files.open("a", fails)
    assert (await files.open("a", maker))[0] == 12


async def test_what_is_old_is_made_anew_and_who_still_reads_it_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    files, first, second = ReadyFiles(), Maker(b"oud"), Maker(b"nieuw")
    first.go.set()
    second.go.set()
    _, reading = await files.open("a", first)
    monkeypatch.setattr(ready_files, "FRESH_SECONDS", -1.0)
    _, again = await files.open("a", second)
    assert (await _text(reading), await _text(again)) == (b"oudoud", b"nieuwnieuw")


async def test_who_asks_a_thousand_different_files_does_not_fill_the_process_with_them(
    client: httpx.AsyncClient,
) -> None:
    """Each number of a site map and each word of a search made one that lay open for a minute: a thousand are too many
    for a process, and nobody was let in any more.
    """
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 -- counted, not read
    for number in range(1, 3 * ready_files.MOST_KEPT):
        assert (await client.get(f"/sitemap/ideeen-{number}.xml")).status_code == 200
        assert (await client.get("/ideeen/export.csv", params={"q": f"woord{number}"})).status_code == 200
    assert len(os.listdir("/proc/self/fd")) - before <= ready_files.MOST_KEPT + 2  # noqa: PTH208


async def test_readers_who_do_not_read_hold_no_connection(committed: str, app: Litestar) -> None:
    """Thirty downloads are open and unread; the pool of twenty is as free as before."""
    town = await factories.municipality()
    for number in range(3):
        await factories.idea(town, title=f"Plan {number}")
    files: ReadyFiles = app.state.ready_files
    held = [await files.open(place, lambda: csv_pieces(listing.Filter())) for place in range(30)]
    assert {size for size, _ in held} != {0}
    pool = database.ENGINE.pool
    assert pool is not None

    async def all_free() -> bool:  # one on its way back to the pool still counts as lent
        return connection_cache.in_use(pool) == 0

    await until_async(all_free, of="every connection is free")
    for _, pieces in held:
        await _text(pieces)


async def test_the_file_of_plans_is_whole_over_its_pages(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = await factories.municipality()
    for number in range(5):
        await factories.idea(town, title=f"Plan {number}")
    monkeypatch.setattr(listing, "EXPORT_PAGE", 2)
    answer = await client.get("/ideeen/export.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in lines] == ["titel", *(f"Plan {number}" for number in range(5))]
    assert answer.headers["content-length"] == str(len(answer.content))
