"""Whoever attacks, as each role, on every page, at each moment of a round: nothing breaks, leaks or runs.

Every answer must be a decent one: below 500, without a stack trace, and without what was typed coming back as code.
"""

import asyncpg
import httpx
import pytest

from innovatie.accounts import sessions
from innovatie.infra.clock import Clock
from tests.conftest import SECRET
from tests.security.attacker import HOSTILE, LONG, SCRIPT, Attacker, drawn
from tests.security.people_of_routes import (
    CHIEF_OWN,
    CIVIL_OWN,
    KRING,
    PLATFORM,
    REVIEWER,
    VISITOR,
    VNG_DIRECTOR,
    VOTER_OTHER,
    VOTER_OWN,
)
from tests.security.route_table import TABLE
from tests.security.test_routes import Scene, row_of
from tests.security.walk import Walk

pytestmark = pytest.mark.anyio
DESKS = ("/rondes/{}", "/vng/rondes/{}", "/vng/rondes/{}/groepen", "/vng/beoordeling/{}", "/vng/stemming/{}",
         "/vng/publicatie/{}", "/stemmen/{}", "/beoordelen", "/mijn-werk")  # fmt: skip
ACTING = {
    "beoordelen": (REVIEWER,),
    "voorselectie": (VOTER_OTHER, KRING, CHIEF_OWN),
    "stemmen": (VOTER_OTHER, KRING, CHIEF_OWN),
}
"""Who acts in a phase, beside civil servants and VNG."""
TAKEN = {VISITOR: 1, CIVIL_OWN: 5, VOTER_OWN: 5, CHIEF_OWN: 5, REVIEWER: 2, KRING: 2, VNG_DIRECTOR: 5, PLATFORM: 2}
"""How many forms take a script in their texts, at least: else nothing was tried."""
"""Where people begin in a round; what they find there differs at each moment."""


Tried = set[tuple[str, str]]


@pytest.fixture(scope="module")
def tried_by_all() -> Tried:
    """The hostile values that somebody sent who was let in: the next one need not send them to the same form."""
    return set()


@pytest.mark.parametrize("values", ["a draw that nobody sent before", pytest.param("all", marks=pytest.mark.slow)])
@pytest.mark.parametrize("who", [VISITOR, CIVIL_OWN, VOTER_OWN, CHIEF_OWN, REVIEWER, KRING, VNG_DIRECTOR, PLATFORM])
async def test_nothing_breaks_or_leaks_whoever_attacks_every_page(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock, who: str, values: str, tried_by_all: Tried
) -> None:
    scene = await Scene.make(clock)
    attacker = Attacker(client, scene.headers(who), who, every=values == "all")
    if values != "all":
        attacker.tried = tried_by_all
    pages = [route for route in TABLE if route.startswith("GET ")]
    await attacker.crawl([scene.fill(route[4:], row_of(route).places) for route in pages])
    assert attacker.wrong == [], "\n".join(attacker.wrong[:40])
    assert len(attacker.seen) > 150
    assert len(attacker.taken) >= TAKEN[who], sorted(attacker.taken)


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
async def test_nothing_breaks_or_leaks_at_any_moment_of_a_round(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock, every: bool
) -> None:
    """The pages of a round are attacked again at each stop of the walk; of their forms those that are new."""
    walk = await Walk.begin(clock)
    forms: dict[str, set[str]] = {}
    tried: Tried = set()
    taken: set[str] = set()
    wrong: list[str] = []
    async for moment in walk.moments():
        for who in (CIVIL_OWN, VNG_DIRECTOR, *ACTING.get(moment.value.split(",")[0], ())):
            secret = walk.secrets[who]
            token = sessions.csrf_token(SECRET, sessions.digest(secret))
            headers = {"Cookie": f"innovatie={secret}", "X-CSRF-Token": token}
            attacker = Attacker(client, headers, who, every=every)
            attacker.forms, attacker.tried = forms.setdefault(who, set()), tried
            code = walk.places["code"]
            await attacker.crawl(
                (page.format(code) for page in DESKS), within=f"/.*/{code}|/beoordelen|/finalisten/|/mijn-werk"
            )
            wrong += attacker.wrong
            taken |= attacker.taken
    assert wrong == [], "\n".join(wrong[:40])
    assert len(taken) >= 15, sorted(taken)


def test_each_hostile_value_is_in_the_draw_of_a_tenth_of_the_forms_and_the_script_in_all() -> None:
    draws = [drawn(f"POST /pad/{number} veld") for number in range(400)]
    assert all(draw[0] == SCRIPT and len(set(draw)) == 4 for draw in draws)
    assert all(sum(value in draw for draw in draws) > 40 for value in HOSTILE)


async def test_a_text_of_100_kb_is_taken_or_refused_in_dutch_with_what_was_typed(
    client: httpx.AsyncClient, db: asyncpg.Connection, clock: Clock
) -> None:
    scene = await Scene.make(clock)
    client.cookies.clear()
    plan = {"samenvatting": LONG, "probleem": LONG, "aanpak": LONG, "waarde": LONG, "stadium": "plan",
            "thema": "dienstverlening", "contact": "Team"}  # fmt: skip
    sent = await client.post("/ideeen/nieuw", data={**plan, "titel": "Een lang plan"}, headers=scene.headers(CIVIL_OWN))
    page = await client.get(sent.headers["location"], headers=scene.headers(CIVIL_OWN))
    assert page.text.count(LONG) == 4
    refused = await client.post("/ideeen/nieuw", data={**plan, "titel": LONG}, headers=scene.headers(CIVIL_OWN))
    assert refused.status_code == 422
    assert "Maak ‘Titel’ korter: hooguit 160 tekens, nu 100.000." in refused.text
    assert refused.text.count(LONG) == 5, "nothing that was typed is lost"
