"""Which municipalities did not do yet what the open phase of a round asks, and what VNG did about it so far."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.escalation import ASKED_IN, LACKS, RUNGS, EscalationRung, Lack, next_rung
from innovatie.domain.phases import Phase
from innovatie.infra.database import fetch_as
from innovatie.rounds.queries import RoundDetail


class Step(msgspec.Struct, frozen=True):
    """A step that was taken."""

    id: int
    municipality: int
    rung: EscalationRung
    taken_at: datetime
    by: str
    note: str
    told: int

    @property
    def label(self) -> str:
        return RUNGS[self.rung]


class _Town(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    province: str
    detail: str


class Waiting(msgspec.Struct, frozen=True):
    """A municipality that is waited for. `detail`: what it is about; `due`: it is time for the step `following`."""

    id: int
    code: str
    name: str
    province: str
    lack: Lack
    detail: str
    steps: tuple[Step, ...]
    following: EscalationRung | None
    due: bool

    @property
    def lack_label(self) -> str:
        return LACKS[self.lack]

    @property
    def following_label(self) -> str:
        return RUNGS[self.following] if self.following else ""


_EXISTS: Final = "(n.started IS NULL OR n.started <= $2) AND (n.ended IS NULL OR n.ended > $2)"
_ENTERED: Final = """
EXISTS (SELECT FROM idea i JOIN idea_participant d ON d.idea = i.id AND d.left_at IS NULL
         WHERE i.round = $1 AND i.state = 'ingediend' AND d.municipality = n.id)
"""
_TOWN: Final = "n.id, n.code, n.name, n.province"
_FREE: Final = "SELECT FROM idea i WHERE i.municipality = n.id AND i.state = 'ingediend' AND i.round IS NULL"
_DRAFT: Final = "SELECT FROM idea i WHERE i.municipality = n.id AND i.state = 'concept'"

_LISTS: Final[dict[Lack, str]] = {
    Lack.NOT_ENTERED: f"""
        SELECT {_TOWN}, (SELECT string_agg(i.title, '; ' ORDER BY i.id) FROM idea i WHERE i.municipality = n.id
                            AND i.state = 'ingediend' AND i.round IS NULL) AS detail
          FROM municipality n WHERE {_EXISTS} AND NOT {_ENTERED} AND EXISTS ({_FREE}) ORDER BY n.sort_name
        """,
    Lack.STOPPED: f"""
        SELECT {_TOWN}, '' AS detail FROM municipality n
         WHERE {_EXISTS} AND NOT {_ENTERED} AND NOT EXISTS ({_FREE}) AND EXISTS ({_DRAFT}) ORDER BY n.sort_name
        """,
    Lack.NO_PLAN: f"""
        SELECT {_TOWN}, '' AS detail FROM municipality n
         WHERE {_EXISTS} AND NOT {_ENTERED} AND NOT EXISTS ({_FREE}) AND NOT EXISTS ({_DRAFT}) ORDER BY n.sort_name
        """,
    Lack.SILENT: f"""
        SELECT {_TOWN}, string_agg(DISTINCT g.title, '; ') AS detail
          FROM group_proposal p JOIN idea_group g ON g.id IN (p."group", p.other_group)
          JOIN group_member m ON m."group" = g.id JOIN idea i ON i.id = m.idea AND i.round = $1
          JOIN municipality n ON n.id = i.municipality
         WHERE p.state = 'open' AND {_EXISTS} AND NOT EXISTS (SELECT FROM proposal_voice v WHERE v.proposal = p.id
               AND v.side = CASE WHEN g.id = p."group" THEN 'groep' ELSE 'andere' END)
         GROUP BY n.id ORDER BY n.sort_name
        """,
    Lack.REVIEW: f"""
        SELECT {_TOWN}, string_agg(DISTINCT q.name, '; ') AS detail
          FROM assignment a JOIN reviewer r ON r.id = a.reviewer JOIN person q ON q.id = r.person
          JOIN role_grant h ON h.person = q.id AND h.municipality IS NOT NULL AND h.revoked_at IS NULL
               AND h.starts <= $2 AND (h.ends IS NULL OR h.ends >= $2)
          JOIN municipality n ON n.id = h.municipality
         WHERE a.round = $1 AND (a.state = 'verlopen' OR a.state = 'open' AND a.due < $3) AND {_EXISTS}
         GROUP BY n.id ORDER BY n.sort_name
        """,
    Lack.NO_VOTER: f"""
        SELECT {_TOWN}, '' AS detail FROM municipality n
         WHERE {_EXISTS} AND NOT EXISTS (SELECT FROM role_grant h WHERE h.municipality = n.id
               AND h.role = 'stemgemachtigde' AND h.revoked_at IS NULL AND h.starts <= $2
               AND (h.ends IS NULL OR h.ends >= $2))
           AND NOT EXISTS (SELECT FROM mandate d WHERE d.municipality = n.id AND d.round = $1 AND d.revoked_at IS NULL)
         ORDER BY n.sort_name
        """,
    Lack.NOT_ELABORATED: f"""
        SELECT {_TOWN}, string_agg(DISTINCT g.title, '; ') AS detail
          FROM finalist f JOIN idea_group g ON g.id = f."group" JOIN group_member m ON m."group" = g.id
          JOIN idea i ON i.id = m.idea JOIN municipality n ON n.id = coalesce(g.lead, i.municipality)
         WHERE f.round = $1 AND f.withdrawn_at IS NULL AND {_EXISTS}
           AND NOT EXISTS (SELECT FROM elaboration e WHERE e.round = f.round
               AND e."group" = f."group")
         GROUP BY n.id ORDER BY n.sort_name
        """,
}
"""Each with the round as $1, today as $2 and now as $3. A draft is its municipality's alone: its title stays there."""

_STEPS: Final = """
SELECT s.id, s.municipality, s.rung, s.taken_at, coalesce(p.name, '') AS by, s.note, s.told
  FROM escalation_step s LEFT JOIN person p ON p.id = s.taken_by
 WHERE s.round = $1 AND s.phase = $2 ORDER BY s.taken_at, s.id
"""


async def waiting_in(round_: RoundDetail, *, now: datetime) -> tuple[Waiting, ...]:
    """Whoever is waited for in the phase of this round, by what they lack and then by name; nobody outside a phase."""
    if round_.phase is None or round_.ended_at is not None:
        return ()
    today = dutch_day(now)
    steps = await fetch_as(Step, _STEPS, round_.id, round_.phase.value)
    found: list[Waiting] = []
    for lack in ASKED_IN.get(round_.phase, ()):
        for town in await _towns(lack, round_.id, today, now):
            own = tuple(step for step in steps if step.municipality == town.id)
            following, due = next_rung(((step.rung, dutch_day(step.taken_at)) for step in own), today)
            found.append(
                Waiting(
                    id=town.id,
                    code=town.code,
                    name=town.name,
                    province=town.province,
                    lack=lack,
                    detail=town.detail,
                    steps=own,
                    following=following,
                    due=due,
                )
            )
    return tuple(found)


async def _towns(lack: Lack, round_id: int, today: date, now: datetime) -> Sequence[_Town]:
    sql = f"SELECT * FROM ({_LISTS[lack]}) found WHERE $2::date IS NOT NULL AND $3::timestamptz IS NOT NULL"
    return await fetch_as(_Town, sql, round_id, today, now)


class Reachable(msgspec.Struct, frozen=True):
    """Somebody of a municipality to call or mail."""

    municipality: int
    name: str
    email: str
    roles: str


async def people_to_call(municipalities: Sequence[int], *, today: date) -> tuple[Reachable, ...]:
    """Who has a role in these municipalities, the administrators first: the telephone list of VNG."""
    return tuple(
        await fetch_as(
            Reachable,
            """
            SELECT h.municipality, p.name, coalesce(p.email, '') AS email,
                   string_agg(h.role, ', ' ORDER BY h.role) AS roles
              FROM role_grant h JOIN person p ON p.id = h.person AND p.active
             WHERE h.municipality = ANY($1) AND h.revoked_at IS NULL AND h.starts <= $2
               AND (h.ends IS NULL OR h.ends >= $2)
             GROUP BY h.municipality, p.id
             ORDER BY h.municipality, bool_or(h.role = 'gemeentebeheerder') DESC, p.name, p.id
            """,
            list(municipalities),
            today,
        )
    )


def asks(phase: Phase | None) -> bool:
    """Whether anything is asked of municipalities in this phase."""
    return phase in ASKED_IN
