"""The jobs of adoption: following new winners, and reckoning everything again at night."""

from datetime import datetime

from innovatie.accounts.payloads import PersonErased
from innovatie.adoption import actions
from innovatie.adoption.actions.withdrawn_winners import tell_users
from innovatie.domain.authority import SYSTEM
from innovatie.domain.withdrawn_winners import GROUNDS
from innovatie.grouping.jobs import follow_erasure
from innovatie.infra.jobs import does, nightly
from innovatie.publication import documents, notifications
from innovatie.publication.payloads import Published, WinnerStands
from innovatie.publication.queries import winner, withdrawal


async def published(payload: Published, /, *, now: datetime) -> None:
    """From its publication on, a winner can be found, its adoption is followed, and everybody hears of the result."""
    await notifications.tell_published(round_id=payload.round, version=payload.version, now=now)
    await documents.index_winners(payload.winners)
    for group_id in payload.winners:
        await actions.follow_group(actor=SYSTEM, group_id=group_id, now=now, is_winner=True)


async def winner_stands(payload: WinnerStands, /, *, now: datetime) -> None:
    """Who makes, follows or uses a winner hears once that it was withdrawn, or stands after all."""
    found = await withdrawal(payload.withdrawal)
    title = (await winner(payload.group)).title
    reason = found.end_reason if payload.stands else found.reason
    news = notifications.standing_news(title, stands=payload.stands, ground=GROUNDS[found.ground], reason=reason)
    once = f"winnaar {payload.withdrawal} {'blijft' if payload.stands else 'ingetrokken'}"
    await notifications.tell_standing(group_id=payload.group, once=once, message=news, now=now)
    await tell_users(group_id=payload.group, once=once, message=news, now=now)
    await documents.index_winners((payload.group,))


async def person_erased(payload: PersonErased, /, *, now: datetime) -> None:
    """The search index follows the texts from which a name was taken."""
    await follow_erasure(payload)
    await documents.index_winners_of(payload.elaborations)


JOBS = (
    does(PersonErased, person_erased),
    does(Published, published),
    does(WinnerStands, winner_stands),
    nightly("overname herrekenen", actions.nightly),
    nightly("opnieuw vragen naar overname", actions.ask_again, hour=5),
)
