"""Who else is at a page, and what colleagues did to its round in the meantime."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.infra.database import fetch_as, fetch_values
from innovatie.insight.presence.actions import GONE

ACTS_ON_A_VOTE: Final = (
    "stemming openen",
    "vragen om te tellen",
    "stemming sluiten en tellen",
    "lotgetal invullen",
    "loten",
    "uitslag onthullen",
)
"""What directors do to a vote. Casting a ballot is none of them: nobody hears who voted."""


class Done(msgspec.Struct, frozen=True):
    """An act of a colleague; `act` in the words of the trail."""

    act: str
    name: str
    at: datetime


async def others_at(page: str, *, person: int, now: datetime) -> tuple[str, ...]:
    """Names of the other directors who look at this page now."""
    return tuple(
        await fetch_values(
            str,
            "SELECT p.name FROM desk_presence d JOIN person p ON p.id = d.person"
            " WHERE d.page = $1 AND d.person <> $2 AND d.seen_at >= $3 ORDER BY p.name",
            page,
            person,
            now - GONE,
        )
    )


async def done_since(code: str, *, person: int, since: datetime) -> tuple[Done, ...]:
    """What other directors did to this round after `since`, the latest first, at most three."""
    return tuple(
        await fetch_as(
            Done,
            """
            SELECT e.act, p.name, e.at FROM audit_event e JOIN person p ON p.id = e.actor
             WHERE e.at > $3 AND e.actor <> $2 AND e.result = 'gedaan'
               AND ((e.object_kind = 'ronde' AND e.object_id = $1)
                 OR (e.object_kind = 'stemming' AND e.act = ANY($4) AND EXISTS (
                        SELECT FROM round_vote v JOIN round r ON r.id = v.round
                         WHERE v.log = e.object_id AND r.code = $1))
                 OR (e.object_kind = 'toewijzing' AND EXISTS (
                        SELECT FROM assignment_run a JOIN round r ON r.id = a.round
                         WHERE a.id::text = e.object_id AND r.code = $1)))
               AND EXISTS (SELECT FROM role_grant g WHERE g.person = e.actor AND g.role = 'vng-regisseur'
                              AND g.revoked_at IS NULL)
             ORDER BY e.at DESC, e.id DESC LIMIT 3
            """,
            code,
            person,
            since,
            list(ACTS_ON_A_VOTE),
        )
    )
