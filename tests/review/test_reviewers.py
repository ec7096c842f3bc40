"""Becoming a reviewer, and what one may then not review."""

from datetime import timedelta

import pytest

from innovatie.accounts.actions.roles import give_reviewer_role
from innovatie.domain.authority import VISITOR, Role
from innovatie.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from innovatie.infra.database import execute, fetch_value
from innovatie.review import actions, queries
from tests import factories
from tests.factories import NOW, TODAY
from tests.review import world as worlds

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_whose_role_has_ended_is_not_asked_to_review() -> None:
    former = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())
    assert former in [one.id for one in await queries.possible_reviewers(today=TODAY)]
    await execute("UPDATE role_grant SET ends = $1 WHERE person = $2", TODAY - timedelta(days=1), former)
    assert former not in [one.id for one in await queries.possible_reviewers(today=TODAY)]
    with pytest.raises(NotFound):
        await actions.invite(actor=await factories.vng(), person_id=former, now=NOW)


async def test_an_invited_person_accepts_and_holds_the_role_and_a_volunteer_waits() -> None:
    town = await factories.municipality()
    chair = await factories.vng()
    guest = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    await actions.invite(actor=chair, person_id=guest, now=NOW)
    with pytest.raises(Conflict):
        await actions.invite(actor=chair, person_id=guest, now=NOW)
    expertise = actions.Expertise(("mobiliteit",), "fiets", 5)
    await actions.volunteer(actor=await worlds.as_actor(guest), expertise=expertise, now=NOW)
    assert (await worlds.as_actor(guest)).has(Role.REVIEWER)
    other = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    number = await actions.volunteer(actor=await worlds.as_actor(other), expertise=expertise, now=NOW)
    assert not (await worlds.as_actor(other)).has(Role.REVIEWER)
    with pytest.raises(NotAllowed):
        await actions.admit(actor=await worlds.as_actor(other), reviewer_id=number, now=NOW)
    await actions.admit(actor=chair, reviewer_id=number, now=NOW)
    assert (await worlds.as_actor(other)).has(Role.REVIEWER)
    await actions.retire(actor=chair, reviewer_id=number, now=NOW)
    assert not (await worlds.as_actor(other)).has(Role.REVIEWER)
    with pytest.raises(Invalid) as refused:
        await actions.volunteer(actor=await worlds.as_actor(guest), expertise=actions.Expertise((), "", 99), now=NOW)
    assert list(refused.value.errors) == ["themas", "maximum"]


async def test_a_reviewer_of_a_town_that_joins_the_group_later_is_no_longer_a_candidate() -> None:
    made = await worlds.world(groups=1, reviewers=6)
    found = await queries.matching(made.round, now=NOW)
    free = next(r for r in made.reviewers if (str(made.groups[0]), str(r)) not in found.stakes)
    town = await fetch_value("SELECT municipality FROM reviewer WHERE id = $1", free)
    idea = await fetch_value("SELECT founding_idea FROM idea_group WHERE id = $1", made.groups[0])
    await execute(
        "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
        " VALUES ($1, $2, 'aangehaakt', $3, '')",
        idea,
        town,
        NOW,
    )
    found = await queries.matching(made.round, now=NOW)
    assert "eigen gemeente doet mee in deze groep" in found.stakes[str(made.groups[0]), str(free)]


async def test_only_vng_makes_somebody_else_a_reviewer_and_nobody_without_an_account_is_one() -> None:
    town = await factories.municipality()
    other = await factories.person(Role.CIVIL_SERVANT, municipality_id=town)
    colleague = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    for actor in (colleague, VISITOR):
        with pytest.raises(NotAllowed):
            await give_reviewer_role(actor=actor, person_id=other, municipality_id=town, now=NOW)
    assert not (await worlds.as_actor(other)).has(Role.REVIEWER)
    await give_reviewer_role(actor=await factories.vng(), person_id=other, municipality_id=town, now=NOW)
    assert (await worlds.as_actor(other)).has(Role.REVIEWER, municipality_id=town)
