"""What can be done in a round today: how many days are left, and the way to take part."""

from datetime import datetime
from typing import Final

import msgspec

from innovatie.domain.authority import Actor, offers_posting
from innovatie.domain.dutch_dates import days_until
from innovatie.domain.phases import ORDER, Phase
from innovatie.domain.wording import wording
from innovatie.rounds.queries import RoundCard


class OpenRound(msgspec.Struct, frozen=True):
    """A round on a card: days left (None: no deadline), its step of eight, and the way to act."""

    card: RoundCard
    days: int | None
    step: int
    address: str
    action: str


_DO: Final = {
    Phase.SUBMIT: ("/ideeen/nieuw?ronde={code}", wording("Zend een plan in")),
    Phase.REVIEW: ("/beoordelen", wording("Beoordeel plannen")),
    Phase.PRESELECT: ("/stemmen/{code}", wording("Breng uw stem uit")),
    Phase.VOTE: ("/stemmen/{code}", wording("Breng uw stem uit")),
    Phase.RESULT: ("/rondes/{code}/uitslag", wording("Naar de uitslag")),
    Phase.ADOPT: ("/rondes/{code}/uitslag", wording("Bekijk de uitslag")),
}
"""Where one goes to take part in a phase; in the others one looks at the round."""


def can_be_joined(card: RoundCard) -> bool:
    """Whether people can do something in the round today; in the adoption of a winner everybody goes their own way."""
    return card.is_open and card.phase is not Phase.ADOPT


def open_round(card: RoundCard, actor: Actor, now: datetime) -> OpenRound:
    """The card of a round for who looks at it; a phase that is closed or that this person cannot enter is looked at."""
    address, action = "/rondes/{code}", wording("Bekijk de ronde")
    enters = card.phase is not Phase.SUBMIT or offers_posting(actor)
    if card.phase is not None and enters and (card.is_open or card.phase is Phase.ADOPT):
        address, action = _DO.get(card.phase, (address, action))
    days = days_until(card.deadline, now) if card.deadline and card.is_open else None
    return OpenRound(
        card=card,
        days=days if days is None or days >= 0 else None,
        step=ORDER.index(card.phase) + 1 if card.phase else 0,
        address=address.format(code=card.code),
        action=action,
    )
