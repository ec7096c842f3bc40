"""Ten pages as Lighthouse sees them on a slow phone: `python -m benchmarks.lighthouse [ADDRESS]`

Without an address a site with 5,000 made-up plans is started; with one, that site is looked at, for instance a demo.
Each page is opened once before, as a visitor would have, and then looked at three times; the middle one counts.

Lighthouse is no part of what set-up installs: `npm install lighthouse@12` in a folder of its own, and put
`node_modules/.bin` of it in PATH. CHROME_PATH names the browser.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import msgspec

from benchmarks import content
from benchmarks.many_ideas import fill
from benchmarks.server import get, web
from innovatie.infra.embedded_postgres import EmbeddedPostgres

PAGES: Final = (
    "/", "/ideeen", "/winnaars", "/ideeen/20", "/groepen", "/groepen/1", "/themas/dienstverlening",
    "/gemeenten", "/overname", "/inzicht",
)  # fmt: skip
TIMES: Final = 3
TRIES: Final = 4
"""Of one visit: on a busy machine the browser is now and then too late for Lighthouse."""
_CHROME: Final = "--headless=new --no-sandbox --disable-gpu"


class _Category(msgspec.Struct, frozen=True):
    score: float | None


class _Observed(msgspec.Struct, frozen=True, rename="camel"):
    """What the browser itself saw, without the slow phone; milliseconds."""

    observed_largest_contentful_paint: float = 0
    observed_cumulative_layout_shift: float = 0


class _Details(msgspec.Struct, frozen=True):
    items: list[msgspec.Raw] = []


class _Audit(msgspec.Struct, frozen=True, rename="camel"):
    numeric_value: float = 0


class _Metrics(msgspec.Struct, frozen=True):
    details: _Details


class Report(msgspec.Struct, frozen=True):
    """Of one visit: scores from 0 to 1, and audits by name."""

    categories: dict[str, _Category]
    audits: dict[str, msgspec.Raw]

    def number(self, audit: str) -> float:
        """Milliseconds, bytes or a share, as the audit has it."""
        return msgspec.json.decode(self.audits[audit], type=_Audit).numeric_value

    @property
    def observed(self) -> _Observed:
        items = msgspec.json.decode(self.audits["metrics"], type=_Metrics).details.items
        return msgspec.json.decode(items[0], type=_Observed) if items else _Observed()


class Figures(msgspec.Struct, frozen=True):
    """Of one page: scores from 0 to 100; seconds on the slow phone; kilobytes; and what the browser itself saw."""

    performance: int
    accessibility: int
    best_practices: int
    seo: int
    first_paint_s: float
    largest_paint_s: float
    kilobytes: int
    largest_paint_here_s: float
    layout_shift: float


def figures(reports: list[Report]) -> Figures:
    """The middle of each figure."""

    def score(name: str) -> int:
        return round(100 * statistics.median(report.categories[name].score or 0 for report in reports))

    def middle(audit: str) -> float:
        return statistics.median(report.number(audit) for report in reports)

    here = [report.observed for report in reports]
    return Figures(
        performance=score("performance"),
        accessibility=score("accessibility"),
        best_practices=score("best-practices"),
        seo=score("seo"),
        first_paint_s=round(middle("first-contentful-paint") / 1000, 2),
        largest_paint_s=round(middle("largest-contentful-paint") / 1000, 2),
        kilobytes=round(middle("total-byte-weight") / 1000),
        largest_paint_here_s=round(statistics.median(one.observed_largest_contentful_paint for one in here) / 1000, 2),
        layout_shift=round(statistics.median(one.observed_cumulative_layout_shift for one in here), 3),
    )


def look_at(program: str, address: str) -> Report:
    """One visit of Lighthouse, as a phone on a slow line. Raises CalledProcessError."""
    with tempfile.TemporaryDirectory(prefix="innovatie-lighthouse-", dir="/tmp") as folder:
        file = Path(folder) / "report.json"
        command = [program, address, "--quiet", "--output=json", f"--output-path={file}", f"--chrome-flags={_CHROME}"]
        for left in reversed(range(TRIES)):
            done = subprocess.run(command, check=not left, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            if done.returncode == 0:
                break
        return msgspec.json.decode(file.read_bytes(), type=Report)


def measure(program: str, address: str, times: int) -> dict[str, Figures]:
    """Every page of the site at `address`, each `times` times."""
    found = {}
    for path in PAGES:
        print(f"{path} ...", file=sys.stderr, flush=True)
        get(address + path)
        found[path] = figures([look_at(program, address + path) for _ in range(times)])
        print(found[path], file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Prints JSON. Raises SystemExit when Lighthouse is not there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse", description=__doc__)
    parser.add_argument("address", nargs="?", help="a site that runs; else one with 5,000 plans is started")
    parser.add_argument("--times", type=int, default=TIMES, help="visits of each page; the middle one counts")
    asked = parser.parse_args()
    program = shutil.which("lighthouse")
    if program is None:
        raise SystemExit("lighthouse is not in PATH; see benchmarks/lighthouse.py")
    os.environ.setdefault("CHROME_PATH", shutil.which("chromium") or shutil.which("google-chrome") or "")
    if asked.address:
        found = measure(program, asked.address.rstrip("/"), asked.times)
    else:
        with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
            Path(folder).chmod(0o711)
            with EmbeddedPostgres(Path(folder) / "data") as server:
                asyncio.run(fill(server.dsn, content.IDEAS))
                with web(server.dsn) as (address, _pid):
                    found = measure(program, address, asked.times)
    print(json.dumps({path: msgspec.to_builtins(one) for path, one in found.items()}, indent=2))


if __name__ == "__main__":
    main()
