"""How many plans a second `innovatie ideas import` takes in, trail, versions and jobs included."""

import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.server import environment

PLANS = 1_000


def measure(dsn: str) -> dict[str, Any]:
    """Plans a second of a file of a thousand, start of the command included, and again for a file already in."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "plans.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["bronnummer", "gemeentecode", "titel", "samenvatting", "stadium", "ingediend_op"])
            for number in range(PLANS):
                text = f"Plan {number} om inwoners sneller te helpen met hun vraag over afval, bomen of parkeren."
                writer.writerow([number, "GM0363", f"Meetplan {number}", text, "plan", "2026-03-05"])
        first, again = _import(dsn, file), _import(dsn, file)
    return {"plans": PLANS, "per_second": round(PLANS / first), "unchanged_per_second": round(PLANS / again)}


def _import(dsn: str, file: Path) -> float:
    command = [sys.executable, "-m", "innovatie.cli", "ideas", "import", str(file), "--format", "csv"]
    began = time.perf_counter()
    subprocess.run([*command, "--source", "meting"], env=environment(dsn), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
