"""What may still be undone in a round.

A phase goes back while nothing was done in it, and gets more time until its outcome is fixed.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from innovatie.domain.phases import Phase
from innovatie.domain.round_facts import RoundFacts, VoteState
from innovatie.domain.wording import Wording, wording

GRACE: Final = timedelta(minutes=5)
"""How long the news of an opening waits: whoever takes it back at once has disturbed nobody."""


def nobody_noticed(steps: Iterable[tuple[str, datetime]]) -> bool:
    """Whether all that happened in a round (kind and moment, in their order) is openings that were taken back before
    anybody was told. Such a round may still be hidden and thrown away.
    """
    opened: datetime | None = None
    for kind, at in steps:
        if kind == "open" and opened is None:
            opened = at
        elif kind == "back" and opened is not None and at - opened < GRACE:
            opened = None
        else:
            return False
    return opened is None


def why_not_back(phase: Phase, facts: RoundFacts) -> Wording | None:
    """Why `phase` can no longer be taken back: something was done in it. None when it can."""
    reasons = {
        Phase.SUBMIT: facts.plans and wording("Er doen al plannen mee."),
        Phase.GROUP: facts.groups and wording("De groepen staan al vast."),
        Phase.REVIEW: facts.assignments and wording("Er zijn al groepen aan beoordelaars toegewezen."),
        Phase.PRESELECT: facts.preselection is not VoteState.NONE and wording("De voorselectie is al geopend."),
        Phase.DEVELOP: facts.elaborations and wording("Er is al een plan uitgewerkt."),
        Phase.VOTE: facts.final is not VoteState.NONE and wording("De eindstemming is al geopend."),
        Phase.RESULT: (facts.published and wording("De uitslag is al bekendgemaakt."))
        or (facts.final in {VoteState.TIE, VoteState.COUNTED} and wording("De stemmen zijn al geteld.")),
        Phase.ADOPT: facts.adoptions and wording("Gemeenten hebben al iets over de overname gemeld."),
    }
    return reasons[phase] or None


def why_not_longer(phase: Phase, facts: RoundFacts) -> Wording | None:
    """Why `phase` cannot get more time, or open again: its outcome is fixed. None when it can."""
    if phase is Phase.REVIEW and facts.shortlist is not None:
        return wording("De shortlist staat al vast. Langer beoordelen verandert niets meer.")
    counted = {VoteState.TIE, VoteState.COUNTED}
    if (phase is Phase.PRESELECT and facts.preselection in counted) or (phase is Phase.VOTE and facts.final in counted):
        return wording("De stemmen zijn al geteld. Langer stemmen kan niet meer.")
    return None


def why_not_end(facts: RoundFacts) -> Wording | None:
    """Why the round cannot be ended: its result has a winner to take over. None when it can."""
    if facts.published and facts.winners:
        return wording("De uitslag is al bekendgemaakt. Deze ronde is dus niet mislukt.")
    return None
