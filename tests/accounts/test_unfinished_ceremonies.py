"""What was begun and not finished is worth nothing to anybody else, nor later; and strangers fill nothing."""

import base64
import io
import json
import logging
from contextlib import redirect_stdout
from datetime import timedelta

import asyncpg
import httpx
import pyotp
import pytest
import structlog

from innovatie.accounts import actions, limits
from innovatie.accounts.api_tokens import Scope, TokenRefused, issue, read
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid
from innovatie.infra import logs
from innovatie.infra.database import fetch, fetch_value
from innovatie.infra.rate_limit import TooMany
from tests.accounts.signing import colleague
from tests.conftest import SECRET
from tests.factories import NOW

pytestmark = pytest.mark.anyio


async def session_of(person: int, town: int) -> Actor:
    await actions.start_session(person_id=person, device="x", now=NOW, means="inloglink")
    number = await fetch_value("SELECT max(id) FROM session")
    return Actor(person_id=person, name="Jan", municipality_id=town, session_id=number)


async def begin(actor: Actor, minutes: int = 0) -> str:
    fresh = await actions.begin_enrolment(actor=actor, key=SECRET, now=NOW + timedelta(minutes=minutes))
    return fresh.reveal()


async def finish(actor: Actor, secret: str, minutes: int = 0) -> None:
    now = NOW + timedelta(minutes=minutes)
    await actions.finish_enrolment(actor=actor, code=pyotp.TOTP(secret).at(now), key=SECRET, now=now)


async def told() -> list[str]:
    rows = await fetch("SELECT details->>'wat' FROM queued_mail WHERE kind = 'accountbericht' ORDER BY id")
    return [row[0] for row in rows]


async def test_a_secret_that_somebody_planted_in_a_session_of_theirs_is_never_confirmed_in_mine(
    db: asyncpg.Connection,
) -> None:
    thief, owner = [await session_of(*who) for who in [await colleague(Role.VOTER)] * 2]
    planted = await begin(thief)
    mine = await begin(owner)
    assert mine != planted
    with pytest.raises(Conflict):
        await finish(thief, planted)
    await finish(owner, mine)
    later = NOW + timedelta(minutes=2)
    with pytest.raises(Invalid):
        await actions.confirm_session(actor=thief, code=pyotp.TOTP(planted).at(later), key=SECRET, now=later)
    assert await fetch_value("SELECT factor_at IS NULL FROM session WHERE id = $1", thief.session_id) is True


async def test_setting_up_is_done_in_ten_minutes_and_told_at_both_ends(db: asyncpg.Connection) -> None:
    actor = await session_of(*await colleague(Role.VOTER))
    secret = await begin(actor)
    assert await begin(actor, 9) == secret
    assert await told() == ["Iemand begon een tweede factor in te stellen voor uw account"]
    with pytest.raises(Conflict):
        await finish(actor, secret, 10)
    again = await begin(actor, 10)
    assert again != secret
    await finish(actor, again, 11)
    assert (await told())[1:] == [
        "Iemand begon een tweede factor in te stellen voor uw account",
        "U hebt een tweede factor ingesteld",
    ]


async def test_a_browser_that_one_person_used_gives_no_allowance_for_the_mailbox_of_another(
    db: asyncpg.Connection,
) -> None:
    insider, _ = await colleague(address="binnen@stad.nl")
    for number in range(10):
        await actions.know_browser(person_id=insider, secret=f"browser {number}", now=NOW)
    sent = 0
    with pytest.raises(TooMany):
        for number in range(40):
            await actions.ask_link(
                address="slachtoffer@dorp.nl", browser="b", known_browser=f"browser {number % 10}",
                network=f"net {number // 15}", after="/", now=NOW,
            )  # fmt: skip
            sent += 1
    assert sent <= limits.LINK_PER_ADDRESS.size


async def test_a_try_that_a_limit_refuses_leaves_no_row_in_the_trail(client: httpx.AsyncClient) -> None:
    for _ in range(limits.LINK_USE.size):
        assert (await client.post("/inloggen/link/verzonnen")).status_code == 403
    before = await fetch_value("SELECT count(*) FROM audit_event")
    for _ in range(10):
        assert (await client.post("/inloggen/link/verzonnen")).status_code == 429
    assert await fetch_value("SELECT count(*) FROM audit_event") == before


def test_a_log_tells_the_kind_and_the_place_of_an_error_and_nothing_that_was_typed() -> None:
    def fail() -> None:
        try:
            raise ValueError("getypt geheim")
        except ValueError as error:
            error.add_note("getypte noot")
            raise ExceptionGroup("getypte groep", [error, KeyError("getypte sleutel")]) from error

    root, written = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    try:
        with redirect_stdout(written):
            logs.configure()
            try:
                fail()
            except ExceptionGroup as error:
                structlog.get_logger().error("unexpected error", exc_info=error)
                logging.getLogger("bibliotheek").error("mislukt", exc_info=error)
    finally:
        root.handlers[:], root.level = handlers, level
        structlog.reset_defaults()
    text = written.getvalue()
    assert "getypt" not in text
    line = json.loads(text.splitlines()[0])
    assert [error["exc_type"] for error in line["exception"]] == ["ExceptionGroup"]
    inside = [error["exc_type"] for inner in line["exception"][0]["exceptions"] for error in inner]
    assert inside == ["ValueError", "KeyError"]
    assert line["exception"][0]["frames"][-1]["name"] == "fail"
    other = json.loads(text.splitlines()[1])
    assert (other["event"], other["logger"], other["level"]) == ("mislukt", "bibliotheek", "error")
    assert other["exception"][0]["exc_type"] == "ExceptionGroup"


def test_a_token_has_one_spelling() -> None:
    key, issuer = "k" * 32, "https://i"
    token = issue(key=key, issuer=issuer, number=1, scopes=(Scope.READ,), now=NOW, life=timedelta(days=1))
    head, body, signature = token.split(".")
    assert read(token, key=key, issuer=issuer, now=NOW).number == 1
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    raw = base64.urlsafe_b64decode(signature + "=")
    twins = {signature[:-1] + sign for sign in alphabet} - {signature}
    same = {twin for twin in twins if base64.urlsafe_b64decode(twin + "=") == raw}
    assert len(same) == 3
    for twin in (*same, signature + "=", signature + "==", signature.replace("-", "+")[:-1] + "+"):
        with pytest.raises(TokenRefused):
            read(f"{head}.{body}.{twin}", key=key, issuer=issuer, now=NOW)
