"""Withdrawing a winner after its publication: on what ground, and until when that can be taken back."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from innovatie.domain.wording import Wording, wording


class WithdrawalGround(StrEnum):
    """Why a winner was withdrawn after its publication."""

    OWN_WISH = "eigen-wens"
    RULES = "regels"


APPEAL_WITHIN: Final = timedelta(weeks=6)
"""As long as a municipality may object to a decision by law; until then VNG can take a withdrawal back."""

GROUNDS: Final[Mapping[WithdrawalGround, Wording]] = {
    WithdrawalGround.OWN_WISH: wording("De gemeenten die het maken, trekken zich terug."),
    WithdrawalGround.RULES: wording("Het plan voldeed niet aan de regels van de ronde."),
}


def may_be_taken_back(confirmed_at: datetime, now: datetime) -> bool:
    """Whether the time to object to a withdrawal that was confirmed then is still running."""
    return now < confirmed_at + APPEAL_WITHIN
