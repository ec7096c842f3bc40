"""Who hears what: mandators when their Kring votes, and municipalities for which nobody can vote yet."""

from datetime import datetime

from innovatie.infra.database import fetch, fetch_value, transaction
from innovatie.notifications.actions import tell
from innovatie.notifications.kinds import Kind
from innovatie.voting.queries.mandates import who_votes

KRING_VOTED_JOB = "voting.kring_voted"

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
