"""The secret of the installation is replaced: with the old one beside it everything of before works, without it nothing.

Each use of the secret has a test here, and one knows which modules use it. Cookies, links to sign in and invitations are
chance of their own and need none.
"""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import httpx
import pyotp
import pytest
from click.testing import CliRunner

from innovatie.accounts import actions as accounts
from innovatie.accounts.actions.resealing import reseal
from innovatie.accounts.actions.waiting import keep_waiting
from innovatie.accounts.api_tokens import Scope, TokenRefused, signing_key
from innovatie.accounts.encryption import PROVIDER_TOKEN, seal, unseal_with
from innovatie.accounts.queries.places import Place
from innovatie.applications import access_tokens
from innovatie.cli.resealing import reseal_all
from innovatie.domain.authority import Actor, Role
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.names_in_texts import Sought
from innovatie.infra import former_secrets
from innovatie.infra.database import execute, fetch_value
from innovatie.notifications.kinds import Kind, unsubscribe_token
from innovatie.settings import Settings
from innovatie.subscriptions.signing import secret_of, secrets_of
from innovatie.voting import signing
from innovatie.voting.queries.keys import KeysInUse, keys_in_use
from innovatie.voting.verification import verify_vote
from tests import factories
from tests.application import Applications
from tests.conftest import SECRET, SignIn
from tests.house.source import CODE
from tests.voting import scene as scenes
from tests.voting.test_witnesses import mails, voted

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "as_before")]

NEW = "the secret that comes after it, 32 characters or more"
PLACES = (Place("idea", 1, False, None, ()),)
BOTH = pytest.mark.parametrize("kept", [True, False], ids=["with the old one", "without it"])


@pytest.fixture
def as_before() -> Iterator[None]:
    yield
    signing.configure(SECRET)
    former_secrets.configure(())


def replace(*, kept: bool) -> None:
    """What a start with the new secret does to this process."""
    signing.configure(NEW)
    former_secrets.configure((SECRET,) if kept else ())


@pytest.fixture
async def after(applications: Applications, settings: Settings, kept: bool) -> AsyncIterator[httpx.AsyncClient]:
    """A visitor of the site as it starts with the new secret."""
    new = settings.with_changes(secret=NEW, former_secrets=(SECRET,) if kept else ())
    with applications.started(new) as app:
        former_secrets.configure(())  # of before, until the test says so
        signing.configure(SECRET)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as visitor:
            yield visitor


@BOTH
async def test_who_is_signed_in_stays_so_and_a_form_of_before_is_taken_while_the_old_one_is_kept(
    after: httpx.AsyncClient, sign_in: SignIn, kept: bool
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await sign_in(after, person)
    replace(kept=kept)
    assert (await after.get("/mijn-werk")).status_code == 200
    assert (await after.post("/uitloggen")).status_code == (303 if kept else 403)
    page = (await after.get("/mijn-werk" if not kept else "/")).text
    if not kept:
        fresh = re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)
        assert fresh is not None
        assert (await after.post("/uitloggen", headers={"X-CSRF-Token": fresh[1]})).status_code == 303


@BOTH
async def test_a_token_of_before_opens_the_api(after: httpx.AsyncClient, kept: bool, now: datetime) -> None:
    town = await factories.municipality()
    actor = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    token = await accounts.make_token(
        actor=actor, name="Proef", scopes=(Scope.READ,), days=30, municipality_id=town, key=signing_key(SECRET),
        issuer="http://127.0.0.1:8000", now=now,
    )  # fmt: skip
    replace(kept=kept)
    answer = await after.get("/api/v1/ideeen", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == (200 if kept else 401)


@BOTH
async def test_a_token_of_an_application_lasts_its_hour(kept: bool, now: datetime) -> None:
    told = access_tokens.AccessToken("systeem", 1, (Scope.READ,))
    token = access_tokens.issue(secret=SECRET, issuer="http://a", told=told, now=now)
    replace(kept=kept)
    if not kept:
        with pytest.raises(TokenRefused):
            access_tokens.read(token, secret=NEW, issuer="http://a", now=now)
        return
    assert access_tokens.read(token, secret=NEW, issuer="http://a", now=now) == told


@BOTH
async def test_a_link_to_stop_mail_works(after: httpx.AsyncClient, kept: bool) -> None:
    token = unsubscribe_token(await factories.person(Role.CIVIL_SERVANT), Kind.ROUND, SECRET)
    replace(kept=kept)
    assert (await after.get(f"/mail/afmelden/{token}")).status_code == (200 if kept else 404)


async def enrolled(now: datetime) -> tuple[Actor, pyotp.TOTP]:
    actor = await factories.actor(Role.VOTER)
    fresh = await accounts.begin_enrolment(actor=actor, key=SECRET, now=now)
    totp = pyotp.TOTP(fresh.reveal())
    await accounts.finish_enrolment(actor=actor, code=totp.at(now), key=SECRET, now=now)
    return actor, totp


@BOTH
async def test_a_second_factor_is_accepted_and_after_resealing_without_the_old_secret_too(kept: bool) -> None:
    actor, totp = await enrolled(factories.NOW)
    replace(kept=kept)
    later = factories.NOW + timedelta(minutes=2)
    if not kept:
        with pytest.raises(Invalid):
            await accounts.confirm_session(actor=actor, code=totp.at(later), key=NEW, now=later)
        return
    await accounts.confirm_session(actor=actor, code=totp.at(later), key=NEW, now=later)
    await reseal(key=NEW, now=later)
    replace(kept=False)
    last = later + timedelta(minutes=2)
    await accounts.confirm_session(actor=actor, code=totp.at(last), key=NEW, now=last)


@BOTH
async def test_a_name_that_waits_to_be_erased_can_be_read(kept: bool) -> None:
    person = await factories.person()
    await keep_waiting(
        person_id=person, sought=Sought("Jan Jansen", None), places=PLACES, key=SECRET, now=factories.NOW
    )
    erasure = await fetch_value("SELECT id FROM waiting_erasure WHERE person = $1", person)
    replace(kept=kept)
    if not kept:
        with pytest.raises(Conflict, match="het geheim van de installatie is veranderd"):
            await accounts.sought_in(erasure_id=erasure, key=NEW)
        return
    assert (await accounts.sought_in(erasure_id=erasure, key=NEW))[1].name == "Jan Jansen"


@BOTH
async def test_a_vote_that_is_open_goes_on_and_stays_whole(kept: bool) -> None:
    scene = await scenes.preselection()
    await scene.approve(0, 1)
    replace(kept=kept)
    log = f"{scene.code}/voorselectie"
    if not kept:
        with pytest.raises(Conflict, match="INNOVATIE_SECRET_OLD"):
            await scene.approve(1, 1)
        assert await keys_in_use() == KeysInUse(earlier=(), lost=(log,))
        return
    await scene.approve(1, 1)
    await scene.close()
    assert (await verify_vote(scene.vote_id)).sound
    assert (await keys_in_use()).lost == ()
    signing.configure(SECRET)
    former_secrets.configure(())
    assert await keys_in_use() == KeysInUse(earlier=(), lost=())


@BOTH
async def test_a_witness_may_use_the_link_of_before(after: httpx.AsyncClient, kept: bool) -> None:
    await voted()
    path = (await mails())[2].path
    replace(kept=kept)
    assert (await after.post(path)).status_code == (303 if kept else 409)


async def test_everything_that_is_sealed_is_sealed_anew_once_and_what_nobody_can_open_is_told() -> None:
    actor, _ = await enrolled(factories.NOW)
    owner = actor.person_id or 0
    await keep_waiting(person_id=owner, sought=Sought("Jan", None), places=PLACES, key=SECRET, now=factories.NOW)
    insert = "INSERT INTO session (person, secret_digest, created_at, seen_at, id_token) VALUES ($1, $2, $3, $3, $4)"
    for digest, key in ((b"een", SECRET), (b"twee", "a secret that was lost long ago, of 32 characters")):
        sealed = seal("token", key=key, purpose=PROVIDER_TOKEN, owner=owner)
        await execute(insert, owner, digest, factories.NOW, sealed)
    replace(kept=True)
    first = await reseal(key=NEW, now=factories.NOW)
    assert [(each.anew, each.unreadable) for each in first] == [(1, 0), (1, 1), (1, 0)]
    assert [each.anew for each in await reseal(key=NEW, now=factories.NOW)] == [0, 0, 0]
    kept = await fetch_value("SELECT id_token FROM session WHERE secret_digest = $1", b"een")
    assert unseal_with(kept, key=NEW, purpose=PROVIDER_TOKEN, owner=owner) == "token"


async def test_messages_to_receivers_are_signed_with_both_while_the_old_one_is_there() -> None:
    given = secret_of(SECRET, 7, 1)
    for kept in (True, False):
        replace(kept=kept)
        signed = secrets_of(NEW, 7, generation=1, oldest=1, former_until=None, now=factories.NOW)
        assert (signed[0] == secret_of(NEW, 7, 1), given in signed) == (True, kept)


USES = {
    "accounts/actions/waiting.py": "the default key of what waits",
    "accounts/pages/factor.py": "second factors; a handle for new passkeys, which is never asked again",
    "accounts/pages/accounts.py": "what waits",
    "accounts/pages/erasures.py": "what waits",
    "accounts/pages/privacy.py": "what waits",
    "accounts/pages/providers.py": "tokens of providers",
    "audit/jobs.py": "codes of people in the log of data processing, which a new secret changes",
    "app.py": "tokens of the API, forms, keys of votes",
    "applications/pages/tokens.py": "tokens of applications",
    "cli/backup/making.py": "the keys in a back-up",
    "cli/demo.py": "the demo's own, which is never replaced",
    "cli/doctor/__init__.py": "whether it is long enough",
    "cli/resealing.py": "sealing anew",
    "demo/votes.py": "keys of votes",
    "notifications/commands.py": "marks of mail that came back",
    "notifications/pages.py": "links to stop mail",
    "notifications/sending.py": "links to stop mail, marks of mail",
    "settings/__init__.py": "where it is read",
    "subscriptions/delivering.py": "signatures of messages",
    "subscriptions/pages.py": "the secret that a receiver is given",
    "voting/signing.py": "keys of votes, links of witnesses",
}


async def test_no_other_module_uses_the_secret() -> None:
    found = {
        str(path.relative_to(CODE))
        for path in CODE.rglob("*.py")
        if re.search(r"required_secret|settings\.secret\b|current\(\)\.secret\b", path.read_text("utf-8"))
    }
    assert found == set(USES), "a new use of the secret wants a test above"


async def test_the_command_needs_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innovatie.cli.resealing.current", Settings)
    result = CliRunner().invoke(reseal_all)
    assert "DATABASE_URL" in str(result.exception)
