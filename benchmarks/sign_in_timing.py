"""Whether the clock tells who exists: asking a sign-in link for a known and for unknown addresses, compared as samples.

`python -m benchmarks.sign_in_timing [pairs]` prints JSON. The two are asked in turn, in an order that is drawn for each
pair, against the whole application on a database of its own. `known_is_slower` is the chance that a known address took
longer than an unknown one (the effect size of the Mann-Whitney test; a half means that the clock tells nothing), with a
95 % interval from resampling; `pairs_to_tell` is how many pairs an attacker on this very machine would need to see the
difference that was found, if there is one (80 % power, 5 % level).
"""

import asyncio
import json
import random
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import numpy as np
from scipy.stats import mannwhitneyu

from innovatie import paths
from innovatie.accounts import limits
from innovatie.app import create_app
from innovatie.infra import database
from innovatie.infra.embedded_postgres import EmbeddedPostgres
from innovatie.infra.migrations import migrate
from innovatie.settings import Settings

PAIRS, SEED, KNOWN = 2_000, 20261122, "jan@stad.nl"


async def prepare() -> None:
    """One municipality with an allowed domain and one colleague."""
    await database.execute(
        "INSERT INTO municipality (code, name, sort_name, province, latitude, longitude)"
        " VALUES ('GM0001', 'Stad', 'stad', 'Utrecht', 52, 5)"
    )
    await database.execute(
        "INSERT INTO allowed_domain (municipality, domain, added_at) SELECT id, 'stad.nl', now() FROM municipality"
    )
    await database.execute(
        "INSERT INTO person (name, email, description, active, created_at) VALUES ('Jan', $1, '', true, $2)",
        KNOWN,
        datetime.now(UTC),
    )


async def sample(client: httpx.AsyncClient, pairs: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each request: known, unknown."""
    draw, known, unknown = random.Random(SEED), [], []
    for number in range(-50, pairs):  # the first fifty warm up
        asked = [(known, KNOWN), (unknown, f"nn{number % 10}@stad.nl")]
        draw.shuffle(asked)
        for times, address in asked:
            client.cookies.clear()
            began = time.perf_counter()
            response = await client.post("/inloggen/link", data={"email": address})
            if response.status_code != 200:
                raise SystemExit(f"{address}: {response.status_code}")
            if number >= 0:
                times.append(1000 * (time.perf_counter() - began))
    return known, unknown


def compare(known: list[float], unknown: list[float]) -> dict[str, object]:
    a, b = np.array(known), np.array(unknown)
    slower = float(mannwhitneyu(a, b).statistic) / (len(a) * len(b))
    chance = np.random.default_rng(SEED)
    again = [
        float(mannwhitneyu(chance.choice(a, len(a)), chance.choice(b, len(b))).statistic) / (len(a) * len(b))
        for _ in range(200)
    ]
    low, high = np.percentile(again, [2.5, 97.5])
    effect = abs(slower - 0.5)
    return {
        "pairs": len(a),
        "median_known_ms": round(float(np.median(a)), 3),
        "median_unknown_ms": round(float(np.median(b)), 3),
        "known_is_slower": round(slower, 4),
        "interval": [round(float(low), 4), round(float(high), 4)],
        "p": round(float(mannwhitneyu(a, b).pvalue), 4),
        "pairs_to_tell": None if effect < 1e-4 else round((1.96 + 0.84) ** 2 / (6 * effect**2) / 2),
    }


async def measure(dsn: str, folder: Path, pairs: int) -> dict[str, object]:
    database.configure(dsn)
    await migrate(dsn, paths.MIGRATIONS)
    await database.open_pool(maximum=4)
    await prepare()
    for name in ("LINK_PER_NETWORK", "LINK_PER_ADDRESS", "LINK_PER_BROWSER"):  # all from one machine here
        setattr(limits, name, msgspec.structs.replace(getattr(limits, name), size=10**9))
    app = create_app(Settings(secret="a secret for benchmarks only, 32 characters", data=folder, log_level="ERROR"))
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        known, unknown = await sample(client, pairs)
    await database.close_pool()
    return compare(known, unknown)


def main() -> None:
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else PAIRS
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o711)  # started by root, PostgreSQL runs under an account that must get through
        with EmbeddedPostgres(folder / "data", durable=False) as server:
            print(json.dumps(asyncio.run(measure(server.dsn, folder, pairs))))


if __name__ == "__main__":
    main()
