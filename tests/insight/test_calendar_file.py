"""One's own calendar file, taken again and again: a day that moved has a higher number, and one that went is cancelled."""

from datetime import date, timedelta

import asyncpg
import httpx
import pytest

from innovatie.accounts.records import give_role
from innovatie.domain.authority import Role
from innovatie.domain.icalendar import Day, calendar
from innovatie.domain.phases import Phase
from innovatie.infra.clock import Clock
from innovatie.infra.database import execute, fetch_value
from innovatie.insight.my_work.kept_days import CANCELLED_FOR, forget_person, numbered
from tests import factories
from tests.conftest import SignIn
from tests.factories import NOW
from tests.insight.test_my_work import open_vote

pytestmark = pytest.mark.anyio
DAY = Day("stem-1@x.nl", date(2027, 1, 4), "Stem: ronde", "", "https://x.nl/stemmen/1")


def events(text: str) -> list[dict[str, str]]:
    """Each event of a file, by the names of its lines."""
    found = []
    for event in text.replace("\r\n ", "").split("BEGIN:VEVENT\r\n")[1:]:
        lines = event.split("END:VEVENT")[0].strip().split("\r\n")
        found.append(dict(line.split(":", 1) for line in lines))
    return found


async def test_a_vote_that_is_extended_moves_in_the_file_and_one_that_is_over_is_cancelled(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    oss = await factories.municipality("Oss")
    await open_vote(await factories.round_in(Phase.VOTE), oss)
    await sign_in(client, await factories.person(Role.CIVIL_SERVANT, Role.VOTER, municipality_id=oss))

    async def taken() -> dict[str, str]:
        (event,) = events((await client.get("/mijn-werk/agenda.ics")).text)
        return event

    last = clock.now() + timedelta(days=5)
    await execute("UPDATE phase_window SET deadline = $1", last)
    first, same = await taken(), await taken()
    assert (same["SEQUENCE"], same["LAST-MODIFIED"]) == (first["SEQUENCE"], first["LAST-MODIFIED"])
    number = int(first["SEQUENCE"])
    await execute("UPDATE phase_window SET deadline = $1", last + timedelta(days=2))
    clock.shift = timedelta(minutes=5)
    moved = await taken()
    assert (moved["UID"], int(moved["SEQUENCE"])) == (first["UID"], number + 1)
    assert moved["DTSTART;VALUE=DATE"] > first["DTSTART;VALUE=DATE"]
    assert moved["LAST-MODIFIED"] > first["LAST-MODIFIED"]
    await execute("UPDATE role_grant SET revoked_at = now() WHERE role = $1", Role.VOTER.value)
    gone, still = await taken(), await taken()
    assert (gone["UID"], int(gone["SEQUENCE"]), gone["STATUS"]) == (first["UID"], number + 2, "CANCELLED")
    assert still == gone | {"DTSTAMP": still["DTSTAMP"]}


async def test_a_day_that_comes_back_goes_on_with_its_number_and_one_that_went_long_ago_is_forgotten(
    db: asyncpg.Connection,
) -> None:
    person = await factories.person(Role.CIVIL_SERVANT, municipality_id=await factories.municipality())

    async def taken(*days: Day, after: timedelta) -> list[tuple[int, bool]]:
        found = await numbered(days, person_id=person, now=NOW + after)
        return [(one.sequence, one.cancelled) for one in found]

    ((first, cancelled),) = await taken(DAY, after=timedelta())
    assert not cancelled
    assert await taken(after=timedelta(days=1)) == [(first + 1, True)]
    assert await taken(DAY, after=timedelta(days=2)) == [(first + 2, False)]
    assert await taken(after=timedelta(days=3)) == [(first + 3, True)]
    assert await taken(after=timedelta(days=3) + CANCELLED_FOR) == [(first + 3, True)]
    assert await taken(after=timedelta(days=4) + CANCELLED_FOR) == []
    assert await fetch_value("SELECT count(*) FROM calendar_day") == 0
    ((again, cancelled),) = await taken(DAY, after=timedelta(days=5) + CANCELLED_FOR)
    assert (again > first + 3, cancelled) == (True, False)  # a program that still has it as cancelled takes it back
    await forget_person(person_id=person, address=None, now=DAY)
    assert await fetch_value("SELECT count(*) FROM calendar_day") == 0


async def test_of_two_tasks_on_one_page_the_one_that_is_left_keeps_its_name(
    client: httpx.AsyncClient, sign_in: SignIn, clock: Clock
) -> None:
    towns = [await factories.municipality(name) for name in ("Oss", "Zeist")]
    await open_vote(await factories.round_in(Phase.VOTE), *towns)
    person = await factories.person(Role.VOTER, municipality_id=towns[0])
    await give_role(person_id=person, role=Role.VOTER, starts=NOW.date(), reason="x", now=NOW, municipality_id=towns[1])
    await sign_in(client, person)
    await execute("UPDATE phase_window SET deadline = $1", clock.now() + timedelta(days=5))

    async def taken() -> dict[str, dict[str, str]]:
        return {one["UID"]: one for one in events((await client.get("/mijn-werk/agenda.ics")).text)}

    both = await taken()
    assert sorted(one["DESCRIPTION"] for one in both.values()) == ["Oss", "Zeist"]
    await execute("UPDATE role_grant SET revoked_at = now() WHERE municipality = $1", towns[0])
    left = await taken()
    assert {uid: one.get("STATUS") for uid, one in left.items()} == {
        uid: "CANCELLED" if one["DESCRIPTION"] == "Oss" else None for uid, one in both.items()
    }


async def test_nobody_sees_the_days_of_another(db: asyncpg.Connection) -> None:
    town = await factories.municipality()
    one, other = [await factories.person(Role.CIVIL_SERVANT, municipality_id=town) for _ in range(2)]
    await numbered([DAY], person_id=one, now=NOW)
    assert await numbered([], person_id=other, now=NOW) == []


def test_a_cancelled_day_is_still_an_event_with_a_day() -> None:
    (event,) = events(calendar("x", [Day(DAY.uid, DAY.day, "", "", "", 3, NOW, cancelled=True)], now=NOW))
    assert (event["STATUS"], event["SEQUENCE"], event["DTSTART;VALUE=DATE"]) == ("CANCELLED", "3", "20270104")
    assert "SUMMARY" not in event and "URL" not in event
