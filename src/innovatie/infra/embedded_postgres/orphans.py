"""A server whose parent was killed lives on without an owner: find it and stop it cleanly."""

import os
import signal
import subprocess
import time
from pathlib import Path

# PostgreSQL's fast and immediate shutdown, then the kill, each with the seconds that it gets.
EVER_HARDER = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


def server_of(cluster: Path) -> int | None:
    """The process id of the server that runs on `cluster`, or None."""
    pid = _noted(cluster)
    return pid if pid and _serves(pid, cluster) else None


def stop(cluster: Path) -> None:
    """Stop the server that the cluster's pid file names, if it still runs, and remove that file.

    Call this only while holding the lock on the folder.
    """
    pid = _noted(cluster)
    for sign, timeout_seconds in EVER_HARDER:
        if pid and _serves(pid, cluster):
            os.kill(pid, sign)
            _wait_for_end(pid, cluster, timeout_seconds)
    # What is left names a process that died; PostgreSQL would mistake a stranger with its number for it.
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _noted(cluster: Path) -> int:
    """The process id in the cluster's pid file; 0 when there is none."""
    try:
        return max(int((cluster / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0]), 0)
    except (FileNotFoundError, ValueError, IndexError):
        return 0


def _serves(pid: int, cluster: Path) -> bool:
    """Is `pid` a live PostgreSQL server on `cluster`? A server's working folder is its cluster."""
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == cluster.resolve()
        except OSError:
            return False
    shown = subprocess.run(  # noqa: S603 -- a number and a fixed program
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return str(cluster) in shown.stdout


def _wait_for_end(pid: int, cluster: Path, timeout_seconds: float) -> None:
    deadline = time.monotonic() + timeout_seconds
    while _serves(pid, cluster) and time.monotonic() < deadline:
        time.sleep(0.02)
