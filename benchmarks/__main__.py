"""`python -m benchmarks [part ...]`: the figures as JSON on standard output; what it is doing on standard error.

Each part is a module with a command of its own and runs as a process of its own, so that its memory is its own.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from typing import Any

PARTS = {
    "site": "benchmarks.site",
    "start": "benchmarks.start",
    "voting": "benchmarks.voting",
    "assignment": "benchmarks.review_assignment",
    "calibration": "benchmarks.review_calibration",
    "shortlist": "benchmarks.review_shortlist",
    "adoption": "benchmarks.adoption_pages",
    "grouping": "benchmarks.grouping_scale",
    "search": "benchmarks.search_scale",
    "sign-in": "benchmarks.sign_in_timing",
    "register": "benchmarks.open_register",
}


def main() -> None:
    """Raises SystemExit with the part's own exit status when one fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(PARTS)}; all when none is named")
    wanted = parser.parse_args().parts or list(PARTS)
    if unknown := [name for name in wanted if name not in PARTS]:
        parser.error(f"no such part: {', '.join(unknown)}")
    found: dict[str, Any] = {
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "load": round(os.getloadavg()[0], 1)}
    }
    for name in wanted:
        began = time.monotonic()
        print(f"{name} ...", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, "-m", PARTS[name]], stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.returncode)
        found[name] = json.loads(done.stdout)
        print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(json.dumps(found, indent=2))


if __name__ == "__main__":
    main()
