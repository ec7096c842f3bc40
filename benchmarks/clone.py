"""`python -m benchmarks.clone`: what `make test` costs in a fresh clone, in an empty folder: seconds, as JSON.

The commit that is checked out is cloned; set-up, the quick checks and all of `make test` run one after another, the
first two twice. Arguments for pytest may be given: `python -m benchmarks.clone tests/domain`. `processor` counts every
process that was started and waited for, browser and database too; what pip and npm downloaded before is used again.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEPS = {
    "set-up for tests": ["set-up-test"],
    "set-up for tests, again": ["set-up-test"],
    "checks": ["check"],
    "checks, again": ["check"],
    "test, all but set-up and first checks": ["test"],
}
"""What is asked of make, in this order; what was done once costs little the next time."""


def measure(arguments: list[str]) -> dict[str, dict[str, float]]:
    """Seconds of the clock and of processors of each step. Raises SystemExit with what it said when one fails."""
    with tempfile.TemporaryDirectory(prefix="innovatie-clone-", dir="/tmp") as folder:
        clone = Path(folder) / "innovatie"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        return {name: _cost(clone, [*targets, f"ARGS={' '.join(arguments)}"]) for name, targets in STEPS.items()}


def _cost(clone: Path, targets: list[str]) -> dict[str, float]:
    began, before = time.monotonic(), _processor()
    print(f"make {' '.join(targets)} ...", file=sys.stderr, flush=True)
    done = subprocess.run(
        ["make", "--no-print-directory", *targets], cwd=clone, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return {"clock": round(time.monotonic() - began, 1), "processor": round(_processor() - before, 1)}


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(json.dumps({"load": round(os.getloadavg()[0], 1), **measure(sys.argv[1:])}, indent=2))
