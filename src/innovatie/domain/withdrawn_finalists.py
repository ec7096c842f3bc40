"""A finalist that withdraws while the final is being prepared or the vote is open."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from innovatie.domain.wording import Wording, wording

OFF_EVERY_BALLOT: Final = "van-elk-biljet"
"""The rule as regels.json names it: whoever withdrew is taken off every ballot, and the order of the others stays."""

NOTICE: Final = timedelta(days=3)
"""How long a vote is open after a finalist left it, at least: who voted can decide again, and ask others first."""
TOO_LATE: Final = wording(
    "De stemming sluit binnen drie dagen. Verleng eerst de fase: dan kan iedereen de stem nog wijzigen."
)


class FinalistGround(StrEnum):
    """Why a finalist does not go on."""

    OWN_WISH = "eigen-wens"
    RULES = "regels"


GROUNDS: Final[Mapping[FinalistGround, Wording]] = {
    FinalistGround.OWN_WISH: wording("De gemeenten die het maken, trekken zich terug."),
    FinalistGround.RULES: wording("Het plan voldoet niet aan de regels van de ronde."),
}


def too_late(deadline: datetime | None, now: datetime) -> bool:
    """Nobody would have time to change a ballot: the vote closes within NOTICE. One without a deadline waits."""
    return deadline is not None and deadline - now < NOTICE


def without(order: tuple[tuple[str, ...], ...], gone: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """A ballot without these options: the others keep their order, and a place that nobody has lapses. A ballot that
    named no other is blank from then on.
    """
    kept = (tuple(option for option in tied if option not in gone) for tied in order)
    return tuple(tied for tied in kept if tied)
