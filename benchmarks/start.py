"""What `make demo` costs: on an empty folder (cold) and on what is there already (restart)."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.server import environment, free_port

STARTED = re.compile(r"gestart in ([\d.]+) s")
RESTARTS = 3
PATIENCE = 900.0
ROOT = Path(__file__).resolve().parent.parent


def measure() -> dict[str, Any]:
    """`make demo` on an installed checkout: an empty folder (cold), then what is there already (restart).

    Seconds of the clock, and of processors over all its processes: until the first page answers (which may be the one
    that says what is being loaded), and until the site itself does. Linux only, as processor time comes from /proc.
    """
    with tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        cold = _start(data)
        restarts = [_start(data) for _ in range(RESTARTS)]
    return {"cold": cold, "restart": min(restarts, key=lambda one: one["site_cpu_s"]), "restarts": restarts}


def _start(data: Path) -> dict[str, float]:
    output = data.with_name("output")
    environ = {**environment(""), "DATABASE_URL": ""}
    port = free_port()
    command = ["make", "--no-print-directory", "demo", f"PORT={port}", f"DATA={data}"]
    found: dict[str, float] = {}
    began = time.monotonic()
    with (
        output.open("wb") as out,
        subprocess.Popen(command, env=environ, cwd=ROOT, stdout=out, stderr=out, start_new_session=True) as process,
    ):
        try:
            for name, there in (("page", lambda: _answers(port)), ("site", lambda: _says_started(output))):
                while not there():
                    if process.poll() is not None or time.monotonic() - began > PATIENCE:
                        raise RuntimeError(f"the demo did not start: {output.read_text('utf-8')}")
                    time.sleep(0.05)
                found |= {f"{name}_s": time.monotonic() - began, f"{name}_cpu_s": processor_time(process.pid)}
        finally:
            os.killpg(process.pid, signal.SIGINT)
        process.wait(60)
    return {name: round(value, 2) for name, value in found.items()}


def _answers(port: int) -> bool:
    with socket.socket() as visitor:
        visitor.settimeout(5)
        try:
            visitor.connect(("127.0.0.1", port))
            visitor.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return visitor.recv(64).startswith(b"HTTP/1.1")
        except OSError:
            return False


def _says_started(output: Path) -> bool:
    return STARTED.search(output.read_text("utf-8")) is not None


def processor_time(root: int) -> float:
    """Seconds of processor of process `root`, its descendants, and those of them that have ended."""
    parents, used = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            fields = (folder / "stat").read_text("ascii", errors="replace").rpartition(")")[2].split()
            parents[int(folder.name)] = int(fields[1])
            used[int(folder.name)] = sum(map(int, fields[11:15]))
    ours = {root}
    while more := {child for child, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return float(sum(used.get(one, 0) for one in ours) / os.sysconf("SC_CLK_TCK"))


if __name__ == "__main__":
    print(json.dumps(measure()))
