"""A line from a command to the application of this test: the command has a loop of its own, in a thread."""

import asyncio
import re
from dataclasses import dataclass

import httpx
from click.testing import CliRunner

from innovatie.remote.commands import remote

HOME = "http://127.0.0.1:8000"
_OF_THE_SITE = re.compile(r'\{.*"event": .*"level": "')
"""A line of its log: a request, or on a busy machine that a search was given up."""


class Line(httpx.AsyncBaseTransport):
    """Carries each request to the loop of the test, where the application and its transaction are."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._transport = client._transport
        self._loop = asyncio.get_running_loop()
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.raw_path.decode()}")

        async def answered() -> httpx.Response:
            answer = await self._transport.handle_async_request(request)
            content = await answer.aread()  # unpacked
            answer.headers.pop("Content-Encoding", None)
            return httpx.Response(answer.status_code, headers=answer.headers, content=content)

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(answered(), self._loop))


@dataclass(frozen=True)
class Said:
    """What a command said, without the log of the application, which shares its standard output here."""

    stdout: str
    stderr: str
    exit_code: int
    error: BaseException | None
    asked: list[str]


async def said(client: httpx.AsyncClient, *words: str, sent: bytes = b"") -> Said:
    """Run the command; `words` are those after `innovatie remote --site ...`."""
    line = Line(client)
    run = CliRunner().invoke
    done = await asyncio.to_thread(run, remote, ["--site", HOME, *words], input=sent, obj=line)
    own = [text for text in done.stdout.splitlines(keepends=True) if not _OF_THE_SITE.match(text)]
    return Said("".join(own), done.stderr, done.exit_code, done.exception, line.asked)
