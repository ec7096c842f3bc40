"""Every route that acts in a round, at every moment of that round, as every role, against the table by hand."""

import re

import asyncpg
import httpx
import pytest

from innovatie.accounts import sessions
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import fetch_value
from tests.conftest import SECRET
from tests.connection import undone
from tests.security.people_of_routes import PEOPLE, VISITOR
from tests.security.phase_table import PHASE_TABLE, WITHOUT_PHASE, PhaseRow
from tests.security.route_table import TABLE
from tests.security.walk import Moment, Walk

pytestmark = pytest.mark.anyio


def test_every_route_that_changes_something_in_a_round_stands_in_the_table() -> None:
    listed = {name.split("#")[0] for name in PHASE_TABLE}
    acting = {route for route in TABLE if route.startswith("POST ") and not route[5:].startswith(WITHOUT_PHASE)}
    assert sorted(acting - listed) == [], "add a line to tests/security/phase_table.py for each of these"
    assert sorted(listed - set(TABLE)) == [], "these lines are of routes that are gone"


def test_each_beginning_of_a_route_outside_rounds_is_of_a_route() -> None:
    routes = [route.split(" ", 1)[1] for route in TABLE]
    assert [start for start in WITHOUT_PHASE if not any(route.startswith(start) for route in routes)] == []


def fill(text: str, places: dict[str, str]) -> str:
    for _ in range(2):  # what a row fills in may itself name something of this world
        text = re.sub(r"{(\w+)}", lambda found: places.get(found[1], "1"), text)
    return text


async def ask(client: httpx.AsyncClient, walk: Walk, name: str, row: PhaseRow, who: str) -> tuple[str, int]:
    """What came of it: gedaan, niet, or the status that no answer of these may have; whatever changed is undone."""
    method, path = name.split("#", maxsplit=1)[0].split(" ", 1)
    places = walk.places | row.places
    headers = {}
    if who != VISITOR:
        secret = walk.secrets[who]
        token = sessions.csrf_token(SECRET, sessions.digest(secret))
        headers = {"Cookie": f"innovatie={secret}", "X-CSRF-Token": token}
    body = {fill(key, places): fill(value, places) for key, value in row.body.items() if not key.startswith("@")}
    files = {
        key[1:]: (value, b"%PDF-1.7 een plan", "application/pdf")
        for key, value in row.body.items()
        if key.startswith("@")
    }
    async with undone():
        client.cookies.clear()
        before = await fetch_value("SELECT count(*) FROM audit_event")
        response = await client.request(
            method, fill(path, places), headers=headers, data=body if method == "POST" else None, files=files or None
        )
        acts = await fetch_value("SELECT count(*) FROM audit_event") - before
    to_sign_in = response.is_redirect and response.headers["location"].startswith("/inloggen?")
    if response.status_code < 400 and not to_sign_in:
        return "gedaan", response.status_code
    if acts:
        return "geweigerd en toch gedaan", response.status_code
    known = to_sign_in or response.status_code in {401, 403, 404, 409, 422}
    return ("niet" if known else "fout"), response.status_code


async def test_each_route_of_a_round_works_for_whom_and_when_the_table_says(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    """Who may is asked at every moment; who may never, at the moments at which others may."""
    walk = await Walk.begin(clock)
    wrong, asked = [], 0
    async for moment in walk.moments():
        await walk.count_people()
        for name, row in PHASE_TABLE.items():
            for who in PEOPLE if moment in row.when or not row.who else row.who:
                expected = "gedaan" if row.lets(who, moment) else "niet"
                found, status = await ask(client, walk, name, row, who)
                asked += 1
                if found != expected:
                    wrong.append(f"{moment.value}: {name} as {who}: {found} ({status}), expected {expected}")
    assert wrong == [], "\n".join(wrong)
    assert asked > 1_000


def test_the_walk_stops_in_each_phase() -> None:
    assert {moment.value.split(",")[0] for moment in Moment} == {"voorbereiding", *(phase.value for phase in Phase)}
