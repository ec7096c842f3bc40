"""The ladder of a municipality and a solution: what it said, when that was true, when we heard it.

History is bitemporal and only grows: an `Event` says what held from `on` and was heard at `heard`. A mistake is put
right by a later event that `replaces` it; nothing is ever overwritten, so what we believed on any day can be retold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Unfit
from innovatie.domain.wording import Wording, wording

FRESH_FOR = timedelta(days=183)
OLDEST = date(1990, 1, 1)
NOTE_LIMIT = 2_000
"""Characters that explain a statement."""


class Stage(StrEnum):
    NONE = "niet_bezig"
    EXPLORING = "verkenning"
    DECIDED = "besloten"
    INTRODUCING = "in_invoering"
    IN_USE = "in_gebruik"
    STOPPED = "gestopt"
    DECLINED = "bewust_niet"


LABELS: dict[Stage, Wording] = {
    Stage.NONE: wording("Niet bezig"),
    Stage.EXPLORING: wording("Verkenning"),
    Stage.DECIDED: wording("Besloten"),
    Stage.INTRODUCING: wording("In invoering"),
    Stage.IN_USE: wording("In gebruik"),
    Stage.STOPPED: wording("Gestopt"),
    Stage.DECLINED: wording("Bewust niet"),
}
# For a successor of several municipalities: the stage that reaches furthest is the one that goes on.
_REACH = (
    Stage.NONE,
    Stage.DECLINED,
    Stage.STOPPED,
    Stage.EXPLORING,
    Stage.DECIDED,
    Stage.INTRODUCING,
    Stage.IN_USE,
)


class Source(StrEnum):
    """Who says so. Only the first two count as confirmed."""

    SAID = "gemeld"
    CONFIRMED = "bevestigd"
    DERIVED = "afgeleid"


SOURCE_LABELS: dict[Source, str] = {
    Source.SAID: wording("gemeld door de gemeente"),
    Source.CONFIRMED: wording("bevestigd door de gemeente"),
    Source.DERIVED: wording("afgeleid uit een openbare bron"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One statement about one municipality and one solution."""

    id: int
    municipality: int
    stage: Stage
    on: date
    heard: datetime
    source: Source
    replaces: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """What holds now: since when, when last said or confirmed, and since when it was first in use (None: never)."""

    stage: Stage
    since: date
    confirmed: date
    source: Source
    first_used: date | None

    def is_fresh(self, today: date) -> bool:
        """Said or confirmed in the last six months. What came from a register is never fresh."""
        return self.source is not Source.DERIVED and today - self.confirmed <= FRESH_FOR

    @property
    def ever_used(self) -> bool:
        return self.first_used is not None


@dataclass(frozen=True, slots=True)
class Merger:
    """On `on` (a 1 January), `old` went up in `new`."""

    old: int
    new: int
    on: date


def check(history: Sequence[Event], stage: Stage, on: date, *, today: date, reason: str = "") -> None:
    """Whether this may be said next. Raises Unfit with what to do; plans are `besloten`, so no date in the future."""
    errors: dict[str, str] = {}
    if on > today:
        errors["datum"] = "Deze datum ligt in de toekomst. Kies besloten als het plan vaststaat."
    elif on < OLDEST:
        errors["datum"] = "Deze datum ligt voor 1990. Controleer het jaar."
    if stage is Stage.DECLINED and not reason.strip():
        errors["toelichting"] = "Schrijf waarom uw gemeente hier bewust niet aan meedoet."
    present = status(history)
    begun = present is not None and present.ever_used
    if stage is Stage.STOPPED and not begun and (present is None or present.stage is not Stage.INTRODUCING):
        errors["stap"] = "Uw gemeente heeft dit nog niet in gebruik of in invoering. Kies niet bezig of bewust niet."
    if stage is Stage.NONE and begun and present is not None and present.stage is not Stage.STOPPED:
        errors["stap"] = "Uw gemeente heeft dit al in gebruik gehad. Kies gestopt."
    if errors:
        raise Unfit(errors)


def standing(history: Iterable[Event], *, heard_by: datetime | None = None) -> list[Event]:
    """The events that were believed at `heard_by` (default: all), corrections applied, in the order of their truth."""
    known = [event for event in history if heard_by is None or event.heard <= heard_by]
    replaced = {event.replaces for event in known if event.replaces is not None}
    return sorted((e for e in known if e.id not in replaced), key=lambda e: (e.on, e.heard, e.id))


def status(history: Iterable[Event], *, on: date | None = None, heard_by: datetime | None = None) -> Status | None:
    """What held on `on` (default: now), as it was known at `heard_by` (default: now). None: nothing was said."""
    events = [event for event in standing(history, heard_by=heard_by) if on is None or event.on <= on]
    if not events:
        return None
    last = events[-1]
    since, confirmed = last.on, dutch_day(last.heard)
    for event in reversed(events):
        if event.stage is not last.stage:
            break
        since = event.on
        confirmed = max(confirmed, dutch_day(event.heard))
    used = [event.on for event in events if event.stage is Stage.IN_USE]
    source = last.source
    if source is Source.DERIVED and any(
        e.stage is last.stage and e.source is not Source.DERIVED and e.on >= since for e in events
    ):
        source = Source.CONFIRMED
    return Status(last.stage, since, confirmed, source, min(used) if used else None)


def successors(mergers: Iterable[Merger], *, on: date | None = None) -> dict[int, int]:
    """For each municipality that ended by `on` (default: ever): the one that stands in its place then."""
    follows = {merger.old: merger.new for merger in mergers if on is None or merger.on <= on}
    final: dict[int, int] = {}
    for old in follows:
        new, seen = old, {old}
        while new in follows and follows[new] not in seen:
            new = follows[new]
            seen.add(new)
        final[old] = new
    return final


def merged(statuses: Iterable[Status]) -> Status | None:
    """The status of a successor that has said nothing itself: its predecessor that reached furthest, first use kept."""
    known = list(statuses)
    if not known:
        return None
    best = max(known, key=lambda s: (_REACH.index(s.stage), -s.since.toordinal()))
    used = [s.first_used for s in known if s.first_used is not None]
    return replace(best, first_used=min(used) if used else None)


def carried_over(
    histories: Mapping[int, Sequence[Event]],
    mergers: Sequence[Merger],
    *,
    on: date | None = None,
    heard_by: datetime | None = None,
) -> dict[int, Status]:
    """The status of every municipality that exists on `on` (default: now), with what its predecessors brought.

    Since its merger, what the successor says of itself goes before what it inherited; first use is kept either way.
    """
    goes_to = successors(mergers, on=on)
    began = {merger.new: merger.on for merger in mergers if on is None or merger.on <= on}
    inherited: dict[int, list[Status]] = {}
    own: dict[int, Status] = {}
    for municipality, history in histories.items():
        found = status(history, on=on, heard_by=heard_by)
        if found is None:
            continue
        target = goes_to.get(municipality, municipality)
        since_merger = target == municipality and municipality in began and found.confirmed >= began[municipality]
        if since_merger or (target == municipality and municipality not in began):
            own[target] = found
        else:
            inherited.setdefault(target, []).append(found)
    result: dict[int, Status] = {}
    for municipality in own.keys() | inherited.keys():
        brought = merged(inherited.get(municipality, []))
        mine = own.get(municipality)
        if mine is None:
            assert brought is not None
            result[municipality] = brought
            continue
        used = [s.first_used for s in (mine, brought) if s is not None and s.first_used is not None]
        result[municipality] = replace(mine, first_used=min(used) if used else None)
    return result


def ever_in_use(statuses: Mapping[int, Status], days: Iterable[date]) -> list[int]:
    """How many had it in use at some time up to each of `days` (ascending). Never falls: stopping does not undo it."""
    firsts = sorted(s.first_used for s in statuses.values() if s.first_used is not None)
    counts, position = [], 0
    for day in days:
        while position < len(firsts) and firsts[position] <= day:
            position += 1
        counts.append(position)
    return counts


def counts_through(
    histories: Mapping[int, Sequence[Event]], mergers: Sequence[Merger], days: Sequence[date]
) -> list[dict[Stage, int]]:
    """How many of the municipalities of today stood at each stage on each of `days` (ascending).

    Municipalities that have merged since are one throughout, so that a merger makes no jump in the curve.
    """
    goes_to = successors(mergers)
    families: dict[int, dict[int, Sequence[Event]]] = {}
    for municipality, history in histories.items():
        families.setdefault(goes_to.get(municipality, municipality), {})[municipality] = history
    counts: list[dict[Stage, int]] = [{} for _ in days]
    for family in families.values():
        alone = standing(next(iter(family.values()))) if len(family) == 1 else None
        position, stage = 0, None
        for count, day in zip(counts, days, strict=True):
            if alone is not None:
                while position < len(alone) and alone[position].on <= day:
                    stage = alone[position].stage
                    position += 1
            else:
                together = merged(carried_over(family, mergers, on=day).values())
                stage = together.stage if together is not None else None
            if stage is not None:
                count[stage] = count.get(stage, 0) + 1
    return counts
