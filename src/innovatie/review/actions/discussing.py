"""The discussion: reviewers of one group read each other's argument, without knowing who the other is."""

from datetime import datetime

from innovatie.audit.actions import record
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, Invalid
from innovatie.domain.wording import wording
from innovatie.infra.database import execute, fetch_value, transaction
from innovatie.review.rights import directed_round, own_assignment

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
        row = await own_assignment(actor, assignment_id, now)
        discussion = await fetch_value(
            'SELECT id FROM discussion WHERE round = $1 AND "group" = $2 AND closed_at IS NULL',
            row["round"],
            row["group"],
        )
        if discussion is None or row["state"] != "ingeleverd":
            raise Conflict("Het overleg over deze groep is niet open.")
        await execute(
            "INSERT INTO discussion_post (discussion, assignment, body, at) VALUES ($1, $2, $3, $4)",
            discussion,
            assignment_id,
            text,
            now,
        )
        await record(actor=actor, act="overleggen", object_kind="beoordeling", object_id=assignment_id, now=now)


async def close_discussion(*, actor: Actor, round_id: int, group_id: int, now: datetime) -> None:
    """The chair ends a discussion; scores then stay as they are."""
    async with transaction():
        await directed_round(actor, round_id, now)
        done = await execute(
            'UPDATE discussion SET closed_at = $1 WHERE round = $2 AND "group" = $3 AND closed_at IS NULL',
            now,
            round_id,
            group_id,
        )
        if done != "UPDATE 1":
            raise Conflict("Dit overleg is al gesloten.")
        await record(
            actor=actor,
            act="overleg sluiten",
            object_kind="ronde",
            object_id=str(round_id),
            now=now,
            details={"groep": group_id},
        )
