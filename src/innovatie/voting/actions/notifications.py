"""Who hears of the opening, who is reminded, and municipalities for which nobody can vote yet."""

from datetime import date, datetime, timedelta

from innovatie.accounts.queries import people_who_may
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.vote_kinds import FINAL
from innovatie.domain.withdrawn_finalists import GROUNDS, FinalistGround
from innovatie.grouping.queries import municipalities_of
from innovatie.infra.database import fetch_values, transaction
from innovatie.infra.jobs import enqueue
from innovatie.infra.moments import moment
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.rounds.queries import round_by_id
from innovatie.voting import notifications
from innovatie.voting.payloads import RemindVoters
from innovatie.voting.queries.finalists import finalist_withdrawn
from innovatie.voting.queries.mandates import who_votes
from innovatie.voting.queries.votes import Vote, find_vote, vote_by_id

REMIND_BEFORE = timedelta(days=3)


async def tell_gaps(*, round_id: int, now: datetime) -> int:
    """Tell the administrators of municipalities without a voter and without a mandate; how many people were told."""
    async with transaction():
        code = (await round_by_id(round_id, now=now)).code
        told = 0
        for row in await who_votes(round_id, today=dutch_day(now)):
            if not row.has_gap:
                continue
            message = notifications.gap(row.name)
            told += await tell_many(
                person_ids=await notifications.people_over(
                    [row.municipality_id], ["gemeentebeheerder"], today=dutch_day(now)
                ),
                kind=Kind.ASKED,
                subject=message.subject,
                body=message.body,
                path=f"/stemmen/{code}/machtiging/{row.code}",
                once=f"gat:{code}:{row.municipality_id}:{dutch_day(now)}",
                now=now,
            )
    return told


async def tell_finalist_withdrawn(*, withdrawal: int, now: datetime) -> int:
    """Tell whoever may vote, voted or not, and who makes the plan, that this finalist does not take part any more."""
    async with transaction():
        found = await finalist_withdrawn(withdrawal)
        vote = await find_vote(found.round_code, FINAL, now=now)
        is_open = vote is not None and vote.state == "open"
        voters, makers = await _who_hears_of(found.group_id, vote if is_open else None, dutch_day(now))
        message = notifications.withdrawn(
            found.title,
            GROUNDS[found.ground or FinalistGround.OWN_WISH],
            vote.deadline if vote else None,
            is_open=is_open,
        )
        told = 0
        for people, path in (
            (voters, f"/stemmen/{found.round_code}"),
            (makers, f"/finalisten/{found.round_code}/{found.group_id}"),
        ):
            told += await tell_many(
                person_ids=people,
                kind=Kind.ASKED,
                subject=message.subject,
                body=message.body,
                path=path,
                once=f"finalist teruggetrokken {withdrawal}",
                now=now,
            )
    return told


async def withdrawal_reach(*, group_id: int, vote: Vote | None, now: datetime) -> int:
    """How many people would hear that this finalist withdrew. `vote`: the final, once it is open."""
    voters, makers = await _who_hears_of(group_id, vote, dutch_day(now))
    return len(voters) + len(makers)


async def _who_hears_of(group_id: int, vote: Vote | None, today: date) -> tuple[list[int], list[int]]:
    """Whoever may vote in the open final, and of who makes the plan those that do not."""
    voters = await notifications.voters_of(vote.id, everybody=True, today=today) if vote else []
    towns = [town.id for town in await municipalities_of(group_id)]
    makers = await people_who_may(Act.POST_IDEA, towns, today=today)
    return voters, [one for one in makers if one not in voters]


async def tell_voters(*, vote_id: int, now: datetime) -> int:
    """Tell whoever may vote, for a municipality or as a Kring, that the vote is open; how many people were told."""
    return await _tell_voters(vote_id, now, everybody=True)


async def remind_voters(*, vote_id: int, now: datetime) -> int:
    """Three days before the end: remind the voters of municipalities without a ballot of their own, and tell whose
    ballot is blank since a finalist withdrew; how many.

    When the phase got more time, the reminder waits for its new end.
    """
    return await _tell_voters(vote_id, now, everybody=False)


async def remind_of_more_time(*, round_id: int, deadline: datetime, now: datetime) -> None:
    """The phase got more time: voters are reminded before its new end, also when they were before the former one."""
    at = deadline - REMIND_BEFORE
    if at <= await moment(now):  # they hear of the new end just now
        return
    for vote in await fetch_values(int, "SELECT id FROM round_vote WHERE round = $1 AND closed_at IS NULL", round_id):
        await enqueue(RemindVoters(vote=vote), at=at)


async def _tell_voters(vote_id: int, now: datetime, *, everybody: bool) -> int:
    async with transaction():
        vote = await vote_by_id(vote_id, now=now)
        if vote.state != "open":
            return 0
        round_ = await round_by_id(vote.round_id, now=now)
        end = round_.current.deadline if round_.current else None
        if not everybody and end is not None and end - REMIND_BEFORE > now:
            await enqueue(RemindVoters(vote=vote_id), at=end - REMIND_BEFORE)
            return 0
        today = dutch_day(now)
        people = await notifications.voters_of(vote_id, everybody=everybody, today=today)
        messages = [(notifications.opened(round_.name, end), people, "open")]
        if not everybody:
            emptied = await notifications.voters_of_emptied(vote_id, today=today)
            messages = [
                (notifications.reminder(round_.name, end), people, "herinnering"),
                (notifications.emptied(round_.name, end), emptied, "blanco"),
            ]
        told = 0
        for message, of, news in messages:
            told += await tell_many(
                person_ids=of,
                kind=Kind.ASKED,
                subject=message.subject,
                body=message.body,
                path=f"/stemmen/{round_.code}",
                once=f"stemming {vote_id} {news} {dutch_day(end) if end else ''}",
                now=now,
            )
        return told
