"""Once a year the administrator of a municipality goes through who holds what there; roles not looked at stand out."""

from datetime import timedelta

import httpx
import pytest

from innovatie.accounts import actions
from innovatie.accounts.queries.colleagues import REVIEW_EVERY
from innovatie.domain.authority import Role
from innovatie.domain.errors import NotAllowed
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def role_of(person: int) -> int:
    number: int = await fetch_value("SELECT id FROM role_grant WHERE person = $1", person)
    return number


async def reviewed(role: int) -> bool:
    done: bool = await fetch_value("SELECT reviewed_at IS NOT NULL FROM role_grant WHERE id = $1", role)
    return done


async def test_what_is_ticked_is_right_for_a_year_and_the_rest_stays_on_the_list(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    town, elsewhere = await factories.municipality(), await factories.municipality()
    admin = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town)
    still, gone = [await role_of(await factories.person(Role.CIVIL_SERVANT, municipality_id=town)) for _ in range(2)]
    foreign = await role_of(await factories.person(Role.VOTER, municipality_id=elsewhere))
    await sign_in(client, admin)
    assert "niet nagelopen" not in (await client.get("/mijn-gemeente/mensen")).text, "what was given lately is fresh"
    await execute("UPDATE role_grant SET granted_at = $1", clock.now() - REVIEW_EVERY - timedelta(seconds=1))
    assert "3 rollen zijn een jaar niet nagelopen" in (await client.get("/mijn-gemeente/mensen")).text
    chosen = {"rol": [str(still), str(await role_of(admin)), str(foreign)]}
    assert (await client.post("/mijn-gemeente/mensen/nalopen", data=chosen)).status_code == 303
    assert [await reviewed(role) for role in (still, gone, foreign)] == [True, False, False]
    page = (await client.get("/mijn-gemeente/mensen")).text
    assert "1 rol is een jaar niet nagelopen" in page
    await execute("UPDATE role_grant SET reviewed_at = $1", clock.now() - REVIEW_EVERY - timedelta(seconds=1))
    assert "3 rollen zijn een jaar niet nagelopen" in (await client.get("/mijn-gemeente/mensen")).text
    await execute("UPDATE role_grant SET reviewed_at = $1", clock.now() - REVIEW_EVERY + timedelta(minutes=5))
    assert "een jaar niet nagelopen" not in (await client.get("/mijn-gemeente/mensen")).text


async def test_going_through_the_list_is_one_row_in_the_own_trail(clock: Clock) -> None:
    town = await factories.municipality()
    admin = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    role = await role_of(admin.person_id or 0)
    assert await actions.confirm_roles(actor=admin, municipality_id=town, grant_ids=(role,), now=clock.now()) == 1
    row = await fetch_value("SELECT details->>'aantal' FROM audit_event WHERE on_behalf_of = $1", town)
    assert row == "1"


@pytest.mark.parametrize("number", ["\u00b2", "-1", "x", "9" * 30, "9" * 5_000])
async def test_a_strange_number_of_a_role_confirms_nothing(
    client: httpx.AsyncClient, sign_in: SignIn, number: str
) -> None:
    admin = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=await factories.municipality())
    await sign_in(client, admin)
    assert (await client.post("/mijn-gemeente/mensen/nalopen", data={"rol": number})).status_code in {303, 400}
    assert not await reviewed(await role_of(admin))


@pytest.mark.parametrize("role", [Role.CIVIL_SERVANT, Role.VOTER, Role.VNG_DIRECTOR])
async def test_nobody_else_confirms_roles(role: Role, clock: Clock) -> None:
    town = await factories.municipality()
    other = await factories.actor(role, municipality_id=None if role is Role.VNG_DIRECTOR else town)
    with pytest.raises(NotAllowed):
        await actions.confirm_roles(actor=other, municipality_id=town, grant_ids=(1,), now=clock.now())
