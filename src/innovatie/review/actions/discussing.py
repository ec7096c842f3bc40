"""The discussion: reviewers of one group read each other's argument, without knowing who the other is."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_one_value, transaction
from innovatie.review.rights import directed_round, own_assignment
from innovatie.review.tables import Discussion, DiscussionPost

LONGEST_POST = 4_000


async def say(*, actor: Actor, assignment_id: int, body: str, now: datetime) -> None:
    """Add an argument; only after handing in the own review, only while the discussion is open."""
    text = body.strip()
    if not text:
        raise Invalid({"bijdrage": "Schrijf eerst uw argument."})
    if len(text) > LONGEST_POST:
        raise Invalid(
            {
                "bijdrage": wording(
                    "Maak uw bijdrage korter: hooguit %(n)s tekens, nu %(nu)s.", n=LONGEST_POST, nu=len(text)
                )
            }
        )
    async with transaction():
        own = await own_assignment(actor, assignment_id, now)
        discussion = await fetch_one_value(
            int,
            'SELECT id FROM discussion WHERE round = $1 AND "group" = $2 AND closed_at IS NULL',
            own.round,
            own.group,
        )
        if discussion is None or own.state != "ingeleverd":
            raise Conflict("Het overleg over deze groep is niet open.")
        await DiscussionPost.insert(DiscussionPost(discussion=discussion, assignment=assignment_id, body=text, at=now))
        await record(actor=actor, act="overleggen", object_kind="beoordeling", object_id=assignment_id, now=now)


async def close_discussion(*, actor: Actor, round_id: int, group_id: int, now: datetime) -> None:
    """The chair ends a discussion; scores then stay as they are."""
    async with transaction():
        await directed_round(actor, round_id, now)
        closed = await (
            Discussion.update({Discussion.closed_at: now})
            .where(Discussion.round == round_id, Discussion.group == group_id, Discussion.closed_at.is_null())
            .returning(Discussion.id)
        )
        if not closed:
            raise Conflict("Dit overleg is al gesloten.")
        await record(
            actor=actor,
            act="overleg sluiten",
            object_kind="ronde",
            object_id=str(round_id),
            now=now,
            details={"groep": group_id},
        )
