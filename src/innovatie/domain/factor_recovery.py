"""A way back for who lost every second factor, that no insider can use alone, and none unseen.

The person asks, signed in by the first factor. Somebody who knows them vouches, a third confirms; then it waits for
days in which everybody who was told can stop it. Neither of the two got their role lately, or from the other: else one
administrator would make the second one for the purpose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from innovatie.domain.wording import wording

WAIT: Final = timedelta(hours=72)
"""From the confirmation until the person may start anew."""
OPEN_FOR: Final = timedelta(days=7)
"""So long after that they may; then it lapses."""
UNANSWERED_FOR: Final = timedelta(days=14)
"""So long a request lives that nobody confirmed."""
SETTLED: Final = timedelta(days=30)
"""A municipal administrator is one for at least so long before they vouch or confirm."""


class Outcome(StrEnum):
    """How it ended: done by the person, stopped by somebody, needless as the factor was shown, or too late."""

    DONE = "uitgevoerd"
    STOPPED = "gestopt"
    SHOWN = "getoond"
    LAPSED = "verlopen"


@dataclass(frozen=True, slots=True)
class Asker:
    """`towns`: where they hold a role. `central`: they hold one over the country or a Kring, or none at all."""

    person: int
    towns: frozenset[int]
    central: bool


@dataclass(frozen=True, slots=True)
class Judge:
    """`central`: may confirm roles of weight. `towns`: administered for `SETTLED` or longer, by who gave that role."""

    person: int
    central: bool
    towns: Mapping[int, int | None]

    def reaches(self, asker: Asker) -> bool:
        return self.central or (not asker.central and not asker.towns.isdisjoint(self.towns))

    def was_made_by(self, other: int) -> bool:
        """Whether the power to judge comes from that person."""
        return not self.central and other in self.towns.values()


def lapses_at(*, asked_at: datetime, opens_at: datetime | None) -> datetime:
    """From this moment on the request is worth nothing any more."""
    return asked_at + UNANSWERED_FOR if opens_at is None else opens_at + OPEN_FOR


def why_not_vouch(asker: Asker, judge: Judge) -> str | None:
    """Why this person may not vouch; None when they may."""
    if judge.person == asker.person:
        return wording("Voor uzelf kunt u niet instaan. Vraag een ander.")
    if not judge.reaches(asker):
        return wording(
            "Dit doet een beheerder van de gemeente van deze persoon die dat al dertig dagen is, of anders VNG of de"
            " beheerder van het platform."
        )
    return None


def why_not_confirm(asker: Asker, judge: Judge, voucher: Judge) -> str | None:
    """Why this person may not confirm what `voucher` vouched for; None when they may."""
    if judge.person == voucher.person:
        return wording("U stond zelf in voor deze persoon. Een ander bevestigt.")
    if refusal := why_not_vouch(asker, judge):
        return refusal
    if judge.was_made_by(voucher.person) or voucher.was_made_by(judge.person):
        return wording(
            "De een gaf de ander de rol van beheerder. Laat VNG of de beheerder van het platform bevestigen."
        )
    return None
