"""What the job of notifications is told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class SendMail(Payload, frozen=True, kw_only=True):
    """This mail waits in the queue of mail."""

    job: ClassVar[str] = "mail versturen"
    urgent: ClassVar[bool] = True
    mail: int
