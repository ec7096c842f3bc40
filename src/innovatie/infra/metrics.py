"""Figures of this process in the text format of Prometheus, on a port of their own, never among the pages."""

import asyncio
import contextlib
import resource
import socket
import sys
import time
from bisect import bisect_left
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Final

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)
"""Upper ends of the parts of a histogram of times, in seconds."""
Labels = tuple[str, ...]
More = Callable[[], Awaitable[str]]
_STARTED: Final = time.time()
_TIMEOUT_SECONDS: Final = 10.0


def sample(name: str, value: float, **labels: str) -> str:
    """One line: a name, its labels and its value."""
    told = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
    return f"{name}{{{told}}} {value:g}" if told else f"{name} {value:g}"


def family(name: str, kind: str, explained: str, samples: Iterable[str]) -> str:
    """A figure with what it means; empty when it has no samples."""
    lines = list(samples)
    return "\n".join([f"# HELP {name} {explained}", f"# TYPE {name} {kind}", *lines, ""]) if lines else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


class Histogram:
    """How many things took how long, by labels of a closed set: a route as it stands in the code, never an address."""

    def __init__(self, name: str, explained: str, labels: Labels) -> None:
        self.name = name
        self._explained = explained
        self._labels = labels
        self._counts: dict[Labels, list[int]] = {}
        self._sums: dict[Labels, float] = {}

    def observe(self, seconds: float, *values: str) -> None:
        """Count one that took so long."""
        counts = self._counts.setdefault(values, [0] * (len(SECONDS) + 1))
        counts[bisect_left(SECONDS, seconds)] += 1
        self._sums[values] = self._sums.get(values, 0.0) + seconds

    def text(self) -> str:
        lines = []
        for values, counts in sorted(self._counts.items()):
            labels = dict(zip(self._labels, values, strict=True))
            total = 0
            for end, count in zip((*SECONDS, float("inf")), counts, strict=True):
                total += count
                lines.append(
                    sample(f"{self.name}_bucket", total, **labels, le="+Inf" if end > SECONDS[-1] else f"{end:g}")
                )
            lines.append(sample(f"{self.name}_sum", self._sums[values], **labels))
            lines.append(sample(f"{self.name}_count", total, **labels))
        return family(self.name, "histogram", self._explained, lines)

    def clear(self) -> None:
        self._counts.clear()
        self._sums.clear()


REQUESTS: Final = Histogram(
    "innovatie_request_seconds", "Answers by method, route and status class.", ("method", "route", "status")
)
JOBS: Final = Histogram("innovatie_job_seconds", "Jobs of this worker by name and outcome.", ("job", "outcome"))


def of_process() -> str:
    """What every process tells: its answers or jobs, its memory, since when it runs."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return (
        REQUESTS.text()
        + JOBS.text()
        + family(
            "process_start_time_seconds", "gauge", "Since when this process runs, in seconds since 1970.",
            [f"process_start_time_seconds {_STARTED:.0f}"],
        )
        + family(
            "process_max_resident_memory_bytes", "gauge", "The most memory that this process ever had.",
            [f"process_max_resident_memory_bytes {memory}"],
        )
    )  # fmt: skip


@contextlib.asynccontextmanager
async def served(listener: socket.socket | None, more: More) -> AsyncIterator[None]:
    """While the block lasts, GET /metrics on `listener` (None: nowhere) tells this process's figures and `more`."""
    if listener is None:
        yield
        return

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, TimeoutError, ValueError):
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                asked = (await reader.readline()).decode("latin-1").split(" ")
                while (await reader.readline()).strip():
                    pass
                status, body = "404 Not Found", ""
                if asked[:2] == ["GET", "/metrics"]:
                    status, body = "200 OK", of_process() + await more()
                writer.write(
                    f"HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                    f"Content-Length: {len(body.encode())}\r\nConnection: close\r\n\r\n{body}".encode()
                )
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, sock=listener)
    try:
        yield
    finally:
        server.close()
