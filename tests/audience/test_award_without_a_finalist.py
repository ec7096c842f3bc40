"""The award when a finalist withdraws: its votes do not count, who cast one votes anew, and the list says so."""

from datetime import UTC, datetime

import httpx
import pytest

from innovatie.audience import actions, queries
from innovatie.domain.errors import Conflict
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute
from tests.audience.test_award import Made, asked, made, voted
from tests.factories import NOW

__all__ = ["made"]

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("db")]


async def gone(made: Made) -> None:
    await execute('UPDATE finalist SET withdrawn_at = now() WHERE round = $1 AND "group" = $2', made.id, made.groups[0])


async def test_who_voted_for_it_votes_anew_and_an_older_link_does_not_count(
    made: Made, client: httpx.AsyncClient, clock: Clock
) -> None:
    clock.shift = NOW - datetime.now(UTC)
    await voted(made, "jan@dorp.nl")
    await voted(made, "els@dorp.nl", group=1)
    older = await asked(made, "piet@dorp.nl")
    await gone(made)
    with pytest.raises(Conflict, match="doet niet meer mee"):
        await actions.confirm(code=made.code, secret=older, now=NOW)
    page = (await client.get(f"/publieksprijs/{made.code}")).text
    assert "‘Tegels’ doet niet meer mee. Stemde u daarop?" in page
    poll = await queries.poll_of(made.id)
    assert poll is not None
    assert [(line.group, line.counted) for line in await queries.lines(made.id, poll.id)].count(
        (made.groups[0], False)
    ) == 1, "the list of votes tells what counts as the result does"
    await voted(made, "jan@dorp.nl", group=1)
    with pytest.raises(Conflict, match="al gestemd"):
        await voted(made, "jan@dorp.nl", group=1)
    with pytest.raises(Conflict, match="al gestemd"):
        await voted(made, "els@dorp.nl", group=1)
    assert [(one.title, one.votes) for one in await queries.standings(made.id, poll.id)] == [("Linde", 2)]
    assert all(line.counted for line in await queries.lines(made.id, poll.id))
