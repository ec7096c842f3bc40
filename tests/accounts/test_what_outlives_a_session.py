"""What somebody with a stolen session makes to go on when it is over: whoever it is of, or theirs, hears of it by mail."""

from datetime import datetime

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from innovatie.accounts.api_tokens import Scope
from innovatie.applications import actions as applications
from innovatie.domain.authority import Role
from innovatie.infra.database import fetch_values
from tests import factories
from tests.conftest import SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def told(person: int) -> list[str]:
    query = "SELECT details->>'wat' FROM queued_mail WHERE person = $1 AND kind = 'accountbericht' ORDER BY id"
    return await fetch_values(str, query, person)


async def test_a_token_and_the_address_of_an_agenda(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    town = await factories.municipality()
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await sign_in(client, person)
    sent = {"naam": "Proef", "doelen": Scope.IDEAS.value, "dagen": "90", "voor": str(town)}
    assert (await client.post("/account/tokens", data=sent)).status_code == 200
    assert (await client.post("/mijn-werk/agenda")).status_code == 200
    first, second = await told(person)
    assert "U hebt een token gemaakt" in first and "Proef" in first
    assert "een geheim adres" in second


async def test_a_system_and_a_key_are_told_to_all_administrators_of_the_municipality_and_to_no_other(
    now: datetime,
) -> None:
    town = await factories.municipality()
    thief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    colleague = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town)
    stranger = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=await factories.municipality())
    number = await applications.register(
        actor=thief, municipality_id=town, name="Zaaksysteem", supplier="", scopes=[Scope.IDEAS], key_text=key(),
        now=now,
    )  # fmt: skip
    await applications.add_key(actor=thief, municipality_id=town, number=number, key_text=key(), now=now)
    for person in (thief.person_id or 0, colleague):
        first, second = await told(person)
        assert "meldde een koppeling aan" in first and "voegde een sleutel toe" in second
    assert await told(stranger) == []


def key() -> str:
    public = rsa.generate_private_key(65537, 2048).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
