"""What the jobs of groups are told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class GroupChanged(Payload, frozen=True, kw_only=True):
    """This group has changed: it is indexed anew."""

    job: ClassVar[str] = "grouping.changed"
    group: int


class LookAtEverything(Payload, frozen=True, kw_only=True):
    """Many ideas changed at once: one pass over all of them proposes."""

    job: ClassVar[str] = "grouping.everything"
