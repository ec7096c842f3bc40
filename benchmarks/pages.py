"""Pages against the floor, in the same run and in turns, so that a busy moment hits both."""

import asyncio
import contextlib
import statistics
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.load import Sample, ask
from benchmarks.people import sign_in
from benchmarks.questions import addresses
from benchmarks.server import floor, get, memory, processor, running, web

PAGES = {
    "ideas_list": "/ideeen",
    "ideas_list_filtered": "/ideeen?thema=mobiliteit&sorteer=titel",
    "idea": "/ideeen/2500",
    "home": "/",
    "municipalities": "/gemeenten",
}
"""And `search`: the questions of `benchmarks.questions`, in turns."""
ANEW = "_anew"
"""The same pages when somebody has acted before each request, one at a time, so that each is made anew; compared with
the floor asked one at a time too."""
SIGNED_IN = "_signed_in"
"""The same pages as a civil servant gets them, who has a session."""
TURNS = 5
SECONDS = 2.0
WARM_UP = 0.5


def measure(dsn: str) -> dict[str, Any]:
    """Requests a second of each page and of the floor (medians of the turns), 95th percentile in ms, processor time of
    the web process for each request in ms, memory in MB.
    """
    with (
        web(dsn) as (address, pid),
        running(dsn, "-m", "innovatie.cli", "worker") as worker,
        _page_file(address) as page,
    ):
        with floor(dsn, page) as floor_address:
            asked = {name: (address + final(address, path),) for name, path in PAGES.items()}
            asked["search"] = tuple(address + path for path in addresses())
            asked |= {f"{name}{kind}": asked[name] for kind in (ANEW, SIGNED_IN) for name in PAGES}
            floors = {"floor": (floor_address,), f"floor{ANEW}": (floor_address,)}
            cookie = asyncio.run(sign_in(dsn))
            samples, processor = _turns({**floors, **asked}, pid, cookie, dsn)
        used = {"web": memory(pid), "worker": memory(worker.pid)}
    rates = {name: statistics.median(sample.rate for sample in found) for name, found in samples.items()}
    floor_rate, floor_rate_anew = rates.pop("floor"), rates.pop(f"floor{ANEW}")
    return {
        "floor_per_second": round(floor_rate),
        "floor_per_second_one_at_a_time": round(floor_rate_anew),
        "pages": {
            name: {
                "per_second": round(rate),
                "of_floor": round(rate / (floor_rate_anew if name.endswith(ANEW) else floor_rate), 2),
                "p95_ms": round(statistics.median(sample.quantile(0.95) for sample in samples[name]), 1),
                "processor_ms": round(processor[name] / sum(len(one.latencies) for one in samples[name]), 2),
            }
            for name, rate in rates.items()
        },
        "memory_mb": used,
    }


@contextlib.contextmanager
def _page_file(address: str) -> Iterator[str]:
    """The real list page in a file, for the floor to take its head and foot from."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(get(f"{address}/ideeen"), encoding="utf-8")
        yield str(file)


def final(address: str, path: str) -> str:
    """The path after redirects, such as the one to an idea's full address."""
    with urllib.request.urlopen(address + path, timeout=30) as response:
        final: str = response.url
        return final.removeprefix(address)


def _turns(
    asked: dict[str, tuple[str, ...]], pid: int, cookie: str, dsn: str
) -> tuple[dict[str, list[Sample]], dict[str, float]]:
    async def somebody(name: str, seconds: float) -> Sample:
        headers = {"Cookie": cookie} if name.endswith(SIGNED_IN) else {}
        anew = name.endswith(ANEW)
        acts_in = dsn if anew and not name.startswith("floor") else None
        return await ask(*asked[name], seconds=seconds, headers=headers, acts_in=acts_in, one_at_a_time=anew)

    async def run() -> tuple[dict[str, list[Sample]], dict[str, float]]:
        found: dict[str, list[Sample]] = {name: [] for name in asked}
        used = dict.fromkeys(asked, 0.0)
        for name, pages in asked.items():
            await somebody(name, WARM_UP * len(pages) ** 0.5)
        for _ in range(TURNS):
            for name in asked:
                before = processor(pid)
                found[name].append(await somebody(name, SECONDS))
                used[name] += processor(pid) - before
        return found, used

    return asyncio.run(run())
