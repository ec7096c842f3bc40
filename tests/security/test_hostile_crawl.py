"""A hostile visitor as every role: follows every link, fills every form with the worst, and must learn and break nothing.

Every answer must be a decent one: below 500, without a stack trace, and without what was typed coming back as code.
Whatever a form changed is undone before the next one.
"""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import asyncpg
import httpx
import pytest

from innovatie.infra.clock import Clock
from innovatie.infra.database import ENGINE
from tests.security.people_of_routes import (
    CHIEF_OWN,
    CIVIL_OWN,
    KRING,
    PLATFORM,
    REVIEWER,
    VISITOR,
    VNG_DIRECTOR,
    VOTER_OWN,
)
from tests.security.test_routes import Scene

pytestmark = pytest.mark.anyio

SCRIPT = "\"><script>alert(1)</script>'><img src=x onerror=alert(2)>"
HOSTILE = (
    SCRIPT,
    "'; DROP TABLE person; --",
    "{{7*'7'}}${7*7}<%= 7*7 %>",
    "\u202e\U0001f9ff\ufeff\ud7ff" + "e\u0301" * 50,
    "../../../../etc/passwd\x00.html",
    "A" * 40_000,
    "-1",
    "99999999999999999999999",
)
_TRACE = re.compile(r"Traceback|asyncpg|site-packages|\.py\"|psycopg|jinja2\.|litestar\.")
_LINK = re.compile(r"<a[^>]*\shref=\"([^\"]+)\"")
_FORM = re.compile(r"<form([^>]*)>(.*?)</form>", re.DOTALL)
_FIELD = re.compile(r"<(?:input|textarea|select|button)[^>]*\sname=\"([^\"]+)\"")
_LEAVES = ("/uitloggen", "/account/gegevens/wissen", "/account/sessies", "/static/")
MOST = 45


def shape(path: str) -> str:
    """Pages that differ in numbers only are one page to a crawler."""
    return re.sub(r"\d+(-[a-z0-9-]+)?", "N", path.split("?", maxsplit=1)[0])


def judge(response: httpx.Response, what: str) -> list[str]:
    wrong = []
    if response.status_code >= 500:
        wrong.append(f"{what}: {response.status_code}")
    text = response.text if "text" in response.headers.get("content-type", "") else ""
    if _TRACE.search(text):
        wrong.append(f"{what}: shows its insides")
    if "html" in response.headers.get("content-type", "") and ("<script>alert(1)" in text or "<img src=x" in text):
        wrong.append(f"{what}: gives code back as code")
    if "root:x:0" in text:
        wrong.append(f"{what}: gives a file of the machine")
    return wrong


class Attacker:
    def __init__(self, client: httpx.AsyncClient, scene: Scene, who: str) -> None:
        self.client, self.headers, self.who = client, scene.headers(who), who
        self.wrong: list[str] = []
        self.seen: set[str] = set()
        self.forms: set[str] = set()

    async def ask(self, method: str, address: str, **more: object) -> httpx.Response:
        running = ENGINE.current_transaction.get()
        assert running is not None
        savepoint = await running.savepoint()
        try:
            self.client.cookies.clear()
            response = await self.client.request(method, address, headers=self.headers, **more)  # type: ignore[arg-type]
        finally:
            await savepoint.rollback_to()
        self.wrong += judge(response, f"{self.who}: {method} {address[:90]}")
        return response

    async def crawl(self, start: list[str]) -> None:
        waiting = list(start)
        while waiting and len(self.seen) < MOST:
            address = html.unescape(waiting.pop(0)).split("#")[0]
            path = urlsplit(address).path
            if not address.startswith("/") or path.startswith(_LEAVES) or shape(path) in self.seen:
                continue
            self.seen.add(shape(path))
            response = await self.ask("GET", address)
            if "html" not in response.headers.get("content-type", ""):
                continue
            waiting += _LINK.findall(response.text)
            await self.torment(address, response.text)

    async def torment(self, address: str, page: str) -> None:
        """The query of this page and each of its forms, with hostile values in every field."""
        names = [name for name, _ in parse_qsl(urlsplit(address).query)] or ["q", "pagina"]
        for value in HOSTILE[:3]:
            await self.ask("GET", urlsplit(address).path, params=dict.fromkeys(names, value[:2000]))
        for attributes, inside in _FORM.findall(page):
            found = re.search(r"action=\"([^\"]+)\"", attributes)
            action = html.unescape(found[1]) if found else address
            if "post" not in attributes or action.startswith(_LEAVES) or shape(action) in self.forms:
                continue
            self.forms.add(shape(action))
            fields = set(_FIELD.findall(inside)) - {"csrf_token"}
            for value in HOSTILE:
                await self.ask("POST", action, data=dict.fromkeys(fields, value))


@pytest.mark.parametrize("who", [VISITOR, CIVIL_OWN, VOTER_OWN, CHIEF_OWN, REVIEWER, KRING, VNG_DIRECTOR, PLATFORM])
async def test_nothing_breaks_or_leaks_whoever_attacks(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock, who: str
) -> None:
    scene = await Scene.make(clock)
    attacker = Attacker(client, scene, who)
    start = ["/", "/account", "/ideeen/nieuw", "/wat-mag-ik", "/zoeken?q=fiets", "/mijn-gemeente/mensen", "/vng/brieven",
             "/overname", "/groepen", "/beoordelen/aanmelden", "/rondes", f"/ideeen/{scene.places['segment']}/wijzigen",
             f"/vng/rondes/{scene.places['code']}", "/vng/rondes/nieuw", "/account/tokens", "/account/mail", "/inzicht/kaart",
             "/stemmen/controleer"]  # fmt: skip
    await attacker.crawl(start)
    assert attacker.wrong == [], "\n".join(attacker.wrong[:40])
    assert len(attacker.seen) > 20
