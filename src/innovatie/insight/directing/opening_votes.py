"""Votes that open with their phase: in a round that named its witnesses, by the rules of that round."""

from datetime import datetime

from innovatie.domain.authority import SYSTEM, Role
from innovatie.domain.draws import DrawSource
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import DomainError, Invalid
from innovatie.domain.phase_undo import GRACE
from innovatie.domain.vote_kinds import VoteKind, kind_in
from innovatie.domain.wording import listed, wording
from innovatie.infra.database import transaction
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience
from innovatie.rounds import actions as rounds
from innovatie.rounds.queries import RoundDetail, rounds_in_full
from innovatie.voting.actions import open_vote
from innovatie.voting.defaults import DRAW_DIGITS, DRAW_SOURCE, rules_for
from innovatie.voting.queries import find_vote


async def open_due_votes(*, now: datetime) -> list[str]:
    """Open the votes whose phase opened so long ago that nobody takes it back unseen any more; their logs' names.

    When one cannot open, the directors hear why, once, and open it themselves.
    """
    opened = []
    for seen in await rounds_in_full(now=now):
        if await _due(seen, now) is None:  # who votes waits for no lock that nothing needs
            continue
        async with transaction():
            round_, now = await rounds.locked(round_id=seen.id, now=now)
            kind = await _due(round_, now)
            if kind is None:
                continue
            try:
                async with transaction():
                    await open_vote(
                        actor=SYSTEM,
                        round_id=round_.id,
                        rules=rules_for(kind, round_.settings),
                        weighing=round_.settings.vote.weighting,
                        draw=DrawSource(DRAW_SOURCE, DRAW_DIGITS, None),
                        heads_to=round_.witnesses.split(),
                        now=now,
                    )
            except DomainError as error:
                why = error.errors.values() if isinstance(error, Invalid) else [error.message]
                await _tell_failure(round_, kind, listed(why, " "), now)
            else:
                opened.append(f"{round_.code}/{kind.value}")
    return opened


async def _due(round_: RoundDetail, now: datetime) -> VoteKind | None:
    """The vote of the open phase, when the round names witnesses and nobody opened it."""
    row = round_.current
    kind = kind_in(round_.open_phase)
    if kind is None or row is None or row.opened_at is None or not round_.witnesses:
        return None
    if row.opened_at + GRACE > now or await find_vote(round_.code, kind, now=now) is not None:
        return None
    return kind


async def _tell_failure(round_: RoundDetail, kind: VoteKind, reason: str, now: datetime) -> None:
    await tell_many(
        person_ids=await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now)),
        kind=Kind.ROUND,
        subject=wording("%(ronde)s: open de stemming zelf", ronde=round_.name),
        body=wording("De fase is open, maar de stemming kon niet vanzelf open. %(reden)s", reden=reason),
        path=f"/vng/stemming/{round_.code}",
        once=f"stemming niet open {round_.id} {kind.value} {round_.current.opened_at if round_.current else ''}",
        now=now,
    )
