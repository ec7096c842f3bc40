"""What the job of publication is told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class Published(Payload, frozen=True, kw_only=True):
    """A version of a round's result was published. `winners`: the numbers of their groups."""

    job: ClassVar[str] = "publication.published"
    round: int
    version: int
    winners: tuple[int, ...]


class WinnerStands(Payload, frozen=True, kw_only=True):
    """A winner was withdrawn, or stands again after all: `group` and the withdrawal it is about."""

    job: ClassVar[str] = "publication.withdrawn"
    group: int
    withdrawal: int
    stands: bool
