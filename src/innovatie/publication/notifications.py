"""What everybody hears of a result that was published or corrected."""

from datetime import datetime

from innovatie.domain.dutch_dates import dutch_day
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.previews import Message, Preview, preview
from innovatie.notifications.queries import EVERYBODY, people_of_audience
from innovatie.rounds.queries import round_by_id


def in_words(round_name: str, version: int) -> Message:
    """The message; a version after the first is a correction."""
    if version > 1:
        return Message(
            f"De uitslag van {round_name} is verbeterd",
            "Bij een eerdere bekendmaking is iets verbeterd. Lees wat, en waarom.",
        )
    return Message(
        f"De uitslag van {round_name} is bekend", "Lees welke plannen winnen, waarom, en hoe gemeenten stemden."
    )


async def preview_of(round_name: str, version: int, *, now: datetime) -> Preview:
    """What will be told when this version is published, and to whom."""
    people = await people_of_audience(EVERYBODY, today=dutch_day(now))
    return await preview(people, kind=Kind.ROUND, message=in_words(round_name, version))


async def tell_published(*, round_id: int, version: int, now: datetime) -> int:
    """Tell everybody with a role that the result, or a correction of it, is there; how many."""
    round_ = await round_by_id(round_id, now=now)
    message = in_words(round_.name, version)
    return await tell_many(
        person_ids=await people_of_audience(EVERYBODY, today=dutch_day(now)),
        kind=Kind.ROUND,
        subject=message.subject,
        body=message.body,
        path=f"/rondes/{round_.code}/uitslag",
        once=f"uitslag {round_id} {version}",
        now=now,
    )
