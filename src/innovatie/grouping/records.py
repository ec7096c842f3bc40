"""What the actions of groups share: locking, freezing, moving ideas, and writing down decisions."""

from collections.abc import Sequence
from datetime import datetime

from innovatie.changes.actions import tell_changes
from innovatie.domain.authority import Actor
from innovatie.domain.errors import Conflict, NotFound
from innovatie.domain.vocabulary import ChangeKind, GroupStep, PublicResource
from innovatie.domain.wording import wording
from innovatie.grouping.following import tell_decided
from innovatie.grouping.payloads import GroupChanged
from innovatie.grouping.queries import is_frozen
from innovatie.grouping.tables import GroupDecision, GroupProposal, IdeaGroup
from innovatie.infra.database import execute_many, fetch_values
from innovatie.infra.jobs import enqueue


async def lock_groups(*numbers: int) -> None:
    """No other transaction changes these groups until this one ends. Raises NotFound for one that does not exist."""
    there = await fetch_values(
        int, "SELECT id FROM idea_group WHERE id = ANY($1) ORDER BY id FOR UPDATE", sorted(set(numbers))
    )
    if len(there) != len(set(numbers)):
        raise NotFound("Deze groep bestaat niet.")


async def require_loose(*numbers: int) -> None:
    """Raises Conflict when one of the groups is frozen in a running round."""
    for number in numbers:
        if await is_frozen(number):
            raise Conflict(
                wording(
                    "Groep %(nummer)s doet mee aan een ronde die loopt. De groep verandert pas na de uitslag.",
                    nummer=number,
                )
            )


async def members(group_id: int) -> list[int]:
    """The ideas of a group, in the order in which each first came into a group."""
    return await fetch_values(int, 'SELECT idea FROM group_member WHERE "group" = $1 ORDER BY id', group_id)


async def move(ideas: Sequence[int], to: int, *, how: str, actor: Actor, now: datetime) -> None:
    """Put ideas in a group; they leave the one they were in."""
    await execute_many(
        'INSERT INTO group_member ("group", idea, how, added_at, added_by) VALUES ($1, $2, $3, $4, $5)'
        ' ON CONFLICT (idea) DO UPDATE SET "group" = excluded."group", how = excluded.how,'
        " added_at = excluded.added_at, added_by = excluded.added_by",
        [(to, idea, how, now, actor.person_id) for idea in ideas],
    )


async def decided(
    kind: str,
    group_id: int,
    other: int | None,
    ideas: Sequence[int],
    *,
    reason: str,
    actor: Actor,
    now: datetime,
    undoes: int | None = None,
) -> int:
    """Write a decision down, have the groups indexed anew, tell that they changed and who follows them; its number."""
    touched = sorted({group_id} if other is None else {group_id, other})
    for number in touched:
        await enqueue(GroupChanged(group=number))
    await tell_changes(resource=PublicResource.GROUP, kind=ChangeKind.CHANGED, object_ids=touched)
    made = GroupDecision(
        kind=kind,
        group=group_id,
        other_group=other,
        ideas=list(ideas),
        reason=reason,
        undoes=undoes,
        at=now,
        by=actor.person_id,
    )
    await made.save()
    await tell_decided(
        decision=made.id, kind=GroupStep(kind), group_id=group_id, other_id=other, reason=reason, by=actor.person_id,
        now=now,
    )  # fmt: skip
    return made.id


MOST_PAIRED = 100
"""Ideas of each side between which every pair is remembered; of larger groups the first so many."""


async def keep_pairs(
    left: Sequence[int], right: Sequence[int], *, together: bool, reason: str, actor: Actor, now: datetime
) -> int:
    """Remember that people put these ideas together or apart. How many earlier decisions this one replaces.

    Together: each of `right` with the first of `left`. Apart: each with each. What people decided otherwise before,
    about any pair between the two, is replaced, so that no two memories contradict each other.
    """
    replaced = await fetch_values(
        int,
        "UPDATE pair_decision SET together = $3, reason = $4, at = $5, by = $6 WHERE together <> $3"
        " AND ((idea = ANY($1) AND other = ANY($2)) OR (idea = ANY($2) AND other = ANY($1))) RETURNING id",
        list(left),
        list(right),
        together,
        reason,
        now,
        actor.person_id,
    )
    first, second = (left[:1], right) if together else (left[:MOST_PAIRED], right[:MOST_PAIRED])
    pairs = sorted({(min(a, b), max(a, b)) for a in first for b in second if a != b})
    await execute_many(
        "INSERT INTO pair_decision (idea, other, together, reason, at, by) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (idea, other) DO UPDATE SET together = excluded.together, reason = excluded.reason,"
        " at = excluded.at, by = excluded.by",
        [(a, b, together, reason, now, actor.person_id) for a, b in pairs],
    )
    return len(replaced)


async def require_live(*numbers: int) -> None:
    """Raises Conflict when one of the groups has been merged with another one."""
    for number in numbers:
        if await IdeaGroup.exists().where(IdeaGroup.id == number, IdeaGroup.merged_into.is_not_null()):
            raise Conflict(
                wording("Groep %(nummer)s is samengevoegd met een andere groep. Bekijk die groep.", nummer=number)
            )


async def take_part(group_id: int) -> set[int]:
    """The municipalities that take part in an idea of the group."""
    found = await fetch_values(
        int,
        "SELECT DISTINCT d.municipality FROM group_member m JOIN idea_participant d ON d.idea = m.idea"
        ' WHERE m."group" = $1 AND d.left_at IS NULL',
        group_id,
    )
    return set(found)


async def drop_stale_proposals(*numbers: int, now: datetime) -> None:
    """Open proposals about groups that have just changed lapse; the nightly pass makes new ones."""
    about = [*numbers]
    await GroupProposal.update({GroupProposal.state: "vervallen", GroupProposal.settled_at: now}).where(
        GroupProposal.state == "open",
        GroupProposal.group.is_in(about) | GroupProposal.other_group.is_in(about),
    )
