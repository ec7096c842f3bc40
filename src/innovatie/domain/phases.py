"""The phases of a round, in their order, and when a phase is open.

A phase is open from the moment VNG opens it until its deadline or until VNG closes it, whichever comes first.
A deadline that passes ends the acts of that phase at that very instant; the trace of it is written by a job.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from innovatie.domain.errors import Conflict
from innovatie.domain.wording import Wording, wording


class Phase(StrEnum):
    SUBMIT = "inzenden"
    GROUP = "groeperen"
    REVIEW = "beoordelen"
    PRESELECT = "voorselectie"
    DEVELOP = "uitwerken"
    VOTE = "stemmen"
    RESULT = "uitslag"
    ADOPT = "overname"


ORDER: tuple[Phase, ...] = tuple(Phase)

LABELS: dict[Phase, Wording] = {
    Phase.SUBMIT: wording("Inzenden"),
    Phase.GROUP: wording("Groeperen"),
    Phase.REVIEW: wording("Beoordelen"),
    Phase.PRESELECT: wording("Voorselectie"),
    Phase.DEVELOP: wording("Uitwerken"),
    Phase.VOTE: wording("Stemmen"),
    Phase.RESULT: wording("Uitslag"),
    Phase.ADOPT: wording("Overname"),
}

EXPLANATIONS: dict[Phase, Wording] = {
    Phase.SUBMIT: wording("Gemeenten plaatsen hun plannen en doen zo mee aan de ronde."),
    Phase.GROUP: wording("Plannen voor hetzelfde doel komen samen in één groep."),
    Phase.REVIEW: wording("Collega’s van andere gemeenten beoordelen de groepen."),
    Phase.PRESELECT: wording("Gemeenten kiezen hooguit drie finalisten."),
    Phase.DEVELOP: wording("De finalisten werken hun plan uit."),
    Phase.VOTE: wording("Gemeenten stemmen over de finalisten."),
    Phase.RESULT: wording("VNG telt de stemmen en maakt de uitslag bekend, met redenen."),
    Phase.ADOPT: wording("Andere gemeenten nemen de winnaars over."),
}


@dataclass(frozen=True, slots=True)
class Window:
    """One phase of one round: when it opened, until when, and when it was closed (UTC)."""

    phase: Phase
    opened_at: datetime | None
    deadline: datetime | None
    closed_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        if self.opened_at is None or now < self.opened_at:
            return False
        if self.closed_at is not None and now >= self.closed_at:
            return False
        return self.deadline is None or now < self.deadline


def following(phase: Phase | None) -> Phase | None:
    """The phase after `phase`; the first one for a round that has not begun, None after the last."""
    if phase is None:
        return ORDER[0]
    position = ORDER.index(phase) + 1
    return ORDER[position] if position < len(ORDER) else None


def require(window: Window | None, phase: Phase, now: datetime) -> None:
    """Raise Conflict unless `window` is that of `phase` and it is open."""
    if window is None or window.phase is not phase:
        raise Conflict(wording("Dit kan alleen in de fase %(fase)s van een ronde.", fase=LABELS[phase].lower()))
    if not window.is_open(now):
        raise Conflict(
            wording(
                "De fase %(fase)s is gesloten. Vraag VNG om verlenging als dat nodig is.", fase=LABELS[phase].lower()
            )
        )
