"""Who administers a municipality makes us call addresses of others: so often, and no more."""

import asyncio
from contextlib import suppress
from datetime import datetime

import pytest

from innovatie.domain.authority import Role
from innovatie.domain.errors import Conflict
from innovatie.domain.event_words import MessageForm
from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.database import fetch_value
from innovatie.infra.rate_limit import TooMany
from innovatie.subscriptions import actions
from tests import factories
from tests.conftest import SECRET

pytestmark = pytest.mark.anyio


async def test_forty_subscriptions_asked_at_once_are_twenty(committed: str, now: datetime) -> None:
    town = await factories.municipality()
    chief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)

    async def asked() -> None:
        with suppress(Conflict):
            await actions.subscribe(
                actor=chief, municipality_id=town, name="Zaaksysteem", address="https://hook.example/",
                form=MessageForm.SLACK, resources=[PublicResource.IDEA], key=SECRET, plain_http=False, now=now,
            )  # fmt: skip

    await asyncio.gather(*(asked() for _ in range(2 * actions.MOST)))
    assert await fetch_value("SELECT count(*) FROM subscription") == actions.MOST


@pytest.mark.usefixtures("db")
async def test_pausing_and_resuming_is_no_way_around_the_limit_of_trials(now: datetime) -> None:
    """Each resumption sends at once, to an address that need not be theirs."""
    town = await factories.municipality()
    chief = await factories.actor(Role.MUNICIPAL_ADMIN, municipality_id=town)
    number, _ = await actions.subscribe(
        actor=chief, municipality_id=town, name="Zaaksysteem", address="https://hook.example/",
        form=MessageForm.TEAMS, resources=[PublicResource.IDEA], key=SECRET, plain_http=False, now=now,
    )  # fmt: skip
    with pytest.raises(TooMany):
        for _ in range(actions.TRIED.size + 1):
            await actions.pause(actor=chief, municipality_id=town, number=number, now=now)
            await actions.resume(actor=chief, municipality_id=town, number=number, now=now)
