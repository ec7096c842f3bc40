"""What people hear of the stages: each thing once, in the way they chose, and nobody else hears it."""

from datetime import timedelta

import asyncpg
import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.phases import Phase
from innovatie.ideas import actions as ideas
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.insight.directing import actions as directing
from innovatie.notifications.actions import choose, send_digests
from innovatie.notifications.kinds import Choice, Kind
from innovatie.publication.notifications import tell_published
from innovatie.rounds import actions as rounds
from innovatie.rounds import notifications
from innovatie.rounds.notifications import What
from innovatie.rounds.payloads import RoundNews
from innovatie.voting import actions as voting
from innovatie.voting.payloads import RemindVoters
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.voting import scene as scenes
from tests.voting.scene import LATER

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]
END = NOW + timedelta(days=20)


async def told(part: str) -> dict[int, bool]:
    """Who was told something with `part` in its subject, and whether a mail went with it."""
    rows = await fetch("SELECT person, mailed_at FROM notice WHERE subject LIKE $1", f"%{part}%")
    return {row["person"]: row["mailed_at"] is not None for row in rows}


async def opened(phase: Phase = Phase.SUBMIT) -> int:
    round_id = await factories.round_in(phase)
    await execute("UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = $3", round_id, END, phase.value)
    return round_id


async def tell(round_id: int, what: What, **changes: object) -> int:
    given: dict[str, object] = {"phase": Phase.SUBMIT, "deadline": END, "now": NOW} | changes
    return await notifications.tell(round_id=round_id, what=what, **given)  # type: ignore[arg-type]


async def test_a_phase_that_opens_is_told_to_everybody_with_a_role_in_the_way_each_chose() -> None:
    round_id, town = await opened(), await factories.municipality()
    usual, direct, never = [await factories.actor(Role.CIVIL_SERVANT, municipality_id=town) for _ in range(3)]
    without_role = await factories.person()
    for actor, choice in ((direct, Choice.DIRECT), (never, Choice.NEVER)):
        await choose(actor=actor, choices={Kind.ROUND: choice}, now=NOW)
    await tell(round_id, What.OPENED)
    assert await tell(round_id, What.OPENED) == 0, "once"
    heard = await told("de fase inzenden is open")
    assert {one.person_id: heard.get(one.person_id or 0) for one in (usual, direct, never)} == {
        usual.person_id: False, direct.person_id: True, never.person_id: False,
    }  # fmt: skip
    assert without_role not in heard
    await send_digests(now=NOW + timedelta(hours=1))
    mails = await fetch(
        "SELECT person, kind FROM queued_mail WHERE person = ANY ($1)", [a.person_id for a in (usual, direct, never)]
    )
    assert {(row["person"], row["kind"]) for row in mails} == {
        (usual.person_id, "overzicht"),
        (direct.person_id, "bericht"),
    }
    text = await fetch_value("SELECT body FROM notice WHERE person = $1", usual.person_id)
    assert text.endswith("Dit kan tot en met 11 december 2026.")


async def test_more_time_is_told_with_its_reason_and_the_end_three_days_before() -> None:
    round_id = await opened()
    later = END + timedelta(days=10)
    person = await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    await rounds.extend_phase(
        actor=await factories.vng(), round_id=round_id, deadline=later, reason="Vakantie.", now=NOW
    )
    waiting = await fetch(
        "SELECT payload, execute_after FROM pgqueuer WHERE entrypoint = $1 ORDER BY id DESC LIMIT 2", RoundNews.job
    )
    assert [b'"bijna"' in row["payload"] for row in waiting] == [True, False]
    assert await tell(round_id, What.SOON) == 0, "the deadline of this news is no longer that of the phase"
    await tell(round_id, What.EXTENDED, deadline=later)
    await tell(round_id, What.SOON, deadline=later, now=later - notifications.SOON)
    assert person in await told("is verlengd") and person in await told("sluit bijna")
    assert "Reden: Vakantie." in await fetch_value("SELECT body FROM notice WHERE subject LIKE '%verlengd'  LIMIT 1")


async def test_news_of_a_phase_that_is_over_is_not_told() -> None:
    round_id = await opened()
    await rounds.close_phase(actor=await factories.vng(), round_id=round_id, reason="", now=NOW)
    assert await tell(round_id, What.OPENED) == 0


async def test_vng_sees_what_will_be_told_and_to_how_many_before_it_opens_a_phase(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(None)
    director = await factories.person(Role.VNG_DIRECTOR)
    await factories.actor(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    await sign_in(client, director)
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    people = await fetch_value("SELECT count(DISTINCT person) FROM role_grant g JOIN person p ON p.id = g.person")
    page = (await client.get(f"/vng/rondes/{code}")).text
    assert f"Bekijk het bericht aan {people} mensen" in page
    assert "Proefronde: de fase inzenden is open" in page


async def test_voters_hear_that_they_can_vote_and_are_reminded_only_while_they_did_not() -> None:
    scene = await scenes.preselection()
    await execute(
        "UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = 'voorselectie'", scene.round_id, END
    )
    voted, silent = await scene.voter(0), await scene.voter(4)
    kring, servant = (
        await scene.representative(),
        await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[4]),
    )
    await voting.tell_voters(vote_id=scene.vote_id, now=LATER)
    heard = await told("u kunt stemmen")
    assert [heard.get(one.person_id or 0) for one in (voted, silent, kring, servant)] == [True, True, True, None]
    await scene.approve(0, 1)
    assert await voting.remind_voters(vote_id=scene.vote_id, now=LATER) == 0, "too early: it waits"
    assert await fetch_value("SELECT count(*) FROM pgqueuer WHERE entrypoint = $1", RemindVoters.job) == 1
    await voting.remind_voters(vote_id=scene.vote_id, now=END - timedelta(days=2))
    reminded = await told("u stemde nog niet")
    assert silent.person_id in reminded
    assert voted.person_id not in reminded and kring.person_id not in reminded
    await rounds.close_phase(actor=scene.vng, round_id=scene.round_id, reason="", now=END - timedelta(days=1))
    assert await voting.tell_voters(vote_id=scene.vote_id, now=END - timedelta(hours=1)) == 0


async def test_voters_are_reminded_before_the_new_end_too_when_a_phase_gets_more_time_after_a_reminder() -> None:
    scene = await scenes.preselection()
    await execute(
        "UPDATE phase_window SET deadline = $2 WHERE round = $1 AND phase = 'voorselectie'", scene.round_id, END
    )
    silent = await scene.voter(4)
    day = END - timedelta(days=2)
    await voting.remind_voters(vote_id=scene.vote_id, now=day)
    waiting = "SELECT count(*) FROM pgqueuer WHERE entrypoint = $1"
    assert await fetch_value(waiting, RemindVoters.job) == 0
    for deadline, jobs in ((END + timedelta(hours=1), 0), (END + timedelta(days=7), 1)):
        await directing.extend_phase(
            actor=scene.vng, round_id=scene.round_id, deadline=deadline, reason="Meer tijd.", now=day
        )
        assert await fetch_value(waiting, RemindVoters.job) == jobs
    for _ in range(2):
        await voting.remind_voters(vote_id=scene.vote_id, now=END + timedelta(days=5))
    count = "SELECT count(*) FROM notice WHERE person = $1 AND subject LIKE '%u stemde nog niet'"
    assert await fetch_value(count, silent.person_id) == 2, "once before each end"


async def test_who_wrote_a_plan_hears_which_municipality_joined_it() -> None:
    own, other = await factories.municipality(), await factories.municipality("Anderdorp")
    writer = await factories.person(Role.CIVIL_SERVANT, municipality_id=own)
    idea = await factories.idea(own, created_by=writer)
    joiner = await factories.actor(Role.CIVIL_SERVANT, municipality_id=other)
    for _ in range(2):
        await ideas.join(actor=joiner, idea_id=idea, municipality_id=other, note="", now=NOW)
    assert await told("Anderdorp haakt aan") == {writer: False}


async def test_everybody_with_a_role_hears_once_that_the_result_is_there(clock: Clock, db: asyncpg.Connection) -> None:
    round_id = await factories.round_in(Phase.RESULT)
    person, without_role = await factories.person(Role.REVIEWER), await factories.person()
    await tell_published(round_id=round_id, version=1, now=NOW)
    assert await tell_published(round_id=round_id, version=1, now=NOW) == 0
    heard = await told("is bekend")
    assert (heard[person], without_role in heard) == (False, False)
    await tell_published(round_id=round_id, version=2, now=NOW)
    assert person in await told("is verbeterd")
