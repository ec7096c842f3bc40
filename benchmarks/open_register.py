"""The open register at its largest: who walks it while others write, and who reads it slowly while others visit.

`python -m benchmarks.open_register [--plans 100000]` prints JSON. It stands on a throw-away PostgreSQL of its own.

- walk: one program follows `next` through all plans, 100 at a time, while 100 plans are posted with a token. How many
  came twice, how many of those that were there at the start are missing, and the processor time of the web process.
- readers: 50 that read the file of all plans a few bytes at a time and 50 that read it as fast as they can, while `/`
  and `/readyz` are asked for. Processor time of the web process from question to answer is an upper bound: it does the
  work of the readers meanwhile. `alone` is the same without readers.
"""

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from benchmarks.many_ideas import fill
from benchmarks.server import environment, processor, web
from innovatie.accounts.actions import make_token
from innovatie.accounts.api_tokens import Scope, signing_key
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Role
from innovatie.infra import database
from innovatie.infra.embedded_postgres import EmbeddedPostgres

POSTED = 100
READERS = 50
ASKED = 20
"""Times that each page is asked for."""
SLOW = 2_000
"""Bytes a second of a slow reader."""


class _Town(msgspec.Struct, frozen=True):
    id: int
    code: str


async def _token(dsn: str, address: str) -> tuple[str, str]:
    """Of a civil servant of the first municipality, and its code."""
    now = datetime.now(UTC)
    database.configure(dsn)
    await database.open_pool(maximum=2)
    try:
        town = await database.fetch_one_as(
            _Town, "SELECT id, code FROM municipality WHERE ended IS NULL ORDER BY id LIMIT 1"
        )
        assert town is not None
        person = await database.fetch_exactly(
            int,
            "INSERT INTO person (name, email, active, created_at) VALUES ('Meting', 'meting@example.nl', true, $1)"
            " RETURNING id",
            now,
        )
        await database.execute(
            "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
            " VALUES ($1, $2, $3, $4, $5, '')",
            person,
            Role.CIVIL_SERVANT.value,
            town.id,
            now.date(),
            now,
        )
        actor = await actor_of(person_id=person, municipality_id=town.id, today=now.date())
        assert actor is not None
        key = signing_key(environment(dsn)["INNOVATIE_SECRET"])
        token = await make_token(
            actor=actor, name="Meting", scopes=tuple(Scope), days=1, municipality_id=town.id, key=key, issuer=address,
            now=now,
        )  # fmt: skip
        return token, town.code
    finally:
        await database.close_pool()


async def _walk(address: str, pid: int, token: str, code: str, plans: int) -> dict[str, Any]:
    seen: list[int] = []
    slowest, began, before = 0.0, time.perf_counter(), processor(pid)
    headers = {"X-Forwarded-For": "10.0.0.1"}
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        posted: list[int] = []
        posting = asyncio.create_task(_post(client, token, code, posted))
        path: str | None = "/api/v1/ideeen?sorteer=nummer&paginaGrootte=100&velden=nummer"
        while path is not None:
            headers["X-Forwarded-For"] = f"10.0.{len(seen) // 25_600}.{len(seen) // 100 % 256}"
            asked = time.perf_counter()
            answer = await client.get(path, headers=headers)
            answer.raise_for_status()
            slowest = max(slowest, time.perf_counter() - asked)
            body = answer.json()
            seen += [one["nummer"] for one in body["resultaten"]]
            path = body["_links"].get("next", {}).get("href")
        meanwhile = len(posted)
        await posting
    return {
        "plans": plans,
        "posted_meanwhile": meanwhile,
        "of_these_met": len(set(seen) & set(posted)),
        "pages": len(seen) // 100,
        "seconds": round(time.perf_counter() - began, 1),
        "processor_ms_a_page_posting_included": round((processor(pid) - before) / max(1, len(seen) // 100), 1),
        "slowest_page_ms": round(1000 * slowest),
        "twice": len(seen) - len(set(seen)),
        "missing": len(set(range(1, plans + 1)) - set(seen)),
    }


async def _post(client: httpx.AsyncClient, token: str, code: str, posted: list[int]) -> None:
    for number in range(POSTED):
        body = {
            "titel": f"Plan tijdens het lezen, nummer {number}",
            "samenvatting": "Wij meten hoe een register zich houdt.",
            "probleem": "Wie leest, mag niets missen.",
            "thema": "dienstverlening",
            "contact": "Team Meten",
            "gemeentecode": code,
        }
        answer = await client.post("/api/v1/ideeen", json=body, headers={"Authorization": f"Bearer {token}"})
        answer.raise_for_status()
        posted.append(answer.json()["nummer"])


class _Readers:
    """Those who read the file, until they are told to stop."""

    def __init__(self, address: str) -> None:
        self._port = urlsplit(address).port or 80
        self._tasks: list[asyncio.Task[None]] = []
        self.bytes_read = 0
        self.answered: set[int] = set()
        self.refused = 0

    async def start(self) -> None:
        for number in range(2 * READERS):
            self._tasks.append(asyncio.create_task(self._read(number, slowly=number < READERS)))
        for _ in range(200):
            if len(self.answered) + self.refused == 2 * READERS:
                return
            await asyncio.sleep(0.1)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _read(self, number: int, *, slowly: bool) -> None:
        while True:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**16)
            try:
                head = f"GET /data/ideeen.jsonl HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 10.9.9.{number}\r\n\r\n"
                writer.write(head.encode())
                status = await reader.readuntil(b"\r\n\r\n")
                if b" 200 " not in status[:16]:
                    self.refused += 1
                    return
                self.answered.add(number)
                left = int(status.lower().split(b"content-length:")[1].split(b"\r\n")[0])
                while left > 0:
                    piece = await reader.read(SLOW // 10 if slowly else 2**16)
                    if not piece:
                        break
                    left -= len(piece)
                    self.bytes_read += len(piece)
                    await asyncio.sleep(0.1 if slowly else 0)
            finally:
                writer.close()


async def _asked(address: str, pid: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with httpx.AsyncClient(base_url=address, timeout=60) as client:
        for name, path in (("home", "/"), ("readyz", "/readyz")):
            waited, worked = [], []
            for number in range(ASKED):
                began, before = time.perf_counter(), processor(pid)
                answer = await client.get(path, headers={"X-Forwarded-For": f"10.1.1.{number}"})
                answer.raise_for_status()
                waited.append(1000 * (time.perf_counter() - began))
                worked.append(processor(pid) - before)
            found[name] = {
                "wait_ms_median": round(statistics.median(waited)),
                "wait_ms_worst": round(max(waited)),
                "processor_ms_median": round(statistics.median(worked)),
                "processor_ms_worst": round(max(worked)),
            }
    return found


async def _reading(address: str, pid: int) -> dict[str, Any]:
    async with httpx.AsyncClient(base_url=address, timeout=300) as client:
        size = len((await client.get("/data/ideeen.jsonl", headers={"Accept-Encoding": "identity"})).content)
    alone = await _asked(address, pid)
    readers = _Readers(address)
    await readers.start()
    crowded = await _asked(address, pid)
    await readers.stop()
    return {
        "file_mb": round(size / 1e6, 1),
        "readers": len(readers.answered),
        "refused": readers.refused,
        "read_mb": round(readers.bytes_read / 1e6),
        "alone": alone,
        "with_readers": crowded,
    }


def measure(dsn: str, plans: int) -> dict[str, Any]:
    """Both parts, in a database that is still empty."""
    asyncio.run(fill(dsn, plans, index=False))
    with web(dsn) as (address, pid):
        token, code = asyncio.run(_token(dsn, address))
        walk = asyncio.run(_walk(address, pid, token, code, plans))
        return {"walk": walk, "readers": asyncio.run(_reading(address, pid))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=100_000)
    plans = parser.parse_args().plans
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "data") as server:
            print(json.dumps(measure(server.dsn, plans)))


if __name__ == "__main__":
    main()
