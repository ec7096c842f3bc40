"""Processes under measurement: the real web process, the worker and the floor, each on a port of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def environment(dsn: str) -> dict[str, str]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {
        **os.environ,
        "PYTHONPATH": path,
        "DATABASE_URL": dsn,
        "INNOVATIE_SECRET": "for benchmarks only, at least 32 characters",
    }


@contextlib.contextmanager
def running(dsn: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python ARGUMENTS` until the block ends."""
    with subprocess.Popen([sys.executable, *arguments], env=environment(dsn), stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@contextlib.contextmanager
def web(dsn: str) -> Iterator[tuple[str, int]]:
    """The real web process; its address and process number."""
    port = free_port()
    with running(dsn, "-m", "innovatie.cli", "serve", "--port", str(port)) as process:
        wait_for(f"http://127.0.0.1:{port}/readyz")
        yield f"http://127.0.0.1:{port}", process.pid


@contextlib.contextmanager
def floor(dsn: str, page_file: str) -> Iterator[str]:
    """The floor; its address."""
    port = free_port()
    with running(dsn, "-m", "benchmarks.floor", str(port), page_file):
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"


def wait_for(address: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=30) as response:
        text: str = response.read().decode()
        return text


def memory(pid: int) -> float:
    """Resident memory of a process now, in MB."""
    shown = subprocess.run(["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True)
    return round(int(shown.stdout) / 1024, 1)


def processor(pid: int) -> float:
    """Milliseconds that a process, its threads included, has had of a processor."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
