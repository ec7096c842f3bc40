"""The acts of a director that ask all stages first: what is impossible is refused, with what to do."""

from datetime import datetime, timedelta
from typing import Final

from innovatie.domain import authority
from innovatie.domain.admission import Verdict, may_be_judged
from innovatie.domain.authority import SYSTEM, Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day, moment_in_words
from innovatie.domain.errors import Conflict
from innovatie.domain.phase_readiness import blocking, is_clean
from innovatie.domain.phase_undo import why_not_back, why_not_end, why_not_longer
from innovatie.domain.phases import LABELS, Phase
from innovatie.domain.withdrawn_finalists import NOTICE
from innovatie.domain.wording import listed, paragraphs, sentences, wording
from innovatie.ideas import actions as ideas
from innovatie.infra.database import transaction
from innovatie.infra.retrying import retried
from innovatie.insight.directing.queries import facts_of, items_before_next
from innovatie.notifications.actions import tell_many
from innovatie.notifications.kinds import Kind
from innovatie.notifications.queries import people_of_audience
from innovatie.publication.queries import plan_of
from innovatie.rounds import actions as rounds
from innovatie.rounds.queries import RoundDetail, round_by_id
from innovatie.rounds.queries import rounds as all_rounds
from innovatie.voting.actions import remind_of_more_time
from innovatie.voting.queries import last_finalist_withdrawn

WARN_BEFORE: Final = timedelta(days=5)
"""How long before a planned opening the directors hear what is still to be done."""


@retried
async def open_phase(
    *, actor: Actor, round_id: int, deadline: datetime | None, now: datetime, expected: Phase | None = None
) -> Phase:
    """Open the next phase, as `rounds.actions.open_next_phase` does; Conflict when its checklist blocks, or when that
    would close a vote too soon after a finalist left it.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await rounds.locked(round_id=round_id, now=now)
        phase = round_.next_phase
        if phase is not None and (expected is None or phase is expected):
            stops = blocking(phase, await facts_of(round_, now=now))
            if stops:
                raise Conflict(
                    wording(
                        "De fase %(fase)s kan nog niet open. %(redenen)s",
                        fase=LABELS[phase].lower(),
                        redenen=listed((listed((item.text, item.remedy), " ") for item in stops), " "),
                    )
                )
            await _require_time_to_react(round_, now)  # the next phase closes this one
        return await rounds.open_next_phase(
            actor=actor, round_id=round_id, deadline=deadline, now=now, expected=expected
        )


async def _require_time_to_react(round_: RoundDetail, now: datetime) -> None:
    """Conflict while who voted for a finalist that left the open vote of this round can still vote again."""
    left = await last_finalist_withdrawn(round_.id) if round_.open_phase is Phase.VOTE else None
    if left is not None and now < left + NOTICE:
        raise Conflict(
            wording(
                "Een finalist trok zich terug. Sluiten kan vanaf %(moment)s: tot dan kan iedereen de stem nog"
                " wijzigen.",
                moment=moment_in_words(left + NOTICE),
            )
        )


@retried
async def extend_phase(*, actor: Actor, round_id: int, deadline: datetime, reason: str, now: datetime) -> None:
    """More time for the present phase, or open again what was closed; Conflict when its outcome is fixed."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await rounds.locked(round_id=round_id, now=now)
        if round_.phase is not None:
            refusal = why_not_longer(round_.phase, await facts_of(round_, now=now))
            if refusal is not None:
                raise Conflict(refusal)
        await rounds.extend_phase(actor=actor, round_id=round_id, deadline=deadline, reason=reason, now=now)
        await remind_of_more_time(round_id=round_id, deadline=deadline, now=now)


@retried
async def close_phase(*, actor: Actor, round_id: int, reason: str, now: datetime) -> None:
    """Close the present phase; Conflict while those who voted for a finalist that left still have time to react."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await rounds.locked(round_id=round_id, now=now)
        await _require_time_to_react(round_, now)
        await rounds.close_phase(actor=actor, round_id=round_id, reason=reason, now=now)


@retried
async def take_back(*, actor: Actor, round_id: int, reason: str, now: datetime, expected: Phase | None = None) -> Phase:
    """Undo the last opening; Conflict when something was done in that phase."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await rounds.locked(round_id=round_id, now=now)
        if round_.phase is not None:
            refusal = why_not_back(round_.phase, await facts_of(round_, now=now))
            if refusal is not None:
                raise Conflict(wording("%(reden)s Daarom kan deze fase niet meer terug.", reden=refusal))
        return await rounds.take_back(actor=actor, round_id=round_id, reason=reason, now=now, expected=expected)


@retried
async def end_round(*, actor: Actor, round_id: int, reason: str, now: datetime) -> None:
    """End a round early, or one whose published result has no winner; Conflict when there is one to take over."""
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await rounds.locked(round_id=round_id, now=now)
        refusal = why_not_end(await facts_of(round_, now=now))
        if refusal is not None:
            raise Conflict(refusal)
        if await plan_of(round_id) is not None:
            raise Conflict("Er staat een moment vast om de uitslag bekend te maken. Trek dat eerst in.")
        await rounds.end_round(actor=actor, round_id=round_id, reason=reason, now=now)


@retried
async def judge_entry(
    *, actor: Actor, idea_id: int, round_id: int, verdict: Verdict, reason: str, note: str, now: datetime
) -> None:
    """Decide about an entry, as `ideas.actions.judge_entry` does; Conflict once the groups of the round are settled,
    but for what is decided about an exclusion.
    """
    authority.require(actor, Act.DIRECT_ROUND)
    async with transaction():
        round_, now = await rounds.locked(round_id=round_id, now=now)
        if not may_be_judged(verdict, settled=(await facts_of(round_, now=now)).groups > 0):
            raise Conflict("De groepen van deze ronde staan vast. Toelaten kan niet meer.")
        await ideas.judge_entry(
            actor=actor, idea_id=idea_id, round_id=round_id, verdict=verdict, reason=reason, note=note, now=now
        )


async def open_due_phases(*, now: datetime) -> list[str]:
    """Open what is due in rounds that open by themselves and whose checklist is clean; which: code and phase."""
    opened = []
    for card in await all_rounds(now=now):
        async with transaction():
            round_, now = await rounds.locked(round_id=card.id, now=now)
            phase, due = round_.next_phase, round_.next_opens_at
            if not round_.opens_itself or phase is None or due is None or due > now:
                continue
            items = items_before_next(round_, await facts_of(round_, now=now), now=now)
            until = round_.row_of(phase).deadline
            if not is_clean(items) or (until is not None and until <= now):
                continue
            await rounds.open_next_phase(actor=SYSTEM, round_id=card.id, deadline=None, now=now, expected=phase)
            opened.append(f"{card.code} {phase.value}")
    return opened


async def warn_directors(*, now: datetime) -> int:
    """Tell the directors, days before, what keeps a phase from opening in time; once for each state of the list and
    each day on which it would open.
    """
    told = 0
    for card in await all_rounds(now=now):
        round_ = await round_by_id(card.id, now=now)
        phase, due = round_.next_phase, round_.next_opens_at
        if phase is None or due is None or due - WARN_BEFORE > now:
            continue
        items = items_before_next(round_, await facts_of(round_, now=now), now=now)
        if is_clean(items):
            continue
        open_items = [item for item in items if item.place is not None]
        told += await tell_many(
            person_ids=await people_of_audience(Role.VNG_DIRECTOR.value, today=dutch_day(now)),
            kind=Kind.ROUND,
            subject=wording(
                "%(ronde)s: %(fase)s kan nog niet vanzelf open", ronde=round_.name, fase=LABELS[phase].lower()
            ),
            body=paragraphs(*(sentences(item.text, item.remedy) for item in open_items)),
            path=f"/vng/rondes/{round_.code}",
            once=f"klaar {round_.id} {phase.value} {dutch_day(due)}"
            f" {'/'.join(sorted(item.place or '' for item in open_items))}",
            now=now,
        )
    return told
