"""What a form forgot to refuse and the database does not take is told as a refusal: beside its field, or as a conflict."""

from datetime import datetime

import httpx
import pytest
from lxml import html

from innovatie.accounts.actions import make_token
from innovatie.accounts.api_tokens import Scope, signing_key
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Role
from innovatie.infra.database import execute, fetch_value
from tests import factories
from tests.conftest import SECRET, SignIn

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
LONG = "Een reden die langer is dan de database wil hebben"


async def narrower(table: str, rule: str, check: str) -> None:
    """The wall as if the form had forgotten it."""
    await execute(f"ALTER TABLE {table} DROP CONSTRAINT {rule}")
    await execute(f"ALTER TABLE {table} ADD CONSTRAINT {rule} CHECK ({check})")


async def test_a_rule_that_nobody_knows_is_a_conflict_and_stands_in_the_log(
    client: httpx.AsyncClient, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT))
    await execute("ALTER TABLE session ADD CONSTRAINT never_over CHECK (ended_at IS NULL)")
    assert (await client.post("/account/sessies/andere")).status_code < 400, "it has no other session to end"
    capsys.readouterr()
    refused = await client.post("/uitloggen")
    assert refused.status_code == 409
    assert "Dit past niet bij hoe het nu is." in refused.text
    told = capsys.readouterr().out
    assert ("refused by a rule" in told, "never_over" in told, "unexpected error" in told) == (True, True, False)


async def test_a_form_tells_it_beside_the_field_and_keeps_what_was_typed(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    town = await factories.municipality("Delft")
    idea = await factories.idea(town, title="Fietspad")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=town))
    await narrower("idea", "reasons_fit", "length(withdraw_reason) <= 10")
    page = await client.post(f"/ideeen/{idea}/intrekken", data={"reden": LONG}, follow_redirects=True)
    assert page.status_code == 422
    tree = html.fromstring(page.text)
    (field,) = tree.xpath("//textarea[@name='reden']")
    assert field.text.strip() == LONG
    beside = " ".join(tree.get_element_by_id(field.get("aria-describedby").split()[-1]).text_content().split())
    assert "Maak dit korter: hooguit" in beside
    assert await fetch_value("SELECT state FROM idea WHERE id = $1", idea) == "ingediend"


async def test_an_act_without_a_form_of_its_own_keeps_what_was_typed_too(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    idea = await factories.idea(await factories.municipality("Delft"), title="Fietspad")
    ede = await factories.municipality("Ede")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=ede))
    await narrower("idea_participant", "reasons_fit", "length(note) <= 10")
    page = await client.post(f"/ideeen/{idea}/aanhaken", data={"toelichting": LONG}, follow_redirects=True)
    assert page.status_code == 422
    assert (LONG in page.text, "Maak dit korter" in page.text) == (True, True)


async def test_a_short_value_is_not_told_as_something_that_changed(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    idea = await factories.idea(await factories.municipality("Delft"), title="Fietspad")
    ede = await factories.municipality("Ede")
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, municipality_id=ede))
    await narrower("idea_participant", "reasons_fit", "length(note) <= 2")
    typed = {"toelichting": "kort"}
    dutch = await client.post(f"/ideeen/{idea}/aanhaken", data=typed, follow_redirects=True)
    assert (dutch.status_code, "Maak dit korter" in dutch.text) == (422, True)
    piece = await client.post(f"/ideeen/{idea}/aanhaken", data=typed, headers={"HX-Request": "true"})
    assert (piece.status_code, "Maak dit korter" in piece.text) == (422, True)
    english = await client.post(f"/ideeen/{idea}/aanhaken", data=typed, headers={"Cookie": _in_english(client)})
    assert (english.status_code, "reasons_fit" in english.text) == (422, False)
    assert "Make this shorter" in english.text


def _in_english(client: httpx.AsyncClient) -> str:
    return "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar) + "; taal=en"


async def test_a_program_reads_422_with_the_field_or_409(client: httpx.AsyncClient, now: datetime) -> None:
    ede = await factories.municipality("Ede")
    idea = await factories.idea(await factories.municipality("Delft"), title="Fietspad")
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=ede)
    actor = await actor_of(person_id=person, municipality_id=ede, today=factories.TODAY)
    assert actor is not None
    token = await make_token(
        actor=actor, name="Proef", scopes=(Scope.IDEAS,), days=30, municipality_id=ede, key=signing_key(SECRET),
        issuer="http://127.0.0.1:8000", now=now,
    )  # fmt: skip
    headers = {"Authorization": f"Bearer {token}"}
    where = f"/api/v1/ideeen/{idea}/deelnemers"
    await narrower("idea_participant", "reasons_fit", "length(note) <= 10")
    value = await client.post(where, json={"toelichting": LONG}, headers=headers)
    assert value.headers["content-type"] == "application/problem+json"
    assert (value.status_code, value.json()["status"]) == (422, 422)
    assert [one["naam"] for one in value.json()["ongeldig"]] == ["toelichting"]
    await execute("ALTER TABLE idea_participant ADD CONSTRAINT not_before_today CHECK (joined_at IS NULL) NOT VALID")
    state = await client.post(where, json={"toelichting": "kort"}, headers=headers)
    assert (state.status_code, state.headers["content-type"]) == (409, "application/problem+json")
    assert state.json()["detail"] == "Dit past niet bij hoe het nu is. Laad de pagina opnieuw."
