"""The two votes of a round: the preselection brings finalists, the final brings winners."""

from enum import StrEnum
from typing import Final

from innovatie.domain.phases import Phase


class VoteKind(StrEnum):
    PRESELECTION = "voorselectie"
    FINAL = "finale"

    @property
    def phase(self) -> Phase:
        """The phase of a round in which this vote is open."""
        return _PHASES[self]


PRESELECTION: Final = VoteKind.PRESELECTION
FINAL: Final = VoteKind.FINAL
_PHASES = {PRESELECTION: Phase.PRESELECT, FINAL: Phase.VOTE}


def kind_in(phase: Phase | None) -> VoteKind | None:
    """The vote of this phase; None when nobody votes in it."""
    return next((kind for kind, its_phase in _PHASES.items() if its_phase is phase), None)
