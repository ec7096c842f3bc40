"""Search and suggestions in a large collection, against the same in plain SQL, in the same run and in turns.

`python -m benchmarks.search_scale [--ideas 100000] [--dsn ADDRESS]` prints JSON; `--dsn` names a database that
`benchmarks.many_ideas` filled before (filling 100,000 takes some ten minutes of processor time). Wall time counts what
a busy machine does meanwhile; processor time is that of this process and of its PostgreSQL backend together.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import plain_search
from benchmarks.content import NOW
from benchmarks.many_ideas import fill
from benchmarks.synthetic_plans import plans, texts
from innovatie.domain.authority import Actor, Grant, Role
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.language import STOP_WORDS
from innovatie.grouping import suggesting
from innovatie.ideas import actions as ideas
from innovatie.infra import database
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.embeddings import embed
from innovatie.search import statistics
from innovatie.search.answering import ask
from innovatie.search.postgres.preparing import as_vector

QUESTIONS = 100
TYPISTS = 50
Statement = tuple[str, tuple[Any, ...]]


class Recorder:
    """Keeps the statements that pass through `database.fetch`, on which every typed reading rests."""

    def __init__(self) -> None:
        self.statements: list[Statement] = []
        self._real = database.fetch
        database.fetch = self._fetch  # type: ignore[assignment]

    async def _fetch(self, sql: str, *arguments: Any) -> Any:
        self.statements.append((sql, arguments))
        return await self._real(sql, *arguments)


def queries(number: int) -> list[str]:
    """Pieces of real sentences, of one to twelve words: half of them two or three."""
    chance = random.Random(5)
    found: list[str] = []
    while len(found) < number:
        words = [word.strip(".,()") for word in chance.choice(chance.choice(texts())[1]).split()]
        size = chance.choice([1, 2, 2, 3, 3, 4, 12])
        start = chance.randrange(max(1, len(words) - size))
        piece = words[start : start + size]
        if any(word.lower() not in STOP_WORDS for word in piece):
            found.append(" ".join(piece))
    return found


def _processor(pid: int) -> float:
    """Milliseconds that process has had of a processor; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]) / 1e6
    except OSError:
        return 0.0


Ask = Callable[[], Awaitable[Any]]


class Clock:
    """Milliseconds on the wall and of processor time, of this process and its backend together, of many askings."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.wall: list[float] = []
        self.processor: list[float] = []

    async def time(self, ask: Ask) -> None:
        began, used = time.perf_counter(), time.process_time() * 1000 + _processor(self._pid)
        await ask()
        self.wall.append((time.perf_counter() - began) * 1000)
        self.processor.append(time.process_time() * 1000 + _processor(self._pid) - used)

    def forget(self) -> None:
        self.wall.clear()
        self.processor.clear()

    @property
    def p95(self) -> float:
        return float(np.quantile(self.wall, 0.95))


async def _compare(recorder: Recorder, asks: list[tuple[Ask, Ask | None]]) -> dict[str, Any]:
    """Each question through the product; then its statements alone; then the same question in plain SQL."""
    pid = await database.fetch_value("SELECT pg_backend_pid()")
    product, own, plain = (Clock(pid) for _ in range(3))
    for place, (one, bare) in enumerate(asks):
        recorder.statements.clear()
        await product.time(one)
        statements = list(recorder.statements)
        await own.time(lambda statements=statements: _again(statements))  # type: ignore[misc]
        if bare is not None:
            await plain.time(bare)
        if place == 0:  # the first one loads models and fills caches
            for clock in (product, own, plain):
                clock.forget()
    found = {
        "ms": _quantiles(product.wall),
        "processor_ms": _quantiles(product.processor),
        "own_statements_ms": _quantiles(own.wall),
    }
    if plain.wall:
        found["plain_sql_ms"] = _quantiles(plain.wall)
        found["p95_of_plain_sql"] = round(product.p95 / plain.p95, 2)
    return found


async def _again(statements: list[Statement]) -> None:
    async with database.transaction() as connection:
        for sql, arguments in statements:
            await connection.fetch(sql, *arguments)


def _quantiles(values: list[float]) -> dict[str, Any]:
    return {f"p{share}": round(float(np.quantile(values, share / 100)), 1) for share in (50, 95)}


async def _saving() -> dict[str, float]:
    """What the person who posts a plan waits for; embedding and indexing are jobs."""
    town = await database.fetch_value("SELECT id FROM municipality WHERE ended IS NULL ORDER BY id LIMIT 1")
    person = await database.fetch_value(
        "INSERT INTO person (name, email, description, active, created_at) VALUES ('Meting', $1, '', true, $2)"
        " RETURNING id",
        f"meting-{time.time_ns()}@voorbeeld.nl",
        NOW,
    )
    actor = Actor(person, "Meting", town, (Grant(Role.CIVIL_SERVANT, town),))
    waits = []
    for document, _ in plans(21, seed=7):
        content = IdeaContent(document.title, document.text[:400], document.text, theme="mobiliteit", contact="Balie")
        began = time.perf_counter()
        await ideas.post(actor=actor, municipality_id=town, content=content, co_submitters=(), form_token=None, now=NOW)
        waits.append((time.perf_counter() - began) * 1000)
    return _quantiles(waits[1:])


async def _all_at_once(drafts: list[tuple[str, str]]) -> dict[str, float]:
    """Fifty people type at the same moment: until the last has an answer, and how long the loop stands still."""
    longest, done = 0.0, False

    async def watch() -> None:
        nonlocal longest
        while not done:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            longest = max(longest, time.perf_counter() - before - 0.005)

    watching = asyncio.create_task(watch())
    began = time.perf_counter()
    await asyncio.gather(*(suggesting.suggest(*draft) for draft in drafts))
    seconds = time.perf_counter() - began
    done = True
    await watching
    return {"people": len(drafts), "seconds": round(seconds, 2), "loop_held_up_ms": round(longest * 1000, 1)}


async def measure(dsn: str) -> dict[str, Any]:
    """All figures of the database at `dsn`."""
    database.configure(dsn)
    await database.open_pool(minimum=1, maximum=1)
    recorder = Recorder()
    began = time.perf_counter()
    known = await statistics.known()
    found: dict[str, Any] = {
        "documents": known.vocabulary.size,
        "terms": len(known.vocabulary.documents),
        "statistics_seconds": round(time.perf_counter() - began, 2),
    }
    await plain_search.prepare()
    asked = queries(QUESTIONS + 1)
    drafts = [(document.title, document.text[:700]) for document, _ in plans(QUESTIONS + 1, seed=9)]
    of_asked = [as_vector(vector) for vector in await embed(asked)]
    of_drafts = [as_vector(vector) for vector in await embed([f"{title}. {text}" for title, text in drafts])]
    found["search"] = await _compare(
        recorder,
        [(partial(ask, q), partial(plain_search.search, q, v)) for q, v in zip(asked, of_asked, strict=True)],
    )
    found["suggestions"] = await _compare(
        recorder,
        [
            (partial(suggesting.suggest, *d), partial(plain_search.suggest, *d, v))
            for d, v in zip(drafts, of_drafts, strict=True)
        ],
    )
    long = ("Een lang stuk", " ".join(text for _, text in drafts * 2)[:100_000])
    found["text_of_100_kb"] = await _compare(recorder, [(partial(suggesting.suggest, *long), None)] * 6)
    found["saving_ms"] = await _saving()
    await database.close_pool()
    await database.open_pool(maximum=10)
    found["at_once"] = await _all_at_once(drafts[:TYPISTS])
    await database.close_pool()
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ideas", type=int, default=100_000)
    parser.add_argument("--dsn", default="")
    given = parser.parse_args()
    if given.dsn:
        print(json.dumps(asyncio.run(measure(given.dsn))))
        return
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "data") as server:
            asyncio.run(fill(server.dsn, given.ideas))
            print(json.dumps(asyncio.run(measure(server.dsn))))


if __name__ == "__main__":
    main()
