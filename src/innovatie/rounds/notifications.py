"""What people hear about a round: a phase opens, gets more time, or closes soon. Told by a job, once to each."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.phases import EXPLANATIONS, LABELS, Phase
from innovatie.infra.database import fetch_one_value
from innovatie.infra.jobs import enqueue
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.notifications.queries import EVERYBODY, people_of_audience
from innovatie.rounds.payloads import RoundNews, What
from innovatie.rounds.queries import RoundDetail, round_by_id

SOON: Final = timedelta(days=3)
ACTING: Final = (Phase.SUBMIT, Phase.GROUP, Phase.REVIEW, Phase.DEVELOP)
"""Phases of which everybody hears that they close soon. Of votes only voters hear it: `voting` tells them."""


async def announce(*, round_id: int, phase: Phase, what: What, deadline: datetime | None, now: datetime) -> None:
    """Have the news told, and that the phase closes soon when that time comes; in the transaction of the act."""
    await enqueue(RoundNews(round=round_id, phase=phase, deadline=deadline, what=what))
    if deadline is not None and phase in ACTING and deadline - SOON > now:
        soon = RoundNews(round=round_id, phase=phase, deadline=deadline, what=What.SOON)
        await enqueue(soon, at=deadline - SOON)


def in_words(round_name: str, phase: Phase, what: What, deadline: datetime | None, reason: str) -> Message:
    """The message. `reason` is why VNG gave more time."""
    label = LABELS[phase].lower()
    until = f" Dit kan tot en met {day_in_words(deadline)}." if deadline else ""
    if what is What.OPENED:
        return Message(f"{round_name}: de fase {label} is open", EXPLANATIONS[phase] + until)
    if what is What.EXTENDED:
        return Message(f"{round_name}: de fase {label} is verlengd", f"{EXPLANATIONS[phase]}{until}\n\nReden: {reason}")
    return Message(f"{round_name}: de fase {label} sluit bijna", EXPLANATIONS[phase] + until)


async def preview_of(
    round_: RoundDetail, phase: Phase, what: What, deadline: datetime | None, *, reason: str = "", now: datetime
) -> Preview:
    """What will be told about this phase with this deadline, and to whom; to look at before."""
    people = await people_of_audience(EVERYBODY, today=dutch_day(now))
    return await preview(people, kind=Kind.ROUND, message=in_words(round_.name, phase, what, deadline, reason))


async def tell(*, round_id: int, phase: Phase, what: What, deadline: datetime | None, now: datetime) -> int:
    """Tell everybody with a role, unless the news is old: the phase closed, or got another deadline. How many."""
    round_ = await round_by_id(round_id, now=now)
    row = round_.current
    if row is None or round_.open_phase is not phase or (deadline is not None and row.deadline != deadline):
        return 0
    reason = ""
    if what is What.EXTENDED:
        sql = "SELECT reason FROM phase_change WHERE round = $1 AND kind = 'extend' ORDER BY id DESC LIMIT 1"
        reason = await fetch_one_value(str, sql, round_id) or ""
    news = in_words(round_.name, phase, what, row.deadline, reason)
    return await tell_many(
        person_ids=await people_of_audience(EVERYBODY, today=dutch_day(now)),
        kind=Kind.ROUND,
        subject=news.subject,
        body=news.body,
        path=f"/rondes/{round_.code}",
        once=f"ronde {round_id} {phase.value} {what.value} {deadline.date() if deadline else ''}",
        now=now,
    )
