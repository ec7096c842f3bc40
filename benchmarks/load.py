"""A small load generator: a number of connections that each ask for one page again and again, on this machine only."""

import asyncio
import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from benchmarks.acts import acting

CONNECTIONS = 8


class UnexpectedAnswer(Exception):
    """The server answered something else than 200; a figure for that would be worthless."""


@dataclass
class Sample:
    """What a run measured: the seconds it took and each request's own."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests in a second."""
        return len(self.latencies) / self.seconds

    def quantile(self, share: float) -> float:
        """Milliseconds within which `share` of the requests had their answer."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def ask(
    *addresses: str,
    seconds: float,
    headers: dict[str, str] | None = None,
    acts_in: str | None = None,
    one_at_a_time: bool = False,
) -> Sample:
    """Ask for the addresses in turns on a few connections at once, for so many seconds.

    `acts_in`: the database in which somebody acts before each request. These are asked one at a time: beside others a
    request could get what another had made after the same act. The acts are not in the time that is told.
    """
    connections = 1 if one_at_a_time or acts_in is not None else CONNECTIONS
    parts = urlsplit(addresses[0])
    requests = itertools.cycle([_request(address, headers or {}) for address in addresses])
    sample = Sample()
    deadline = time.perf_counter() + seconds
    began = time.perf_counter()
    port = parts.port or 80
    await asyncio.gather(*(_connection(port, requests, deadline, sample, acts_in) for _ in range(connections)))
    sample.seconds = time.perf_counter() - began if acts_in is None else sum(sample.latencies)
    return sample


_visitors = itertools.count(1)


def _somebody() -> bytes:
    """Each request comes from another address, as from a proxy: one visitor may not ask this often."""
    number = next(_visitors)
    return f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}\r\n\r\n".encode()


def _request(address: str, headers: dict[str, str]) -> bytes:
    parts = urlsplit(address)
    assert parts.hostname == "127.0.0.1", "load goes to this machine only"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = [f"GET {target} HTTP/1.1", f"Host: {parts.netloc}", "Accept-Language: nl"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n").encode()


async def _connection(
    port: int, requests: Iterator[bytes], deadline: float, sample: Sample, acts_in: str | None
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        async with acting(acts_in) as act:
            while time.perf_counter() < deadline:
                await act()
                began = time.perf_counter()
                writer.write(next(requests) + _somebody())
                await _answer(reader)
                sample.latencies.append(time.perf_counter() - began)
    finally:
        writer.close()


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head[:16]:
        raise UnexpectedAnswer(head.split(b"\r\n")[0].decode())
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
