"""What gives access to an account ends as one kind, with each event that ends any of it, and nothing brings it back."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import asyncpg
import pytest
from piccolo.columns import ForeignKey

from innovatie.accounts import actions, secret_tokens
from innovatie.accounts.actions.access import ABOVE, KEPT_HERE
from innovatie.accounts.actions.links import use_link
from innovatie.accounts.api_tokens import Scope
from innovatie.accounts.bearer import TokenReader
from innovatie.accounts.sessions import SessionLimits, actor_of_secret
from innovatie.accounts.tables import Person
from innovatie.adoption.actions import reminders
from innovatie.domain.authority import Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.factor_recovery import WAIT
from innovatie.infra.database import execute, fetch_exactly, fetch_values
from innovatie.insight.my_work import calendar_address
from innovatie.piccolo_app import APP_CONFIG
from tests import factories
from tests.accounts.test_recovery import WHY, chief_of
from tests.accounts.test_unfinished_ceremonies import begin, finish, session_of
from tests.adoption.test_reporting import solution
from tests.conftest import SECRET
from tests.factories import NOW
from tests.review.world import as_actor

pytestmark = pytest.mark.anyio
ISSUER = "https://innovatie.example"
LATER = NOW + timedelta(minutes=5)
GIVES_ACCESS = {"session", "sign_in_link", "api_token", "calendar_address", "adoption_link"}
OTHERWISE = {
    "passkey": "proves who one is; goes with the recovery and the erasure",
    "recovery_code": "the same",
    "second_factor": "the same",
    "known_browser": "an allowance of tries and no access",
    "colleague_invitation": "makes an account that is not there yet",
    "waiting_erasure": "a name that is sought",
    "notice": "a key of ours that keeps something from being told twice",
    "similarity_answer": "a form that was sent",
    "idea": "a form that was sent",
    "audience_poll": "of a poll and nobody's account",
    "round_vote": "of a vote",
} | dict.fromkeys(
    ("idea_file", "group_file", "attachment", "agreement_file", "round_archive", "assignment_run", "calendar_day"),
    "a digest of content",
)  # fmt: skip
_SECRET_LIKE = re.compile("digest|secret|credential|token|sealed|expires|hash|key")


def test_a_new_kind_of_secret_of_a_person_says_whether_it_gives_access() -> None:
    found = set()
    for table in APP_CONFIG.table_classes:
        columns = table._meta.columns
        of_person = [one for one in columns if isinstance(one, ForeignKey)
                     and one._foreign_key_meta.resolved_references is Person]  # fmt: skip
        if of_person and any(_SECRET_LIKE.search(one._meta.name) for one in columns):
            found.add(table._meta.tablename)
    assert found == GIVES_ACCESS | set(OTHERWISE)


def test_each_kind_is_ended_here_or_above() -> None:
    ended = set(KEPT_HERE) | {"calendar_address" if "calendar" in one else "adoption_link" for one in ABOVE}
    assert ended == GIVES_ACCESS


@dataclass
class World:
    """Somebody with a second factor and everything that gives access, made in a session that showed it; `weak` is another
    session, in which they are now. `works`: whether each of the first still does."""

    person: int
    town: int
    weak: Actor
    works: dict[str, Callable[[], Awaitable[bool]]]


@pytest.fixture
async def made(db: asyncpg.Connection) -> World:
    town = await factories.municipality()
    person = await factories.person(Role.VOTER, Role.CIVIL_SERVANT, municipality_id=town)
    secret = await actions.start_session(person_id=person, device="x", now=NOW, means="inloglink")
    old = Actor(
        person_id=person, name="Jan", municipality_id=town, grants=(await as_actor(person)).grants,
        session_id=await fetch_exactly(int, "SELECT max(id) FROM session"),
    )  # fmt: skip
    await finish(old, await begin(old))
    token = await actions.make_token(
        actor=old, name="Proef", scopes=(Scope.IDEAS,), days=90, municipality_id=town, key=SECRET, issuer=ISSUER,
        now=NOW,
    )  # fmt: skip
    days = await calendar_address.make_address(actor=old, now=NOW)
    await execute(
        "INSERT INTO sign_in_link (secret_digest, browser_digest, person, after, created_at, expires_at)"
        " VALUES ($1, $2, $3, '/', $4, $5)",
        secret_tokens.digest("geheim", "inloglink"),
        secret_tokens.digest("browser", "browser"),
        person,
        NOW,
        NOW + WAIT * 2,
    )
    await execute(
        "INSERT INTO adoption_link (digest, person, solution, municipality, made_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6)",
        secret_tokens.digest("melding", "adoption link"),
        person,
        await solution(),
        town,
        NOW,
        NOW + timedelta(days=30),
    )
    limits = SessionLimits(idle=WAIT * 3, absolute=WAIT * 3, secure=False)

    async def session() -> bool:
        return await actor_of_secret(secret, limits=limits, now=LATER, touch=False) is not None

    async def link() -> bool:
        return await use_link(secret="geheim", browser="browser", network="1.2.3.4", now=LATER) is not None

    async def program() -> bool:
        return await TokenReader(key=SECRET, issuer=ISSUER).actor(token, LATER) is not None

    async def calendar() -> bool:
        try:
            return (await calendar_address.whose(days, now=LATER))[0].person_id == person
        except NotFound:
            return False

    async def report() -> bool:
        try:
            return (await reminders.look_at_link(secret="melding", now=LATER)).municipality == town
        except Conflict:
            return False

    works = {
        "session": session, "sign_in_link": link, "api_token": program, "calendar_address": calendar,
        "adoption_link": report,
    }  # fmt: skip
    return World(person, town, await session_of(person, town), works)


async def log_out_everywhere(made: World) -> None:
    await actions.end_other_sessions(actor=made.weak, now=LATER)


async def way_back(made: World) -> None:
    asked = NOW - WAIT - timedelta(hours=1)
    number = await actions.ask_recovery(actor=made.weak, now=asked)
    await actions.vouch(actor=await chief_of(made.town), number=number, reason=WHY, now=asked)
    await actions.confirm_recovery(actor=await factories.vng(), number=number, now=asked)
    await actions.carry_out_recovery(actor=made.weak, now=LATER)


async def closed_and_opened_again(made: World) -> None:
    actor = await factories.actor(Role.ADMINISTRATOR)
    await actions.close_account(actor=actor, person_id=made.person, now=LATER)
    await actions.reopen_account(actor=actor, person_id=made.person, now=LATER)


async def erased(made: World) -> None:
    await actions.erase_person(actor=made.weak, person_id=made.person, now=LATER)


async def roles_taken_and_given_again(made: World) -> None:
    actor = await factories.actor(Role.ADMINISTRATOR)
    for grant in await fetch_values(int, "SELECT id FROM role_grant WHERE person = $1", made.person):
        await actions.revoke_role(actor=actor, grant_id=grant, now=LATER)
    await execute("UPDATE role_grant SET revoked_at = NULL, revoked_by = NULL WHERE person = $1", made.person)


async def last_day_passed_and_given_again(made: World) -> None:
    yesterday = dutch_day(NOW) - timedelta(days=1)
    await execute("UPDATE role_grant SET starts = $2, ends = $2 WHERE person = $1", made.person, yesterday)
    await actions.end_after_last_day(now=LATER)
    await execute("UPDATE role_grant SET ends = NULL WHERE person = $1", made.person)


EVENTS = (
    log_out_everywhere, way_back, closed_and_opened_again, erased, roles_taken_and_given_again,
    last_day_passed_and_given_again,
)  # fmt: skip


@pytest.mark.parametrize("kind", sorted(GIVES_ACCESS))
async def test_it_gives_access_before(made: World, kind: str) -> None:
    assert await made.works[kind]()


@pytest.mark.parametrize("event", EVENTS)
async def test_each_event_ends_each_kind(made: World, event: Callable[[World], Awaitable[None]]) -> None:
    await event(made)
    assert {kind: await works() for kind, works in made.works.items()} == dict.fromkeys(GIVES_ACCESS, False)


@pytest.mark.parametrize("event", EVENTS)
async def test_what_is_of_somebody_else_goes_on(made: World, event: Callable[[World], Awaitable[None]]) -> None:
    await execute(
        "UPDATE api_token SET person = $1", await factories.person(Role.CIVIL_SERVANT, municipality_id=made.town)
    )
    await event(made)
    assert await made.works["api_token"]()


async def test_a_token_for_a_municipality_ends_with_the_last_role_there_and_no_other(made: World) -> None:
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " SELECT person, 'ambtenaar', $2, starts, granted_at, '' FROM role_grant WHERE person = $1 LIMIT 1",
        made.person,
        await factories.municipality(),
    )
    admin = await factories.actor(Role.ADMINISTRATOR)
    here = "SELECT id FROM role_grant WHERE person = $1 AND municipality = $2 ORDER BY id"
    first, second = await fetch_values(int, here, made.person, made.town)
    await actions.revoke_role(actor=admin, grant_id=first, now=LATER)
    assert await made.works["api_token"]()
    await actions.revoke_role(actor=admin, grant_id=second, now=LATER)
    assert [await made.works[kind]() for kind in ("api_token", "session", "calendar_address")] == [False, True, True]


async def test_an_agenda_made_with_a_second_factor_ends_with_that_factor(made: World) -> None:
    await execute("UPDATE session SET factor_at = $1 WHERE id = $2", NOW, made.weak.session_id)
    await actions.remove_factor(actor=made.weak, now=LATER)
    assert [await made.works[kind]() for kind in ("calendar_address", "api_token")] == [False, True]


async def test_the_token_of_somebody_whose_municipality_went_up_in_another_goes_on_for_the_heir(made: World) -> None:
    heir = await factories.municipality()
    await execute(
        "INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", made.town, heir, dutch_day(NOW)
    )
    await actions.move_to_heirs(now=LATER)
    assert await fetch_values(int, "SELECT municipality FROM api_token WHERE revoked_at IS NULL") == [heir]
    assert await made.works["api_token"]()
    await actions.end_after_last_day(now=LATER)
    assert await made.works["api_token"]()
