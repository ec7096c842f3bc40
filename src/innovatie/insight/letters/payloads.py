"""What the job of letters is told."""

from datetime import datetime
from typing import ClassVar

from innovatie.infra.jobs import Payload


class WriteLetter(Payload, frozen=True, kw_only=True):
    """This letter was sent: write the messages that are not there yet."""

    job: ClassVar[str] = "brief schrijven aan iedereen"
    letter: int


class SendPlannedLetter(Payload, frozen=True, kw_only=True):
    """This letter was planned for this moment; another moment by then, or none, means that it was called off."""

    job: ClassVar[str] = "geplande brief versturen"
    letter: int
    planned_at: datetime
