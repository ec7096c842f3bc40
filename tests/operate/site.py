"""The processes of the site, and somebody who sends in plans and keeps what was acknowledged."""

import itertools
import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

from innovatie import paths
from innovatie.accounts.tables import AllowedDomain
from innovatie.domain.authority import Role
from innovatie.infra import database
from innovatie.infra.migrations import migrate
from tests import factories
from tests.serving import SECRET, end, environment, free_port, wait_for

_numbers = itertools.count(1)


async def filled(dsn: str) -> None:
    """Today's tables in the database at `dsn`, and somebody to sign in as."""
    database.configure(dsn)
    await migrate(dsn, paths.MIGRATIONS)
    await first_people(dsn)


async def first_people(dsn: str) -> None:
    """One civil servant to sign in as, by mail too."""
    database.configure(dsn)
    async with database.transaction():
        town = await factories.municipality("Delft")
        person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town, name="Sanne")
        await database.execute("UPDATE person SET persona = 'sanne' WHERE id = $1", person)
        await AllowedDomain(municipality=town, domain="voorbeeld.nl", added_at=factories.NOW).save()


class Process:
    """`innovatie serve` or `innovatie worker`; `before` is a program that starts it, such as faketime."""

    def __init__(self, what: str, folder: Path, *, before: tuple[str, ...] = (), **settings: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / f"{what}-{next(_numbers)}.log"
        self._command = [*before, sys.executable, "-m", "innovatie.cli", what]
        ours = {
            "INNOVATIE_PORT": str(self.port),
            "INNOVATIE_SECRET": SECRET,
            "INNOVATIE_DEMO": "1",
            "INNOVATIE_RATE_LIMITS": "0",
            "INNOVATIE_DATA": str(folder),
            "INNOVATIE_POOL_SIZE": "4",
        }
        self._environment = environment(**ours | settings)
        self.what = what
        self.start()

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self._command, env=self._environment, stdout=log, stderr=subprocess.STDOUT)

    def ready(self) -> None:
        if self.what == "serve":
            wait_for(f"{self.url}/livez", self.process, self.log)

    def kill(self) -> None:
        """As the kernel does when memory is out."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        end(self.process)

    @property
    def told(self) -> str:
        return self.log.read_text("utf-8", "replace")


def visitor(web: Process) -> httpx.Client:
    """A browser without a session. Proxies of the environment are none of its business."""
    return httpx.Client(base_url=web.url, headers={"Origin": web.url}, timeout=60, trust_env=False, verify=False)


def text(client: httpx.Client, path: str) -> str:
    """What a page says."""
    return client.get(path).text


def get(web: Process, path: str) -> httpx.Response:
    """A page, as somebody sees it who comes for the first time."""
    with visitor(web) as client:
        return client.get(path)


def signed_in(web: Process) -> httpx.Client:
    client = visitor(web)
    answer = client.post("/inloggen/persona", data={"persona": "sanne"})
    assert answer.status_code == 303, answer.text[:500]
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/ideeen/nieuw").text)
    assert token is not None
    client.headers["X-CSRF-Token"] = token[1]
    return client


def send_in(client: httpx.Client, title: str) -> httpx.Response:
    """One plan; acknowledged by the way to its page."""
    return client.post(
        "/ideeen/nieuw",
        data={
            "titel": title,
            "samenvatting": "De vuilniswagen ziet gaten in de weg.",
            "probleem": "Wij weten niet waar de weg kapot is.",
            "stadium": "plan",
            "thema": "openbare-ruimte",
            "contact": "Wegbeheerder",
            "formulier": f"formulier {title}",
            "actie": "indienen",
        },
    )


class Sender:
    """Sends plans in through several web processes, one after another, until `finish`; tries nothing twice."""

    def __init__(self, *webs: Process) -> None:
        self._clients = [signed_in(web) for web in webs]
        for client in self._clients:
            client.timeout = httpx.Timeout(15)
        self._done = threading.Event()
        self.acknowledged: list[str] = []
        self.refused = 0
        self.longest = 0.0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        last = time.monotonic()
        for client in itertools.cycle(self._clients):
            if self._done.is_set():
                return
            title = f"Plan {os.getpid()}-{next(_numbers)}"
            try:
                answer = send_in(client, title)
            except httpx.HTTPError:
                self.refused += 1
                self._done.wait(0.1)
                continue
            if answer.status_code != 303:
                self.refused += 1
                self._done.wait(0.1)
                continue
            self.acknowledged.append(title)
            self.longest = max(self.longest, time.monotonic() - last)
            last = time.monotonic()

    def at_least(self, number: int) -> bool:
        return len(self.acknowledged) >= number

    def finish(self) -> None:
        self._done.set()
        self._thread.join()
        for client in self._clients:
            client.close()


async def compared(sender: Sender, dsn: str) -> dict[str, float | int]:
    """What was acknowledged against what the database holds: lost, and there more than once."""
    database.configure(dsn)
    found = await database.fetch_values(str, "SELECT title FROM idea WHERE state = 'ingediend'")
    return {
        "acknowledged": len(sender.acknowledged),
        "found": len(set(sender.acknowledged) & set(found)),
        "lost": len(set(sender.acknowledged) - set(found)),
        "doubled": len(found) - len(set(found)),
        "refused": sender.refused,
        "longest_pause_seconds": round(sender.longest, 1),
    }
