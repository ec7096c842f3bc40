"""What becomes of who follows a group when people merge, split or move, and what they hear of it."""

from datetime import datetime

import msgspec

from innovatie.domain.vocabulary import Followed, GroupStep
from innovatie.domain.wording import paragraphs, wording
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
    this, other = title[group_id], title[other_id]
    subject = {
        GroupStep.MERGED: wording("Samengevoegd: ‘%(groep)s’", groep=this),
        GroupStep.SPLIT: wording("Gesplitst: ‘%(groep)s’", groep=this),
        GroupStep.MOVED: wording("Plannen verplaatst naar ‘%(groep)s’", groep=other),
        GroupStep.UNDONE: wording("Ongedaan gemaakt: een besluit over ‘%(groep)s’", groep=other),
    }[kind]
    about = wording("Het gaat om de groepen ‘%(groep)s’ en ‘%(ander)s’.", groep=this, ander=other)
    await tell_followers(
        of=[(Followed.GROUP, group_id), (Followed.GROUP, other_id)],
        subject=subject,
        body=paragraphs(about, wording("De reden: %(reden)s", reden=reason) if reason.strip() else None),
        path=f"/groepen/{other_id if kind is GroupStep.SPLIT else group_id}",
        once=f"groepsbesluit {decision}",
        now=now,
        but=by,
    )
