"""What was mailed to an address gives no access once it is no longer the address of that person."""

from datetime import timedelta

import asyncpg
import pytest

from innovatie.accounts import actions
from innovatie.infra.database import execute, fetch_values
from tests import factories
from tests.accounts.test_life_of_roles import identity
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def test_a_link_mailed_to_a_former_address_works_no_more(db: asyncpg.Connection) -> None:
    town = await factories.municipality("Stad")
    await execute("UPDATE municipality SET code = 'GM0001', domain = 'stad.nl' WHERE id = $1", town)

    async def enter(subject: str, email: str) -> int:
        told = identity(subject, name="Sanne Bakker", email=email)
        return (await actions.person_of_identity(identity=told, now=NOW))[0]

    async def links() -> list[int]:
        return await fetch_values(int, "SELECT person FROM sign_in_link ORDER BY person")

    async def mail(person: int) -> None:
        await execute(
            "INSERT INTO sign_in_link (secret_digest, browser_digest, person, after, created_at, expires_at)"
            " VALUES (sha256($1::text::bytea), '\\x01', $2, '/', $3, $4)",
            str(person), person, NOW, NOW + timedelta(minutes=15),
        )  # fmt: skip

    one, other = await enter("1", "sanne@stad.nl"), await enter("2", "s.b@stad.nl")
    await mail(one)
    await mail(other)
    await enter("1", "sanne@stad.nl")
    assert await links() == sorted([one, other])  # the same address: nothing changed
    await enter("1", "s.bakker@stad.nl")
    assert await links() == [other]
    await enter("3", "s.b@stad.nl")  # a colleague gets the address of who left
    assert await links() == []
