"""What people hear about a round: a phase opens, gets more time, or closes soon. Told by a job, once to each."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.domain.dutch_dates import day_in_words, dutch_day
from innovatie.domain.phase_undo import GRACE
from innovatie.domain.phases import EXPLANATIONS, LABELS, Phase
from innovatie.domain.vocabulary import Followed
from innovatie.domain.wording import paragraphs, sentences, wording
from innovatie.following.actions import tell_followers
from innovatie.infra.database import fetch_one_value
from innovatie.infra.jobs import enqueue
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.notifications.queries import EVERYBODY, people_of_audience, told_before
from innovatie.rounds.payloads import FinalistsAsked, RoundNews, What
from innovatie.rounds.queries import PhaseRow, RoundDetail, round_by_id

SOON: Final = timedelta(days=3)
REMIND_FINALISTS: Final = (timedelta(days=14), timedelta(days=3))
"""How long before the end finalists that have written nothing are asked again."""
ACTING: Final = (Phase.SUBMIT, Phase.GROUP, Phase.REVIEW, Phase.DEVELOP)
"""Phases of which everybody hears that they close soon. Of votes only voters hear it: `voting` tells them."""


async def announce(*, round_id: int, phase: Phase, what: What, deadline: datetime | None, now: datetime) -> None:
    """Have the news told, and that the phase closes soon when that time comes; in the transaction of the act."""
    await enqueue(
        RoundNews(round=round_id, phase=phase, deadline=deadline, what=what),
        at=now + GRACE if what is What.OPENED else None,
    )
    if phase is Phase.DEVELOP and what in {What.OPENED, What.EXTENDED}:
        await _ask_finalists(round_id, what, deadline, now)
    if deadline is not None and phase in ACTING and deadline - SOON > now:
        soon = RoundNews(round=round_id, phase=phase, deadline=deadline, what=What.SOON)
        await enqueue(soon, at=deadline - SOON)


async def _ask_finalists(round_id: int, what: What, deadline: datetime | None, now: datetime) -> None:
    """Have finalists asked at the opening, and asked again before the end."""
    if what is What.OPENED:
        await enqueue(FinalistsAsked(round=round_id, deadline=deadline), at=now + GRACE)
    if deadline is None:
        return
    for before in REMIND_FINALISTS:
        if deadline - before > now:
            await enqueue(FinalistsAsked(round=round_id, deadline=deadline, reminder=True), at=deadline - before)


def in_words(round_name: str, phase: Phase, what: What, deadline: datetime | None, reason: str) -> Message:
    """The message. `reason` is why VNG gave more time."""
    label = LABELS[phase].lower()
    until = wording("Dit kan tot en met %(dag)s.", dag=day_in_words(deadline)) if deadline else None
    task, why = sentences(EXPLANATIONS[phase], until), wording("Reden: %(reden)s", reden=reason)
    match what:
        case What.OPENED:
            return Message(wording("%(ronde)s: de fase %(fase)s is open", ronde=round_name, fase=label), task)
        case What.EXTENDED:
            subject = wording("%(ronde)s: de fase %(fase)s is verlengd", ronde=round_name, fase=label)
            return Message(subject, paragraphs(task, why))
        case What.TAKEN_BACK:
            subject = wording("%(ronde)s: de fase %(fase)s is teruggenomen", ronde=round_name, fase=label)
            return Message(subject, paragraphs(wording("U hoeft hier nu niets voor te doen."), why))
        case What.ENDED:
            subject = wording("%(ronde)s: de ronde is beëindigd", ronde=round_name)
            return Message(subject, paragraphs(wording("Er gaat geen fase meer open."), why))
        case What.SOON:
            return Message(wording("%(ronde)s: de fase %(fase)s sluit bijna", ronde=round_name, fase=label), task)


async def preview_of(
    round_: RoundDetail, phase: Phase, what: What, deadline: datetime | None, *, reason: str = "", now: datetime
) -> Preview:
    """What will be told about this phase with this deadline, and to whom; to look at before."""
    people = await people_of_audience(EVERYBODY, today=dutch_day(now))
    return await preview(people, kind=Kind.ROUND, message=in_words(round_.name, phase, what, deadline, reason))


async def tell(*, round_id: int, phase: Phase, what: What, deadline: datetime | None, now: datetime) -> int:
    """Tell everybody with a role, unless the news is old: the phase closed, or got another deadline. How many."""
    round_ = await round_by_id(round_id, now=now)
    row = round_.row_of(phase)
    if not _is_news(round_, what, row, deadline):
        return 0
    reason = ""
    if what in _STEPS:
        sql = "SELECT reason FROM phase_change WHERE round = $1 AND kind = $2 ORDER BY id DESC LIMIT 1"
        reason = await fetch_one_value(str, sql, round_id, _STEPS[what]) or ""
    news = in_words(round_.name, phase, what, row.deadline, reason)
    once = _once(round_, row, what, deadline if what is not What.TAKEN_BACK else now)
    path = f"/rondes/{round_.code}"
    # Who follows the round first: they hear it as what they follow, and everybody else as news of a round.
    following = await tell_followers(
        of=[(Followed.ROUND, round_id)], subject=news.subject, body=news.body, path=path, once=once, now=now
    )
    return following + await tell_many(
        person_ids=await people_of_audience(EVERYBODY, today=dutch_day(now)),
        kind=Kind.ROUND,
        subject=news.subject,
        body=news.body,
        path=path,
        once=once,
        now=now,
    )


_STEPS: Final = {What.EXTENDED: "extend", What.TAKEN_BACK: "back", What.ENDED: "end"}
"""The news that have a reason, and in which step of the course it stands."""


def _is_news(round_: RoundDetail, what: What, row: PhaseRow, deadline: datetime | None) -> bool:
    if what is What.ENDED:
        return round_.ended_at is not None
    if what is What.TAKEN_BACK:
        return row.opened_at is None
    return round_.open_phase is row.phase and (deadline is None or row.deadline == deadline)


def _once(round_: RoundDetail, row: PhaseRow, what: What, deadline: datetime | None) -> str:
    """The key under which this is told only once. An opening is told again when it was taken back in between."""
    opened = f" {row.opened_at:%Y%m%d%H%M%S}" if what is What.OPENED and row.opened_at else ""
    return f"ronde {round_.id} {row.phase.value} {what.value} {dutch_day(deadline) if deadline else ''}{opened}"


async def was_told(*, round_: RoundDetail, row: PhaseRow) -> bool:
    """Whether people were told that this phase opened."""
    return await told_before(_once(round_, row, What.OPENED, row.deadline))
