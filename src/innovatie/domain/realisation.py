"""A plan of realisation: milestones against their promise, where they lie on a line of time, and who holds which role.

A milestone was promised for a day. That day never changes; what is expected now does, with a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from innovatie.domain.vocabulary import MilestoneState, RealisationRole
from innovatie.domain.wording import Wording, wording

STATE_LABELS = {
    MilestoneState.PLANNED: wording("Gepland"),
    MilestoneState.BUSY: wording("Bezig"),
    MilestoneState.DONE: wording("Klaar"),
    MilestoneState.DROPPED: wording("Gaat niet door"),
}

ROLES: dict[RealisationRole, tuple[str, str]] = {
    RealisationRole.CLIENT: (wording("Opdrachtgever"), wording("Wil het resultaat en beslist over geld.")),
    RealisationRole.OWNER: (wording("Eigenaar"), wording("Houdt het levend na de bouw.")),
    RealisationRole.CONTRACTOR: (wording("Opdrachtnemer"), wording("Levert op tijd en binnen het budget.")),
    RealisationRole.BUILDER: (wording("Uitvoerder"), wording("Bouwt en test.")),
    RealisationRole.DIRECTOR: (wording("Regisseur"), wording("Kijkt of de beloften uitkomen.")),
}
"""Each role with its name and what it is for."""


class Standing(StrEnum):
    """How a milestone looks on the picture; late is what is not done on the day it was promised, or will not be."""

    DONE = "klaar"
    BUSY = "bezig"
    LATE = "te-laat"
    PLANNED = "gepland"
    DROPPED = "vervallen"


@dataclass(frozen=True, slots=True)
class Course:
    """The days of one milestone. `expected_on` is the promise until somebody says otherwise."""

    starts_on: date
    promised_on: date
    expected_on: date
    state: MilestoneState
    done_on: date | None = None

    def ends(self, today: date) -> date:
        """The day it was done, or will be as it stands; what should have been done is expected today at the soonest."""
        if self.done_on is not None:
            return self.done_on
        return max(self.expected_on, today) if self.state is MilestoneState.BUSY else self.expected_on

    def days_late(self, today: date) -> int:
        """Days after the promise that it was or will be done; 0 when it is on time or dropped."""
        if self.state is MilestoneState.DROPPED:
            return 0
        last = self.done_on or max(self.expected_on, today)
        return max((last - self.promised_on).days, 0)

    def standing(self, today: date) -> Standing:
        if self.state is MilestoneState.DONE:
            return Standing.DONE
        if self.state is MilestoneState.DROPPED:
            return Standing.DROPPED
        if self.days_late(today):
            return Standing.LATE
        return Standing.BUSY if self.state is MilestoneState.BUSY else Standing.PLANNED


MISTAKE_WITHIN = 7
"""Days in which a milestone that nobody touched may still have been a mistake."""


def why_it_stays(course: Course, *, added_on: date | None, today: date) -> Wording | None:
    """Why a milestone stays in its plan, so that no promise disappears; None while it may be taken out as a mistake.

    `added_on`: the day it was added, None when it was brought up to date since.
    """
    if course.state is MilestoneState.DONE:
        return wording("Deze mijlpaal is klaar en blijft staan.")
    if added_on is None or (today - added_on).days >= MISTAKE_WITHIN or today > course.promised_on:
        return wording("Deze mijlpaal is een belofte en blijft staan. Kies ‘Gaat niet door’ en schrijf waarom.")
    return None


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a bar: `left` and `width` in percent of the line of time; `look` is a Standing."""

    look: Standing
    left: float
    width: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A part of the line of time that has a name: from its first day, `left` percent from the beginning."""

    first: date
    last: date
    left: float


@dataclass(frozen=True, slots=True)
class Axis:
    """A line of time from `first` up to `end` (not included)."""

    first: date
    end: date
    ticks: tuple[Tick, ...]

    def at(self, day: date) -> float:
        """Where a day lies, in percent; what lies outside is put at the edge."""
        share = (day - self.first).days / (self.end - self.first).days
        return round(100 * min(max(share, 0.0), 1.0), 2)

    def holds(self, day: date) -> bool:
        return self.first <= day < self.end

    def bars(self, course: Course, today: date) -> tuple[Bar, ...]:
        """The bar of a milestone: up to the promise, and what came after it apart."""
        looks = course.standing(today)
        ends = course.ends(today)
        late = looks is Standing.LATE
        inside = (Standing.BUSY if course.state is MilestoneState.BUSY else Standing.PLANNED) if late else looks
        split = min(course.promised_on, ends) if late else ends
        found = [(inside, course.starts_on, split)]
        if late and ends > split:
            found.append((Standing.LATE, split, ends))
        return tuple(Bar(look, self.at(a), round(max(self.at(b) - self.at(a), 1.0), 2)) for look, a, b in found)


MOST_TICKS = 6


def axis_of(courses: Iterable[Course], today: date) -> Axis | None:
    """A line of time over whole quarters (halves or years when there would be too many); None without milestones."""
    days = [day for one in courses for day in (one.starts_on, one.promised_on, one.ends(today))]
    if not days:
        return None
    months = next(size for size in (3, 6, 12, 24, 60, 120, 1200) if _count(min(days), max(days), size) <= MOST_TICKS)
    first = _begin(min(days), months)
    starts = [first]
    while starts[-1] <= max(days):
        starts.append(_after(starts[-1], months))
    whole = (starts[-1] - first).days
    ticks = tuple(
        Tick(one, date.fromordinal(following.toordinal() - 1), round(100 * (one - first).days / whole, 2))
        for one, following in pairwise(starts)
    )
    return Axis(first, starts[-1], ticks)


def _begin(day: date, months: int) -> date:
    number = (day.year * 12 + day.month - 1) // months * months
    return date(number // 12, number % 12 + 1, 1)


def _after(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _count(first: date, last: date, months: int) -> int:
    return (last.year * 12 + last.month - 1) // months - (first.year * 12 + first.month - 1) // months + 1


def same_person(one: str, other: str) -> bool:
    """Whether two names are of one person, as far as letters tell: not by capitals, dots or spaces. '' is nobody."""
    plain = ["".join(sign for sign in name.casefold() if sign.isalnum()) for name in (one, other)]
    return bool(plain[0]) and plain[0] == plain[1]
