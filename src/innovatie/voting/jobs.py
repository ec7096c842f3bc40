"""The jobs of votes: signed tree heads, and who hears what."""

from datetime import datetime, timedelta

from innovatie.infra.jobs import does, every
from innovatie.voting import actions
from innovatie.voting.payloads import RemindVoters, TellActs, TellFinalistWithdrawn, TellVoters, TreeHead


async def _head(payload: TreeHead, /, *, now: datetime) -> None:
    await actions.publish_head(vote_id=payload.vote, now=now)


async def _acts(payload: TellActs, /, *, now: datetime) -> None:
    await actions.tell_acts(vote_id=payload.vote, now=now)


async def _tell(payload: TellVoters, /, *, now: datetime) -> None:
    await actions.tell_voters(vote_id=payload.vote, now=now)


async def _withdrawn(payload: TellFinalistWithdrawn, /, *, now: datetime) -> None:
    await actions.tell_finalist_withdrawn(withdrawal=payload.withdrawal, now=now)


async def _remind(payload: RemindVoters, /, *, now: datetime) -> None:
    await actions.remind_voters(vote_id=payload.vote, now=now)


JOBS = (
    does(TreeHead, _head),
    every(timedelta(minutes=5), "stemlogboeken ondertekenen", actions.ask_due_heads),
    does(TellActs, _acts, most=1),
    every(timedelta(minutes=5), "stemlogboeken melden", actions.ask_untold),
    does(TellVoters, _tell),
    does(RemindVoters, _remind),
    does(TellFinalistWithdrawn, _withdrawn),
)
