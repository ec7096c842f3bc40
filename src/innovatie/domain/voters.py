"""Who casts a ballot: a municipality for itself, or a Kring for the municipalities that mandated it."""

from dataclasses import dataclass
from typing import TypeAlias

from innovatie.domain.authority import Act, Context
from innovatie.domain.vote_kinds import VoteKind


@dataclass(frozen=True)
class OfMunicipality:
    """A municipality that votes for itself; `municipality_id` is its number on this platform."""

    municipality_id: int

    @property
    def partnership_id(self) -> None:
        return None

    def casting(self, kind: VoteKind) -> Act:
        """The act of casting a ballot of this kind, and of taking it back."""
        return Act.CAST_BALLOT if kind is VoteKind.FINAL else Act.CAST_PRESELECTION

    def context(self, kind: VoteKind) -> Context:
        """Where that act is done, in the phase of its vote."""
        return Context(municipality_id=self.municipality_id, open_phase=kind.phase)


@dataclass(frozen=True)
class OfKring:
    """A Kring that votes for whoever mandates it; `partnership_id` is its number on this platform."""

    partnership_id: int

    @property
    def municipality_id(self) -> None:
        return None

    def casting(self, kind: VoteKind) -> Act:
        """As of a municipality."""
        return Act.CAST_BALLOT_AS_KRING if kind is VoteKind.FINAL else Act.CAST_PRESELECTION_AS_KRING

    def context(self, kind: VoteKind) -> Context:
        """As of a municipality."""
        return Context(partnership_id=self.partnership_id, open_phase=kind.phase)


Voter: TypeAlias = OfMunicipality | OfKring
"""For whom a ballot is: exactly one of the two."""
