"""Two versions of the site side by side. `python -m benchmarks.versions OTHER`, a checkout with a `.venv` of its own.

Each has a database of its own, filled by its own code with as many ideas, and a web process of its own; both are asked
for the same pages in turns, so that whatever else the machine does is borne by both. Printed as JSON, per page: the
processor time of the web process for a request in ms of this version and of the other, and the first over the second.
"""

import argparse
import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import content, server
from benchmarks.load import ask
from benchmarks.pages import PAGES, final
from benchmarks.people import sign_in
from benchmarks.questions import addresses
from innovatie.infra.embedded_postgres import EmbeddedPostgres

TURNS = 7
SECONDS = 1.0
KINDS = ("", "_anew", "_signed_in")
"""As a visitor; the same when somebody acted before each request, one at a time (`benchmarks.pages.ANEW`); as a civil
servant."""
HERE = Path(__file__).parents[1]


@dataclass(frozen=True)
class Version:
    """A version that answers: address and number of its web process, its database, and the cookie of a session."""

    address: str
    process: int
    database: str
    session: str


@contextlib.contextmanager
def version(folder: Path, ideas: int) -> Iterator[Version]:
    """The version of `folder` on a filled database of its own."""
    python = str(folder / ".venv/bin/python")
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as data:
        Path(data).chmod(0o711)
        with EmbeddedPostgres(Path(data) / "data") as database:
            environment = server.environment(database.dsn) | {"PYTHONPATH": f"{folder / 'src'}:{folder}"}
            filling = (
                f"import asyncio; from benchmarks.many_ideas import fill; asyncio.run(fill({database.dsn!r}, {ideas}))"
            )
            subprocess.run([python, "-c", filling], cwd=folder, env=environment, check=True, stdout=sys.stderr)
            port = server.free_port()
            serve = [python, "-m", "innovatie.cli", "serve", "--port", str(port)]
            with subprocess.Popen(serve, cwd=folder, env=environment, stdout=subprocess.DEVNULL) as process:
                try:
                    server.wait_for(f"http://127.0.0.1:{port}/readyz")
                    session = asyncio.run(sign_in(database.dsn))
                    yield Version(f"http://127.0.0.1:{port}", process.pid, database.dsn, session)
                finally:
                    process.terminate()
                    process.wait(20)


def measure(other: Path, ideas: int) -> dict[str, Any]:
    """Milliseconds of processor time a request, medians of the turns, and this over the other."""
    with version(HERE, ideas) as ours, version(other, ideas) as theirs:
        found = {}
        for name in (*PAGES, "search"):
            pages = {one: _pages(one, name) for one in (ours, theirs)}
            for kind in KINDS if name in PAGES else KINDS[:2]:  # nobody may search hundreds of times in a second
                costs: dict[Version, list[float]] = {ours: [], theirs: []}
                for turn in range(TURNS + 1):
                    for one in (ours, theirs) if turn % 2 else (theirs, ours):
                        spent = _cost(one, pages[one], kind)
                        if turn:
                            costs[one].append(spent)
                a, b = median(costs[ours]), median(costs[theirs])
                found[name + kind] = {"this_ms": round(a, 2), "other_ms": round(b, 2), "times": round(a / b, 2)}
                print(name + kind, found[name + kind], file=sys.stderr, flush=True)
        return found


def _pages(one: Version, name: str) -> tuple[str, ...]:
    paths = addresses() if name == "search" else (final(one.address, PAGES[name]),)
    return tuple(one.address + path for path in paths)


def _cost(one: Version, pages: tuple[str, ...], kind: str) -> float:
    headers = {"Cookie": one.session} if kind == "_signed_in" else {}
    acts_in = one.database if kind == "_anew" else None
    before = server.processor(one.process)
    sample = asyncio.run(ask(*pages, seconds=SECONDS, headers=headers, acts_in=acts_in))
    return (server.processor(one.process) - before) / len(sample.latencies)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.versions", description=__doc__)
    parser.add_argument("other", type=Path, help="folder of the other version, set up")
    parser.add_argument("--ideas", type=int, default=content.IDEAS)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.other.resolve(), asked.ideas), indent=1))
