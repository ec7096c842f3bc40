"""Who votes for whom: a municipality itself, or its Kring when it says so. One step, never a chain.

The ballot that counts for municipality m is its own if it cast one; else that of the Kring it mandated, if that Kring
voted; else none. A mandate goes to a Kring in one round, never to a municipality, so no cycle can exist. Weight is
always m's own. The register is built by replaying events, so the log alone gives the same state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from innovatie.domain.errors import Conflict, NotAllowed

Ballot = TypeVar("Ballot")


@dataclass(frozen=True)
class Elector:
    """A municipality that may vote, frozen when the vote opened: its weight and the Kringen it belongs to."""

    municipality: str
    weight: int
    kringen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Effective(Generic[Ballot]):
    """The ballot that counts for a municipality; `kring` is the Kring that cast it, None when it is its own."""

    municipality: str
    weight: int
    ballot: Ballot
    kring: str | None


@dataclass
class Register(Generic[Ballot]):
    """State of one vote. Every method either does the whole change or raises and changes nothing."""

    electorate: Mapping[str, Elector]
    is_open: bool = True
    mandates: dict[str, str] = field(default_factory=dict)
    own: dict[str, Ballot] = field(default_factory=dict)
    by_kring: dict[str, Ballot] = field(default_factory=dict)

    def grant(self, municipality: str, kring: str) -> None:
        """Mandate a Kring the municipality belongs to; replaces an earlier mandate."""
        voter = self._voter(municipality)
        if kring not in voter.kringen:
            raise NotAllowed("Uw gemeente kan alleen een Kring machtigen waar zij zelf bij hoort.")
        self.mandates[municipality] = kring

    def revoke(self, municipality: str) -> None:
        """Take the mandate back; from this moment the Kring's ballot no longer counts for the municipality."""
        self._voter(municipality)
        if municipality not in self.mandates:
            raise Conflict("Er is geen machtiging om in te trekken.")
        del self.mandates[municipality]

    def vote(self, municipality: str, ballot: Ballot) -> None:
        """Cast or change the municipality's own ballot."""
        self._voter(municipality)
        self.own[municipality] = ballot

    def withdraw(self, municipality: str) -> None:
        """Take the own ballot back; an active mandate then counts again."""
        self._voter(municipality)
        if municipality not in self.own:
            raise Conflict("Er is geen eigen stem om in te trekken.")
        del self.own[municipality]

    def vote_as_kring(self, kring: str, ballot: Ballot) -> None:
        """Cast or change the Kring's ballot, for whoever mandates it then or later."""
        self._require_kring(kring)
        self.by_kring[kring] = ballot

    def withdraw_as_kring(self, kring: str) -> None:
        self._require_kring(kring)
        if kring not in self.by_kring:
            raise Conflict("Er is geen stem van deze Kring om in te trekken.")
        del self.by_kring[kring]

    def close(self) -> None:
        self._require_open()
        self.is_open = False

    def effective_for(self, municipality: str) -> Effective[Ballot] | None:
        """What counts for one municipality; None when it has not voted, mandate or not."""
        voter = self.electorate[municipality]
        if municipality in self.own:
            return Effective(municipality, voter.weight, self.own[municipality], None)
        kring = self.mandates.get(municipality)
        if kring is not None and kring in self.by_kring:
            return Effective(municipality, voter.weight, self.by_kring[kring], kring)
        return None

    def effective(self) -> tuple[Effective[Ballot], ...]:
        """What counts for all, in order of municipality."""
        found = (self.effective_for(municipality) for municipality in sorted(self.electorate))
        return tuple(one for one in found if one is not None)

    def _voter(self, municipality: str) -> Elector:
        self._require_open()
        if municipality not in self.electorate:
            raise NotAllowed("Deze gemeente staat niet op de lijst van stemgerechtigden van deze stemming.")
        return self.electorate[municipality]

    def _require_open(self) -> None:
        if not self.is_open:
            raise Conflict("De stemming is gesloten.")

    def _require_kring(self, kring: str) -> None:
        self._require_open()
        if not any(kring in voter.kringen for voter in self.electorate.values()):
            raise NotAllowed("Deze Kring heeft in deze stemming geen gemeenten.")


def electorate_of(voters: Iterable[Elector]) -> dict[str, Elector]:
    """Voters by municipality. Raises ValueError for a double one or a negative weight."""
    electorate: dict[str, Elector] = {}
    for voter in voters:
        if voter.municipality in electorate:
            raise ValueError(f"{voter.municipality} is twice on the list")
        if voter.weight < 0:
            raise ValueError(f"the weight of {voter.municipality} is negative")
        electorate[voter.municipality] = voter
    return electorate
