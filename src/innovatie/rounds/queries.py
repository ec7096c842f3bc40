"""Rounds as the pages and the later stages see them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from innovatie.domain.errors import NotFound
from innovatie.domain.phase_undo import nobody_noticed
from innovatie.domain.phases import EXPLANATIONS, LABELS, ORDER, Phase, Window, following
from innovatie.domain.wording import wording
from innovatie.infra.database import fetch_as, fetch_one_as
from innovatie.rounds.settings import RoundSettings


class PhaseRow(msgspec.Struct, frozen=True):
    """One phase of a round; `state` is gepland, open, verlopen (deadline passed) or gesloten."""

    phase: Phase
    label: str
    explanation: str
    state: str
    opened_at: datetime | None
    deadline: datetime | None
    closed_at: datetime | None

    @property
    def window(self) -> Window:
        return Window(self.phase, self.opened_at, self.deadline, self.closed_at)


class RoundCard(msgspec.Struct, frozen=True):
    """A round in a list."""

    id: int
    code: str
    name: str
    description: str
    phase: Phase | None
    phase_label: str
    is_open: bool
    deadline: datetime | None
    is_draft: bool
    has_ended: bool
    proven: str


class _Round(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    description: str
    phase: Phase | None
    frozen_at: datetime | None
    published_at: datetime | None
    starts_at: datetime | None
    opens_itself: bool
    witnesses: str
    ended_at: datetime | None
    settings: RoundSettings


class RoundDetail(_Round, frozen=True):
    """A round with its eight phases in order and its rules."""

    phases: tuple[PhaseRow, ...]

    @property
    def is_draft(self) -> bool:
        """Only VNG sees it."""
        return self.published_at is None

    def row_of(self, phase: Phase) -> PhaseRow:
        return next(row for row in self.phases if row.phase is phase)

    @property
    def current(self) -> PhaseRow | None:
        """The phase that was opened last."""
        return next((row for row in self.phases if row.phase is self.phase), None)

    @property
    def next_phase(self) -> Phase | None:
        return following(self.phase) if self.ended_at is None else None

    @property
    def next_opens_at(self) -> datetime | None:
        """When the next phase is planned to open: its own moment for the first, after the deadline for the others."""
        if self.next_phase is None:
            return None
        return self.starts_at if self.current is None else self.current.deadline

    @property
    def open_phase(self) -> Phase | None:
        """The phase that is open at the moment of the query."""
        current = self.current
        return current.phase if current is not None and current.state == "open" else None

    def has_reached(self, phase: Phase) -> bool:
        """Whether `phase` has been opened, now or earlier."""
        return self.phase is not None and ORDER.index(self.phase) >= ORDER.index(phase)


class ChangeRow(msgspec.Struct, frozen=True):
    """One step in the course of a round. `about`: the plan that a later stage took out of it, or let stand again."""

    phase: Phase
    kind: str
    at: datetime
    by: str
    reason: str
    old_deadline: datetime | None
    new_deadline: datetime | None
    about: str = ""

    @property
    def phase_label(self) -> str:
        return LABELS[self.phase]


def state_of(window: Window, now: datetime) -> str:
    """gepland, open, verlopen or gesloten."""
    if window.opened_at is None:
        return "gepland"
    if window.is_open(now):
        return "open"
    return "gesloten" if window.closed_at is not None and window.closed_at <= now else "verlopen"


class _Card(msgspec.Struct, frozen=True):
    id: int
    code: str
    name: str
    description: str
    phase: Phase | None
    published_at: datetime | None
    ended_at: datetime | None
    settings: RoundSettings
    opened_at: datetime | None
    deadline: datetime | None
    closed_at: datetime | None


class _Settings(msgspec.Struct, frozen=True):
    settings: RoundSettings


class _Window(msgspec.Struct, frozen=True):
    round: int
    phase: Phase
    opened_at: datetime | None
    deadline: datetime | None
    closed_at: datetime | None


async def rounds(*, now: datetime, drafts: bool = False) -> tuple[RoundCard, ...]:
    """All rounds, the newest first; `drafts`: those too that only VNG may see."""
    rows = await fetch_as(
        _Card,
        """
        SELECT r.id, r.code, r.name, r.description, r.phase, r.published_at, r.ended_at, r.settings,
               w.opened_at, w.deadline, w.closed_at
          FROM round r LEFT JOIN phase_window w ON w.round = r.id AND w.phase = r.phase
         WHERE $1 OR r.published_at IS NOT NULL ORDER BY r.code DESC
        """,
        drafts,
    )
    return tuple(_card(row, now) for row in rows)


def _card(row: _Card, now: datetime) -> RoundCard:
    window = Window(row.phase, row.opened_at, row.deadline, row.closed_at) if row.phase else None
    return RoundCard(
        id=row.id,
        code=row.code,
        name=row.name,
        description=row.description,
        phase=row.phase,
        phase_label=_label(row),
        is_open=window is not None and window.is_open(now),
        deadline=row.deadline,
        is_draft=row.published_at is None,
        has_ended=row.ended_at is not None,
        proven=row.settings.proven,
    )


def _label(row: _Card) -> str:
    if row.ended_at is not None:
        return wording("Beëindigd")
    if row.phase is not None:
        return LABELS[row.phase]
    return wording("Concept") if row.published_at is None else wording("In voorbereiding")


async def rounds_in_full(*, now: datetime) -> tuple[RoundDetail, ...]:
    """All rounds that everybody sees, with their phases, the newest first."""
    rows = await fetch_as(_Round, "SELECT * FROM round WHERE published_at IS NOT NULL ORDER BY code DESC")
    return await _details(rows, now)


async def round_by_code(code: str, *, now: datetime, drafts: bool = False) -> RoundDetail:
    """The round with this code; NotFound if there is none, or only a draft and `drafts` does not ask for those."""
    found = await _detail("code = $1", code, now)
    if found.is_draft and not drafts:
        raise NotFound("Deze ronde bestaat niet.")
    return found


async def code_meant(text: str, now: datetime) -> str:
    """The code of the published round that is meant; ValueError when there is none."""
    try:
        return (await round_by_code(text, now=now)).code
    except NotFound as error:
        raise ValueError(wording("Deze ronde bestaat niet.")) from error


async def round_by_id(round_id: int, *, now: datetime) -> RoundDetail:
    """The round with this number; NotFound if there is none."""
    return await _detail("id = $1", round_id, now)


async def _detail(condition: str, value: str | int, now: datetime) -> RoundDetail:
    found = await _details(await fetch_as(_Round, f"SELECT * FROM round WHERE {condition}", value), now)
    if not found:
        raise NotFound("Deze ronde bestaat niet.")
    return found[0]


async def _details(rows: Sequence[_Round], now: datetime) -> tuple[RoundDetail, ...]:
    """These rounds with their phases, in one query for all of them."""
    windows = {row.id: {phase: Window(phase, None, None, None) for phase in ORDER} for row in rows}
    for one in await fetch_as(_Window, "SELECT * FROM phase_window WHERE round = ANY($1)", list(windows)):
        windows[one.round][one.phase] = Window(one.phase, one.opened_at, one.deadline, one.closed_at)
    return tuple(
        RoundDetail(
            id=row.id,
            code=row.code,
            name=row.name,
            description=row.description,
            phase=row.phase,
            frozen_at=row.frozen_at,
            published_at=row.published_at,
            starts_at=row.starts_at,
            opens_itself=row.opens_itself,
            witnesses=row.witnesses,
            ended_at=row.ended_at,
            settings=row.settings,
            phases=tuple(
                PhaseRow(
                    phase=window.phase,
                    label=LABELS[window.phase],
                    explanation=EXPLANATIONS[window.phase],
                    state=state_of(window, now),
                    opened_at=window.opened_at,
                    deadline=window.deadline,
                    closed_at=window.closed_at,
                )
                for window in windows[row.id].values()
            ),
        )
        for row in rows
    )


async def settings_of(round_id: int) -> RoundSettings:
    """The rules of the round with this number; NotFound if there is none."""
    row = await fetch_one_as(_Settings, "SELECT settings FROM round WHERE id = $1", round_id)
    if row is None:
        raise NotFound("Deze ronde bestaat niet.")
    return row.settings


async def changes(round_id: int) -> tuple[ChangeRow, ...]:
    """Everything that was opened, extended, closed or lapsed, the newest first."""
    rows = await fetch_as(
        ChangeRow,
        """
        SELECT c.phase, c.kind, c.at, coalesce(p.name, 'Innovatie') AS by, c.reason, c.old_deadline, c.new_deadline,
               '' AS about
          FROM phase_change c LEFT JOIN person p ON p.id = c.by WHERE c.round = $1 ORDER BY c.id DESC
        """,
        round_id,
    )
    return tuple(rows)


def is_untouched(round_: RoundDetail, steps: Sequence[ChangeRow]) -> bool:
    """Whether nothing happened in this round that anybody noticed; `steps`: its changes, the newest first."""
    return round_.phase is None and nobody_noticed((step.kind, step.at) for step in reversed(steps))


async def rounds_open_in(phase: Phase, *, now: datetime) -> tuple[RoundCard, ...]:
    """The rounds in which `phase` is open now."""
    return tuple(card for card in await rounds(now=now) if card.phase is phase and card.is_open)
