"""The real site for browser tests: the web process and the worker, each a process of its own, on a real database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import set_up

from tests import forked
from tests.serving import end, free_port, wait_for

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = set_up.found_browser()
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # What the driver switches off, as a second list replaces the first, and the two pages that Chromium keeps ready
    # behind the address bar of each window: a tenth of the work of a journey.
    "--disable-features=AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,LensOverlay,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,WebUIOmniboxPopup,WebUIOmniboxAimPopup,"
    "WebUIOmniboxFullPopup",
]


@dataclass(frozen=True, slots=True)
class Site:
    """A running site: where it is, and the database beneath it."""

    url: str
    dsn: str


@contextmanager
def running(dsn: str, data: Path, *, worker: bool = True, **environment: str) -> Iterator[Site]:
    """The site on the database at `dsn`, in demo mode, until the block ends; its logs lie in `data`."""
    port = free_port()
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "DATABASE_URL": dsn,
        "INNOVATIE_DATA": str(data),
        "INNOVATIE_DEMO": "1",
        "INNOVATIE_SECRET": "a secret for browser tests only, 32 or more",
        "INNOVATIE_HOST": "127.0.0.1",
        "INNOVATIE_PORT": str(port),
        **environment,
    }
    parts = ["serve", *(["worker"] if worker else [])]
    processes = [forked.start(part, environment=variables, log=data / f"{part}.log") for part in parts]
    site = Site(url=f"http://127.0.0.1:{port}", dsn=dsn)
    try:
        wait_for(f"{site.url}/inloggen", processes[0], data / "serve.log")
        yield site
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            end(process)
