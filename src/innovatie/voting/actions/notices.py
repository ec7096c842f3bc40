"""Who hears what: mandators when their Kring votes, and municipalities for which nobody can vote yet."""

from datetime import datetime

from innovatie.infra import outbox
from innovatie.infra.database import fetch, fetch_value, transaction
from innovatie.voting.queries.mandates import who_votes

KRING_VOTED_JOB = "voting.kring_voted"
KRING_VOTED_MAIL = "kring heeft gestemd"
GAP_MAIL = "niemand kan stemmen"

_PEOPLE = """
SELECT DISTINCT p.id, p.email FROM role_grant r JOIN person p ON p.id = r.person
 WHERE r.municipality = $1 AND r.role = ANY($2) AND r.revoked_at IS NULL AND p.active AND p.email IS NOT NULL
   AND r.starts <= $3 AND (r.ends IS NULL OR r.ends >= $3)
"""


async def tell_mandators(*, vote_id: int, partnership_id: int, sequence: int, now: datetime) -> int:
    """Mail the voters of every municipality for which this Kring now votes; how many mails."""
    async with transaction():
        rows = await fetch(
            """
            SELECT m.municipality, e.name, p.name AS kring, r.code AS round_code, v.kind, w.deadline
              FROM round_vote v JOIN round r ON r.id = v.round
              JOIN mandate m ON m.round = v.round AND m.partnership = $2 AND m.revoked_at IS NULL
               AND m.scope IN ('ronde', v.kind)
              JOIN elector e ON e.vote = v.id AND e.municipality = m.municipality
              JOIN partnership p ON p.id = m.partnership
              LEFT JOIN phase_window w ON w.round = v.round
               AND w.phase = CASE v.kind WHEN 'voorselectie' THEN 'voorselectie' ELSE 'stemmen' END
             WHERE v.id = $1 AND NOT EXISTS (SELECT 1 FROM ballot b WHERE b.vote = v.id
                     AND b.municipality = m.municipality AND b.content IS NOT NULL)
            """,
            vote_id,
            partnership_id,
        )
        sent = 0
        for row in rows:
            details = {
                "gemeente": row["name"],
                "kring": row["kring"],
                "ronde": row["round_code"],
                "stemming": row["kind"],
                "tot": row["deadline"].isoformat() if row["deadline"] else "",
            }
            sent += await _mail(KRING_VOTED_MAIL, row["municipality"], ("stemgemachtigde", "gemeentebeheerder"),
                                details, now, once=f"{vote_id}:{partnership_id}:{sequence}")  # fmt: skip
    return sent


async def tell_gaps(*, round_id: int, now: datetime) -> int:
    """Mail the administrators of municipalities without a voter and without a mandate; how many mails."""
    async with transaction():
        code = await fetch_value("SELECT code FROM round WHERE id = $1", round_id)
        sent = 0
        for row in await who_votes(round_id, today=now.date()):
            if row.has_gap:
                details = {"gemeente": row.name, "ronde": code}
                sent += await _mail(
                    GAP_MAIL, row.municipality_id, ("gemeentebeheerder",), details, now, once=f"{code}:{now.date()}"
                )
    return sent


async def _mail(
    kind: str, municipality_id: int, roles: tuple[str, ...], details: dict[str, str], now: datetime, *, once: str
) -> int:
    sent = 0
    for person in await fetch(_PEOPLE, municipality_id, list(roles), now.date()):
        number = await outbox.put(
            kind=kind,
            address=person["email"],
            details=details,
            now=now,
            person_id=person["id"],
            once=f"{once}:{municipality_id}:{person['id']}",
        )
        sent += number is not None
    return sent
