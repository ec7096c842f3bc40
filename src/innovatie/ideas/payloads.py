"""What the jobs about ideas are told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class IdeasChanged(Payload, frozen=True, kw_only=True):
    """What others see of these ideas has changed. `grouping` indexes them and proposes."""

    job: ClassVar[str] = "ideas.changed"
    ideas: tuple[int, ...]
