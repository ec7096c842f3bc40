"""What a municipality, a reviewer, a finalist or a person may still do is decided by the database's clock.

The host's clock stands still at `NOW`, months behind: by it everything is in time. What the rules say at one moment is
tested elsewhere; that every such act asks for the moment, in `tests/house/test_moments.py`.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pyotp
import pytest

from innovatie.accounts import actions as accounts
from innovatie.accounts import secret_tokens, sessions
from innovatie.accounts.api_tokens import Scope
from innovatie.accounts.bearer import TokenReader
from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict, NotAllowed, NotFound
from innovatie.domain.phases import Phase
from innovatie.ideas import actions as ideas
from innovatie.infra.clock import told_time
from innovatie.infra.database import execute, fetch_exactly
from innovatie.publication import actions as publication
from innovatie.review import actions as review
from tests import factories
from tests.accounts.signing import colleague
from tests.accounts.test_unfinished_ceremonies import session_of
from tests.conftest import SECRET
from tests.factories import NOW
from tests.review.world import as_actor, judgement, sent, tasks, world

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]

Act = Callable[[], Awaitable[object]]


async def deadline(round_id: int, after: timedelta) -> None:
    await execute(
        "UPDATE phase_window SET opened_at = $3, deadline = clock_timestamp() + $2 WHERE round = $1 AND phase ="
        " (SELECT phase FROM round WHERE id = $1)",
        round_id,
        after,
        NOW - timedelta(days=1),
    )


async def only_in_time(round_id: int, act: Act, *refusals: type[Exception]) -> None:
    """It is refused a second after the end, and done before it, whatever the host believes."""
    with told_time(False):
        await deadline(round_id, timedelta(seconds=-1))
        with pytest.raises(refusals):
            await act()
        await deadline(round_id, timedelta(hours=1))
        await act()


async def test_entering_and_leaving_a_round() -> None:
    town = await factories.municipality()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    idea, round_id = await factories.idea(town), await factories.round_in(Phase.SUBMIT)
    for act in (
        lambda: ideas.enter_round(actor=servant, idea_id=idea, round_id=round_id, now=NOW),
        lambda: ideas.leave_round(actor=servant, idea_id=idea, now=NOW),
    ):
        await only_in_time(round_id, act, NotAllowed)


async def test_saving_and_handing_in_a_review() -> None:
    made = await world(groups=2, reviewers=6)
    await sent(made)
    assignment, person = (await tasks(made, made.groups[0]))[0]
    actor = await as_actor(person)
    await only_in_time(
        made.round,
        lambda: review.save_draft(actor=actor, assignment_id=assignment, judgement=judgement(3), draft=0, now=NOW),
        Conflict,
    )
    await only_in_time(
        made.round,
        lambda: review.hand_in(actor=actor, assignment_id=assignment, judgement=judgement(3), draft=1, now=NOW),
        Conflict,
    )
    await execute("UPDATE assignment SET due = clock_timestamp() - interval '1 second' WHERE id = $1", assignment)
    with told_time(False), pytest.raises(Conflict, match="voorbij"):
        await review.take_back(actor=actor, assignment_id=assignment, now=NOW)


async def test_elaborating_a_finalist() -> None:
    town = await factories.municipality()
    servant = await factories.actor(Role.CIVIL_SERVANT, municipality_id=town)
    round_id, idea = await factories.round_in(Phase.DEVELOP), await factories.idea(town)
    group = await fetch_exactly(
        int,
        "INSERT INTO idea_group (title, summary, theme, founding_idea, created_at)"
        " SELECT title, summary, theme, id, $2 FROM idea WHERE id = $1 RETURNING id",
        idea,
        NOW,
    )
    await execute(
        "INSERT INTO group_member (\"group\", idea, how, added_at) VALUES ($1, $2, 'founder', $3)", group, idea, NOW
    )
    await execute(
        'INSERT INTO finalist (round, "group", position, chosen_at) VALUES ($1, $2, 0, $3)', round_id, group, NOW
    )
    await only_in_time(
        round_id,
        lambda: publication.save_elaboration(
            actor=servant, round_id=round_id, group_id=group, content={}, note="", expected_version=0, now=NOW
        ),
        Conflict,
    )
    await only_in_time(
        round_id,
        lambda: publication.add_attachment(
            actor=servant, round_id=round_id, group_id=group, name="a.pdf", content=b"%PDF-1.7 niets", now=NOW
        ),
        Conflict,
    )


async def test_an_invitation_and_a_link_to_sign_in_with() -> None:
    person, town = await colleague(Role.MUNICIPAL_ADMIN)
    admin = await as_actor(person)
    await accounts.invite(
        actor=admin, municipality_id=town, name="Nieuwe Collega", address="nieuw@stad.nl", role=Role.REVIEWER, now=NOW
    )
    secret = (await fetch_exactly(str, "SELECT details->>'pad' FROM queued_mail WHERE kind = 'uitnodiging'")).rsplit(
        "/"
    )[-1]
    assert await accounts.make_link(address="jan@stad.nl", browser_digest=_browser("b"), after="/", now=NOW)
    link = (await fetch_exactly(str, "SELECT details->>'pad' FROM queued_mail WHERE kind = 'inloglink'")).rsplit("/")[
        -1
    ]
    await execute("UPDATE colleague_invitation SET expires_at = clock_timestamp() - interval '1 second'")
    with told_time(False):
        with pytest.raises(NotFound, match="verlopen"):
            await accounts.accept_invitation(secret=secret, now=NOW)
        assert await accounts.use_link(secret=link, browser="b", network="n", now=NOW) is None
    assert await accounts.use_link(secret=link, browser="b", network="n", now=NOW) == (person, "/")
    assert await accounts.accept_invitation(secret=secret, now=NOW) > person


def _browser(secret: str) -> bytes:
    return secret_tokens.digest(secret, "browser")


async def test_a_session_a_role_and_what_a_second_factor_allows_for_ten_minutes() -> None:
    actor = await session_of(*await colleague(Role.VOTER))
    fresh = (await accounts.begin_enrolment(actor=actor, key=SECRET, now=NOW)).reveal()
    with told_time(False), pytest.raises(Conflict, match="te lang"):
        await accounts.finish_enrolment(actor=actor, code=pyotp.TOTP(fresh).at(NOW), key=SECRET, now=NOW)
    await accounts.finish_enrolment(actor=actor, code=pyotp.TOTP(fresh).at(NOW), key=SECRET, now=NOW)
    with told_time(False), pytest.raises(NotAllowed, match="Toon eerst"):
        await accounts.remove_factor(actor=actor, now=NOW)
    limits = sessions.SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=8), secure=False)
    await execute("UPDATE session SET secret_digest = $1 WHERE id = $2", sessions.digest("geheim"), actor.session_id)
    with told_time(False):
        assert await sessions.actor_of_secret("geheim", limits=limits, now=NOW) is None
    found = await sessions.actor_of_secret("geheim", limits=limits, now=NOW)
    assert found is not None
    assert [grant.role for grant in found[0].grants] == [Role.VOTER]
    await execute("UPDATE role_grant SET ends = $1 WHERE person = $2", NOW.date(), actor.person_id)
    await execute("UPDATE session SET seen_at = now(), factor_at = now(), created_at = now() - interval '1 second'")
    await execute("INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
                  " VALUES ($1, 'ambtenaar', $2, $3, $4, '')", actor.person_id, actor.municipality_id, NOW.date(), NOW)  # fmt: skip
    with told_time(False):
        today = await sessions.actor_of_secret("geheim", limits=limits, now=NOW)
    assert today is not None
    assert [grant.role for grant in today[0].grants] == [Role.CIVIL_SERVANT]


async def test_a_token_for_programs() -> None:
    person, _town = await colleague(Role.CIVIL_SERVANT)
    token = await accounts.make_token(
        actor=await as_actor(person), name="proef", scopes=(Scope.READ,), days=1, municipality_id=None, key=SECRET,
        issuer="https://innovatie.example", now=NOW,
    )  # fmt: skip
    reader = TokenReader(key=SECRET, issuer="https://innovatie.example")
    assert await reader.actor(token, NOW) is not None
    with told_time(False):
        assert await reader.actor(token, NOW) is None


@pytest.mark.parametrize(
    ("moment", "holds"),
    [("2026-11-30T22:59:59Z", True), ("2026-11-30T23:00:01Z", False), ("2026-07-31T22:00:01Z", True)],
)
async def test_a_role_ends_with_its_last_dutch_day_in_a_session_and_with_a_token(moment: str, holds: bool) -> None:
    at = datetime.fromisoformat(moment)
    person, town = await colleague(Role.VOTER, Role.CIVIL_SERVANT)
    await accounts.start_session(person_id=person, device="x", now=at, means="inloglink")
    await execute("UPDATE session SET secret_digest = $1, factor_at = $2", sessions.digest("geheim"), at)
    limits = sessions.SessionLimits(idle=timedelta(minutes=30), absolute=timedelta(hours=8), secure=False)
    token = await accounts.make_token(
        actor=await as_actor(person), name="proef", scopes=(Scope.READ,), days=1, municipality_id=None, key=SECRET,
        issuer="https://innovatie.example", now=at,
    )  # fmt: skip
    await execute("UPDATE role_grant SET ends = '2026-11-30' WHERE person = $1", person)
    found = await sessions.actor_of_secret("geheim", limits=limits, now=at)
    assert (found is not None and found[0].has(Role.VOTER, municipality_id=town)) is holds
    reader = TokenReader(key=SECRET, issuer="https://innovatie.example")
    assert (await reader.actor(token, at) is not None) is holds
