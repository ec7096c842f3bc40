"""Who hears what: mandators when their Kring votes, and municipalities for which nobody can vote yet."""

from datetime import datetime, timedelta

from innovatie.domain.dutch_dates import day_in_words
from innovatie.infra.database import fetch, fetch_value, transaction
from innovatie.infra.jobs import enqueue
from innovatie.notifications.actions import tell, tell_many
from innovatie.notifications.kinds import Kind
from innovatie.rounds.queries import round_by_id
from innovatie.voting.queries.mandates import who_votes
from innovatie.voting.queries.votes import vote_by_id

KRING_VOTED_JOB = "voting.kring_voted"
VOTERS_JOB = "voting.tell_voters"
REMIND_JOB = "voting.remind_voters"
REMIND_BEFORE = timedelta(days=3)

_PEOPLE = """
SELECT DISTINCT p.id FROM role_grant r JOIN person p ON p.id = r.person
 WHERE r.municipality = $1 AND r.role = ANY($2) AND r.revoked_at IS NULL AND p.active
   AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3) ORDER BY p.id
"""


async def tell_mandators(*, vote_id: int, partnership_id: int, sequence: int, now: datetime) -> int:
    """Tell the voters of every municipality for which this Kring now votes; how many people were told."""
    async with transaction():
        rows = await fetch(
            """
            SELECT m.municipality, e.name, p.name AS kring, r.code AS round_code
              FROM round_vote v JOIN round r ON r.id = v.round
              JOIN mandate m ON m.round = v.round AND m.partnership = $2 AND m.revoked_at IS NULL
               AND m.scope IN ('ronde', v.kind)
              JOIN elector e ON e.vote = v.id AND e.municipality = m.municipality
              JOIN partnership p ON p.id = m.partnership
             WHERE v.id = $1 AND v.closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM ballot b WHERE b.vote = v.id
                     AND b.municipality = m.municipality AND b.content IS NOT NULL)
            """,
            vote_id,
            partnership_id,
        )
        told = 0
        for row in rows:
            for person in await fetch(
                _PEOPLE, row["municipality"], ["stemgemachtigde", "gemeentebeheerder"], now.date()
            ):
                told += await tell(
                    person_id=person["id"],
                    kind=Kind.ASKED,
                    subject=f"{row['kring']} stemde voor {row['name']}",
                    body="U machtigde deze Kring. Wilt u anders stemmen? Stem dan zelf: uw eigen stem gaat altijd voor,"
                    " tot de stemming sluit.",
                    path=f"/stemmen/{row['round_code']}",
                    once=f"kring-stemde:{vote_id}:{partnership_id}:{sequence}:{row['municipality']}",
                    now=now,
                )
    return told


async def tell_gaps(*, round_id: int, now: datetime) -> int:
    """Tell the administrators of municipalities without a voter and without a mandate; how many people were told."""
    async with transaction():
        code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
        told = 0
        for row in await who_votes(round_id, today=now.date()):
            if not row.has_gap:
                continue
            for person in await fetch(_PEOPLE, row.municipality_id, ["gemeentebeheerder"], now.date()):
                told += await tell(
                    person_id=person["id"],
                    kind=Kind.ASKED,
                    subject=f"Voor {row.name} kan nog niemand stemmen",
                    body="Wijs een stemgemachtigde aan, of machtig uw Kring.",
                    path=f"/stemmen/{code}/machtiging/{row.code}",
                    once=f"gat:{code}:{row.municipality_id}:{now.date()}",
                    now=now,
                )
    return told


_VOTERS = """
SELECT DISTINCT r.person FROM elector e JOIN role_grant r ON r.revoked_at IS NULL AND r.starts <= $2
       AND (r.ends IS NULL OR r.ends >= $2) AND ((r.role = 'stemgemachtigde' AND r.municipality = e.municipality)
            OR (r.role = 'kringvertegenwoordiger' AND r.partnership::text = ANY (string_to_array(e.kringen, ' '))))
 WHERE e.vote = $1 AND ($3 OR (r.role = 'stemgemachtigde' AND NOT EXISTS (
       SELECT 1 FROM ballot b WHERE b.vote = e.vote AND b.municipality = e.municipality AND b.content IS NOT NULL)))
 ORDER BY r.person
"""


async def tell_voters(*, vote_id: int, now: datetime) -> int:
    """Tell whoever may vote, for a municipality or as a Kring, that the vote is open; how many people were told."""
    return await _tell_voters(vote_id, now, everybody=True)


async def remind_voters(*, vote_id: int, now: datetime) -> int:
    """Three days before the end: remind the voters of municipalities without a ballot of their own; how many.

    When the phase got more time, the reminder waits for its new end.
    """
    return await _tell_voters(vote_id, now, everybody=False)


async def _tell_voters(vote_id: int, now: datetime, *, everybody: bool) -> int:
    async with transaction():
        vote = await vote_by_id(vote_id, now=now)
        if vote.state != "open":
            return 0
        round_id: int = await fetch_value("SELECT round FROM round_vote WHERE id = $1", vote_id)
        round_ = await round_by_id(round_id, now=now)
        end = round_.current.deadline if round_.current else None
        if not everybody and end is not None and end - REMIND_BEFORE > now:
            await enqueue(REMIND_JOB, {"vote": vote_id}, at=end - REMIND_BEFORE)
            return 0
        until = f" Dat kan tot en met {day_in_words(end)}." if end else ""
        rest = " Machtigde u uw Kring en stemde die al? Dan hoeft u niets te doen."
        return await tell_many(
            person_ids=[row["person"] for row in await fetch(_VOTERS, vote_id, now.date(), everybody)],
            kind=Kind.ASKED,
            subject=f"{round_.name}: u kunt stemmen" if everybody else f"{round_.name}: u stemde nog niet",
            body=f"Breng uw stem uit.{until}" if everybody else f"De stemming sluit bijna.{until}{rest}",
            path=f"/stemmen/{round_.code}",
            once=f"stemming {vote_id} {'open' if everybody else 'herinnering'} {end.date() if end else ''}",
            now=now,
        )
