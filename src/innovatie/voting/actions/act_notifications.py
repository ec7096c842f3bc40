"""Each ballot cast, replaced or withdrawn, and each mandate, is told at once to those it is done for.

Whoever stuffs a ballot box must keep this mail from the one municipality that knows better. What was said stays sealed:
the message names the place in the log, its leaf, and the signed state of the log with it.
"""

from datetime import datetime, timedelta

import msgspec

from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra import outbox
from innovatie.infra.database import execute, fetch_as, fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.voting import payloads
from innovatie.voting.act_messages import TOLD_KINDS, Done, told_of
from innovatie.voting.queries.votes import vote_by_id

NEWS = timedelta(days=30)
"""What was done longer ago (a database put back, an example) is nobody's news: it counts as told."""

_ACTS = """
SELECT b.sequence, b.kind, b.time, b.leaf, b.root, b.signature, b.municipality, b.partnership,
       EXISTS (SELECT 1 FROM ballot_event a WHERE a.vote = b.vote AND a.sequence < b.sequence
                  AND a.municipality IS NOT DISTINCT FROM b.municipality AND b.kind = 'stem' AND a.kind = 'stem'
                  AND (b.municipality IS NOT NULL OR a.partnership = b.partnership)) AS again
  FROM ballot_event b JOIN round_vote v ON v.id = b.vote
 WHERE b.vote = $1 AND b.sequence > v.told_through AND b.kind = ANY ($2) ORDER BY b.sequence
"""
_CONCERNED = """
SELECT g.id, g.name, g.archive_address, p.name AS kring,
       array(SELECT DISTINCT r.person FROM role_grant r JOIN person h ON h.id = r.person AND h.active
              WHERE r.revoked_at IS NULL AND r.starts <= $4 AND (r.ends IS NULL OR r.ends >= $4)
                AND ((r.municipality = g.id AND r.role IN ('stemgemachtigde', 'gemeentebeheerder'))
                     OR (r.partnership = p.id AND r.role = 'kringvertegenwoordiger')) ORDER BY r.person) AS people
  FROM municipality g LEFT JOIN partnership p ON p.id = $3
 WHERE g.id = $2 OR ($2::int IS NULL AND g.id IN (
       SELECT m.municipality FROM mandate m JOIN round_vote v ON v.id = $1 AND v.round = m.round
         JOIN elector e ON e.vote = v.id AND e.municipality = m.municipality
        WHERE m.partnership = $3 AND m.revoked_at IS NULL AND m.scope IN ('ronde', v.kind)))
 ORDER BY g.id
"""


class _Concerned(msgspec.Struct, frozen=True):
    """A municipality for which something was done, and its people (and those of the Kring that did it)."""

    id: int
    name: str
    archive_address: str
    kring: str | None
    people: list[int]


async def tell_acts(*, vote_id: int, now: datetime) -> int:
    """Tell what was done since the last time; how many acts. Done twice, nobody hears anything twice."""
    vote = await vote_by_id(vote_id, now=now)
    done = await fetch_as(Done, _ACTS, vote_id, list(TOLD_KINDS))
    fresh = [one for one in done if datetime.fromisoformat(one.time) > now - NEWS]
    for act in fresh:
        async with transaction():
            for town in await fetch_as(
                _Concerned, _CONCERNED, vote_id, act.municipality, act.partnership, dutch_day(now)
            ):
                message = told_of(act, vote, town.name, town.kring)
                path = f"/stemmen/{vote.round_code}"
                once = f"stemlogboek:{vote_id}:{act.sequence}:{town.id}"
                await tell_many(
                    person_ids=town.people,
                    kind=Kind.ASKED,
                    subject=message.subject,
                    body=message.body,
                    path=path,
                    once=once,
                    now=now,
                    at_once=True,
                )
                if town.archive_address:
                    details = {"naam": "", "onderwerp": message.subject, "tekst": message.body, "pad": path}
                    await outbox.put(kind="bericht", address=town.archive_address, details=details, now=now, once=once)
    if done:
        await execute(
            "UPDATE round_vote SET told_through = greatest(told_through, $2) WHERE id = $1",
            vote_id,
            done[-1].sequence,
        )
    return len(fresh)


_UNTOLD = """
SELECT v.id FROM round_vote v WHERE EXISTS (
       SELECT 1 FROM ballot_event b WHERE b.vote = v.id AND b.sequence > v.told_through AND b.kind = ANY ($1))
 ORDER BY v.id
"""


async def ask_untold(*, now: datetime) -> int:
    """Have told whatever stands in a log and was not told yet, however it came there; of how many votes."""
    untold = await fetch_values(int, _UNTOLD, list(TOLD_KINDS))
    for vote_id in untold:
        await enqueue(payloads.TellActs(vote=vote_id), unless_waiting=True)
    return len(untold)
