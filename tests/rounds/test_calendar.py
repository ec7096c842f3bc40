"""The calendar of rounds: what is to come, for everybody, and the same days for one's own calendar."""

from datetime import timedelta

import httpx
import pytest

from innovatie.domain.dutch_dates import HERE
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.rounds import actions
from innovatie.rounds.settings import RoundSettings
from tests import factories
from tests.insight.test_calendar_file import events

pytestmark = pytest.mark.anyio


async def planned(clock: Clock, *, name: str = "Ronde; van, het \\ dorp") -> int:
    now = clock.now()
    return await actions.create_round(
        actor=await factories.vng(),
        code="2091-1",
        name=name,
        description="",
        deadlines={Phase.SUBMIT: now + timedelta(days=40), Phase.GROUP: now + timedelta(days=60)},
        settings=RoundSettings(),
        starts_at=now + timedelta(days=9),
        now=now,
    )


async def test_a_draft_has_no_days_for_others_and_a_round_that_ended_calls_off_those_to_come(
    client: httpx.AsyncClient, clock: Clock
) -> None:
    round_id, director = await planned(clock), await factories.vng()
    for address in ("/rondes/kalender", "/rondes/kalender.ics"):
        assert "2091-1" not in (await client.get(address)).text
    for address in ("/rondes/2091-1/kalender", "/rondes/2091-1/kalender.ics"):
        assert (await client.get(address)).status_code == 404
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=clock.now())
    before = {one["UID"]: int(one["SEQUENCE"]) for one in events((await client.get("/rondes/kalender.ics")).text)}
    assert len(before) == 3
    await actions.end_round(actor=director, round_id=round_id, reason="Het gaat niet.", now=clock.now())
    assert "2091-1" not in (await client.get("/rondes/kalender")).text
    called_off = events((await client.get("/rondes/kalender.ics")).text)
    assert [one["STATUS"] for one in called_off] == ["CANCELLED"] * 3
    assert {one["UID"] for one in called_off} == set(before)
    assert all(int(one["SEQUENCE"]) > before[one["UID"]] for one in called_off)


async def test_the_days_of_a_round_are_on_its_page_and_in_the_file(client: httpx.AsyncClient, clock: Clock) -> None:
    round_id = await planned(clock)
    await actions.publish_round(actor=await factories.vng(), round_id=round_id, now=clock.now())
    page = (await client.get("/rondes/2091-1/kalender")).text
    assert [
        page.count(text) for text in ("De ronde begint", "Laatste dag van inzenden", "Laatste dag van groeperen")
    ] == [
        1,
        1,
        1,
    ]
    answer = await client.get("/rondes/2091-1/kalender.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    whole = answer.text.replace("\r\n ", "")
    assert r"SUMMARY:Ronde\; van\, het \\ dorp: laatste dag inzenden" in whole
    day = (clock.now() + timedelta(days=40)).astimezone(HERE).strftime("%Y%m%d")
    assert f"DTSTART;VALUE=DATE:{day}" in whole


async def test_a_day_that_moved_keeps_its_name_and_has_a_higher_number(client: httpx.AsyncClient, clock: Clock) -> None:
    round_id, director = await planned(clock), await factories.vng()
    await actions.publish_round(actor=director, round_id=round_id, now=clock.now())
    await actions.open_next_phase(actor=director, round_id=round_id, deadline=None, now=clock.now())

    async def last_day() -> tuple[str, str, int]:
        whole = (await client.get("/rondes/2091-1/kalender.ics")).text
        event = next(one for one in whole.split("BEGIN:VEVENT") if "UID:ronde-2091-1-inzenden@" in one)
        found = dict(line.split(":", 1) for line in event.split("\r\n") if ":" in line)
        return found["UID"], found["DTSTART;VALUE=DATE"], int(found["SEQUENCE"])

    before = await last_day()
    later = clock.now() + timedelta(days=50)
    await actions.extend_phase(actor=director, round_id=round_id, deadline=later, reason="Meer tijd.", now=clock.now())
    after = await last_day()
    assert (after[0], after[1]) == (before[0], f"{later.astimezone(HERE):%Y%m%d}")
    assert after[2] > before[2]
