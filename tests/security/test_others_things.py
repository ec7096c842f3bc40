"""What somebody is led to nobody else opens by its number: not another municipality, not who signed out, not who left.

Everybody follows their own links at a moment of a round; what was found is then asked by all the others. Where the table of
routes does not let everybody in, only those get an answer who were led there themselves. The same for each form.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from innovatie.accounts import sessions
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests.conftest import SECRET
from tests.connection import undone
from tests.security.agreement_routes import agreement_of
from tests.security.attacker import LINK, FoundForm, forms_of, kept_out, shape
from tests.security.people_of_routes import (
    CHIEF_OTHER,
    CHIEF_OWN,
    CIVIL_OTHER,
    CIVIL_OWN,
    EVERYBODY,
    KRING,
    PEOPLE,
    VISITOR,
    VNG_DIRECTOR,
    VOTER_OWN,
)
from tests.security.route_table import TABLE
from tests.security.test_routes import evidence_of, row_of
from tests.security.walk import Moment, Walk
from tests.security.writing_routes import application_of, ways_in_of

pytestmark = pytest.mark.anyio
EACH = 2
"""Pages of one shape that somebody opens."""
STARTS = ("/", "/mijn-werk", "/mijn-gemeente", "/account", "/account/tokens", "/beoordelen", "/gesprekken", "/berichten",
          "/zoeken/bewaard", "/ideeen/mijn", "/groepen/voorstellen", "/vng", "/beheer", "/overname", "/overeenkomsten",
          "/mijn-gemeente/mensen", "/mijn-gemeente/koppelingen", "/mijn-gemeente/abonnementen", "/volgen",
          "/rondes/{code}", "/vng/rondes/{code}", "/vng/beoordeling/{code}", "/stemmen/{code}", "/vng/stemming/{code}",
          "/vng/publicatie/{code}", "/ideeen/{segment}", "/ideeen/{los}", "/groepen/{groep}-groep", "/vng/brieven",
          "/gesprek-over/plan/{idee}", "/beelden/plan/{idee}", "/contact-met/plan/{idee}")  # fmt: skip


def _pattern(route: str) -> re.Pattern[str]:
    return re.compile("^" + re.sub(r"{\w+}", "[^/]+", route.split(" ", 1)[1]) + "$")


ROUTES = [(route.split(" ", 1)[0], _pattern(route), route) for route in sorted(TABLE, key=lambda one: one.count("{"))]


def route_of(method: str, path: str) -> str:
    """The line of the table of routes for this path."""
    return next((route for verb, pattern, route in ROUTES if verb == method and pattern.match(path)), "")


def for_all(method: str, path: str) -> bool:
    """Whether the table lets everybody in, or there is no such route here."""
    route = route_of(method, path)
    return not route or row_of(route).who == EVERYBODY


@dataclass
class Led:
    """What somebody was led to: addresses, and forms by where they go."""

    pages: set[str] = field(default_factory=set)
    forms: dict[str, FoundForm] = field(default_factory=dict)


class Sight:
    """What each of the people finds in this world."""

    def __init__(self, client: httpx.AsyncClient, walk: Walk) -> None:
        self.client, self.walk = client, walk

    def headers(self, who: str) -> dict[str, str]:
        if who == VISITOR:
            return {}
        secret = self.walk.secrets[who]
        return {"Cookie": f"innovatie={secret}", "X-CSRF-Token": sessions.csrf_token(SECRET, sessions.digest(secret))}

    async def ask(
        self, who: str, method: str, address: str, data: dict[str, list[str]] | None = None
    ) -> httpx.Response:
        async with undone():
            self.client.cookies.clear()
            return await self.client.request(method, address, headers=self.headers(who), data=data)

    async def look(self, who: str, starts: Iterable[str]) -> Led:
        """Follow links from `starts`, a few of each shape."""
        led, opened, seen = Led(), defaultdict(int), set()
        waiting = list(starts)
        while waiting:
            address = html.unescape(waiting.pop(0)).split("#")[0]
            path = urlsplit(address).path
            if not path.startswith("/") or path.startswith(("//", "/static/", "/taal/")) or address in seen:
                continue
            seen.add(address)
            opened[shape(path)] += 1
            if opened[shape(path)] > EACH or "?" in address:
                continue
            answer = await self.ask(who, "GET", address)
            if answer.status_code != 200:
                continue
            led.pages.add(path)
            if "html" not in answer.headers.get("content-type", ""):
                continue
            links = [html.unescape(one).split("#")[0] for one in LINK.findall(answer.text)]
            waiting += links
            led.pages |= {urlsplit(one).path for one in links if one.startswith("/")}
            for form in forms_of(answer.text, address):
                led.forms.setdefault(form.action.split("?")[0], form)
        return led


def of_somebody(method: str, path: str) -> bool:
    """Whether a number in it names something that not everybody may have."""
    return bool(re.search(r"\d", path)) and not for_all(method, path)


async def things(walk: Walk, sight: Sight) -> None:
    """What people have beside the round: a conversation, a kept search, a token, a draft, an agreement, evidence."""
    own, people = walk.towns[0], walk.people
    await ways_in_of(people[CIVIL_OWN])
    await application_of(people[CHIEF_OWN], own)
    await evidence_of(people[CIVIL_OWN], own)
    await agreement_of(own)
    await execute(
        "INSERT INTO bulk_mail (author, audience, subject, body, created_at) VALUES ($1, 'allen', 'Nieuws', 'Tekst.', now())",
        people[VNG_DIRECTOR],
    )
    idea = walk.places["idee"]
    for who, address, body in (
        (CIVIL_OTHER, f"/contact-met/plan/{idea}", {"bericht": "Hallo daar."}),
        (CIVIL_OWN, f"/gesprek-over/plan/{idea}", {"reactie": "Goed plan."}),
        (CIVIL_OWN, "/zoeken/bewaard", {"q": "afval", "naam": "Afval"}),
    ):
        sight.client.cookies.clear()
        answer = await sight.client.post(address, data=body, headers=sight.headers(who))
        assert answer.status_code == 303, (address, answer.status_code)
    draft = await fetch_value("SELECT max(id) FROM idea")
    await execute("UPDATE idea SET created_by = $2 WHERE id = $1", draft, people[CIVIL_OWN])


OWN_WITHOUT_A_LINK = (
    "GET /samenwerkingsverbanden/{number}/vertrek/{code}",  # who keeps an agreement there: KRING and VNG of the table
    "GET /stemmen/{code}/machtiging/{municipality}",  # one's own municipality, from a page that was left out
    "POST /stemmen/{code}/machtiging/{municipality}",
    "POST /stemmen/{code}/machtiging/{municipality}/intrekken",
    "POST /ideeen/{segment}/aanhaken",  # one's own plan: nothing happens
)
"""Where somebody whom the table lets in has no link to what is theirs."""


def theirs(method: str, path: str, who: str, walk: Walk) -> bool:
    """Whether it is one of those, and not about another municipality."""
    route, code = route_of(method, path), re.search(r"/(GT[0-9A-Z]+)", path)
    if route not in OWN_WITHOUT_A_LINK:
        return False
    about = walk.places["anderecode"] if who.endswith("ander") else walk.places["gemeentecode"]
    return who in {KRING, VNG_DIRECTOR} or code is None or code[1] == about


async def trespasses(
    sight: Sight, found: Iterable[Led], led: Mapping[str, Led], people: Iterable[str] = PEOPLE
) -> list[str]:
    """What of `found` was open to somebody who was not led there, or not any more."""
    wrong, found, people = [], list(found), list(people)
    for page in sorted({page for one in found for page in one.pages if of_somebody("GET", page)}):
        for who in people:
            if page in led[who].pages or theirs("GET", page, who, sight.walk):
                continue
            if (await sight.ask(who, "GET", page)).status_code == 200:
                wrong.append(f"{who} opens {page}")
    forms = {to: form for one in found for to, form in one.forms.items() if of_somebody("POST", to)}
    for to, form in sorted(forms.items()):
        for who in people:
            if to in led[who].forms or theirs("POST", to, who, sight.walk):
                continue
            answer = await sight.ask(who, "POST", form.action, form.good)
            if answer.status_code < 400 and not kept_out(answer):
                wrong.append(f"{who} sends {to}: {answer.status_code}")
    return wrong


async def at_moment(when: Moment, client: httpx.AsyncClient, clock: Clock) -> tuple[Sight, list[str]]:
    """The world at this moment, and where everybody begins."""
    walk = await Walk.begin(clock)
    async for moment in walk.moments():
        if moment is when:
            break
    sight = Sight(client, walk)
    await things(walk, sight)
    return sight, [re.sub(r"{(\w+)}", lambda found: walk.places[found[1]], one) for one in STARTS]


async def test_a_stranger_and_another_municipality_open_nothing_that_only_the_own_people_are_led_to(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    """A sample of the proof below."""
    sight, starts = await at_moment(Moment.VOTE, client, clock)
    led = {who: await sight.look(who, starts) for who in (CHIEF_OWN, CHIEF_OTHER, VISITOR)}
    private = {page for page in led[CHIEF_OWN].pages - led[VISITOR].pages if of_somebody("GET", page)}
    assert len(private) > 8 and len(led[CHIEF_OWN].forms) > 8
    assert await trespasses(sight, [led[CHIEF_OWN]], led, (CHIEF_OTHER, VISITOR)) == []


@pytest.mark.slow
@pytest.mark.parametrize("when", [Moment.REVIEW_SENT, Moment.VOTE, Moment.RESULT])
async def test_nobody_opens_or_sends_what_only_another_is_led_to(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock, when: Moment
) -> None:
    sight, starts = await at_moment(when, client, clock)
    led = {who: await sight.look(who, starts) for who in PEOPLE}
    wrong = await trespasses(sight, led.values(), led)
    left = (CIVIL_OWN, CHIEF_OWN, VOTER_OWN)
    await execute(
        "UPDATE role_grant SET municipality = $1 WHERE person = ANY($2)",
        sight.walk.towns[1],
        [sight.walk.people[who] for who in left],
    )
    now = {who: await sight.look(who, starts) for who in left}
    wrong += [f"left: {one}" for one in await trespasses(sight, [led[who] for who in left], now, left)]
    assert wrong == [], "\n".join(wrong)
