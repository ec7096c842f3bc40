"""Without a setting the first who needs an embedder starts one, others of the same user share it, and it ends with us."""

import asyncio
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from innovatie.infra import embedder_process, embedding_service, embeddings
from innovatie.infra.embedder_process import Starter, own_address
from innovatie.settings import SettingsError
from tests import serving
from tests.waiting import until_async

pytestmark = pytest.mark.anyio

TEXT = "laadpalen bij flats"


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of the processes of this user, in a temporary folder of this test; nothing is remembered."""
    short = tempfile.mkdtemp(prefix="e", dir="/tmp")  # a socket may not have a long address
    monkeypatch.setattr(tempfile, "tempdir", short)
    monkeypatch.setattr(embeddings, "_known", type(embeddings._known)())
    for name, value in (("path", ""), ("starter", None), ("away", False), ("not_before", 0.0)):
        monkeypatch.setattr(embeddings._Service, name, value)
    yield Path(own_address()).parent
    shutil.rmtree(short)


async def test_one_is_started_for_the_first_question_shared_by_all_and_ends_with_who_started_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = embeddings.embed_now([TEXT])
    embeddings._known.clear()
    monkeypatch.setattr(embeddings, "embed_now", None)  # nothing of it may be done here
    embeddings.use_service("")
    starter, other = embeddings._Service.starter, Starter(own_address())
    assert starter is not None
    try:
        told = await asyncio.gather(embeddings.embed([TEXT]), embeddings.embed([TEXT]))
        assert all(np.allclose(one, expected, atol=1e-6) for one in told)
        assert starter.process is not None and await other.start() and other.process is None
        with pytest.raises(SettingsError, match="antwoordt al"):
            await embedding_service.serve(Path(own_address()), asyncio.Event())
        process = starter.process
    finally:
        starter.stop()
    assert process.returncode == 0
    assert not await embedding_service.answers(own_address())


async def test_who_cannot_start_one_encodes_by_itself_and_does_not_try_at_every_question(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[object] = []

    class Dead:
        def __init__(self, *told: object, **_named: object) -> None:
            tried.append(told)

        def poll(self) -> int:
            return 1

    monkeypatch.setattr(subprocess, "Popen", Dead)
    monkeypatch.setattr(embedder_process, "AFTER_DEATH", 0.0)
    embeddings.use_service("")
    first = await embeddings.embed([TEXT])
    second = await embeddings.embed(["iets anders"])
    assert len(tried) == 1
    assert np.allclose(first, embeddings.embed_now([TEXT])) and second.shape == (1, embeddings.DIMENSIONS)


async def test_one_that_hangs_is_not_waited_for_at_every_question(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []

    async def hangs(_path: str, texts: list[str]) -> None:
        asked.append(texts)
        raise TimeoutError

    monkeypatch.setattr(embedding_service, "ask", hangs)
    monkeypatch.setattr(Starter, "start", None)  # it listens, so that there is nothing to start
    embeddings.use_service("")
    first = await embeddings.embed([TEXT])
    await embeddings.embed(["iets anders"])
    assert asked == [[TEXT]] and np.allclose(first, embeddings.embed_now([TEXT]))
    monkeypatch.setattr(embeddings._Service, "not_before", 0.0)  # the pause is over
    await embeddings.embed(["later"])
    assert asked == [[TEXT], ["later"]]


async def test_a_program_that_cannot_be_started_is_not_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(*_told: object, **_named: object) -> None:
        raise OSError("no memory")

    monkeypatch.setattr(subprocess, "Popen", cannot)
    monkeypatch.setattr(embedder_process, "AFTER_DEATH", 0.0)
    assert not await asyncio.wait_for(Starter(own_address()).start(), embedder_process.TIMEOUT_SECONDS / 2)


class Silent:
    """A process that lives and never listens."""

    ended: int | None = None

    def poll(self) -> int | None:
        return self.ended

    def kill(self) -> None:
        self.ended = -9


async def test_one_that_never_answers_makes_way_for_another(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Silent] = []

    def start(*_told: object, **_named: object) -> Silent:
        started.append(Silent())
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    monkeypatch.setattr(embedder_process, "TIMEOUT_SECONDS", 0.0)
    starter = Starter(own_address())
    assert not await starter.start() and not await starter.start()
    assert [one.ended for one in started] == [-9, -9]


def test_a_folder_that_others_may_write_to_is_not_trusted(folder: Path) -> None:
    assert own_address().startswith(str(folder))
    folder.chmod(0o755)
    assert own_address() == ""
    folder.rmdir()
    folder.symlink_to("/tmp")
    assert own_address() == ""
    embeddings.use_service("")
    assert embeddings._Service.path == "" and embeddings._Service.starter is None


async def test_of_two_that_start_at_the_same_moment_one_is_refused(folder: Path) -> None:
    path, stop = folder / "twee.sock", asyncio.Event()
    path.with_name("twee.sock.lock").touch()
    listening = asyncio.Event()
    first = asyncio.create_task(embedding_service.serve(path, stop, listening))
    second = asyncio.create_task(embedding_service.serve(path, stop, asyncio.Event()))
    with pytest.raises(SettingsError, match="antwoordt al"):
        await second
    await listening.wait()
    assert await embedding_service.answers(str(path))
    stop.set()
    await first


async def test_a_named_service_is_asked_and_nothing_is_started(folder: Path) -> None:
    embeddings.use_service(str(folder / "genoemd.sock"))
    assert embeddings._Service.starter is None and embeddings._Service.path.endswith("genoemd.sock")


async def test_a_web_process_has_one_before_anybody_asks(folder: Path, database_dsn: str, tmp_path: Path) -> None:
    address = own_address()

    async def answers() -> bool:
        return await embedding_service.answers(address)

    async def is_gone() -> bool:
        return not await answers()

    with serving.web(database_dsn, tmp_path / "web.log", TMPDIR=str(folder.parent), INNOVATIE_EMBEDDER=""):
        await until_async(answers, of="the embedder is there, though nobody asked")
    await until_async(is_gone, of="it ends with its web process")
