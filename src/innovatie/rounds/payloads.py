"""What the jobs of rounds are told."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from innovatie.domain.phases import Phase
from innovatie.infra.jobs import Payload


class What(StrEnum):
    """What there is to tell about a phase."""

    OPENED = "open"
    EXTENDED = "verlengd"
    SOON = "bijna"
    TAKEN_BACK = "terug"
    ENDED = "einde"


class PhaseLapsed(Payload, frozen=True, kw_only=True):
    """The deadline of this phase has come."""

    job: ClassVar[str] = "rounds.lapse"
    round: int
    phase: Phase


class RoundNews(Payload, frozen=True, kw_only=True):
    """There is something to tell about a phase that closes at `deadline` (UTC)."""

    job: ClassVar[str] = "rounds.news"
    round: int
    phase: Phase
    deadline: datetime | None
    what: What


class FinalistsAsked(Payload, frozen=True, kw_only=True):
    """The finalists of a round are asked to elaborate their plans until `deadline`; `reminder`: asked again."""

    job: ClassVar[str] = "publication.finalists"
    round: int
    deadline: datetime | None
    reminder: bool = False
