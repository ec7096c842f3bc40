"""One overview a day: what comes after it waits for the next, and nothing is lost in between."""

from datetime import timedelta

import asyncpg
import pytest

from innovatie.domain.authority import Role
from innovatie.infra.database import fetch_value
from innovatie.notifications import actions
from innovatie.notifications.kinds import Kind
from tests import factories
from tests.factories import NOW
from tests.notifications.test_mail import mails, told

pytestmark = pytest.mark.anyio


async def test_there_is_one_overview_a_day_and_the_rest_waits(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    await told(person, Kind.FOLLOWED, "a")
    await actions.send_digests(now=NOW)
    await told(person, Kind.FOLLOWED, "b", now=NOW + timedelta(hours=1))
    await actions.send_digests(now=NOW + timedelta(hours=2))
    assert len(await mails()) == 1
    await actions.send_digests(now=NOW + timedelta(days=1))
    assert [item["onderwerp"] for item in (await mails())[-1]["berichten"]] == ["Over b"]


async def test_the_day_of_an_overview_is_that_in_the_netherlands(db: asyncpg.Connection) -> None:
    person = await factories.person(Role.CIVIL_SERVANT)
    late = NOW.replace(hour=23, minute=30)
    await told(person, Kind.FOLLOWED, "a")
    await actions.send_digests(now=late)
    await told(person, Kind.FOLLOWED, "b", now=late)
    await actions.send_digests(now=late + timedelta(hours=6))
    assert await fetch_value("SELECT mailed_at FROM notice WHERE once_key = 'b'") is None, "it waits, and is not lost"
    await actions.send_digests(now=late + timedelta(days=1))
    assert [item["onderwerp"] for item in (await mails())[-1]["berichten"]] == ["Over b"]
