"""The days that lie ahead for VNG, and what keeps a phase from opening in time."""

from datetime import datetime, timedelta

import msgspec

from innovatie.domain.checklist import Place, Weight
from innovatie.domain.phases import LABELS
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as
from innovatie.insight.directing.queries import addresses, facts_of, items_before_next
from innovatie.insight.letters import queries as letters
from innovatie.insight.my_work.queries import Task
from innovatie.rounds.queries import RoundDetail, round_by_id, rounds

AHEAD = timedelta(days=120)
MOST = 12


class Coming(msgspec.Struct, frozen=True):
    """Something that happens at a moment. `by_itself`: nobody has to do anything for it."""

    at: datetime
    what: str
    name: str
    address: str
    by_itself: bool


async def running(*, now: datetime) -> tuple[RoundDetail, ...]:
    """The rounds that still go on, drafts too, the newest first."""
    cards = await rounds(now=now, drafts=True)
    found = [await round_by_id(card.id, now=now) for card in cards if not card.has_ended]
    return tuple(round_ for round_ in found if round_.next_phase is not None)


async def stops(going: tuple[RoundDetail, ...], *, now: datetime) -> list[Task]:
    """What keeps the next phase of a round from opening, when that is planned; one task for each round."""
    found = []
    for round_ in going:
        due, phase = round_.next_opens_at, round_.next_phase
        if due is None or phase is None or round_.is_draft:
            continue
        items = items_before_next(round_, await facts_of(round_, now=now), now=now)
        blocking = [item for item in items if item.weight is Weight.BLOCKS]
        if blocking:
            found.append(
                Task(
                    kind="tegenhouden",
                    title=round_.name,
                    text=str(blocking[0].text),
                    address=addresses(round_.code)[blocking[0].place or Place.ROUND],
                    deadline=due,
                    late=due <= now,
                )
            )
    return found


class _Planned(msgspec.Struct, frozen=True):
    at: datetime
    kind: str
    name: str
    address: str


_PLANNED = """
SELECT p.publish_at AS at, CASE WHEN p.confirmed_at IS NULL THEN 'onbevestigd' ELSE 'uitslag' END AS kind, r.name,
       '/vng/publicatie/' || r.code AS address
  FROM publication_plan p JOIN round r ON r.id = p.round WHERE p.ended_at IS NULL
"""
_WORDS = {
    "uitslag": wording("De uitslag verschijnt"),
    "onbevestigd": wording("Bekendmaking, nog niet bevestigd"),
}


async def days_ahead(going: tuple[RoundDetail, ...], *, now: datetime) -> tuple[Coming, ...]:
    """What is planned in the coming months, the first one first: phases, publications, letters."""
    found = [
        Coming(one.at, _WORDS[one.kind], one.name, one.address, by_itself=one.kind != "onbevestigd")
        for one in await fetch_as(_Planned, _PLANNED)
    ]
    going_out = await letters.planned()
    called = await letters.headings(going_out)
    found += [
        Coming(one.planned_at, wording("Brief gaat weg"), called[one.id], f"/vng/brieven/{one.id}", by_itself=True)
        for one in going_out
        if one.planned_at is not None
    ]
    for round_ in going:
        if round_.starts_at is not None and round_.current is None:
            found.append(
                Coming(
                    round_.starts_at,
                    wording("%(fase)s begint", fase=LABELS[round_.phases[0].phase]),
                    round_.name,
                    f"/vng/rondes/{round_.code}",
                    by_itself=round_.opens_itself,
                )
            )
        found += [
            Coming(
                row.deadline,
                wording("Laatste dag van %(fase)s", fase=LABELS[row.phase].lower()),
                round_.name,
                f"/vng/rondes/{round_.code}",
                by_itself=True,
            )
            for row in round_.phases
            if row.deadline is not None and row.closed_at is None
        ]
    ahead = [one for one in found if now <= one.at <= now + AHEAD]
    return tuple(sorted(ahead, key=lambda one: (one.at, one.name))[:MOST])
