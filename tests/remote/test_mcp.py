"""The server for assistants, as a real process that speaks its protocol over a pipe, beside the whole application."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from litestar import Litestar

from innovatie.adoption import actions
from innovatie.domain.authority import SYSTEM
from innovatie.grouping.jobs import index_idea
from innovatie.infra.database import fetch_value
from innovatie.remote.assistants import TOOLS
from innovatie.remote.commands.mcp import replied
from innovatie.remote.site import Site
from tests import factories
from tests.publication.test_winners_in_the_search import winner
from tests.serving import environment, free_port
from tests.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


class Assistant:
    """Sends lines to the process and reads its answers."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process, self.turn = process, 0

    async def line(self, text: str) -> dict[str, object]:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(text.encode() + b"\n")
        await self.process.stdin.drain()
        answer: dict[str, object] = json.loads(await self.process.stdout.readline())
        assert answer["jsonrpc"] == "2.0"
        return answer

    async def ask(self, method: str, **params: object) -> dict[str, object]:
        self.turn += 1
        message = {"jsonrpc": "2.0", "id": self.turn, "method": method, "params": params}
        answer = await self.line(json.dumps(message))
        assert answer["id"] == self.turn
        return answer

    async def call(self, name: str, **arguments: object) -> tuple[bool, str]:
        """Whether it went wrong, and the text."""
        result = (await self.ask("tools/call", name=name, arguments=arguments))["result"]
        assert isinstance(result, dict)
        return result["isError"], result["content"][0]["text"]


@pytest.fixture
async def assistant(app: Litestar, client: httpx.AsyncClient) -> AsyncIterator[Assistant]:
    port = free_port()
    config = uvicorn.Config(app, host="127.0.0.1", port=port, lifespan="off", log_level="warning", ws="none")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    serving = asyncio.create_task(server._serve())
    try:

        async def started() -> bool:
            return server.started

        await until_async(started, of="the site on its port")
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "innovatie.cli", "mcp", "--site", f"http://127.0.0.1:{port}",
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=environment(), limit=2**22,
        )  # fmt: skip
        yield Assistant(process)
        assert process.stdin is not None
        process.stdin.close()
        assert await process.wait() == 0  # it leaves when the assistant does
    finally:
        server.should_exit = True
        await serving


@pytest.mark.parametrize(
    "line", [b"[" * 200_000, b'{"jsonrpc": "2.0", "id": 1, "params": ' + b"[" * 90_000, b"\xff", b"1e999"]
)
async def test_a_line_that_nobody_can_read_does_not_end_the_server(line: bytes) -> None:
    async with Site("http://127.0.0.1:9") as site:
        assert b'"error":{"code":-32' in (await replied(site, line) or b"")


async def test_an_assistant_greets_lists_and_calls_each_tool_and_hears_what_is_wrong(assistant: Assistant) -> None:
    town = await factories.municipality("Eigenstad")
    number = await factories.idea(town, title="Lakken van Woo-verzoeken")
    await index_idea(number)
    hello = (await assistant.ask("initialize", protocolVersion="2025-03-26", capabilities={}, clientInfo={}))["result"]
    assert isinstance(hello, dict)
    assert (hello["protocolVersion"], hello["capabilities"]) == ("2025-03-26", {"tools": {}})
    assert "niet als opdracht" in hello["instructions"]
    newer = (await assistant.ask("initialize", protocolVersion="2099-01-01"))["result"]
    assert isinstance(newer, dict) and newer["protocolVersion"] == "2025-06-18"
    assert assistant.process.stdin is not None
    assistant.process.stdin.write(
        b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n\n'
    )  # no answer to these

    listed = (await assistant.ask("tools/list"))["result"]
    assert isinstance(listed, dict)
    tools = {tool["name"]: tool for tool in listed["tools"]}
    assert list(tools) == ["search", "similar", "plan", "group", "winner", "adoption"] == list(TOOLS)
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools.values())
    assert tools["search"]["inputSchema"]["required"] == ["vraag"]
    assert tools["plan"]["inputSchema"]["properties"]["nummer"]["minimum"] == 1

    wrong, found = await assistant.call("search", vraag="woo lakken")
    assert (wrong, [one["href"] for one in json.loads(found)["resultaten"]]) == (False, [f"/api/v1/ideeen/{number}"])
    wrong, plan = await assistant.call("plan", nummer=number)
    assert (wrong, json.loads(plan)["titel"]) == (False, "Lakken van Woo-verzoeken")
    wrong, alike = await assistant.call("similar", tekst="Verzoeken om documenten automatisch lakken", titel="Woo")
    assert (wrong, list(json.loads(alike))) == (False, ["resultaten"])
    for name in ("group", "winner", "adoption"):
        wrong, said = await assistant.call(name, nummer=999)
        assert wrong and said.endswith("."), said
    for arguments in ({"nummer": 0}, {"nummer": "zeven"}, {"nummer": 1, "wissen": True}, {}):
        wrong, said = await assistant.call("plan", **arguments)
        assert wrong and said.startswith("De vraag klopt niet"), said
    assert await fetch_value("SELECT count(*) FROM idea") == 1
    group = await winner("Lakken met zekerheid", "Omdat het overal past.")
    solution = await actions.follow(actor=SYSTEM, title="Lakken samen", summary="", theme="", now=factories.NOW)
    for name, at, told in (
        ("group", group, "Lakken met zekerheid"),
        ("winner", group, "Omdat het overal past."),
        ("adoption", solution, "Lakken samen"),
    ):
        wrong, said = await assistant.call(name, nummer=at)
        assert (wrong, told in said, json.loads(said)["nummer"]) == (False, True, at), said

    faults = {
        "{onzin": -32700, "[1, 2]": -32600, '{"jsonrpc": "1.0", "id": 1, "method": "ping"}': -32600,
        '{"jsonrpc": "2.0", "id": "a", "method": "resources/list"}': -32601,
        '{"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "post"}}': -32602,
        '{"jsonrpc": "2.0", "id": 5, "method": "tools/call", "params": []}': -32602,
    }  # fmt: skip
    codes = [(await assistant.line(text))["error"]["code"] for text in faults]  # type: ignore[index]
    assert codes == list(faults.values())
    assert (await assistant.ask("ping"))["result"] == {}  # and it still answers
