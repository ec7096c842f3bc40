"""A way back for who lost every second factor, that no insider can use alone, and none unseen.

The person asks, signed in by the first factor. Somebody who knows them vouches: an administrator of their municipality
since long enough not to be made for the purpose, or VNG or the platform. Another one confirms, of VNG or the platform:
an administrator can make any number of others in the municipality, and two of those are not two. Then it waits for days
in which everybody who was told can stop it.
"""

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
"""A municipal administrator is one for at least so long before they vouch."""


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
    """`central`: may confirm roles of weight. `towns`: administered for `SETTLED` or longer."""

    person: int
    central: bool
    towns: frozenset[int]


def lapses_at(*, asked_at: datetime, opens_at: datetime | None) -> datetime:
    """From this moment on the request is worth nothing any more."""
    return asked_at + UNANSWERED_FOR if opens_at is None else opens_at + OPEN_FOR


def why_not_vouch(asker: Asker, judge: Judge) -> str | None:
    """Why this person may not vouch; None when they may."""
    if judge.person == asker.person:
        return wording("Voor uzelf kunt u niet instaan. Vraag een ander.")
    if not judge.central and (asker.central or asker.towns.isdisjoint(judge.towns)):
        return wording(
            "Dit doet een beheerder van de gemeente van deze persoon die dat al dertig dagen is, of anders VNG of de"
            " beheerder van het platform."
        )
    return None


def why_not_confirm(asker: Asker, judge: Judge, voucher: int) -> str | None:
    """Why this person may not confirm what person `voucher` vouched for; None when they may."""
    if judge.person == voucher:
        return wording("U stond zelf in voor deze persoon. Een ander bevestigt.")
    if judge.person == asker.person:
        return wording("Voor uzelf kunt u niet bevestigen. Vraag een ander.")
    if not judge.central:
        return wording("Dit bevestigt VNG of de beheerder van het platform.")
    return None
