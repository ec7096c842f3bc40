"""Inzicht in depth: figures for everybody, who is missing and the outlook for VNG alone."""

import asyncpg
import httpx
import pytest

from innovatie.adoption import actions
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import SYSTEM, Role
from innovatie.infra.database import execute, fetch_value
from innovatie.insight.depth import queries
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.anyio
PUBLIC = ("/inzicht", "/inzicht/kaart", "/inzicht/trends", "/inzicht/wielen")
DESK = ("/inzicht/meedoen", "/inzicht/vooruitblik")


async def group_of(*ideas: int, title: str = "Hetzelfde wiel") -> int:
    made: int = await fetch_value(
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " VALUES ($1, '', 'dienstverlening', $2, $3) RETURNING id",
        title,
        ideas[0],
        NOW,
    )
    for idea in ideas:
        await execute(
            'INSERT INTO group_member ("group", idea, how, added_at) VALUES ($1, $2, $3, $4)',
            made,
            idea,
            "founder",
            NOW,
        )
    return made


@pytest.mark.parametrize("filled", [False, True])
async def test_the_public_pages_open_empty_and_filled(
    db: asyncpg.Connection, client: httpx.AsyncClient, filled: bool
) -> None:
    if filled:
        towns = [await factories.municipality() for _ in range(3)]
        await group_of(*[await factories.idea(town) for town in towns])
    for path in PUBLIC:
        assert (path, (await client.get(path)).status_code) == (path, 200)
    for path in ("kaart", "trends", "wielen"):
        for kind in ("svg", "png", "csv"):
            assert (path, kind, (await client.get(f"/inzicht/{path}/{kind}")).status_code) == (path, kind, 200)
    assert (await client.get("/inzicht/kaart/exe")).status_code == 404
    assert (await client.get("/inzicht/onzin/csv")).status_code == 404


async def test_the_desk_is_for_vng(db: asyncpg.Connection, client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality()
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    assert [(await client.get(path)).status_code for path in DESK] == [403, 403]
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    assert [(await client.get(path)).status_code for path in DESK] == [200, 200]


async def test_wheels_count_each_municipality_once(db: asyncpg.Connection) -> None:
    first, second = await factories.municipality(), await factories.municipality()
    many = await group_of(*[await factories.idea(town) for town in (first, first, second)])
    await group_of(await factories.idea(first), title="Alleen")
    (wheel,) = await queries.wheels()
    assert (wheel.group, wheel.municipalities, wheel.plans) == (many, 2, 3)


async def test_who_reports_adoption_is_no_longer_missing(db: asyncpg.Connection) -> None:
    silent, user, maker = [await factories.municipality() for _ in range(3)]
    await factories.idea(maker)
    number = await actions.follow(actor=SYSTEM, title="Kaart", summary="", theme="", now=NOW)
    await actions.report(
        actor=SYSTEM, solution_id=number, municipality_id=user, stage=Stage.EXPLORING, on=TODAY, now=NOW
    )
    code = await fetch_value("SELECT code FROM municipality WHERE id = $1", silent)
    assert [town.code for town in await queries.missing(TODAY)] == [code]


async def test_drafts_and_withdrawn_plans_are_in_no_figure(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    for state in ("concept", "ingetrokken"):
        await group_of(await factories.idea(town, state=state))
    assert await queries.plans_per_town() == {}
    assert (await queries.trends(TODAY))[1] == {}
    assert await queries.wheels() == ()


async def test_trends_put_a_plan_in_its_quarter(db: asyncpg.Connection) -> None:
    await factories.idea(await factories.municipality(), theme="dienstverlening")
    quarters, found = await queries.trends(TODAY)
    assert (quarters[0], quarters[-1]) == ("2024-K1", "2026-K4")
    assert found == {"dienstverlening": (0,) * 11 + (1,)}
