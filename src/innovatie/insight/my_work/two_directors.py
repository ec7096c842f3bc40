"""What waits for a second director: acts that cannot be undone are asked by one and done by another."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.authority import Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.withdrawn_winners import APPEAL_WITHIN
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as
from innovatie.insight.my_work.tasks import Task
from innovatie.notifications.queries import people_of_audience


class _Waits(msgspec.Struct, frozen=True):
    kind: str
    code: str
    name: str
    asker: int | None
    """Who began it. None when nobody asked yet, or when that person was erased."""
    by: str
    until: datetime | None
    winner: int | None
    """The number of the group, when it is about one."""


_WAITING = """
SELECT 'tellen' AS kind, r.code, r.name, v.count_asked_by AS asker, coalesce(p.name, '') AS by,
       NULL::timestamptz AS until, NULL::int AS winner
  FROM round_vote v JOIN round r ON r.id = v.round LEFT JOIN person p ON p.id = v.count_asked_by
 WHERE v.counted_at IS NULL AND v.count_asked_by IS NOT NULL AND v.count_asked_by <> $1 AND NOT EXISTS (
       SELECT FROM phase_window w WHERE w.round = r.id AND w.phase = r.phase AND w.opened_at IS NOT NULL
          AND (w.closed_at IS NULL OR w.closed_at > $2) AND (w.deadline IS NULL OR w.deadline > $2))
   AND NOT EXISTS (
       SELECT FROM phase_window w
        WHERE w.round = r.id AND w.phase = CASE v.kind WHEN 'finale' THEN 'stemmen' ELSE v.kind END
          AND v.count_asked_at < least(w.deadline, w.closed_at))
UNION ALL
SELECT 'loten', r.code, r.name, d.read_by, coalesce(p.name, ''), NULL, NULL
  FROM draw_reading d JOIN round_vote v ON v.id = d.vote AND v.draw_value IS NULL JOIN round r ON r.id = v.round
  LEFT JOIN person p ON p.id = d.read_by WHERE d.confirmed_at IS NULL AND d.read_by IS DISTINCT FROM $1
UNION ALL
SELECT 'publieksprijs', r.code, r.name, a.asked_by, coalesce(p.name, ''), NULL, NULL
  FROM audience_poll a JOIN round r ON r.id = a.round LEFT JOIN person p ON p.id = a.asked_by
 WHERE a.published_at IS NULL AND a.asked_by <> $1
UNION ALL
SELECT 'nakijken', r.code, r.name, NULL, '', NULL, NULL
  FROM audience_poll a JOIN round r ON r.id = a.round AND r.ended_at IS NULL
 WHERE a.published_at IS NULL AND a.asked_by IS NULL AND r.phase IN ('uitslag', 'overname')
UNION ALL
SELECT 'publiceren', r.code, r.name, CASE WHEN n.id IS NULL THEN u.prepared_by ELSE n.planned_by END,
       coalesce(p.name, ''), n.publish_at, NULL
  FROM publication u JOIN round r ON r.id = u.round AND r.ended_at IS NULL LEFT JOIN person p ON p.id = u.prepared_by
  LEFT JOIN publication_plan n ON n.round = r.id AND n.ended_at IS NULL
 WHERE u.published_at IS NULL AND r.phase IN ('uitslag', 'overname')
   AND CASE WHEN n.id IS NULL THEN u.prepared_by IS DISTINCT FROM $1
            ELSE n.confirmed_at IS NULL AND n.planned_by IS DISTINCT FROM $1 END
UNION ALL
SELECT 'intrekken', r.code, w.title, x.asked_by, coalesce(p.name, ''), NULL, w."group"
  FROM winner_withdrawal x JOIN winner w ON w.id = x.winner JOIN round r ON r.id = w.round
  LEFT JOIN person p ON p.id = x.asked_by
 WHERE x.confirmed_at IS NULL AND x.ended_at IS NULL AND x.asked_by IS DISTINCT FROM $1
UNION ALL
SELECT 'terugtrekken', r.code, g.title, x.asked_by, coalesce(p.name, ''), NULL, g.id
  FROM finalist_withdrawal x JOIN finalist f ON f.id = x.finalist JOIN idea_group g ON g.id = f."group"
  JOIN round r ON r.id = f.round AND r.ended_at IS NULL LEFT JOIN person p ON p.id = x.asked_by
 WHERE x.confirmed_at IS NULL AND x.dropped_at IS NULL AND x.asked_by IS DISTINCT FROM $1
   AND r.phase IN ('uitwerken', 'stemmen')
   AND NOT EXISTS (SELECT FROM round_vote v JOIN phase_window w ON w.round = r.id AND w.phase = 'stemmen'
        WHERE v.round = r.id AND v.kind = 'finale'
          AND (v.closed_at IS NOT NULL OR least(w.deadline, w.closed_at) <= $2))
   AND EXISTS (SELECT FROM finalist o WHERE o.round = r.id AND o.id <> f.id AND o.withdrawn_at IS NULL)
UNION ALL
SELECT 'terugnemen', r.code, w.title, x.return_asked_by, coalesce(p.name, ''), NULL, w."group"
  FROM winner_withdrawal x JOIN winner w ON w.id = x.winner JOIN round r ON r.id = w.round
  LEFT JOIN person p ON p.id = x.return_asked_by
 WHERE x.ended_at IS NULL AND x.return_asked_at IS NOT NULL AND x.return_asked_by IS DISTINCT FROM $1
   AND x.confirmed_at > $3
ORDER BY 2, 1
"""
_BEGUN_BY_NONE: Final = wording("Wie dit begon, is geen regisseur van VNG meer.")
_ADDRESSES = {
    "tellen": "/vng/stemming/{code}",
    "loten": "/vng/stemming/{code}",
    "publieksprijs": "/vng/publieksprijs/{code}",
    "nakijken": "/vng/publieksprijs/{code}",
    "intrekken": "/vng/publicatie/{code}/winnaars/{winner}",
    "terugtrekken": "/vng/stemming/{code}/finalisten/{winner}",
    "terugnemen": "/vng/publicatie/{code}/winnaars/{winner}",
    "publiceren": "/vng/publicatie/{code}/voorbeeld",
}


async def second_pair_of_eyes(actor: Actor, now: datetime) -> list[Task]:
    """What another director began and this one may finish; what somebody began who directs no more is begun anew."""
    directors = set(await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now)))
    found = []
    for one in await fetch_as(_Waits, _WAITING, actor.person_id, now, now - APPEAL_WITHIN):
        anew = one.kind != "nakijken" and one.asker not in directors
        if anew and one.kind == "tellen":
            continue  # any director may ask for the count then, and is told so
        found.append(
            Task(
                kind="opnieuw" if anew else one.kind,
                title=one.name,
                text=_BEGUN_BY_NONE if anew else one.by,
                address=_ADDRESSES[one.kind].format(code=one.code, winner=one.winner),
                deadline=one.until,
                waits=True,
            )
        )
    return found
