"""The first accounts, made from the shell."""

import asyncpg
import pytest

from innovatie.accounts.actions.installing import add_first_account, allow_domain
from innovatie.accounts.actions.links import make_link
from innovatie.domain.errors import Invalid, NotFound
from innovatie.infra.database import fetch_row
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def test_the_first_administrator_can_ask_a_link(db: asyncpg.Connection) -> None:
    person = await add_first_account(name="Ans", address="Ans@VNG.example", role="beheerder", code=None, now=NOW)
    assert await make_link(address="ans@vng.example", browser_digest=b"x", after="/", now=NOW)
    row = await fetch_row("SELECT role, municipality, person FROM role_grant")
    assert row is not None and tuple(row) == ("beheerder", None, person)
    trail = await fetch_row("SELECT act, actor, origin FROM audit_event WHERE act = 'account maken'")
    assert trail is not None and tuple(trail) == ("account maken", None, "platform")


async def test_mistakes_are_told(db: asyncpg.Connection) -> None:
    await factories.municipality()
    with pytest.raises(NotFound, match="geen gemeente met code GM0000"):
        await allow_domain(code="GM0000", domain="stad.nl", now=NOW)
    with pytest.raises(Invalid):
        await allow_domain(code="VNG", domain="geen domein", now=NOW)
    with pytest.raises(Invalid):
        await add_first_account(name="Ans", address="ans", role="beheerder", code=None, now=NOW)


async def test_the_mail_of_a_municipality_is_at_its_site_without_www(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    await db.execute("UPDATE municipality SET domain = 'www.Enschede.nl' WHERE id = $1", town)
    row = await fetch_row("SELECT municipality, domain FROM mail_domain")
    assert row is not None and tuple(row) == (town, "enschede.nl")
