"""Every route as every role, over one's own and over another's municipality, against the table written by hand."""

import re
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from innovatie.accounts import sessions
from innovatie.accounts.actions import invite, start_session
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.phases import Phase
from innovatie.ideas import actions as ideas
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.conftest import SECRET
from tests.connection import undone
from tests.security import people_of_routes
from tests.security.agreement_routes import agreement_of
from tests.security.attacker import kept_out
from tests.security.people_of_routes import (
    CHIEF_OWN,
    CIVIL_OWN,
    EVERYBODY,
    PEOPLE,
    SIGNED_IN,
    SUPPLIER,
    VISITOR,
    VNG_DIRECTOR,
    Row,
)
from tests.security.route_table import TABLE
from tests.security.writing_routes import application_of, ways_in_of

pytestmark = pytest.mark.anyio

World = dict[str, str]


def path_of(route: HTTPRoute) -> str:
    """The path as the table writes it: the names between braces, without their types."""
    return re.sub(r"{(\w+):\w+}", r"{\1}", route.path_format.replace("//", "/"))


def routes_of(app: Litestar) -> list[str]:
    found = set()
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                for method in handler.http_methods:
                    if method in {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                        found.add(f"{method} {path_of(route)}")
    return sorted(found)


def row_of(route: str) -> Row:
    entry = TABLE[route]
    return entry if isinstance(entry, Row) else Row(entry)


def test_every_route_stands_in_the_table_and_the_table_holds_no_other(app: Litestar) -> None:
    routes = set(routes_of(app))
    assert sorted(routes - set(TABLE)) == [], "these routes are not in tests/security/route_table.py: add one line each"
    assert sorted(set(TABLE) - routes) == [], "these lines are of routes that are gone"


async def people_of(own: int, other: int) -> dict[str, int]:
    kring = await factories.partnership(own)
    made = {
        "zonder rol": await factories.person(name="Zonder rol"),
        "beoordelaar": await factories.person(Role.REVIEWER),
        "kring": await factories.person(Role.KRING_REPRESENTATIVE, partnership_id=kring),
        "vng": await factories.person(Role.VNG_DIRECTOR),
        "platform": await factories.person(Role.ADMINISTRATOR),
        "leverancier": await factories.person(Role.SUPPLIER),
    }
    roles = {
        "ambtenaar": Role.CIVIL_SERVANT,
        "stemgemachtigde": Role.VOTER,
        "gemeentebeheerder": Role.MUNICIPAL_ADMIN,
    }
    for word, role in roles.items():
        made[f"{word} eigen"] = await factories.person(role, municipality_id=own)
        made[f"{word} ander"] = await factories.person(role, municipality_id=other)
    assert set(made) == SIGNED_IN
    return made


async def _idea(person: int, municipality: int, clock: Clock) -> int:
    """An idea that was really submitted."""
    actor = await actor_of(person_id=person, municipality_id=municipality, today=dutch_day(clock.now()))
    assert actor is not None
    content = IdeaContent(
        title="Een plan", summary="Kort.", problem="Iets.", stage="plan", theme="dienstverlening", contact="Jan"
    )
    return await ideas.post(
        actor=actor, municipality_id=municipality, content=content, co_submitters=(), form_token=None, now=clock.now()
    )


async def _solution() -> int:
    number: int = await fetch_value(
        "INSERT INTO solution (title, summary, theme, is_winner, source, contact, assumptions, followed_at)"
        " VALUES ('Oplossing', '', '', false, '', '', '{}', now()) RETURNING id"
    )
    return number


async def _supplier(person: int) -> int:
    """This person supplies the solution of this world."""
    number: int = await fetch_value(
        "INSERT INTO solution_supplier (solution, person, company, invited_at)"
        " SELECT max(id), $1, 'Leverancier X', now() FROM solution RETURNING id",
        person,
    )
    return number


async def evidence_of(person: int, municipality: int) -> int:
    """A file with a statement of this municipality."""
    solution = await _solution()
    event = await fetch_value(
        "INSERT INTO adoption_event (solution, municipality, stage, happened_on, heard_at, source, reason,"
        " evidence_kind, evidence_url, version, variant, role, origin) VALUES ($1, $2, 'besloten', now()::date, now(),"
        " 'gemeld', '', '', '', '', '', '', '') RETURNING id",
        solution,
        municipality,
    )
    number: int = await fetch_value(
        "INSERT INTO adoption_evidence (event, name, kind, content, uploaded_by, uploaded_at, withdrawn_as,"
        " withdrawn_reason) VALUES ($1, 'Besluit.pdf', 'pdf', '%PDF-', $2, now(), '', '') RETURNING id",
        event,
        person,
    )
    return number


async def _winner(idea: int, round_id: int) -> str:
    """The segment of the page of a winner that grew out of this idea; its number is none of `number` in the table."""
    group = 900_000
    await execute(
        "INSERT INTO idea_group (id, title, summary, theme, founding_idea, created_at)"
        " SELECT $2, title, summary, theme, id, now() FROM idea WHERE id = $1",
        idea,
        group,
    )
    await execute(
        "INSERT INTO group_member (\"group\", idea, how, added_at) VALUES ($1, $2, 'founder', now())", group, idea
    )
    await execute(
        'INSERT INTO winner (round, "group", place, title, reasons, next_step, published_at)'
        " VALUES ($1, $2, 1, 'Een plan', '', '', now())",
        round_id,
        group,
    )
    return f"{group}-een-plan"


async def _spare_session(person: int, clock: Clock) -> int:
    """A second session of this person, to be ended."""
    await start_session(person_id=person, device="andere", now=clock.now(), means="persona")
    number: int = await fetch_value("SELECT max(id) FROM session WHERE person = $1", person)
    return number


class Scene:
    """A world in which the things of the table exist, and a session for each of its people."""

    def __init__(self, places: World, secrets: dict[str, str]) -> None:
        self.places = places
        self.secrets = secrets

    @classmethod
    async def make(cls, clock: Clock) -> "Scene":
        own, other = await factories.municipality("Eigenstad"), await factories.municipality("Anderdorp")
        round_id = await factories.round_in(Phase.SUBMIT)
        people = await people_of(own, other)
        idea = await _idea(people[CIVIL_OWN], own, clock)
        secrets = {
            name: await start_session(person_id=person, device="proef", now=clock.now(), means="persona")
            for name, person in people.items()
        }
        chief = await actor_of(person_id=people[CHIEF_OWN], municipality_id=own, today=dutch_day(clock.now()))
        assert chief is not None
        await execute("INSERT INTO allowed_domain (municipality, domain, added_at) VALUES ($1, 'eigen.nl', now())", own)
        invitation = await invite(
            actor=chief,
            municipality_id=own,
            name="Nina Nieuw",
            address="n@eigen.nl",
            role=Role.CIVIL_SERVANT,
            now=clock.now(),
        )
        path = await fetch_value("SELECT details->>'pad' FROM queued_mail ORDER BY id DESC LIMIT 1")
        colleague = await factories.person(Role.CIVIL_SERVANT, municipality_id=own)
        places = {
            "brief": str(
                await fetch_value(
                    "INSERT INTO bulk_mail (author, audience, subject, body, created_at)"
                    " VALUES ($1, 'allen', 'Nieuws', 'Tekst.', now()) RETURNING id",
                    people[VNG_DIRECTOR],
                )
            ),
            "oplossing": str(await _solution()),
            "leverancier": str(await _supplier(people[SUPPLIER])),
            "bewijs": str(await evidence_of(people[CIVIL_OWN], own)),
            "winnaar": await _winner(idea, round_id),
            "segment": f"{idea}-plan",
            "idee": str(idea),
            "kring": str(await fetch_value("SELECT max(id) FROM partnership")),
            "ronde": str(round_id),
            "uitnodiging": str(invitation),
            "uitnodigingsgeheim": str(path).rsplit("/", 1)[-1],
            "mens": str(colleague),
            "rol": str(await fetch_value("SELECT id FROM role_grant WHERE person = $1", colleague)),
            "sessie": str(await _spare_session(people[CIVIL_OWN], clock)),
            **await ways_in_of(people[CIVIL_OWN]),
            **await agreement_of(own),
            **await application_of(people[CHIEF_OWN], own),
            "code": str(await fetch_value("SELECT code FROM round WHERE id = $1", round_id)),
            "gemeente": str(own),
            "gemeentecode": str(await fetch_value("SELECT code FROM municipality WHERE id = $1", own)),
            "number": str(idea),
            "slug": f"{idea}-plan",
            "name": "nl",
        }
        return cls(places, secrets)

    def fill(self, text: str, extra: dict[str, str]) -> str:
        known = self.places | extra
        for _ in range(2):  # what a row fills in may itself name something of this world
            text = re.sub(r"{(\w+)}", lambda found: known.get(found[1], "1"), text)
        return text

    def headers(self, who: str) -> dict[str, str]:
        if who == VISITOR:
            return {}
        token = sessions.csrf_token(SECRET, sessions.digest(self.secrets[who]))
        return {"Cookie": f"innovatie={self.secrets[who]}", "X-CSRF-Token": token}


@pytest.fixture
async def scene(db: asyncpg.Connection, clock: Clock) -> AsyncIterator[Scene]:
    yield await Scene.make(clock)


async def answer(client: httpx.AsyncClient, scene: Scene, route: str, who: str) -> httpx.Response:
    """What this person gets on this route; whatever it changed is undone."""
    method, path = route.split(" ", 1)
    row = row_of(route)
    body = {name: scene.fill(value, row.places) for name, value in row.body.items()}
    headers = scene.headers(who)
    async with undone():
        client.cookies.clear()
        return await client.request(
            method, scene.fill(path, row.places), headers=headers, data=body if method != "GET" else None
        )


def verdict(response: httpx.Response, row: Row) -> str:
    if response.status_code >= 500:
        return f"fout {response.status_code}"
    if kept_out(response) or (row.hidden and response.status_code == 404):
        return "geweigerd"
    return "binnen"


async def test_each_role_gets_what_the_table_says_on_every_route(client: httpx.AsyncClient, scene: Scene) -> None:
    wrong = []
    for route in sorted(TABLE):
        row = row_of(route)
        for who in PEOPLE:
            expected = "binnen" if who in row.who else "geweigerd"
            found = verdict(await answer(client, scene, route, who), row)
            if found != expected:
                wrong.append(f"{route} as {who}: {found}, expected {expected}")
    assert wrong == [], "\n".join(wrong)


def test_the_sets_of_the_table_are_about_the_people_of_the_test() -> None:
    sets = [value for value in vars(people_of_routes).values() if isinstance(value, frozenset)]
    assert all(group <= EVERYBODY for group in sets) and len(sets) > 8
