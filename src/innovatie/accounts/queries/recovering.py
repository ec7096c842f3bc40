"""Who asks for a way back to a second factor, and who may judge that."""

from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.domain.authority import RULES, Act, Actor, Role, may
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.factor_recovery import SETTLED, Asker, Judge, lapses_at
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values

_HOLDS: Final = "g.revoked_at IS NULL AND (g.ends IS NULL OR g.ends >= $1)"
_OPEN: Final = "JOIN person p ON p.id = g.person AND p.active"
_ASKED: Final = f"""
SELECT r.id, r.person, p.name, r.asked_at, r.reason, r.vouched_by, coalesce(v.name, '') AS vouched_name, r.vouched_at,
       coalesce(c.name, '') AS confirmed_name, r.opens_at,
       ARRAY(SELECT DISTINCT g.municipality FROM role_grant g WHERE g.person = r.person AND {_HOLDS}
                AND g.municipality IS NOT NULL ORDER BY 1) AS towns,
       coalesce((SELECT string_agg(DISTINCT m.name, ', ') FROM role_grant g JOIN municipality m ON m.id = g.municipality
                  WHERE g.person = r.person AND {_HOLDS}), '') AS town_names,
       coalesce((SELECT bool_or(g.municipality IS NULL) FROM role_grant g WHERE g.person = r.person AND {_HOLDS}), true)
       AS central
  FROM factor_recovery r JOIN person p ON p.id = r.person AND p.active
  LEFT JOIN person v ON v.id = r.vouched_by LEFT JOIN person c ON c.id = r.confirmed_by
 WHERE r.ended_at IS NULL
"""


class Recovery(msgspec.Struct, frozen=True):
    """A request that has not ended. `reason`: by what the one who vouched knew this person."""

    id: int
    person: int
    name: str
    asked_at: datetime
    reason: str
    vouched_by: int | None
    vouched_name: str
    vouched_at: datetime | None
    confirmed_name: str
    opens_at: datetime | None
    towns: tuple[int, ...]
    town_names: str
    central: bool

    @property
    def asker(self) -> Asker:
        return Asker(person=self.person, towns=frozenset(self.towns), central=self.central)

    @property
    def ends_at(self) -> datetime:
        """When it lapses."""
        return lapses_at(asked_at=self.asked_at, opens_at=self.opens_at)

    def is_over(self, now: datetime) -> bool:
        return now >= self.ends_at

    def is_open(self, now: datetime) -> bool:
        """Whether the person may start anew."""
        return self.opens_at is not None and self.opens_at <= now < self.ends_at


async def recovery_of(person_id: int, *, now: datetime) -> Recovery | None:
    """What this person asked, while it lives."""
    found = await fetch_one_as(Recovery, f"{_ASKED} AND r.person = $2", dutch_day(now), person_id)
    return None if found is None or found.is_over(now) else found


async def recovery(number: int, *, now: datetime) -> Recovery | None:
    found = await fetch_one_as(Recovery, f"{_ASKED} AND r.id = $2", dutch_day(now), number)
    return None if found is None or found.is_over(now) else found


async def recoveries(*, now: datetime) -> tuple[Recovery, ...]:
    """All that live, the oldest first."""
    rows = await fetch_as(Recovery, f"{_ASKED} ORDER BY r.asked_at, r.id", dutch_day(now))
    return tuple(row for row in rows if not row.is_over(now))


async def judge_of(person_id: int, *, now: datetime) -> Judge:
    """What gives this person the power to judge, by the roles that hold today; nothing once their account is closed."""
    today = dutch_day(now)
    central = await fetch_one_value(
        bool,
        f"SELECT true FROM role_grant g {_OPEN} WHERE g.person = $2 AND g.role = ANY($3) AND g.starts <= $1"
        f" AND {_HOLDS} LIMIT 1",
        today,
        person_id,
        sorted(role.value for role in RULES[Act.CONFIRM_ROLE].roles),
    )
    towns = await fetch_values(
        int,
        f"SELECT DISTINCT g.municipality FROM role_grant g {_OPEN} WHERE g.person = $2 AND g.role = $3"
        f" AND g.municipality IS NOT NULL AND g.starts <= $1 AND {_HOLDS} AND g.granted_at <= $4 ORDER BY 1",
        today,
        person_id,
        Role.MUNICIPAL_ADMIN.value,
        now - SETTLED,
    )
    return Judge(person=person_id, central=central is True, towns=frozenset(towns))


async def who_hears(towns: tuple[int, ...], *, today: date, but: int) -> list[int]:
    """Administrators and voters of these municipalities, directors of VNG and administrators of the platform."""
    return await fetch_values(
        int,
        f"SELECT DISTINCT g.person FROM role_grant g {_OPEN}"
        f" WHERE g.starts <= $1 AND {_HOLDS} AND g.person <> $2 AND (g.role = ANY($3)"
        " OR (g.role = ANY($4) AND g.municipality = ANY($5))) ORDER BY 1",
        today,
        but,
        [Role.VNG_DIRECTOR.value, Role.ADMINISTRATOR.value],
        [Role.MUNICIPAL_ADMIN.value, Role.VOTER.value],
        list(towns),
    )


def may_stop(actor: Actor, found: Recovery) -> bool:
    """Whether this person is one of those who are told of it, or whose it is."""
    if actor.person_id == found.person or may(actor, Act.CONFIRM_ROLE):
        return True
    return any(town in found.towns for town in actor.municipalities(Role.MUNICIPAL_ADMIN, Role.VOTER))


async def judge_now(actor: Actor, now: datetime) -> Judge:
    """What this session lets its person judge: strong roles sleep in one that did not show the second factor."""
    held = await judge_of(actor.person_id or 0, now=now)
    towns = frozenset(town for town in held.towns if actor.has(Role.MUNICIPAL_ADMIN, municipality_id=town))
    return Judge(person=held.person, central=held.central and bool(may(actor, Act.CONFIRM_ROLE)), towns=towns)
