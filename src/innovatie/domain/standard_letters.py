"""Letters that VNG finds ready, to be changed: one for each moment of a round."""

from typing import Final

import msgspec

from innovatie.domain.letters import Goal, TakingPart
from innovatie.domain.wording import wording


class StandardLetter(msgspec.Struct, frozen=True):
    """A letter with whom it is usually for. `audience`: a role, or "allen". Mail is Dutch, like all that VNG writes."""

    name: str
    audience: str
    part: TakingPart | None
    goal: Goal
    subject: str
    body: str


STANDARD: Final[dict[str, StandardLetter]] = {
    "meedoen": StandardLetter(
        wording("Doe mee met een plan"),
        "allen",
        TakingPart.NOT_ENTERED,
        Goal.ROUND,
        "Doe mee aan {ronde}",
        "In {ronde} kiezen gemeenten samen welk plan wij het eerst maken. {gemeente} doet nog niet mee.\n\n"
        "U kunt een plan inzenden tot en met {deadline}. Een paar zinnen zijn genoeg om te beginnen.",
    ),
    "beoordelen": StandardLetter(
        wording("Lever uw beoordeling in"),
        "beoordelaar",
        TakingPart.REVIEW_MISSING,
        Goal.REVIEWS,
        "{ronde}: wij missen nog een beoordeling van u",
        "U beoordeelt plannen in {ronde}. Ten minste één beoordeling is nog niet ingeleverd.\n\n"
        "Dat kan tot en met {deadline}. Lukt het niet? Geef de beoordeling dan terug, dan vragen wij een ander.",
    ),
    "finalist": StandardLetter(
        wording("U bent finalist"),
        "allen",
        TakingPart.FINALIST,
        Goal.FINALISTS,
        "{gemeente} is finalist in {ronde}",
        "Gefeliciteerd! Gemeenten kozen uw plan voor de finale van {ronde}.\n\n"
        "Werk het plan uit tot en met {deadline}. Gemeenten lezen dat voordat zij stemmen.",
    ),
    "geen-finalist": StandardLetter(
        wording("Dank voor uw plan"),
        "allen",
        TakingPart.NOT_FINALIST,
        Goal.ROUND,
        "Dank voor uw plan in {ronde}",
        "Uw plan ging niet door naar de finale van {ronde}. Dank voor uw inzet.\n\n"
        "Op de pagina van de ronde leest u wat de beoordelaars ervan vonden. U kunt nu stemmen over de finalisten.",
    ),
    "stemgemachtigde": StandardLetter(
        wording("Wijs een stemgemachtigde aan"),
        "gemeentebeheerder",
        TakingPart.NO_VOTER,
        Goal.VOTE,
        "Voor {gemeente} kan nog niemand stemmen in {ronde}",
        "Wijs een stemgemachtigde aan, of machtig uw Kring. Stemmen kan tot en met {deadline}.",
    ),
    "stemmen": StandardLetter(
        wording("U kunt stemmen"),
        "stemgemachtigde",
        None,
        Goal.VOTE,
        "{ronde}: stem tot en met {deadline}",
        "De finalisten van {ronde} staan naast elkaar op de pagina van de stemming. Stem namens {gemeente}.\n\n"
        "Stemde u al? Dan hoeft u niets te doen. Wie stemde, ziet niemand tot de sluiting. Wij dus ook niet.",
    ),
    "uitslag": StandardLetter(
        wording("De uitslag is bekend"),
        "allen",
        None,
        Goal.RESULT,
        "De uitslag van {ronde}",
        "Op de pagina van de uitslag leest u wie won, waarom, en hoe elke gemeente stemde.\n\n"
        "Bekijk ook hoe {gemeente} de oplossing kan overnemen.",
    ),
}
