"""Every message to many can be looked at before it goes: what is shown is what arrives, at those who were counted."""

import html
import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from innovatie.adoption import actions as adoption
from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.phases import Phase
from innovatie.domain.vote_kinds import PRESELECTION
from innovatie.domain.wording import as_written
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch, fetch_value
from innovatie.notifications.actions import choose
from innovatie.notifications.kinds import Choice, Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.publication import actions as publication
from innovatie.publication import notifications as publication_news
from innovatie.review import actions as review
from innovatie.review import notifications as review_news
from innovatie.review.queries import last_run
from innovatie.rounds import actions as rounds
from innovatie.rounds import notifications as round_news
from innovatie.rounds.queries import round_by_id
from innovatie.voting import actions as voting
from innovatie.voting import notifications as voting_news
from innovatie.voting.queries import who_votes
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW, TODAY
from tests.review import world as worlds
from tests.voting import scene as scenes
from tests.voting.scene import EASY, LATER

END = NOW + timedelta(days=20)
DETAILS = re.compile(r"<details class=\"mail-preview\".*?</details>", re.DOTALL)


@pytest.fixture
def clock_at_later(clock: Clock) -> None:
    clock.shift = LATER - datetime.now(UTC)


pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db", "clock_at_later")]


async def gone(since: int) -> list[tuple[str, str, int]]:
    """What was told after notice `since`: subject, text and how many people."""
    rows = await fetch(
        "SELECT subject, body, count(*) AS n FROM notice WHERE id > $1 GROUP BY 1, 2 ORDER BY min(id)", since
    )
    return [(row["subject"], row["body"], row["n"]) for row in rows]


async def last_notice() -> int:
    number: int = await fetch_value("SELECT coalesce(max(id), 0) FROM notice")
    return number


def as_gone(shown: Preview | None) -> tuple[str, str, int]:
    assert shown is not None
    return shown.subject, shown.body, shown.people


def letters_on(page: str) -> list[str]:
    """The text of each preview on a page."""
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", found)).split()) for found in DETAILS.findall(page)]


async def test_a_preview_counts_people_by_what_each_chose() -> None:
    usual, direct, never, closed, nameless = [await factories.actor(Role.REVIEWER) for _ in range(5)]
    for actor, choice in ((direct, Choice.DIRECT), (never, Choice.NEVER), (closed, Choice.DIRECT)):
        await choose(actor=actor, choices={Kind.ROUND: choice}, now=NOW)
    await execute("UPDATE person SET active = false WHERE id = $1", closed.person_id)
    await execute("UPDATE person SET email = NULL WHERE id = $1", nameless.person_id)
    people = [actor.person_id or 0 for actor in (usual, direct, never, closed, nameless)]
    shown = await preview(
        people, kind=Kind.ROUND, message=Message(as_written("Onderwerp"), as_written("Een.\n\nTwee."))
    )
    assert shown == Preview("Onderwerp", "Een.\n\nTwee.", people=5, direct=1, daily=1, never=3)


async def test_a_phase_that_opens_or_gets_more_time_is_told_as_it_was_shown(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    round_id = await factories.round_in(Phase.SUBMIT)
    await factories.person(Role.VOTER, municipality_id=await factories.municipality())
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
    typed = {"nieuwe_deadline": "31-12-2026", "reden": "Omdat het <b>kerst</b> is.", "actie": "bekijken"}
    page = (await client.post(f"/vng/rondes/{code}/verlengen", data=typed)).text
    extension = next(letter for letter in letters_on(page) if "verlengd" in letter)
    assert "Proefronde: de fase inzenden is verlengd" in extension
    assert "Reden: Omdat het <b>kerst</b> is." in extension and "31 december 2026" in extension
    assert await fetch_value("SELECT count(*) FROM phase_change WHERE kind = 'extend'") == 0, "only looked at"
    await factories.idea(await factories.municipality(), round=round_id)
    typed = {"fase": "groeperen", "deadline": "30-1-2027"}
    page = (await client.post(f"/vng/rondes/{code}/openen", data=typed)).text
    assert "Dit kan tot en met 30 januari 2027." in letters_on(page)[0]
    assert (await round_by_id(round_id, now=LATER)).open_phase is Phase.SUBMIT
    before, round_ = await last_notice(), await round_by_id(round_id, now=LATER)
    director = await factories.vng()
    shown = await round_news.preview_of(round_, Phase.GROUP, round_news.What.OPENED, END, now=LATER)
    await rounds.open_next_phase(actor=director, round_id=round_id, deadline=END, now=LATER)
    await round_news.tell(round_id=round_id, phase=Phase.GROUP, what=round_news.What.OPENED, deadline=END, now=LATER)
    assert await gone(before) == [as_gone(shown)]


async def test_voters_are_told_what_the_desk_showed_before_the_vote_opened(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.preselection(open_it=False)
    for town in range(3):
        await scene.voter(town)
    await scene.representative()
    await factories.actor(Role.CIVIL_SERVANT, municipality_id=scene.towns[0])
    elsewhere = await factories.partnership(scene.towns[5], kind="samenwerkingsverband")
    await factories.actor(Role.KRING_REPRESENTATIVE, partnership_id=elsewhere)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    round_ = await round_by_id(scene.round_id, now=LATER)
    shown = await voting_news.preview_of_opening(round_, now=LATER)
    page = letters_on((await client.get(f"/vng/stemming/{scene.code}")).text)
    assert page[0].startswith(f"Bekijk het bericht aan {shown.people} mensen {shown.subject}")
    before = await last_notice()
    scene.vote_id = await scenes.open_kind(scene, PRESELECTION, LATER, **EASY)
    await voting.tell_voters(vote_id=scene.vote_id, now=LATER)
    assert await gone(before) == [as_gone(shown)]
    assert shown.people == 4


async def test_the_reminder_is_shown_while_the_vote_is_open(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.preselection()
    await scene.voter(4)
    await scene.approve(0, 1)
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    shown = await voting_news.preview_of_reminder(
        await round_by_id(scene.round_id, now=LATER), scene.vote_id, now=LATER
    )
    page = letters_on((await client.get(f"/vng/stemming/{scene.code}")).text)
    assert page[0].startswith(f"Bekijk het bericht aan 1 persoon {shown.subject}")
    before = await last_notice()
    await voting.remind_voters(vote_id=scene.vote_id, now=LATER)
    assert await gone(before) == [as_gone(shown)]


async def test_without_anybody_to_tell_of_a_gap_there_is_no_button(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    scene = await scenes.preselection()
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    desk = f"/vng/stemming/{scene.code}"
    assert "gaten-melden" not in (await client.get(desk)).text
    await factories.person(Role.MUNICIPAL_ADMIN, municipality_id=scene.towns[0])
    assert "gaten-melden" in (await client.get(desk)).text
    gaps = tuple(row for row in await who_votes(scene.round_id, today=TODAY) if row.name == "Stad 0")
    shown = await voting_news.preview_of_gaps(gaps, now=LATER)
    before = await last_notice()
    await voting.tell_gaps(round_id=scene.round_id, now=LATER)
    assert await gone(before) == [as_gone(shown)]


async def test_the_message_of_a_result_stands_with_the_result_before_it_is_published(
    client: httpx.AsyncClient, sign_in: SignIn
) -> None:
    scene = await scenes.final()
    for town in range(6):
        await scene.rank(town, 1, 0, 2, "geen")
    await scene.close()
    await rounds.open_next_phase(actor=scene.vng, round_id=scene.round_id, deadline=None, now=LATER)
    await publication.prepare(
        actor=await factories.vng(), round_id=scene.round_id, decision="Besloten.", press="", correction="",
        reasons={str(scene.groups[1]): "Sterk."}, next_steps={}, now=LATER,
    )  # fmt: skip
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    page = letters_on((await client.get(f"/vng/publicatie/{scene.code}/voorbeeld")).text)
    shown = await publication_news.preview_of("Proefronde", 1, now=LATER)
    assert page[0].startswith(f"Bekijk het bericht aan {shown.people} mensen De uitslag van Proefronde is bekend")
    before = await last_notice()
    version = await publication.publish(actor=scene.vng, round_id=scene.round_id, now=LATER)
    await publication_news.tell_published(round_id=scene.round_id, version=version, now=LATER)
    assert await gone(before) == [as_gone(shown)]
    assert letters_on((await client.get(f"/rondes/{scene.code}/uitslag")).text) == [], "the public sees no message"


async def test_reviewers_and_writers_are_told_what_the_chair_saw(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    world = await worlds.world(groups=2, reviewers=6)
    await execute("UPDATE idea SET created_by = $1", world.people[0])
    await sign_in(client, await factories.person(Role.VNG_DIRECTOR))
    run = await review.propose(actor=world.chair, round_id=world.round, seed="proef", ring=False, now=LATER)
    shown = await review_news.preview_of_assignment(await last_run(world.round), "Proefronde")
    page = letters_on((await client.get(f"/vng/beoordeling/{world.code}/toewijzing")).text)
    assert shown is not None
    assert page[0].startswith(f"Bekijk het bericht aan {shown.people} mensen {shown.subject}")
    before = await last_notice()
    await review.send(actor=world.chair, run_id=run, now=LATER)
    told = await gone(before)
    assert as_gone(shown)[:2] in [(subject, body) for subject, body, _n in told]
    assert sum(n for _subject, _body, n in told) == shown.people
    for group in world.groups:
        for assignment, person in await worlds.tasks(world, group):
            await worlds.hand_in(assignment, person, 4, now=LATER)
    shown = await review_news.preview_of_feedback(world.round)
    page = letters_on((await client.get(f"/vng/beoordeling/{world.code}/uitkomst")).text)
    assert page[0].startswith("Bekijk het bericht aan 1 persoon De beoordeling van uw plan is klaar")
    before = await last_notice()
    await review.settle_shortlist(actor=world.chair, round_id=world.round, quota=False, now=LATER)
    assert (await gone(before))[0][:2] == as_gone(shown)[:2]


async def test_a_municipality_that_is_advised_a_solution_gets_what_was_shown_and_once() -> None:
    town, silent = await factories.municipality(), await factories.municipality()
    await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    number = await adoption.follow(actor=SYSTEM, title="Kaart", summary="", theme="", now=NOW)
    likely = [
        (await fetch_value("SELECT code FROM municipality WHERE id = $1", one), "Bel Zeist.") for one in (town, silent)
    ]
    shown = await adoption.preview_nudge(solution_id=number, title="Kaart", likely=likely, now=NOW)
    before = await last_notice()
    await adoption.nudge(actor=await factories.vng(), solution_id=number, likely=likely, now=NOW)
    assert await gone(before) == [as_gone(shown)]
    assert await adoption.preview_nudge(solution_id=number, title="Kaart", likely=likely, now=NOW) is None
