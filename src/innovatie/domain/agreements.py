"""Agreements between municipalities, partnerships and organisations: until when they hold, when one may leave, what a
party that leaves must arrange, and where partnerships overlap.
"""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import combinations

from innovatie.domain.agreement_words import AgreementKind, PartyRole
from innovatie.domain.wording import wording

KIND_LABELS: dict[AgreementKind, str] = {
    AgreementKind.COVENANT: wording("Convenant"),
    AgreementKind.SERVICE: wording("Dienstverleningsovereenkomst"),
    AgreementKind.OTHER: wording("Andere overeenkomst"),
}

ROLE_LABELS: dict[PartyRole, str] = {
    PartyRole.CLIENT: wording("Opdrachtgever"),
    PartyRole.CONTRACTOR: wording("Opdrachtnemer"),
    PartyRole.SECRETARY: wording("Penvoerder"),
    PartyRole.MEMBER: wording("Deelnemer"),
}

LONGEST_NOTICE = 60
"""Months of notice at most."""


class Standing(StrEnum):
    """Where an agreement is on a day."""

    DRAFT = "concept"
    COMING = "komt"
    HOLDS = "loopt"
    ENDS = "eindigt"
    ENDED = "afgelopen"


STANDING_LABELS: dict[Standing, str] = {
    Standing.DRAFT: wording("Concept"),
    Standing.COMING: wording("Gaat nog in"),
    Standing.HOLDS: wording("Loopt"),
    Standing.ENDS: wording("Loopt bijna af"),
    Standing.ENDED: wording("Afgelopen"),
}


class EndStep(StrEnum):
    """What is told of an end that comes near, in the order of days."""

    DECIDE = "beslissen"
    SOON = "bijna"
    PASSED = "voorbij"


TIME_TO_DECIDE = timedelta(days=60)
"""Before the last day on which one can still give notice."""
SOON = timedelta(days=30)
STILL_TOLD = timedelta(days=60)
"""After its end nothing more is said."""


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months later (or earlier, below 0); the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def standing(*, shown: bool, starts_on: date, ends_on: date | None, notice_months: int, today: date) -> Standing:
    """`shown`: everybody may see it; what is not shown is being written."""
    if not shown:
        return Standing.DRAFT
    if ends_on is not None and ends_on < today:
        return Standing.ENDED
    if starts_on > today:
        return Standing.COMING
    return Standing.ENDS if end_step(ends_on, notice_months, today) is EndStep.SOON else Standing.HOLDS


def end_step(ends_on: date | None, notice_months: int, today: date) -> EndStep | None:
    """Which step towards (or just past) its end an agreement has come to; None when there is nothing to tell."""
    if ends_on is None:
        return None
    if today > ends_on:
        return EndStep.PASSED if today - ends_on <= STILL_TOLD else None
    if ends_on - today <= SOON:
        return EndStep.SOON
    return EndStep.DECIDE if today >= months_after(ends_on, -notice_months) - TIME_TO_DECIDE else None


class Arranging(StrEnum):
    """What a party that leaves must arrange for one task."""

    HAND_OVER = "overdragen"
    FIND = "zoeken"
    REPLACE = "vervangen"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that one party does for the others; `successor` takes it over when that one leaves. Party numbers."""

    id: int
    done_by: int
    successor: int | None = None


@dataclass(frozen=True, slots=True)
class ToArrange:
    """One line of the list. `to`: the party that takes over, where one is named that stays."""

    task: int
    what: Arranging
    to: int | None = None


def to_arrange(leaver: int, tasks: Sequence[Task], *, leaving: Collection[int] = ()) -> tuple[ToArrange, ...]:
    """What `leaver` must arrange before its last day: its own tasks first, then those that it would have taken over.

    `leaving`: parties that leave too, or have left; nothing can be handed over to them.
    """
    away = {leaver, *leaving}
    own = tuple(
        ToArrange(task.id, Arranging.HAND_OVER, task.successor)
        if task.successor is not None and task.successor not in away
        else ToArrange(task.id, Arranging.FIND)
        for task in tasks
        if task.done_by == leaver
    )
    promised = tuple(
        ToArrange(task.id, Arranging.REPLACE)
        for task in tasks
        if task.successor == leaver and task.done_by != leaver and task.done_by not in away
    )
    return own + promised


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two partnerships, by number, and the municipalities that are in both."""

    one: int
    other: int
    shared: frozenset[int]


def overlaps(members: Mapping[int, Collection[int]]) -> tuple[Overlap, ...]:
    """Each pair that shares a municipality, the largest overlap first; `members` by number of the partnership."""
    found = [
        Overlap(one, other, shared)
        for one, other in combinations(sorted(members), 2)
        if (shared := frozenset(members[one]) & frozenset(members[other]))
    ]
    return tuple(sorted(found, key=lambda pair: (-len(pair.shared), pair.one, pair.other)))


def doubles(bound: Mapping[int, Sequence[tuple[int, int]]]) -> tuple[tuple[int, int, tuple[int, ...]], ...]:
    """(municipality, solution, agreements) wherever more than one agreement binds a municipality for one solution.

    `bound`: by agreement, the (municipality, solution) that it binds, through whatever party.
    """
    found: dict[tuple[int, int], set[int]] = {}
    for agreement, pairs in bound.items():
        for pair in pairs:
            found.setdefault(pair, set()).add(agreement)
    return tuple((*pair, tuple(sorted(those))) for pair, those in sorted(found.items()) if len(those) > 1)
