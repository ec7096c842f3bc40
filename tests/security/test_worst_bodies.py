"""The worst body for each route: how long does everybody else wait? Part of `make security`.

Other requests wait while one step of a request runs. So each step is measured, in processor time of its thread:
what else the machine does is not counted, and neither is work that was sent to a thread.
"""

import gc
import time
from collections.abc import Coroutine, Generator, Iterator
from functools import partial
from typing import Any, Generic, TypeVar

import asyncpg
import httpx
import pytest

from innovatie.infra.clock import Clock
from tests.connection import undone
from tests.security.attacker import forms_of, judge, shape
from tests.security.people_of_routes import CHIEF_OWN, CIVIL_OWN, PLATFORM, REVIEWER, VNG_DIRECTOR, VOTER_OWN
from tests.security.route_table import TABLE
from tests.security.test_routes import Scene, row_of
from tests.security.worst_files import worst_files

Answer = TypeVar("Answer")
pytestmark = [pytest.mark.anyio, pytest.mark.slow]

LARGEST = 2_000_000
"""Bytes: what the application takes at most."""
LONGEST_STEP = 0.25
"""Seconds of processor that one request may take from everybody at once."""
BOUNDARY = "grens"
PIECES = (
    "a",
    "[",
    "* a\n",
    "|\n",
    "9",
    "e\u0301",
    "\u0660",
    "\u202e",
    "<b>",
    "@x.nl ",
    "=",
    "\r\n\r\n",
    "%",
    "- [ ] `",
)
"""What a field is filled with, over and over."""
ACTORS = (CIVIL_OWN, CHIEF_OWN, VOTER_OWN, REVIEWER, VNG_DIRECTOR, PLATFORM)


class Stepwise(Generic[Answer]):
    """Awaits the same and measures each step that it takes, in seconds of processor; on any event loop."""

    def __init__(self, asked: Coroutine[Any, Any, Answer]) -> None:
        self.asked = asked
        self.taken: list[float] = []

    def __await__(self) -> Generator[Any, Any, Answer]:
        gc.disable()
        try:
            return (yield from self._in_steps())
        finally:
            gc.enable()

    def _in_steps(self) -> Generator[Any, Any, Answer]:
        go_on = partial(self.asked.send, None)
        while True:
            began = time.thread_time()
            try:
                waited_for = go_on()
            except StopIteration as done:
                answer: Answer = done.value
                return answer
            finally:
                self.taken.append(time.thread_time() - began)
            try:
                go_on = partial(self.asked.send, (yield waited_for))
            except BaseException as error:  # what the loop throws in, such as the end of a timeout
                go_on = partial(self.asked.throw, error)


FILES = tuple(worst_files())
FIELDS_OF_FILES = {"beeld", "bestand"}


def files(names: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """As `bodies`, for forms with a file: its other fields are filled in with a word."""
    for field in FIELDS_OF_FILES & set(names):
        for what, name, content in FILES:
            request = httpx.Request(
                "POST",
                "http://x",
                data={one: "gezien" for one in names if one != field},
                files={field: (name, content)},
            )
            yield what, request.headers["Content-Type"], request.read()


def bodies(names: list[str]) -> Iterator[tuple[str, str, bytes]]:
    """What it is, its content type, and the body."""
    form, several = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}"
    yield "many fields", form, b"&".join(b"a%d=" % number for number in range(1_999))
    yield "fields without a name", form, b"=&" * (LARGEST // 2)
    yield "one field a thousand times", form, "&".join([f"{names[0]}={'1' * 990}"] * 1_999).encode()
    yield "all escaped", form, names[0].encode() + b"=" + b"%41" * (LARGEST // 3 - 100)
    part = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n".encode()
    yield "many parts", several, part * (LARGEST // len(part)) + f"--{BOUNDARY}--".encode()
    yield "a part without an end", several, part[:-2] + b"\r\n--gren" * (LARGEST // 9)
    yield "a long head", several, part[:-4] + b";a=b" * (LARGEST // 4 - 100)
    for opening in (b"[", b'{"a":', b"9", b'"', b'[{"titel":"a"},', b"[1,"):
        yield f"json of {opening.decode()}", "application/json", opening * (LARGEST // len(opening))
    yield "json in full", "application/json", b'{"regels":[' + b'{"a":1},' * (LARGEST // 9) + b"{}]}"
    yield from files(names)
    length = LARGEST // len(names) - 100
    for piece in PIECES:
        text = (piece * (length // len(piece.encode()) + 1)).encode()[: length // 3]
        yield (
            f"fields of {piece!r}",
            form,
            httpx.Request("POST", "http://x", data={n: text.decode(errors="ignore") for n in names}).content,
        )


async def _names(client: httpx.AsyncClient, scene: Scene) -> dict[str, set[str]]:
    """The fields of every form that somebody finds, by the shape of where it goes."""
    found: dict[str, set[str]] = {}
    for who in ACTORS:
        for route in TABLE:
            if route.startswith("GET "):
                address = scene.fill(route[4:], row_of(route).places)
                page = await client.get(address, headers=scene.headers(who))
                if "html" in page.headers.get("content-type", ""):
                    for form in forms_of(page.text, address):
                        found.setdefault(shape(form.action), set()).update(form.names)
    return found


async def test_nobody_waits_long_for_whoever_sends_the_worst(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    scene = await Scene.make(clock)
    names = await _names(client, scene)
    slow: list[str] = []
    tried = 0
    for route in TABLE:
        method, path = route.split(" ", 1)
        if method == "GET" or path.startswith("/uitloggen"):
            continue
        row = row_of(route)
        address = scene.fill(path, row.places)
        who = next((one for one in ACTORS if one in row.who), CIVIL_OWN)
        for what, kind, body in bodies(sorted(names.get(shape(address), set())) or ["titel"]):
            client.cookies.clear()
            async with undone():
                asking = Stepwise(
                    client.request(method, address, content=body, headers={**scene.headers(who), "Content-Type": kind})
                )
                answer = await asking
            tried += 1
            slow += judge(answer, f"{route}: {what}")
            if max(asking.taken) > LONGEST_STEP:
                slow.append(f"{route}: {what}: {max(asking.taken):.2f} s")
    assert slow == [], "\n".join(slow)
    assert tried > 1_000
