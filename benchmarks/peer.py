"""Pages beside those of a peer on the same machine and texts: `python -m benchmarks.peer PYTHON`.

The peer is pretalx, a well-kept system for calls for proposals that resembles ours most: proposals are handed in,
found, judged and chosen. PYTHON is the interpreter of an environment of your own with pretalx, psycopg2 and gunicorn;
2025.2.2 was used. Each has a database on one PostgreSQL and one web process, and one reader who is signed in asks both
in turns: an organiser there, a civil servant here. Printed as JSON per kind of page, ours and theirs: the median time
of an answer and the mean processor time of the web process, in ms; and their time over ours.
"""

import argparse
import asyncio
import contextlib
import json
import os
import secrets
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import parse_qs, urlsplit

import asyncpg
import httpx
from lxml import html

from benchmarks import server
from benchmarks.many_ideas import fill
from benchmarks.pages import final
from benchmarks.people import sign_in
from benchmarks.questions import addresses
from innovatie.infra.embedded_postgres import EmbeddedPostgres

IDEAS = 2_000
TURNS = 15
TITLE = "Straten zien met een camera"
TEXT = "De vuilniswagen ziet gaten in de weg. Wij weten nu niet waar de weg kapot is."


@dataclass(frozen=True)
class Side:
    """A site that answers: who asks it, the process that works for it, and what to do for each kind of page."""

    client: httpx.Client
    process: int
    acts: dict[str, Callable[[httpx.Client], httpx.Response]]


@contextlib.contextmanager
def _ours(dsn: str) -> Iterator[Side]:
    cookie = asyncio.run(sign_in(dsn))
    questions = [f"/zoeken?{urlsplit(address).query}" for address in addresses()]
    with server.web(dsn) as (address, process), _client(address, cookie) as client:
        plan = final(address, "/ideeen/100")
        yield Side(
            client,
            process,
            {
                "list": lambda c: c.get("/ideeen"),
                "detail": lambda c: c.get(plan),
                "search": lambda c: c.get(questions.pop(0)),
                "submit": _hand_in_here,
            },
        )


def _hand_in_here(client: httpx.Client) -> httpx.Response:
    sent = _form(client, "/ideeen/nieuw", "titel")
    sent |= {
        "titel": f"{TITLE} {secrets.token_hex(4)}", "samenvatting": TEXT, "probleem": TEXT, "stadium": "plan",
        "thema": "openbare-ruimte", "contact": "Wegbeheerder", "actie": "indienen",
    }  # fmt: skip
    return client.post("/ideeen/nieuw", data=sent)


@contextlib.contextmanager
def _theirs(python: Path, dsn: str, plans: str, folder: Path) -> Iterator[Side]:
    port = server.free_port()
    environment = _settings(dsn, folder, f"http://127.0.0.1:{port}")
    for command in ("migrate", "rebuild"):
        subprocess.run(
            [python, "-m", "pretalx", command], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    filling = [str(python), str(Path(__file__).with_name("peer_filling.py"))]
    filled = subprocess.run(
        filling, cwd=folder, env=environment, input=plans, check=True, stdout=subprocess.PIPE, text=True
    )
    found = json.loads(filled.stdout.splitlines()[-1])
    serve = [python, "-m", "gunicorn", "pretalx.wsgi", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(serve, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            server.wait_for(f"http://127.0.0.1:{port}/orga/login/")
            with _client(f"http://127.0.0.1:{port}", found["cookie"]) as client:
                at = "/orga/event/ronde/submissions"
                questions = [f"{at}/?q={parse_qs(urlsplit(address).query)['q'][0]}" for address in addresses()]
                yield Side(
                    client,
                    _child(process.pid),
                    {
                        "list": lambda c: c.get(f"{at}/"),
                        "detail": lambda c: c.get(f"{at}/{found['code']}/"),
                        "search": lambda c: c.get(questions.pop(0)),
                        "submit": _hand_in_there,
                    },
                )
        finally:
            process.terminate()
            process.wait(20)


def _hand_in_there(client: httpx.Client) -> httpx.Response:
    address = "/orga/event/ronde/submissions/new"
    sent = _form(client, address, "title")
    sent |= {"title": f"{TITLE} {secrets.token_hex(4)}", "abstract": TEXT, "description": TEXT}
    return client.post(address, data=sent, headers={"Referer": f"{client.base_url}{address}"})


def _form(client: httpx.Client, address: str, field: str) -> dict[str, str]:
    """What a browser would send of the form that has this field, with the first choice where none is made."""
    page = html.fromstring(client.get(address).raise_for_status().text)
    (form,) = [one for one in page.forms if field in one.fields]
    for choice in form.xpath(".//select[@required]"):
        if not choice.value:
            choice.value = next(value for value in choice.value_options if value)
    return {name: value for name, value in form.form_values() if isinstance(value, str)}


def _settings(dsn: str, folder: Path, address: str) -> dict[str, str]:
    """The environment of pretalx, as its documentation asks for."""
    parts = urlsplit(dsn)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PRETALX_SITE_URL": address,
        "PRETALX_FILESYSTEM_LOGS": str(folder / "logs"),
        "PRETALX_FILESYSTEM_MEDIA": str(folder / "media"),
        "PRETALX_FILESYSTEM_STATIC": str(folder / "static"),
        "PRETALX_DB_TYPE": "postgresql",
        "PRETALX_DB_NAME": "peer",
        "PRETALX_DB_USER": parts.username or "",
        "PRETALX_DB_PASS": parts.password or "",
        "PRETALX_DB_HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[0],
        "PRETALX_DB_PORT": str(parts.port or parse_qs(parts.query).get("port", [""])[0]),
    }


def _child(process: int) -> int:
    """The one process that gunicorn works with."""
    while True:
        children = Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()
        if children:
            return int(children[0])
        time.sleep(0.02)


def _client(address: str, cookie: str) -> httpx.Client:
    name, _, value = cookie.partition("=")
    return httpx.Client(base_url=address, headers={"Accept-Language": "nl"}, cookies={name: value}, timeout=60)


async def _prepare(dsn: str, ideas: int) -> str:
    """Fill ours, make an empty database for theirs, and give the texts of ours as JSON Lines."""
    await fill(dsn, ideas)
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("CREATE DATABASE peer")
        rows = await connection.fetch(
            "SELECT i.title, concat_ws(E'\\n', i.summary, i.problem, i.approach) AS text, m.name AS town"
            " FROM idea i JOIN municipality m ON m.id = i.municipality ORDER BY i.id"
        )
        return "\n".join(json.dumps(dict(row)) for row in rows)
    finally:
        await connection.close()


def measure(python: Path, ideas: int, turns: int = TURNS) -> dict[str, dict[str, float]]:
    """Medians of `turns` answers for each kind of page, asked in turns."""
    with (
        tempfile.TemporaryDirectory(prefix="innovatie-benchmark-", dir="/tmp") as folder,
        EmbeddedPostgres(Path(folder) / "data") as database,
    ):
        Path(folder).chmod(0o711)
        plans = asyncio.run(_prepare(database.dsn, ideas))
        theirs_at = Path(folder) / "peer"
        theirs_at.mkdir()
        with _ours(database.dsn) as ours, _theirs(python, database.dsn, plans, theirs_at) as theirs:
            return {kind: _compared(ours, theirs, kind, turns) for kind in ours.acts}


def _compared(ours: Side, theirs: Side, kind: str, turns: int) -> dict[str, float]:
    spent: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
    for turn in range(turns):
        sides = [("ours", ours), ("theirs", theirs)]
        for name, side in sides if turn % 2 else reversed(sides):
            before, began = server.processor(side.process), time.perf_counter()
            answer = side.acts[kind](side.client)
            took = 1000 * (time.perf_counter() - began)
            if answer.status_code not in {200, 302, 303}:
                raise RuntimeError(f"{name}, {kind}: {answer.status_code}")
            spent[name].append((took, server.processor(side.process) - before))
    found = {}
    for name, rows in spent.items():
        warm = rows[1:]  # the first wakes what sleeps
        found[f"{name}_ms"] = round(median(row[0] for row in warm), 1)
        found[f"{name}_processor_ms"] = round(sum(row[1] for row in warm) / len(warm), 1)
    found["times"] = round(found["theirs_ms"] / found["ours_ms"], 1)
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer", description=__doc__)
    parser.add_argument("python", type=Path, help="interpreter of an environment with pretalx, psycopg2 and gunicorn")
    parser.add_argument("--ideas", type=int, default=IDEAS)
    asked = parser.parse_args()
    print(json.dumps(measure(asked.python.absolute(), asked.ideas), indent=1))
