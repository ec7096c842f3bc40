"""Adoption at full size: 342 municipalities, 200 solutions, ten years of history. `python -m benchmarks.adoption_pages`

Prints per page the median time at the server (milliseconds, the whole ASGI application, one request at a time), how
much of it this process worked (on a busy machine the two lie far apart), and the size of the map compressed (bytes).
The bars: every page under 100 ms, the map under 40 KB.
"""

import asyncio
import gzip
import hashlib
import json
import logging
import os
import re
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command `innovatie` does, before NumPy is imported

from innovatie import paths
from innovatie.adoption import actions
from innovatie.app import create_app
from innovatie.domain.authority import SYSTEM
from innovatie.infra import database, migrations
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.municipalities.bundled_register import load_own_table
from innovatie.settings import Settings

SOLUTIONS = 200
YEARS = 10
TIMES = 15
PAGES = (
    "/overname",
    "/overname/7",
    "/overname/7?peildatum=2022-K2",
    "/overname/7/gemeenten",
    "/overname/7/besparing",
    "/overname/7/volgende",
    "/overname/7/pakket",
    "/inzicht",
    "/inzicht/kaart",
    "/inzicht/trends",
    "/inzicht/wielen",
)
NOW = datetime.now(UTC)
STAGES = ("verkenning", "besloten", "in_invoering", "in_gebruik")


def draw(*parts: object) -> float:
    text = "|".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


async def fill(dsn: str) -> dict[str, int]:
    """Statements of every municipality on most solutions, spread over ten years."""
    database.configure(dsn)
    await migrations.migrate(dsn, paths.MIGRATIONS)
    await load_own_table(actor=SYSTEM, now=NOW)
    towns = await database.fetch_values(int, "SELECT id FROM municipality WHERE ended IS NULL ORDER BY id")
    begin = NOW.date() - timedelta(days=365 * YEARS)
    rows: list[tuple[object, ...]] = []
    for number in range(SOLUTIONS):
        solution = await actions.follow(
            actor=SYSTEM, title=f"Oplossing {number + 1}", summary="Een oplossing.", theme="dienstverlening", now=NOW
        )
        reach = 0.15 + 0.8 * draw(number)
        for town in towns:
            if draw(number, town) > reach:
                continue
            day = begin + timedelta(days=round(draw(town, number, "dag") * 365 * YEARS * 0.95))
            for step, stage in enumerate(STAGES):
                on = day + timedelta(days=80 * step)
                if on <= NOW.date():
                    rows.append((solution, town, stage, on, _heard(on)))
    await database.execute_many(
        "INSERT INTO adoption_event (solution, municipality, stage, happened_on, heard_at, source, reason,"
        " evidence_kind, evidence_url, version, variant, role, origin)"
        " VALUES ($1, $2, $3, $4, $5, 'gemeld', '', '', '', '', '', '', '')",
        rows,
    )
    await actions.nightly(now=NOW)
    await database.execute("ANALYZE")
    return {"gemeenten": len(towns), "oplossingen": SOLUTIONS, "meldingen": len(rows)}


def _heard(day: date) -> datetime:
    return min(datetime.combine(day, NOW.timetz()) + timedelta(days=2), NOW)


async def measure(dsn: str, folder: Path) -> dict[str, object]:
    size = await fill(dsn)
    await database.open_pool(maximum=4)
    app = create_app(Settings(demo=True, secret="b" * 40, data=folder, host="127.0.0.1", port=8000, database_url=dsn))
    transport = httpx.ASGITransport(app=app)
    milliseconds: dict[str, float] = {}
    processor: dict[str, float] = {}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        for path in PAGES:
            first = await client.get(path, follow_redirects=True)  # to the full address, and caches are filled
            address = first.request.url.raw_path.decode()
            taken, worked = [], []
            for _ in range(TIMES):
                began, busy = time.perf_counter(), time.process_time()
                answer = await client.get(address)
                taken.append((time.perf_counter() - began) * 1000)
                worked.append((time.process_time() - busy) * 1000)
                assert answer.status_code == 200, (path, answer.status_code)
            milliseconds[path] = round(statistics.median(taken), 1)
            processor[path] = round(statistics.median(worked), 1)
        page = (await client.get("/overname/7", follow_redirects=True)).text
        picture = re.search(r'<svg[^>]*class="tile-map".*?</svg>', page, re.DOTALL)
        assert picture is not None
    await database.close_pool()
    return {
        **size,
        "milliseconden": milliseconds,
        "milliseconden_processor": processor,
        "traagste": max(milliseconds.values()),
        "kaart_bytes_gecomprimeerd": len(gzip.compress(picture.group(0).encode())),
        "pagina_bytes_gecomprimeerd": len(gzip.compress(page.encode())),
    }


def main() -> None:
    logging.disable(logging.INFO)
    with (
        tempfile.TemporaryDirectory(prefix="innovatie-benchmark-") as folder,
        EmbeddedPostgres(Path(folder) / "data", durable=False) as server,
    ):
        print(json.dumps(asyncio.run(measure(server.dsn, Path(folder))), indent=1))


if __name__ == "__main__":
    main()
