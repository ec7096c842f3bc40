"""How long `innovatie demo` takes: on an empty folder (cold) and on what is there already (restart)."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.server import environment, free_port

STARTED = re.compile(r"gestart in ([\d.]+) s")
RESTARTS = 3
PATIENCE = 600.0


def measure() -> dict[str, Any]:
    """Seconds until the site answers, as the command itself reports them; the best of a few restarts."""
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        cold = _start(data)
        restarts = [_start(data) for _ in range(RESTARTS)]
    return {"cold_s": cold, "restart_s": min(restarts), "restarts_s": restarts}


def _start(data: Path) -> float:
    output = data.with_name("output")
    environ = {**environment(""), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "innovatie.cli", "demo", "--port", str(free_port()), "--data", str(data)]
    with output.open("wb") as out, subprocess.Popen(command, env=environ, stdout=out, stderr=out) as process:
        deadline = time.monotonic() + PATIENCE
        while not (found := STARTED.search(output.read_text("utf-8"))):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the demo did not start: {output.read_text('utf-8')}")
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        process.wait(60)
    return float(found[1])


if __name__ == "__main__":
    print(json.dumps(measure()))
