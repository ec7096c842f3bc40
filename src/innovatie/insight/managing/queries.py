"""What waits for the administrator of the platform, and the tables of municipalities for a day to come."""

from datetime import date, datetime

import msgspec

from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.voting.queries.seats import with_a_seat


class Waits(msgspec.Struct, frozen=True):
    """How much of each kind asks for a look."""

    proposals: int
    erasures: int
    mail: int
    tables: int
    people: int


async def waits() -> Waits:
    """Counts for the front page of managing."""
    found = await fetch_one_as(
        Waits,
        """
        SELECT (SELECT count(*) FROM role_proposal WHERE given IS NULL) AS proposals,
               (SELECT count(*) FROM waiting_erasure e WHERE e.settled_at IS NULL
                    AND EXISTS (SELECT FROM waiting_place p WHERE p.erasure = e.id AND p.taken IS NULL)) AS erasures,
               (SELECT count(*) FROM queued_mail WHERE state IN ('geweigerd', 'onzeker')
                    OR (state = 'wacht' AND attempts > 0)) AS mail,
               (SELECT count(*) FROM waiting_municipal_table) AS tables,
               (SELECT count(*) FROM person WHERE active) AS people
        """,
    )
    assert found is not None, "a SELECT of counts has a row"
    return found


class WaitingTable(msgspec.Struct, frozen=True):
    """A table of municipalities that is taken over on `day`; `towns` how many stand in it.

    `voting`: of those that it ends, the names of those that have a seat in a vote that runs; it waits for that one.
    """

    day: date
    towns: int
    successors: dict[str, str]
    stored_at: datetime
    ending: list[int]
    voting: list[str] = []


async def waiting_tables() -> tuple[WaitingTable, ...]:
    """The next one first."""
    tables = await fetch_as(
        WaitingTable,
        """
        SELECT t.day, jsonb_array_length(t.facts) AS towns, t.successors, t.stored_at,
               array(SELECT m.id FROM municipality m WHERE m.ended IS NULL
                        AND NOT t.facts @> jsonb_build_array(jsonb_build_object('code', m.code))) AS ending
          FROM waiting_municipal_table t ORDER BY t.day
        """,
    )
    return tuple([msgspec.structs.replace(one, voting=await with_a_seat(one.ending)) for one in tables])
