"""What the stages have of one round, as plain facts: the rules of directing look at nothing else."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from innovatie.domain.dutch_dates import day_in_words
from innovatie.domain.wording import Wording


class VoteState(StrEnum):
    """How far a vote is. `TIE`: counted, but a lot is to be drawn."""

    NONE = "niet geopend"
    OPEN = "geopend"
    TIE = "loten"
    COUNTED = "geteld"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """What stands in the other stages about one round, at one moment. Numbers, and titles of groups."""

    plans: int = 0
    appeals: int = 0
    """Municipalities that appealed against an exclusion and wait for an answer."""
    may_appeal: int = 0
    """Excluded plans whose municipality may still appeal."""
    groups: int = 0
    open_proposals: int = 0
    assignments: int = 0
    reviews_missing: int = 0
    shortlist: int | None = None
    """Groups on it; None while it is not settled."""
    without_voter: int = 0
    municipalities: int = 0
    preselection: VoteState = VoteState.NONE
    has_witnesses: bool = True
    """The round names witnesses, so that its votes open with their phase."""
    finalists: int = 0
    empty_finalists: tuple[str, ...] = ()
    elaborations: int = 0
    final: VoteState = VoteState.NONE
    draw_from: date = date.max
    """The first day of which the number of a draw may come, of the latest vote: if it closed now, or as it closed."""
    published: bool = False
    winners: int = 0
    """Of the published result, without those that were withdrawn."""
    award_waits: bool = False
    """The audience voted for its award, that is over, and nobody told the outcome."""
    adoptions: int = 0
    """Steps of municipalities with a winner since the phase of adoption opened."""

    @property
    def draws_on(self) -> Wording:
        """`draw_from` as people write it."""
        return day_in_words(self.draw_from)
