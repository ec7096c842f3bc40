"""People of a municipality that merged, who have or had a role at its heir already."""

from datetime import timedelta

import pytest

from innovatie.accounts import actions
from innovatie.accounts.queries import actor_of
from innovatie.domain.authority import Role
from innovatie.infra.database import execute
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def test_a_role_that_ends_sooner_or_begins_later_at_the_heir_takes_none_away() -> None:
    """Who had it for a week there, or from next year on, lost it for all other days."""
    for starts, ends in (
        (TODAY - timedelta(90), TODAY - timedelta(7)),
        (TODAY, TODAY + timedelta(7)),
        (TODAY + timedelta(90), None),
    ):
        old, heir = await factories.municipality(), await factories.municipality()
        person = await factories.person(Role.CIVIL_SERVANT, municipality_id=old)
        await execute(
            "INSERT INTO role_grant (person, role, municipality, starts, ends, granted_at, reason)"
            " VALUES ($1, 'ambtenaar', $2, $3, $4, $5, '')", person, heir, starts, ends, NOW
        )  # fmt: skip
        await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, heir, TODAY)
        assert await actions.move_to_heirs(now=NOW) == 1
        for day in (TODAY, TODAY + timedelta(30), TODAY + timedelta(120)):
            actor = await actor_of(person_id=person, municipality_id=heir, today=day)
            assert actor is not None and actor.has(Role.CIVIL_SERVANT), day


async def test_between_two_roles_that_do_not_touch_there_is_none() -> None:
    old, heir = await factories.municipality(), await factories.municipality()
    person = await factories.person(Role.VOTER, municipality_id=old)
    await execute("UPDATE role_grant SET ends = $2 WHERE person = $1", person, TODAY + timedelta(10))
    await execute(
        "INSERT INTO role_grant (person, role, municipality, starts, granted_at, reason)"
        " VALUES ($1, 'stemgemachtigde', $2, $3, $4, '')", person, heir, TODAY + timedelta(90), NOW
    )  # fmt: skip
    await execute("INSERT INTO merger (predecessor, successor, takes_effect) VALUES ($1, $2, $3)", old, heir, TODAY)
    assert await actions.move_to_heirs(now=NOW) == 1
    votes = {}
    for days in (0, 10, 50, 90):
        actor = await actor_of(person_id=person, municipality_id=heir, today=TODAY + timedelta(days))
        votes[days] = actor is not None and actor.has(Role.VOTER)
    assert votes == {0: True, 10: True, 50: False, 90: True}
