"""Passkeys: what is accepted, what is refused, and who may add or remove one."""

import asyncio
import json
import re
from datetime import datetime, timedelta

import asyncpg
import httpx
import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovatie.accounts import actions, limits, passkeys
from innovatie.accounts.actions.passkeys import question_for_known, question_for_new
from innovatie.accounts.passkeys import Refused, site_of, went_back
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_value
from innovatie.infra.rate_limit import TooMany
from tests.accounts.authenticator import PRESENT, VERIFIED, Passkey
from tests.accounts.signing import colleague, form_token, signed_in_by_link
from tests.accounts.test_unfinished_ceremonies import session_of, told
from tests.conftest import SECRET
from tests.factories import NOW

pytestmark = pytest.mark.anyio

SITE = site_of("https://innovatie.example")


def passkey(**changes: object) -> Passkey:
    return Passkey(**{"origin": SITE.origin, "site": SITE.name} | changes)  # type: ignore[arg-type]


async def new_question(actor: Actor, now: datetime = NOW) -> str:
    return await question_for_new(actor=actor, site=SITE, key=SECRET, now=now)


async def add(actor: Actor, key: Passkey, now: datetime = NOW) -> list[str]:
    answer = key.make(await new_question(actor, now))
    return await actions.add_passkey(actor=actor, name="telefoon", answer=answer, site=SITE, now=now)


async def show(actor: Actor, key: Passkey, now: datetime = NOW) -> None:
    answer = key.show(await question_for_known(actor=actor, site=SITE, now=now))
    await actions.confirm_with_passkey(actor=actor, answer=answer, site=SITE, now=now)


async def strong(actor: Actor) -> bool:
    found: bool = await fetch_value("SELECT factor_at IS NOT NULL FROM session WHERE id = $1", actor.session_id)
    return found


@pytest.fixture
async def voter(db: asyncpg.Connection) -> Actor:
    return await session_of(*await colleague(Role.VOTER))


@pytest.fixture
async def owner(voter: Actor) -> tuple[Actor, Passkey]:
    """Somebody with one passkey, whose session has not shown it."""
    key = passkey()
    await add(voter, key)
    await execute("UPDATE session SET factor_at = NULL")
    return voter, key


@pytest.mark.parametrize(
    ("address", "name", "origin"),
    [
        ("https://Innovatie.example/", "innovatie.example", "https://innovatie.example"),
        ("https://innovatie.example:8443", "innovatie.example", "https://innovatie.example:8443"),
        ("http://127.0.0.1:8700", "localhost", "http://localhost:8700"),
        ("http://localhost:80", "localhost", "http://localhost"),
    ],
)
def test_passkeys_are_bound_to_the_configured_address(address: str, name: str, origin: str) -> None:
    assert (site_of(address).name, site_of(address).origin) == (name, origin)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1))
def test_a_counter_goes_up_or_is_not_used_at_all(before: int, count: int) -> None:
    assert went_back(before=before, count=count) == (count <= before and (before, count) != (0, 0))


@given(st.one_of(st.text(max_size=60), st.sampled_from(["[" * 9_000, "{}", '{"response": 3}', "x" * 20_000, "null"])))
def test_whatever_a_browser_sends_there_is_an_answer(answer: str) -> None:
    with pytest.raises(Refused):
        passkeys.made(answer, site=SITE, challenge=b"c" * 32)
    with pytest.raises(Refused):
        passkeys.shown(answer, site=SITE, challenge=b"c" * 32, held=[])


async def test_the_first_passkey_brings_recovery_codes_and_makes_the_session_strong(voter: Actor) -> None:
    codes = await add(voter, passkey())
    assert len(codes) == 10 and await strong(voter)
    assert await told() == ["U hebt een passkey toegevoegd als tweede factor"]
    assert await add(voter, passkey()) == []
    assert await fetch_value("SELECT transports FROM passkey ORDER BY id LIMIT 1") == "internal"
    await execute("UPDATE session SET factor_at = NULL")
    await actions.confirm_session(actor=voter, code=codes[0], key=SECRET, now=NOW)
    assert await strong(voter)


async def test_a_passkey_makes_a_session_strong_and_its_counter_is_kept(owner: tuple[Actor, Passkey]) -> None:
    actor, key = owner
    await show(actor, key, NOW + timedelta(days=40))
    assert await strong(actor)
    assert await fetch_value("SELECT sign_count FROM passkey") == 1
    assert await fetch_value("SELECT used_at FROM passkey") == NOW + timedelta(days=40)


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": "https://innovatie.example.attacker.example"},
        {"origin": "http://innovatie.example"},
        {"site": "example"},
        {"flags": PRESENT},
        {"flags": VERIFIED},
    ],
    ids=str,
)
async def test_another_origin_or_site_or_no_verified_user_is_refused(
    owner: tuple[Actor, Passkey], changes: dict[str, object]
) -> None:
    actor, key = owner
    await execute("UPDATE session SET factor_at = $1", NOW)
    with pytest.raises(Invalid):
        await add(actor, passkey(**changes))
    await execute("UPDATE session SET factor_at = NULL")
    for name, value in changes.items():
        setattr(key, name, value)
    with pytest.raises(Invalid):
        await show(actor, key)
    assert not await strong(actor)


async def test_an_answer_counts_once_in_its_own_session_and_for_ten_minutes(owner: tuple[Actor, Passkey]) -> None:
    actor, key = owner
    answer = key.show(await question_for_known(actor=actor, site=SITE, now=NOW))
    other = await session_of(actor.person_id or 0, actor.municipality_id or 0)
    await question_for_known(actor=other, site=SITE, now=NOW)
    with pytest.raises(Invalid):
        await actions.confirm_with_passkey(actor=other, answer=answer, site=SITE, now=NOW)
    late = NOW + timedelta(minutes=10)
    with pytest.raises(Conflict):  # and from now on the question is gone
        await actions.confirm_with_passkey(actor=actor, answer=answer, site=SITE, now=late)
    answer = key.show(await question_for_known(actor=actor, site=SITE, now=late))
    await actions.confirm_with_passkey(actor=actor, answer=answer, site=SITE, now=late)
    await execute("UPDATE session SET factor_at = NULL")
    with pytest.raises(Conflict):
        await actions.confirm_with_passkey(actor=actor, answer=answer, site=SITE, now=late)
    await question_for_known(actor=actor, site=SITE, now=late)
    with pytest.raises(Invalid):
        await actions.confirm_with_passkey(actor=actor, answer=answer, site=SITE, now=late)
    assert not await strong(actor) and not await strong(other)


async def test_a_wrong_answer_uses_the_question_up(owner: tuple[Actor, Passkey]) -> None:
    actor, key = owner
    answer = key.show(await question_for_known(actor=actor, site=SITE, now=NOW))
    with pytest.raises(Invalid):
        await actions.confirm_with_passkey(actor=actor, answer="{}", site=SITE, now=NOW)
    with pytest.raises(Conflict):
        await actions.confirm_with_passkey(actor=actor, answer=answer, site=SITE, now=NOW)


async def test_a_passkey_of_somebody_else_is_refused_and_not_added_twice(owner: tuple[Actor, Passkey]) -> None:
    _, key = owner
    thief = await session_of(*await colleague(Role.VOTER, address="dief@stad.nl", domain=False))
    with pytest.raises(Invalid):
        await add(thief, key)
    await add(thief, passkey())
    await execute("UPDATE session SET factor_at = NULL")
    with pytest.raises(Invalid):
        await show(thief, key)
    assert not await strong(thief)
    await execute("UPDATE session SET factor_at = $1", NOW)
    number = await fetch_value("SELECT min(id) FROM passkey")
    with pytest.raises(NotFound):
        await actions.remove_passkey(actor=thief, number=number, now=NOW)


async def test_a_counter_that_went_back_is_refused_and_told_to_the_owner(owner: tuple[Actor, Passkey]) -> None:
    actor, key = owner
    key.count = 7
    await show(actor, key)
    await execute("UPDATE session SET factor_at = NULL")
    key.count = 7  # the next use counts 8 again, as a copy would
    with pytest.raises(Invalid):
        await show(actor, key)
    assert not await strong(actor)
    assert (await told())[-1] == "Een passkey van uw account is geweigerd: mogelijk is hij gekopieerd"
    assert await fetch_value("SELECT sign_count FROM passkey") == 8
    assert await fetch_value("SELECT result FROM audit_event ORDER BY id DESC LIMIT 1") == "geweigerd"


async def test_who_stole_a_session_adds_no_factor_and_removes_none(owner: tuple[Actor, Passkey]) -> None:
    actor, key = owner
    number = await fetch_value("SELECT id FROM passkey")
    for shown in (None, NOW - timedelta(minutes=10)):
        await execute("UPDATE session SET factor_at = $1, created_at = coalesce($1, created_at)", shown)
        with pytest.raises(NotAllowed):
            await add(actor, passkey())
        with pytest.raises(NotAllowed):
            await actions.begin_enrolment(actor=actor, key=SECRET, now=NOW)
        with pytest.raises(NotAllowed):
            await actions.remove_passkey(actor=actor, number=number, now=NOW)
    await show(actor, key)
    await actions.remove_passkey(actor=actor, number=number, now=NOW)
    assert not await strong(actor)
    assert await fetch_value("SELECT count(*) FROM recovery_code") == 0
    assert (await told())[-1] == "Een passkey van uw account is verwijderd"


async def test_an_app_that_was_begun_before_the_passkey_is_not_finished_without_it(voter: Actor) -> None:
    secret = await actions.begin_enrolment(actor=voter, key=SECRET, now=NOW)
    await add(voter, passkey())
    await execute("UPDATE session SET factor_at = NULL")
    with pytest.raises(NotAllowed):
        await actions.finish_enrolment(actor=voter, code=pyotp.TOTP(secret.reveal()).at(NOW), key=SECRET, now=NOW)


async def test_removing_the_app_leaves_the_passkey_and_the_codes_on_paper(owner: tuple[Actor, Passkey]) -> None:
    actor, key = owner
    await show(actor, key)
    secret = await actions.begin_enrolment(actor=actor, key=SECRET, now=NOW)
    await actions.finish_enrolment(actor=actor, code=pyotp.TOTP(secret.reveal()).at(NOW), key=SECRET, now=NOW)
    await actions.remove_factor(actor=actor, now=NOW)
    assert await strong(actor)
    assert await fetch_value("SELECT count(*) FROM recovery_code") == 10


async def test_tries_with_passkeys_and_codes_are_counted_together(owner: tuple[Actor, Passkey]) -> None:
    actor, _ = owner
    for _try in range(limits.SECOND_FACTOR.size - 1):  # one was used to add the passkey
        await question_for_known(actor=actor, site=SITE, now=NOW)
        with pytest.raises(Invalid):
            await actions.confirm_with_passkey(actor=actor, answer="{}", site=SITE, now=NOW)
    with pytest.raises(TooMany):
        await actions.confirm_session(actor=actor, code="111111", key=SECRET, now=NOW)


async def test_a_passkey_goes_with_the_person(owner: tuple[Actor, Passkey]) -> None:
    actor, _ = owner
    await actions.erase_person(actor=actor, person_id=actor.person_id or 0, now=NOW, key=SECRET)
    assert await fetch_value("SELECT count(*) FROM passkey") == 0


async def test_the_page_tells_what_is_wrong_keeps_the_name_and_shows_nobody_what_somebody_has(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/account/tweede-factor")).status_code in (302, 303, 401)
    await signed_in_by_link(client, Role.VOTER)
    page = (await client.get("/account/tweede-factor")).text
    found = re.search(r'data-question="([^"]+)" data-origin="([^"]+)"', page)
    assert found
    assert re.search(r'<svg viewBox="0 0 \d+ \d+" class="qr">', page)  # drawn whole at whatever width
    data = {"csrf_token": await form_token(client, "/account/tweede-factor"), "naam": "sleutelbos", "antwoord": ""}
    refused = await client.post("/account/passkeys", data=data)
    assert refused.status_code == 422 and 'value="sleutelbos"' in refused.text
    assert "Zonder JavaScript werken alleen codes" in refused.text
    question = found[1].replace("&#34;", '"')
    key = Passkey(origin=found[2], site=json.loads(question)["rp"]["id"])
    data["antwoord"] = key.make(question)
    added = await client.post("/account/passkeys", data=data)
    assert len(re.findall(r"<code>[2-9a-z]{5}-[2-9a-z]{5}</code>", added.text)) == 10
    page = (await client.get("/account/tweede-factor")).text
    assert "Verwijder ‘sleutelbos’" in page
    await execute("UPDATE session SET factor_at = NULL")
    page = (await client.get("/account/tweede-factor")).text
    assert "Gebruik een passkey" in page and "sleutelbos" not in page


async def test_of_two_first_factors_at_once_one_is_kept_and_the_other_must_show_it(committed: str) -> None:
    """A stolen session cannot slip its passkey in while the owner sets up an app, nor the other way round."""
    person, town = await colleague(Role.VOTER)
    owner, thief = await session_of(person, town), await session_of(person, town)
    secret = (await actions.begin_enrolment(actor=owner, key=SECRET, now=NOW)).reveal()
    answer = passkey().make(await new_question(thief))
    made = await asyncio.gather(
        actions.finish_enrolment(actor=owner, code=pyotp.TOTP(secret).at(NOW), key=SECRET, now=NOW),
        actions.add_passkey(actor=thief, name="x", answer=answer, site=SITE, now=NOW),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in made) == ["NotAllowed", "list"]
    held = "SELECT (SELECT count(*) FROM passkey) + (SELECT count(*) FROM second_factor WHERE confirmed_at IS NOT NULL)"
    assert await fetch_value(held) == 1
