"""What the job of archives is told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class MakeArchive(Payload, frozen=True, kw_only=True):
    """This archive was asked for."""

    job: ClassVar[str] = "archief van een ronde maken"
    archive: int
