"""Who uses a winner, or is busy with it, hears that it was withdrawn, or that it stands after all."""

from datetime import datetime

from innovatie.accounts.queries import people_who_may
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.vocabulary import Followed
from innovatie.following.actions import tell_followers
from innovatie.infra.database import fetch_values
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message
from innovatie.publication.queries import winner

_BUSY = (Stage.EXPLORING, Stage.DECIDED, Stage.INTRODUCING, Stage.IN_USE)


async def tell_users(*, group_id: int, once: str, message: Message, now: datetime) -> int:
    """Tell the people of municipalities that look at it or use it, and who follows it as a solution; how many."""
    towns = await fetch_values(
        int,
        "SELECT s.municipality FROM adoption_status s JOIN solution o ON o.id = s.solution"
        " WHERE o.grp = $1 AND s.stage = ANY($2) ORDER BY 1",
        group_id,
        [stage.value for stage in _BUSY],
    )
    path = (await winner(group_id)).address
    told = await tell_many(
        person_ids=await people_who_may(Act.REPORT_ADOPTION, towns, today=dutch_day(now)),
        kind=Kind.ASKED,
        subject=message.subject,
        body=message.body,
        path=path,
        once=once,
        now=now,
    )
    solutions = await fetch_values(int, "SELECT id FROM solution WHERE grp = $1", group_id)
    following = [(Followed.SOLUTION, number) for number in solutions]
    return told + await tell_followers(
        of=following, subject=message.subject, body=message.body, path=path, once=once, now=now
    )
