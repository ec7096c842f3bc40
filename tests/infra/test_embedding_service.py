"""One process encodes for the others; while it is away each does it by itself, and nobody notices but the log."""

import asyncio
import contextlib
import stat
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import structlog

from innovatie.cli.doctor import outside
from innovatie.cli.doctor.lines import FINE, LOOK
from innovatie.infra import embedding_service, embeddings
from innovatie.infra.embedder_process import Starter
from innovatie.infra.embedding_service import ask, serve
from innovatie.settings import Settings, SettingsError

pytestmark = pytest.mark.anyio


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def write(path: Path) -> None:
    path.write_text("iets anders", "utf-8")


def is_there(path: Path) -> bool:
    return path.exists()


TEXTS = ["parkeren in de stad", "", "bomen tegen hitte"]


@contextlib.asynccontextmanager
async def service(path: Path) -> AsyncIterator[None]:
    stop, listening = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(serve(path, stop, listening))
    await listening.wait()
    try:
        yield
    finally:
        stop.set()
        await running


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this test's service is; what was remembered before does not count."""
    monkeypatch.setattr(embeddings, "_known", type(embeddings._known)())
    monkeypatch.setattr(embeddings._Service, "path", str(tmp_path / "embedder.sock"))
    monkeypatch.setattr(embeddings._Service, "away", False)
    monkeypatch.setattr(embeddings._Service, "not_before", 0.0)
    return tmp_path / "embedder.sock"


async def test_the_service_says_what_the_encoder_says_for_one_text_and_for_many(path: Path) -> None:
    many = TEXTS * embedding_service.AT_ONCE
    async with service(path):
        assert mode(path) == 0o660
        assert np.allclose(await ask(str(path), many), embeddings.embed_now(many), atol=1e-5)
    assert not is_there(path), "it tidies up"


async def test_who_has_a_service_loads_no_encoder(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = embeddings.embed_now(TEXTS)
    embeddings._known.clear()
    asked: list[list[str]] = []

    async def told(_path: str, texts: list[str]) -> np.ndarray:
        asked.append(texts)
        return expected

    def loaded() -> None:
        raise AssertionError("the encoder was loaded")

    monkeypatch.setattr(embedding_service, "ask", told)
    monkeypatch.setattr(embeddings, "_encoder", loaded)
    assert (await embeddings.embed(TEXTS) == expected).all()
    assert (await embeddings.embed(TEXTS) == expected).all()
    assert asked == [TEXTS], "the second time it is remembered"


async def test_an_answer_does_not_wait_for_whoever_encodes_in_this_process(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = embeddings.embed_now(TEXTS)
    embeddings._known.clear()

    async def answered(_path: str, _texts: list[str]) -> np.ndarray:
        return expected

    monkeypatch.setattr(embedding_service, "ask", answered)
    monkeypatch.setattr(embeddings, "_one_at_a_time", busy := threading.Lock())
    with busy:
        assert (await embeddings.embed(TEXTS) == expected).all()


async def test_the_doctor_asks_it_for_a_vector(path: Path) -> None:
    settings = Settings(embedder=str(path))
    assert (await outside.embedder(settings)).staat == LOOK
    async with service(path):
        assert (await outside.embedder(settings)).staat == FINE


async def test_while_it_is_away_each_encodes_by_itself_and_the_log_tells_it_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A logger that was used before keeps the settings of then, which another test may have changed.
    monkeypatch.setattr(embeddings, "_log", structlog.get_logger())
    with structlog.testing.capture_logs() as log:
        one = await embeddings.embed(["een"])
        await embeddings.embed(["twee"])
        async with service(path):
            await embeddings.embed(["drie"])
    assert (one == embeddings.embed_now(["een"])).all()
    told = [line["event"] for line in log if line["event"] != "embedder"]
    assert told == ["the embedder is away, so this process encodes by itself", "the embedder is back"]


async def test_who_looks_whether_it_listens_is_no_fault_in_the_log(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_service, "_log", structlog.get_logger())  # as above
    async with service(path):
        with structlog.testing.capture_logs() as log:
            assert await embedding_service.answers(str(path))
            await ask(str(path), ["daarna"])
    assert log == []


@pytest.mark.parametrize("nonsense", [b"", b"\xff\xff\xff\xff", b"\x00\x00\x00\x02\xc1\xc1", b"\x00\x00\x00\x09half"])
async def test_nonsense_does_not_end_it(path: Path, nonsense: bytes) -> None:
    async with service(path):
        reader, writer = await asyncio.open_unix_connection(path)
        writer.write(nonsense)
        writer.write_eof()
        assert await reader.read() == b""
        writer.close()
        assert len(await ask(str(path), ["nog een"])) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"\x00\x00\x00\x04abcd",
        b"\x00\x00\x00\x03abc",
        b"\x00\x00\x08\x00" + b"\xff" * 2048,
        b"\xff\xff\xff\xff" + b"x" * 999,
    ],
)
async def test_an_answer_of_another_size_or_without_numbers_is_no_answer(path: Path, answer: bytes) -> None:
    async def half(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        writer.close()

    async with await asyncio.start_unix_server(half, path):
        assert (await embeddings.embed(["vier"]) == embeddings.embed_now(["vier"])).all()


async def test_it_takes_the_place_of_one_that_died_but_of_nothing_else(path: Path) -> None:
    async with service(path):
        with pytest.raises(SettingsError, match="antwoordt al een ander proces"):
            await serve(path, asyncio.Event())
    left = await asyncio.start_unix_server(lambda *_: None, path)
    left.close()
    assert is_there(path)
    async with service(path):
        assert len(await ask(str(path), ["vijf"])) == 1
    write(path)
    with pytest.raises(SettingsError, match="geen socket"):
        await serve(path, asyncio.Event())
    assert is_there(path)


async def test_without_a_place_to_listen_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="kan niet geluisterd worden: bestaat niet"):
        await serve(tmp_path / "geen-map" / "embedder.sock", asyncio.Event())


async def test_who_searches_does_not_wait_for_one_that_hangs_and_the_next_does_not_ask_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It accepts and never answers, as a process that stands still."""
    monkeypatch.setattr(embedding_service, "SECONDS_FIRST", 0.02)
    monkeypatch.setattr(embedding_service, "SECONDS_EACH", 0.0)
    asked: list[asyncio.StreamWriter] = []

    def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(writer)

    async with await asyncio.start_unix_server(hang, path):
        assert await embeddings.embed_question("bomen") is None
        assert len(asked) == 1
        for text in ("hitte", "bomen"):
            found = await embeddings.embed_question(text)
            assert found is not None and (found == embeddings.embed_now([text])[0]).all()
        assert (await embeddings.embed(["regen"]) == embeddings.embed_now(["regen"])).all()
        assert len(asked) == 1, "it is left alone for a minute"
        for writer in asked:
            writer.close()


async def test_who_searches_does_not_wait_for_one_that_is_still_being_started(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Starter):
        async def start(self) -> bool:
            started.set()
            return await asyncio.Event().wait()

    started = asyncio.Event()
    monkeypatch.setattr(embeddings._Service, "starter", Slow(str(path)))
    monkeypatch.setattr(embeddings, "READERS_SECONDS", 0.02)
    assert await embeddings.embed_question("bomen") is None
    assert started.is_set()
    async with service(path):
        found = await embeddings.embed_question("bomen")
    assert found is not None and (found == embeddings.embed_now(["bomen"])[0]).all(), "asked as soon as it is there"
