"""What becomes of who follows a group when people merge, split or move, and what they hear of it."""

from datetime import datetime

import msgspec

from innovatie.domain.vocabulary import Followed, GroupStep
from innovatie.following.actions import pass_on, tell_followers
from innovatie.infra.database import fetch_as


class _Titled(msgspec.Struct, frozen=True):
    id: int
    title: str


async def tell_decided(
    *, decision: int, kind: GroupStep, group_id: int, other_id: int | None, reason: str, by: int | None, now: datetime
) -> None:
    """Who follows one of the groups hears of it. After a merge they follow the group that stays, after a split both.

    When a merge is undone, who followed the younger group follows it again, for they never stopped.
    """
    if other_id is None:
        return
    rows = await fetch_as(_Titled, "SELECT id, title FROM idea_group WHERE id = ANY($1)", [group_id, other_id])
    title = {row.id: row.title for row in rows}
    if kind is GroupStep.MERGED:
        await pass_on(kind=Followed.GROUP, old=other_id, new=group_id, now=now)
    elif kind in {GroupStep.SPLIT, GroupStep.UNDONE}:
        await pass_on(kind=Followed.GROUP, old=group_id, new=other_id, now=now)
    subject = {
        GroupStep.MERGED: f"Samengevoegd: ‘{title[group_id]}’",
        GroupStep.SPLIT: f"Gesplitst: ‘{title[group_id]}’",
        GroupStep.MOVED: f"Plannen verplaatst naar ‘{title[other_id]}’",
        GroupStep.UNDONE: f"Ongedaan gemaakt: een besluit over ‘{title[other_id]}’",
    }[kind]
    about = f"Het gaat om de groepen ‘{title[group_id]}’ en ‘{title[other_id]}’."
    await tell_followers(
        of=[(Followed.GROUP, group_id), (Followed.GROUP, other_id)],
        subject=subject,
        body=f"{about}\n\nDe reden: {reason}" if reason.strip() else about,
        path=f"/groepen/{other_id if kind is GroupStep.SPLIT else group_id}",
        once=f"groepsbesluit {decision}",
        now=now,
        but=by,
    )
