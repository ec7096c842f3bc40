"""What the job of letters is told."""

from datetime import datetime
from typing import ClassVar

from innovatie.infra.jobs import Payload


class SendPlannedLetter(Payload, frozen=True, kw_only=True):
    """This letter was planned for this moment; another moment by then, or none, means that it was called off."""

    job: ClassVar[str] = "geplande brief versturen"
    letter: int
    planned_at: datetime
