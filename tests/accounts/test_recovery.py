"""Who lost app, passkeys and paper codes comes back by three people and three days; who may not, and how it is seen."""

import re
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import httpx
import pyotp
import pytest

from innovatie.accounts import actions, limits
from innovatie.accounts.queries.recovering import recovery_of
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.domain.factor_recovery import OPEN_FOR, SETTLED, UNANSWERED_FOR, WAIT
from innovatie.infra.clock import Clock, told_time
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from innovatie.infra.rate_limit import TooMany
from tests import factories
from tests.accounts.signing import colleague, form_token
from tests.accounts.test_unfinished_ceremonies import begin, finish, session_of
from tests.conftest import SECRET, SignIn
from tests.factories import NOW
from tests.review.world import as_actor

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

WHY = "Ik sprak haar vanmorgen aan de balie."


@dataclass
class Made:
    """`weak`: the voter who lost the factor, in a new session; `secret` is that of the lost app."""

    town: int
    weak: Actor
    strong: Actor
    secret: str
    chief: Actor
    vng: Actor


async def chief_of(town: int, *, days: int = 40) -> Actor:
    person = await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=town)
    await execute("UPDATE role_grant SET granted_at = $2 WHERE person = $1", person, NOW - timedelta(days=days))
    return await as_actor(person)


@pytest.fixture
async def made() -> Made:
    person, town = await colleague(Role.VOTER)
    strong = await session_of(person, town)
    secret = await begin(strong)
    await finish(strong, secret)
    weak = await session_of(person, town)
    return Made(town, weak, strong, secret, await chief_of(town), await factories.vng())


async def confirmed(made: Made) -> int:
    number = await actions.ask_recovery(actor=made.weak, now=NOW)
    await actions.vouch(actor=made.chief, number=number, reason=WHY, now=NOW)
    await actions.confirm_recovery(actor=made.vng, number=number, now=NOW)
    return number


async def carry_out(made: Made, after: timedelta = WAIT) -> None:
    await actions.carry_out_recovery(actor=made.weak, now=NOW + after)


async def outcome() -> str | None:
    return (await fetch_values(str, "SELECT coalesce(outcome, '') FROM factor_recovery ORDER BY id DESC"))[0]


async def told(person: int | None) -> list[str]:
    return await fetch_values(
        str,
        "SELECT details->>'wat' FROM queued_mail WHERE person = $1 AND details->>'pad' LIKE '%herstel' ORDER BY id",
        person,
    )


async def test_three_people_and_three_days_later_one_starts_anew_and_everybody_heard_each_step(made: Made) -> None:
    name = await fetch_exactly(str, "SELECT name FROM person WHERE id = $1", made.weak.person_id)
    await confirmed(made)
    agenda = "INSERT INTO calendar_address (person, digest, strong, made_at) VALUES ($1, $2, true, $3)"
    for person in (made.weak.person_id, made.chief.person_id):
        await execute(agenda, person, str(person).encode(), NOW)
    with pytest.raises(Conflict, match="wachttijd"):
        await carry_out(made, WAIT - timedelta(seconds=1))
    await carry_out(made)
    kept = "SELECT (SELECT count(*) FROM second_factor WHERE person = $1) + (SELECT count(*) FROM passkey WHERE person = $1)" \
        " + (SELECT count(*) FROM recovery_code WHERE person = $1)"  # fmt: skip
    assert await fetch_exactly(int, kept, made.weak.person_id) == 0
    alive = "SELECT id FROM session WHERE person = $1 AND ended_at IS NULL AND factor_at IS NULL"
    assert await fetch_values(int, alive, made.weak.person_id) == [made.weak.session_id]
    assert await fetch_values(int, "SELECT person FROM calendar_address") == [made.chief.person_id]
    for hearer in (made.chief, made.vng):
        words = await told(hearer.person_id)
        assert len(words) == 4 and all(name in one for one in words)
    assert len(await told(made.weak.person_id)) == 4
    acts = await fetch_values(str, "SELECT act FROM audit_event WHERE act LIKE '%herstel%' ORDER BY id")
    assert acts == [
        "herstel van tweede factor vragen",
        "instaan voor herstel van tweede factor",
        "herstel van tweede factor bevestigen",
        "tweede factor herstellen",
    ]
    fresh = (await actions.begin_enrolment(actor=made.weak, key=SECRET, now=NOW + WAIT)).reveal()
    codes = await actions.finish_enrolment(
        actor=made.weak, code=pyotp.TOTP(fresh).at(NOW + WAIT), key=SECRET, now=NOW + WAIT
    )
    assert len(codes) == 10


async def test_who_may_not_vouch_nor_confirm(made: Made) -> None:
    number = await actions.ask_recovery(actor=made.weak, now=NOW)
    elsewhere = await chief_of(await factories.municipality())
    fresh = await chief_of(made.town, days=SETTLED.days - 1)
    voter = await factories.actor(Role.VOTER, municipality_id=made.town)
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.town)
    for actor in (made.weak, made.strong, elsewhere, fresh, voter, servant):
        with pytest.raises(NotAllowed):
            await actions.vouch(actor=actor, number=number, reason=WHY, now=NOW)
    with pytest.raises(Invalid):
        await actions.vouch(actor=made.chief, number=number, reason="ja", now=NOW)
    with pytest.raises(Conflict, match="nog niemand"):
        await actions.confirm_recovery(actor=made.vng, number=number, now=NOW)
    await actions.vouch(actor=made.chief, number=number, reason=WHY, now=NOW)
    with pytest.raises(Conflict, match="al iemand"):
        await actions.vouch(actor=made.vng, number=number, reason=WHY, now=NOW)
    second = await chief_of(made.town)
    for actor in (made.weak, made.chief, second, elsewhere, fresh, voter, servant):
        with pytest.raises(NotAllowed):
            await actions.confirm_recovery(actor=actor, number=number, now=NOW)
    await actions.confirm_recovery(actor=made.vng, number=number, now=NOW)
    with pytest.raises(Conflict, match="al bevestigd"):
        await actions.confirm_recovery(actor=await factories.vng(), number=number, now=NOW)


async def test_an_administrator_judges_only_in_a_session_that_showed_the_second_factor(made: Made) -> None:
    number = await actions.ask_recovery(actor=made.weak, now=NOW)
    asleep = Actor(person_id=made.chief.person_id, name="Beheerder", municipality_id=made.town)
    with pytest.raises(NotAllowed):
        await actions.vouch(actor=asleep, number=number, reason=WHY, now=NOW)
    with pytest.raises(NotFound):
        await actions.stop_recovery(actor=asleep, number=number, now=NOW)


@pytest.mark.parametrize(
    "gone",
    ["UPDATE role_grant SET revoked_at = now() WHERE person = $1", "UPDATE person SET active = false WHERE id = $1"],
)
async def test_what_a_voucher_said_is_worth_nothing_once_their_role_ended_or_their_account_closed(
    made: Made, gone: str
) -> None:
    number = await actions.ask_recovery(actor=made.weak, now=NOW)
    await actions.vouch(actor=made.chief, number=number, reason=WHY, now=NOW)
    await execute(gone, made.chief.person_id)
    with pytest.raises(Conflict, match="mag dat niet meer"):
        await actions.confirm_recovery(actor=made.vng, number=number, now=NOW)


async def test_for_who_directs_the_country_only_vng_and_the_platform_judge(made: Made) -> None:
    await execute(
        "INSERT INTO role_grant (person, role, starts, granted_at, reason) VALUES ($1, $2, $3, $4, '')",
        made.weak.person_id, Role.VNG_DIRECTOR.value, NOW.date(), NOW,
    )  # fmt: skip
    number = await actions.ask_recovery(actor=made.weak, now=NOW)
    with pytest.raises(NotAllowed):
        await actions.vouch(actor=made.chief, number=number, reason=WHY, now=NOW)
    await actions.vouch(actor=made.vng, number=number, reason=WHY, now=NOW)
    for actor in (made.chief, made.vng):
        with pytest.raises(NotAllowed):
            await actions.confirm_recovery(actor=actor, number=number, now=NOW)
    await actions.confirm_recovery(actor=await factories.actor(Role.ADMINISTRATOR), number=number, now=NOW)


async def test_everybody_who_was_told_can_stop_it_and_nobody_else(made: Made) -> None:
    voter = await factories.actor(Role.VOTER, municipality_id=made.town)
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.town)
    elsewhere = await chief_of(await factories.municipality())
    for actor in (made.weak, made.chief, voter, made.vng, await factories.actor(Role.ADMINISTRATOR)):
        number = await confirmed(made)
        for stranger in (servant, elsewhere):
            with pytest.raises(NotFound):
                await actions.stop_recovery(actor=stranger, number=number, now=NOW)
        await actions.stop_recovery(actor=actor, number=number, now=NOW)
        assert await outcome() == "gestopt"
        with pytest.raises(Conflict):
            await carry_out(made)
        await execute("DELETE FROM rate_bucket")
    assert await fetch_exactly(int, "SELECT count(*) FROM second_factor WHERE person = $1", made.weak.person_id) == 1


async def test_who_shows_the_factor_after_all_did_not_lose_it(made: Made) -> None:
    await confirmed(made)
    later = NOW + timedelta(hours=1)
    await actions.confirm_session(actor=made.strong, code=pyotp.TOTP(made.secret).at(later), key=SECRET, now=later)
    assert await outcome() == "getoond"
    with pytest.raises(Conflict):
        await carry_out(made)
    with pytest.raises(Conflict, match="zelf wijzigen"):
        await actions.ask_recovery(actor=made.strong, now=later)


async def test_it_is_asked_once_lapses_and_has_a_limit(made: Made) -> None:
    await actions.ask_recovery(actor=made.weak, now=NOW)
    with pytest.raises(Conflict, match="al"):
        await actions.ask_recovery(actor=made.weak, now=NOW)
    assert await recovery_of(made.weak.person_id or 0, now=NOW + UNANSWERED_FOR) is None
    number = await actions.ask_recovery(actor=made.weak, now=NOW + UNANSWERED_FOR)
    for late in (actions.vouch(actor=made.chief, number=number, reason=WHY, now=NOW + 2 * UNANSWERED_FOR),):
        with pytest.raises(NotFound):
            await late
    await actions.stop_recovery(actor=made.weak, number=number, now=NOW + UNANSWERED_FOR)
    for _ in range(limits.RECOVERY.size):
        with pytest.raises((Conflict, TooMany)):
            await actions.ask_recovery(actor=made.strong, now=NOW)
    with pytest.raises(TooMany):
        await actions.ask_recovery(actor=made.weak, now=NOW)


async def test_after_its_days_it_cannot_be_carried_out_nor_by_a_host_whose_clock_runs_ahead(made: Made) -> None:
    await confirmed(made)
    with pytest.raises(Conflict):
        await carry_out(made, WAIT + OPEN_FOR)
    await execute(
        "UPDATE factor_recovery SET asked_at = clock_timestamp() - interval '3 minutes',"
        " vouched_at = clock_timestamp() - interval '2 minutes', confirmed_at = clock_timestamp() - interval '1 minute',"
        " opens_at = clock_timestamp() + interval '71 hours'"
    )
    with told_time(False), pytest.raises(Conflict, match="wachttijd"):
        await carry_out(made, timedelta(days=9999))


@pytest.mark.parametrize(
    "change",
    [
        "confirmed_by = vouched_by",
        "confirmed_by = person",
        "vouched_by = person",
        "vouched_by = NULL, vouched_at = NULL",
        "outcome = 'uitgevoerd', ended_at = confirmed_at",
    ],
)
async def test_the_database_refuses_one_person_twice_and_no_wait(made: Made, change: str) -> None:
    await confirmed(made)
    with pytest.raises(asyncpg.CheckViolationError):
        await execute(f"UPDATE factor_recovery SET {change}")


async def test_who_has_no_second_factor_has_nothing_to_recover() -> None:
    actor = await session_of(*await colleague(Role.VOTER))
    with pytest.raises(Conflict, match="geen tweede factor"):
        await actions.ask_recovery(actor=actor, now=NOW)


async def test_the_pages_walk_it_from_the_question_to_the_new_factor(
    made: Made, client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    await execute("UPDATE role_grant SET granted_at = $1 WHERE role = 'gemeentebeheerder'", clock.now() - 2 * SETTLED)

    async def as_(actor: Actor, *, weak: bool = False) -> None:
        client.cookies.clear()
        await sign_in(client, actor.person_id or 0)
        if weak:
            await execute("UPDATE session SET factor_at = NULL, means = 'inloglink' WHERE person = $1", actor.person_id)

    async def post(address: str, page: str, **fields: str) -> httpx.Response:
        return await client.post(address, data={"csrf_token": await form_token(client, page), **fields})

    await as_(made.weak, weak=True)
    assert 'href="/account/herstel"' in (await client.get("/account/tweede-factor")).text
    assert (await post("/account/herstel", "/account/herstel")).status_code == 303
    number = await fetch_exactly(int, "SELECT id FROM factor_recovery")
    assert (await client.get("/herstel")).status_code == 403, "a role of weight sleeps in a weak session"
    await as_(made.chief)
    refused = await post(f"/herstel/{number}/instaan", "/herstel", waaraan="ja")
    assert refused.status_code == 422 and 'value="ja"' in refused.text
    assert (await post(f"/herstel/{number}/instaan", "/herstel", waaraan=WHY)).status_code == 303
    assert "Een ander bevestigt" in (await client.get("/herstel")).text
    await as_(made.vng)
    page = (await client.get("/herstel")).text
    assert WHY in page and f'action="/herstel/{number}/bevestigen"' in page
    assert (await post(f"/herstel/{number}/bevestigen", "/herstel")).status_code == 303
    await as_(made.weak, weak=True)
    assert "/account/herstel/uitvoeren" not in (await client.get("/account/herstel")).text
    early = await post("/account/herstel/uitvoeren", "/account/herstel")
    assert early.status_code == 409
    clock.shift += WAIT
    await as_(made.weak, weak=True)
    assert "/account/herstel/uitvoeren" in (await client.get("/account/herstel")).text
    done = await post("/account/herstel/uitvoeren", "/account/herstel")
    assert done.headers["location"] == "/account/tweede-factor"
    assert re.search(r"<code>[A-Z2-7]{32}</code>", (await client.get("/account/tweede-factor")).text)
