"""What the jobs of search are told."""

from typing import ClassVar

from innovatie.infra.jobs import Payload


class RecheckWords(Payload, frozen=True, kw_only=True):
    """The list of words has changed: every document is looked at again."""

    job: ClassVar[str] = "search.recheck"


class CatchUp(Payload, frozen=True, kw_only=True):
    """The second engine missed a change."""

    job: ClassVar[str] = "search.catch_up"
