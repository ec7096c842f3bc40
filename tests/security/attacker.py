"""Somebody who wishes ill: follows every link, puts the worst in every field of every form, and looks for damage.

Each form gets hostile values (each of them, or a draw) in all its fields at once, and then good values with a script wherever one can type,
so that it is taken; the page that it leads to and the page of the form are then looked at as well. All of it is undone
before the next request.
"""

import html
import re
import zlib
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlsplit

import httpx
from lxml import html as trees

from innovatie.domain.themes import THEMES
from tests.connection import undone

SCRIPT = "\"><script>alert(1)</script>'><img src=x onerror=alert(2)>"
LONG = "A" * 100_000
HOSTILE = (
    SCRIPT,
    "'; DROP TABLE person; --",
    "{{7*'7'}}${7*7}<%= 7*7 %>",
    "\u202e\U0001f9ff\ufeff\ud7ff" + "e\u0301" * 50,
    "../../../../etc/passwd\x00.html",
    LONG,
    "-1",
    "\u00b2",
    "99999999999999999999999",
)
BROKEN = ("WyL_Il0", "99999999999999999999999", "\u0663")
"""For each parameter of the API by itself: what a place in a list looks like (base64 of JSON) with a byte in it that is
no UTF-8, a number too large, and a digit that is not of ours."""
HARMLESS = ("", "1", "2026-12-31", "https://voorbeeld.nl/plan", "jan@eigen.nl", "1/2", "WISSEN")
"""What is tried, one after the other, in fields where a script is refused."""
LEAVES = ("/uitloggen", "/account/gegevens/wissen", "/account/sessies", "/static/")
_TRACE = re.compile(r"Traceback|asyncpg|site-packages|\.py\"|psycopg|jinja2\.|litestar\.")
LINK = re.compile(r"<a[^>]*\shref=\"([^\"]+)\"")
_THEMES = frozenset(theme.slug for theme in THEMES)
_TYPED: dict[str, str] = {
    "date": "2026-12-31", "number": "1", "email": "jan@eigen.nl", "url": "https://voorbeeld.nl/" + SCRIPT, "file": "",
}  # fmt: skip


def shape(path: str) -> str:
    """Pages that differ in numbers only, in the theme, or in a word of the list of words, are one page to a crawler."""
    plain = re.sub(r"^(/zoeken/woordenlijst)/(?!nieuw)[^/]+", r"\1/W", path.split("?", maxsplit=1)[0])
    plain = "/".join("T" if part in _THEMES else part for part in plain.split("/"))
    return re.sub(r"\d+(-[a-z0-9-]+)?", "N", plain)


def judge(response: httpx.Response, what: str) -> list[str]:
    """What is wrong with an answer, in words."""
    wrong = []
    kind = response.headers.get("content-type", "")
    if response.status_code >= 500:
        wrong.append(f"{what}: {response.status_code}")
    text = response.text if "text" in kind or "json" in kind else ""
    if _TRACE.search(text):
        wrong.append(f"{what}: shows its insides")
    if "html" in kind and ("<script>alert(1)" in text or "<img src=x" in text):
        wrong.append(f"{what}: gives code back as code")
    if "root:x:0" in text:
        wrong.append(f"{what}: gives a file of the machine")
    return wrong


def kept_out(response: httpx.Response) -> bool:
    """Whether the answer is that this person may not, or must sign in first."""
    to_sign_in = response.is_redirect and response.headers["location"].startswith("/inloggen?")
    return response.status_code in {401, 403} or to_sign_in


class FoundForm:
    """A form that posts: where to, which fields a person fills, and values that it may take, with a script in its texts."""

    def __init__(self, form: trees.FormElement, page: str) -> None:
        self.action = form.get("action") or page
        self.good: dict[str, list[str]] = {}
        self.names: set[str] = set()
        for field in form.xpath(".//input|.//select|.//textarea|.//button"):
            name = field.get("name")
            if name and name != "csrf_token":
                self.names.add(name)
                self._fill(name, field)

    def _fill(self, name: str, field: trees.HtmlElement) -> None:
        kind = "textarea" if field.tag == "textarea" else field.get("type", "text")
        given = field.get("value") or ""
        if field.tag == "select":
            options = [option.get("value") or "" for option in field.iter("option")]
            self.good[name] = [next((value for value in options if value), "")]
        elif kind in {"radio", "checkbox", "submit"} or field.tag == "button":
            self.good.setdefault(name, [given])
        elif kind == "hidden":
            self.good[name] = [given]
        else:
            self.good[name] = [_TYPED.get(kind, SCRIPT)]

    @property
    def key(self) -> str:
        return f"{shape(self.action)} {' '.join(sorted(shape(name) for name in self.names))}"


def drawn(form: str) -> tuple[str, ...]:
    """The script, and three of the other hostile values: which ones, the name of the form says. Each falls on many."""
    first = zlib.crc32(form.encode()) % (len(HOSTILE) - 1)
    return (SCRIPT, *(HOSTILE[1 + (first + step) % (len(HOSTILE) - 1)] for step in (0, 3, 5)))


def forms_of(page: str, address: str) -> list[FoundForm]:
    """The forms of a page that post."""
    if "<form" not in page:
        return []
    forms = trees.document_fromstring(page).forms
    return [FoundForm(form, address) for form in forms if form.get("method", "get").lower() == "post"]


HARMLESS_TO_SEND = ("/account/tweede-factor",)
"""Forms that Enter may send: a code is typed and nothing else happens."""


def sent_by_enter(page: str) -> list[str]:
    """The addresses of forms that change something and would be sent by Enter in one of their fields.

    A browser presses the first submit button of a form; one with the method of dialogs sends nothing outside a dialog
    (tests/browser/test_enter.py tries it).
    """
    wrong: list[str] = []
    forms = trees.document_fromstring(page).forms if 'name="csrf_token"' in page else []
    for form in forms:
        fields = form.xpath(".//input[not(@type='hidden')]|.//select|.//textarea")
        if form.get("method", "get").lower() != "post" or not fields or form.action in HARMLESS_TO_SEND:
            continue
        first = form.xpath(".//button[not(@type) or @type='submit']|.//input[@type='submit']")[:1]
        if not first or first[0].get("formmethod") != "dialog":
            wrong.append(str(form.action))
    return wrong


class Attacker:
    """`forms` holds what was attacked before and may be shared between attackers of the same rights.

    `tried` holds which hostile value was let through to which form or page, and may be shared between all: who may
    send a form at all is the subject of other tests, and a value that one of them sent is read alike from the next.
    """

    def __init__(self, client: httpx.AsyncClient, headers: Mapping[str, str], who: str, *, every: bool = False) -> None:
        """`every`: each form gets every hostile value, not a draw of them."""
        self.every = every
        self.client, self.headers, self.who = client, dict(headers), who
        self.wrong: list[str] = []
        self.seen: set[str] = set()
        self.forms: set[str] = set()
        self.tried: set[tuple[str, str]] = set()
        self.taken: set[str] = set()
        self.parameters: dict[str, list[str]] = {}

    async def _send(self, method: str, address: str, **more: object) -> httpx.Response:
        self.client.cookies.clear()
        response = await self.client.request(method, address, headers=self.headers, **more)  # type: ignore[arg-type]
        self.wrong += judge(response, f"{self.who}: {method} {address[:90]}")
        return response

    async def ask(self, method: str, address: str, *, then: Iterable[str] = (), **more: object) -> httpx.Response:
        """One request; where it was taken, also the page it leads to and those of `then`. All of it is undone."""
        async with undone():
            response = await self._send(method, address, **more)
            if response.status_code == 303 and not response.headers["location"].startswith("/inloggen?"):
                for page in (response.headers["location"], *then):
                    await self._send("GET", page)
        return response

    async def crawl(self, start: Iterable[str], *, within: str = "^/") -> None:
        """Every page that can be reached from `start` over addresses that match `within`, and their forms."""
        waiting = list(start)
        while waiting:
            address = html.unescape(waiting.pop(0)).split("#")[0]
            path = urlsplit(address).path
            if not re.match(within, path) or path.startswith(("//", *LEAVES)) or shape(path) in self.seen:
                continue
            self.seen.add(shape(path))
            waiting += LINK.findall(await self.visit(address))

    async def visit(self, address: str) -> str:
        """One page, its query and its forms; the page."""
        response = await self.ask("GET", address)
        kind = response.headers.get("content-type", "")
        if "json" in kind and response.status_code < 300:
            await self._twist_parameters(address)
        if "html" not in kind or response.status_code >= 300:
            return ""
        await self._twist(address)
        self.wrong += [f"{self.who}: Enter sends {form} on {address}" for form in sent_by_enter(response.text)]
        for form in forms_of(response.text, address):
            await self._torment(form, address)
        return response.text

    async def _twist(self, address: str) -> None:
        if shape(address) in self.forms:
            return
        self.forms.add(shape(address))
        names = [name for name, _ in parse_qsl(urlsplit(address).query)] or ["q", "pagina"]
        for value in HOSTILE[:3]:
            await self._try(
                shape(address), value, "GET", urlsplit(address).path, params=dict.fromkeys(names, value[:2000])
            )

    async def _twist_parameters(self, address: str) -> None:
        """Each parameter that the API says a page takes, by itself: of many at once only the first would be read."""
        if not self.parameters:
            described = (await self._send("GET", "/api/v1/openapi.json")).json()["paths"]
            for path, acts in described.items():
                told = [one["name"] for one in acts.get("get", {}).get("parameters", ()) if one.get("in") == "query"]
                self.parameters[shape(f"/api/v1{re.sub(r'{[^}]*}', '1', path)}")] = told
        path = urlsplit(address).path
        for name in self.parameters.get(shape(path), ()):
            for value in BROKEN:
                await self._try(f"{shape(path)} {name}", value, "GET", path, params={name: value})

    async def _torment(self, form: FoundForm, page: str) -> None:
        if form.action.startswith(LEAVES) or form.key in self.forms:
            return
        self.forms.add(form.key)
        for value in HOSTILE if self.every else drawn(form.key):
            await self._try(form.key, value, "POST", form.action, data=dict.fromkeys(form.names, value))
        for instead in (None, *HARMLESS):
            answer = await self.ask("POST", form.action, then=(page,), data=form.good)
            if answer.status_code == 303:
                self.taken.add(form.key)
            if answer.status_code != 422 or not self._mend(form, answer.text, instead):
                return

    async def _try(self, what: str, value: str, method: str, address: str, **more: object) -> None:
        """Send a hostile value, unless somebody whom the page let in did so before."""
        if (what, value) not in self.tried:
            answer = await self.ask(method, address, **more)
            if not kept_out(answer):
                self.tried.add((what, value))

    @staticmethod
    def _mend(form: FoundForm, page: str, instead: str | None) -> bool:
        """Put `instead` where the page says that a value will not do; whether there was such a field."""
        refused = [
            field.get("name") for field in trees.document_fromstring(page).xpath("//*[@aria-invalid='true'][@name]")
        ]
        for name in refused:
            form.good[name] = [instead or ""]
        return bool(refused)
