"""Lines of a checklist: how much each weighs, and where it is solved."""

from dataclasses import dataclass
from enum import StrEnum

from innovatie.domain.wording import Wording


class Weight(StrEnum):
    BLOCKS = "houdt-tegen"
    ATTENTION = "let-op"
    DONE = "klaar"


class Place(StrEnum):
    """Where an item is solved."""

    ROUND = "ronde"
    DAYS = "dagen"
    PLANS = "plannen"
    ENTRIES = "inzendingen"
    GROUPS = "groepen"
    ASSIGNMENT = "toewijzing"
    PROGRESS = "voortgang"
    OUTCOME = "uitkomst"
    VOTE = "stemming"
    FINALISTS = "finalisten"
    PUBLICATION = "publicatie"
    AWARD = "publieksprijs"
    VOTERS = "stemgemachtigden"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. `place`: where to solve it, None when there is nothing to solve."""

    weight: Weight
    text: Wording
    remedy: Wording
    place: Place | None = None


def done(text: Wording) -> Item:
    return Item(Weight.DONE, text, Wording(""))


def blocks(text: Wording, remedy: Wording, place: Place) -> Item:
    return Item(Weight.BLOCKS, text, remedy, place)


def asks(text: Wording, remedy: Wording, place: Place) -> Item:
    return Item(Weight.ATTENTION, text, remedy, place)
