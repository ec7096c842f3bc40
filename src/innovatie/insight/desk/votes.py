"""What a vote waits for that any director may do: asking for the count, reading the number of a draw, writing."""

from datetime import datetime

from innovatie.domain.dutch_dates import dutch_day
from innovatie.insight.my_work.queries import Task
from innovatie.publication.queries import draft_of, published_of
from innovatie.rounds.queries import RoundDetail
from innovatie.voting.queries import Vote, votes_of
from innovatie.voting.queries.draws import open_reading


async def votes_that_wait(going: tuple[RoundDetail, ...], *, now: datetime) -> list[Task]:
    """The next step of the vote of each of these rounds, when it stands still without it. What waits for a *second*
    director is told by `my_work.two_directors`.
    """
    found = []
    for round_ in going:
        for vote in await votes_of(round_.code, now=now):
            kind = await _step(round_, vote, now)
            if kind is not None:
                desk = "publicatie" if kind == "schrijven" else "stemming"
                address = f"/vng/{desk}/{round_.code}"
                found.append(Task(kind=kind, title=round_.name, text=vote.label, address=address, waits=True))
    return found


async def _step(round_: RoundDetail, vote: Vote, now: datetime) -> str | None:
    if vote.state == "open":
        return None
    if vote.counted_at is None:
        return None if vote.count_asked_by is not None else "voorbij"
    if vote.draw_needed:
        may_come = vote.draw_day(now) <= dutch_day(now)
        return "gelijk" if may_come and await open_reading(vote.id) is None else None
    if not vote.is_final or await published_of(round_.id) is not None or await draft_of(round_.id) is not None:
        return None
    return "schrijven"
