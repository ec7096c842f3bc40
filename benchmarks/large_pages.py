"""Whole pages in a large collection, over HTTP: the group of 5,000, the municipality with 10,000 ideas, searches.

`python -m benchmarks.large_pages --dsn ADDRESS` prints JSON: per page the median of the times in milliseconds; the
first call, which fills caches, does not count. The database is one that `benchmarks.many_ideas` filled.
"""

import argparse
import asyncio
import json
import statistics
import time
from typing import Any

from benchmarks.server import get, memory, web
from innovatie.infra import database

TIMES = 5


async def _largest(dsn: str) -> tuple[int, int, str, int]:
    """The largest group and its size, and the municipality with the most ideas and their number."""
    database.configure(dsn)
    await database.open_pool(minimum=1, maximum=1)
    group = await database.fetch_row(
        'SELECT "group", count(*) AS number FROM group_member GROUP BY 1 ORDER BY 2 DESC LIMIT 1'
    )
    town = await database.fetch_row(
        "SELECT n.code, count(*) AS number FROM idea i JOIN municipality n ON n.id = i.municipality"
        " GROUP BY 1 ORDER BY 2 DESC LIMIT 1"
    )
    await database.close_pool()
    assert group is not None
    assert town is not None
    return group["group"], group["number"], town["code"], town["number"]


def measure(dsn: str) -> dict[str, Any]:
    """Milliseconds per page."""
    group, members, town, ideas = asyncio.run(_largest(dsn))
    pages = {
        "home": "/",
        "ideas": "/ideeen",
        "ideas_by_theme": "/ideeen?thema=mobiliteit",
        "search": "/zoeken?q=parkeervergunning+online",
        "search_newest": "/zoeken?q=parkeren&sorteer=nieuwste",
        "search_phrase": "/zoeken?q=%22online+aanvragen%22",
        "search_without": "/zoeken?q=parkeren+-vergunning",
        "search_nothing_asked": "/zoeken?q=",
        f"group_of_{members}": f"/groepen/{group}",
        f"municipality_with_{ideas}": f"/gemeenten/{town}",
        "groups": "/groepen",
        "trends": "/inzicht/trends",
    }
    found: dict[str, Any] = {}
    with web(dsn) as (address, pid):
        for name, path in pages.items():
            get(address + path)
            times = []
            for _ in range(TIMES):
                began = time.perf_counter()
                get(address + path)
                times.append((time.perf_counter() - began) * 1000)
            found[name] = round(statistics.median(times), 1)
        found["web_mb"] = round(memory(pid))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dsn", required=True)
    print(json.dumps(measure(parser.parse_args().dsn)))


if __name__ == "__main__":
    main()
