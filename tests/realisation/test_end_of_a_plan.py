"""How a plan of realisation goes on when an owner leaves, and what is told when it ends well or not."""

from datetime import timedelta

import httpx
import pytest

from innovatie.domain.authority import Role
from innovatie.domain.vocabulary import Followed, MilestoneState
from innovatie.following.actions import follow
from innovatie.infra.database import execute, fetch_values
from innovatie.insight.my_work import queries as my_work
from innovatie.realisation import actions, queries
from innovatie.realisation.notifications import remind
from tests import factories
from tests.factories import NOW
from tests.realisation.scene import TODAY, Made, add, change, subjects

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_when_an_owner_leaves_the_makers_hear_it_and_it_is_asked_for_nothing_more(made: Made) -> None:
    left = await factories.municipality("Vertrek")
    gone = await factories.actor(Role.CIVIL_SERVANT, municipality_id=left)
    idea = (await fetch_values(int, 'SELECT idea FROM group_member WHERE "group" = $1', made.group))[0]
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note) VALUES ($1, $2, 'aangehaakt', $3, '')",
        idea,
        left,
        NOW,
    )
    number = await add(made, town=left, person=gone.person_id, promised_on=TODAY + timedelta(days=200))
    soon = NOW + timedelta(days=190)
    assert len(await my_work.milestones(gone, soon)) == 1
    assert await subjects() == [(gone.person_id, "U bent nu eigenaar van ‘Brief getest’")]
    await execute("UPDATE idea_participant SET left_at = $2 WHERE municipality = $1", left, NOW)
    for moment in (NOW, NOW, soon):
        await remind(now=moment)
    told = (await subjects())[1:]
    assert await my_work.milestones(gone, soon) == []
    assert gone.person_id not in {person for person, _ in told}
    assert [subject for person, subject in told if person == made.maker.person_id] == [
        "Wie neemt ‘Brief getest’ over?",
        "Binnenkort klaar? ‘Brief getest’",
    ]
    (one,) = await queries.milestones(made.group)
    assert (one.id, one.needs_owner) == (number, True)
    await change(made, number, 1)
    assert not (await queries.milestones(made.group))[0].needs_owner


async def test_who_follows_a_winner_hears_each_step_and_at_its_end_that_it_was_made_true(
    made: Made, client: httpx.AsyncClient
) -> None:
    follower, director = await factories.actor(), await factories.vng()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    done = {"state": MilestoneState.DONE, "done_on": TODAY, "evidence": "Op de site."}
    last = await add(made, title="Overdracht")
    first = await add(made, title="Brief getest")
    await change(made, first, 1, **done)
    await change(made, last, 1, state=MilestoneState.BUSY)
    await change(made, last, 2, **done)
    await change(made, last, 3, **(done | {"evidence": "Op een andere site."}))
    told = await subjects()
    assert [subject for person, subject in told if person == follower.person_id] == [
        "Klaar: ‘Brief getest’",
        "‘Eén brief’ is waargemaakt",
    ]
    assert (director.person_id, "‘Eén brief’ is waargemaakt") in told
    assert (
        "Alle 2 mijlpalen zijn klaar: dit plan is waargemaakt." in (await client.get(f"{made.address}/realisatie")).text
    )
    for number, version in ((first, 2), (last, 4)):
        await change(made, number, version, state=MilestoneState.DROPPED, note="De leverancier stopte.")
    assert "Dit plan gaat niet door." in (await client.get(f"{made.address}/realisatie")).text
    for who in (follower, director):
        told = await subjects()
        assert [subject for person, subject in told if person == who.person_id][-2:] == [
            "‘Eén brief’ is voor een deel waargemaakt",
            "‘Eén brief’ wordt niet gemaakt",
        ]
    assert made.maker.person_id not in {person for person, _ in told}, "it did all of this itself"


async def test_a_plan_that_went_on_after_its_end_is_told_to_end_again(made: Made) -> None:
    """The second end was never told: its key had been used by the first."""
    follower = await factories.actor()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    done = {"state": MilestoneState.DONE, "done_on": TODAY, "evidence": "Op de site."}
    last, first = await add(made), await add(made, title="Overdracht")
    await change(made, first, 1, title="Overdracht", **done)
    await change(made, last, 1, **done)
    await change(made, first, 2, title="Overdracht", state=MilestoneState.BUSY)
    await change(made, last, 2, state=MilestoneState.BUSY, note="Toch niet.")
    await change(made, first, 3, title="Overdracht", **done)
    await change(made, last, 3, **done)
    assert [subject for person, subject in await subjects() if person == follower.person_id] == [
        "Klaar: ‘Overdracht’",
        "‘Eén brief’ is waargemaakt",
    ] * 2


async def test_what_was_done_before_is_written_down_and_ends_no_plan(made: Made) -> None:
    follower = await factories.actor()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    for title in ("Eerste", "Tweede"):
        await add(made, title=title, state=MilestoneState.DONE, done_on=TODAY, evidence="Op de site.")
    assert await subjects() == [(follower.person_id, f"Klaar: ‘{title}’") for title in ("Eerste", "Tweede")]


async def test_taking_out_the_last_open_milestone_ends_the_plan(made: Made) -> None:
    follower, director = await factories.actor(), await factories.vng()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    mistake = await add(made, title="Vergissing")
    first = await add(made)
    await actions.remove_milestone(actor=made.maker, group_id=made.group, number=await add(made), now=NOW)
    await change(made, first, 1, state=MilestoneState.DONE, done_on=TODAY, evidence="Op de site.")
    await actions.remove_milestone(actor=made.maker, group_id=made.group, number=mistake, now=NOW)
    told = await subjects()
    assert [subject for person, subject in told if person == follower.person_id] == [
        "Klaar: ‘Brief getest’",
        "‘Eén brief’ is waargemaakt",
    ]
    assert [subject for person, subject in told if person == director.person_id] == ["‘Eén brief’ is waargemaakt"]
    alone = await add(made, title="Nog iets")
    await actions.remove_milestone(actor=made.maker, group_id=made.group, number=alone, now=NOW)
    assert await subjects() == told, "what was added by mistake ends nothing anew"


async def test_who_becomes_the_owner_by_an_act_of_somebody_else_hears_it_once(made: Made) -> None:
    colleague = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.town)
    number = await add(made)
    assert await subjects() == [], "their own municipality had planned it"
    for version in (1, 2):
        await change(made, number, version, person=colleague.person_id, note=f"Versie {version}")
    await change(made, number, 3, person=made.maker.person_id)
    assert await subjects() == [(colleague.person_id, "U bent nu eigenaar van ‘Brief getest’")]


async def test_a_plan_of_which_a_promise_was_dropped_is_not_said_to_be_made_true(
    made: Made, client: httpx.AsyncClient
) -> None:
    follower = await factories.actor()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    director = await factories.vng()
    dropped, last = await add(made, title="Overdracht"), await add(made)
    await change(made, dropped, 1, title="Overdracht", state=MilestoneState.DROPPED, note="De leverancier stopte.")
    told = await subjects()
    assert {subject for _, subject in told} == {"Gaat niet door: ‘Overdracht’"}
    assert {director.person_id, follower.person_id} <= {person for person, _ in told}
    assert made.maker.person_id not in {person for person, _ in told}
    await change(made, last, 1, state=MilestoneState.DONE, done_on=TODAY, evidence="Op de site.")
    assert (follower.person_id, "‘Eén brief’ is voor een deel waargemaakt") in await subjects()
    page = (await client.get(f"{made.address}/realisatie")).text
    assert "1 van 1 mijlpaal is klaar. 1 gaat niet door." in page and "dit plan is waargemaakt" not in page


async def test_who_becomes_the_owner_again_hears_it_again(made: Made) -> None:
    colleague = await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.town)
    number = await add(made)
    for version, person in enumerate((colleague, made.maker, colleague), start=1):
        await change(made, number, version, person=person.person_id)
    assert await subjects() == [(colleague.person_id, "U bent nu eigenaar van ‘Brief getest’")] * 2


async def test_nobody_hears_of_steps_and_owners_of_a_winner_that_was_withdrawn(made: Made) -> None:
    follower, colleague = await factories.actor(), await factories.actor(Role.CIVIL_SERVANT, municipality_id=made.town)
    await factories.vng()
    await follow(actor=follower, kind=Followed.GROUP, subject=made.group, now=NOW)
    number, other = await add(made), await add(made, title="Overdracht")
    await execute(
        "INSERT INTO winner_withdrawal (winner, ground, reason, asked_at, confirmed_at)"
        " SELECT id, 'regels', 'Het bestond al.', $2, $2 FROM winner WHERE \"group\" = $1",
        made.group,
        NOW,
    )
    await change(made, number, 1, person=colleague.person_id)
    await change(made, number, 2, state=MilestoneState.DONE, done_on=TODAY, evidence="Op de site.")
    await change(made, other, 1, title="Overdracht", state=MilestoneState.DROPPED, note="De winnaar is ingetrokken.")
    assert await subjects() == []
