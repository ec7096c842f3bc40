"""Who was asked and did not react: the ladder on which VNG goes on, one dated step at a time.

What is asked depends on the phase. The seal of a vote keeps VNG from knowing who voted; it only sees who has nobody
that can vote.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from innovatie.domain.phases import Phase
from innovatie.domain.wording import Wording, wording


class EscalationRung(StrEnum):
    """A step when a municipality does not react."""

    REMINDER = "herinnering"
    SECOND_CONTACT = "tweede contact"
    CALLED = "gebeld"
    KRING = "kring"
    DIRECTOR = "regisseur"


RUNGS: dict[EscalationRung, str] = {
    EscalationRung.REMINDER: wording("Herinnering aan de gemeente"),
    EscalationRung.SECOND_CONTACT: wording("Bericht aan een tweede contact: de beheerder van de gemeente"),
    EscalationRung.CALLED: wording("Gebeld"),
    EscalationRung.KRING: wording("Bericht aan de Kring"),
    EscalationRung.DIRECTOR: wording("Naar de regisseurs van VNG"),
}
"""In the order in which they are climbed."""
PATIENCE = timedelta(days=5)
"""How long a municipality gets after a step before it is time for the next one."""


class Lack(StrEnum):
    """What a municipality did not do yet."""

    NOT_ENTERED = "niet-mee"
    STOPPED = "halverwege"
    NO_PLAN = "geen-plan"
    SILENT = "stil"
    REVIEW = "beoordeling"
    NO_VOTER = "geen-stemmer"
    NOT_ELABORATED = "niet-uitgewerkt"


LACKS: dict[Lack, Wording] = {
    Lack.NOT_ENTERED: wording("Plan ingediend, maar het doet niet mee"),
    Lack.STOPPED: wording("Halverwege een plan gestopt"),
    Lack.NO_PLAN: wording("Nog geen plan"),
    Lack.SILENT: wording("Geen antwoord op een voorstel voor groepen"),
    Lack.REVIEW: wording("Beoordeling te laat"),
    Lack.NO_VOTER: wording("Niemand kan stemmen: geen stemgemachtigde en geen Kring"),
    Lack.NOT_ELABORATED: wording("Finalist, maar nog niets uitgewerkt"),
}

ASKED_IN: dict[Phase, tuple[Lack, ...]] = {
    Phase.SUBMIT: (Lack.NOT_ENTERED, Lack.STOPPED, Lack.NO_PLAN),
    Phase.GROUP: (Lack.SILENT,),
    Phase.REVIEW: (Lack.REVIEW,),
    Phase.PRESELECT: (Lack.NO_VOTER,),
    Phase.DEVELOP: (Lack.NOT_ELABORATED,),
    Phase.VOTE: (Lack.NO_VOTER,),
}
"""What may be lacking in a phase; in the others nothing is asked of municipalities."""

LETTERS: dict[Lack, Wording] = {
    Lack.NOT_ENTERED: wording(
        "Uw gemeente heeft een plan op Innovatie, maar het doet nog niet mee aan %(ronde)s. Open uw plan en"
        " kies ‘Doe mee’."
    ),
    Lack.STOPPED: wording(
        "Uw gemeente begon een plan, maar diende het nog niet in. Maak het af en doe mee aan %(ronde)s."
    ),
    Lack.NO_PLAN: wording(
        "Uw gemeente doet nog niet mee aan %(ronde)s. Zend een plan in, of haak aan bij een gemeente die hetzelfde wil."
    ),
    Lack.SILENT: wording(
        "Er ligt een voorstel om plannen in %(ronde)s samen te nemen. Uw gemeente heeft nog niet geantwoord."
    ),
    Lack.REVIEW: wording("Een beoordelaar van uw gemeente is te laat met een beoordeling voor %(ronde)s."),
    Lack.NO_VOTER: wording(
        "Uw gemeente kan nog niet stemmen in %(ronde)s. Wijs een stemgemachtigde aan, of machtig uw Kring."
    ),
    Lack.NOT_ELABORATED: wording(
        "Uw gemeente is finalist in %(ronde)s, maar heeft nog niets uitgewerkt. Gemeenten lezen dit"
        " voordat zij stemmen."
    ),
}
"""What a message begins with; VNG may change it before it goes."""

OF_SEVERAL: Final = frozenset({EscalationRung.KRING, EscalationRung.DIRECTOR})
"""Steps whose readers are outside the municipality: each hears once of all of theirs, in one message."""

PATHS: dict[Lack, str] = {
    Lack.NOT_ENTERED: "/ideeen/mijn",
    Lack.STOPPED: "/ideeen/mijn",
    Lack.NO_PLAN: "/ideeen/nieuw?ronde={code}",
    Lack.SILENT: "/groepen/voorstellen",
    Lack.REVIEW: "/beoordelen",
    Lack.NO_VOTER: "/mijn-gemeente/mensen",
    Lack.NOT_ELABORATED: "/finalisten/{code}",
}
"""Where the reader of a message does it."""


def next_rung(taken: Iterable[tuple[EscalationRung, date]], today: date) -> tuple[EscalationRung | None, bool]:
    """The step that comes after those taken, and whether it is time for it; None after the last one.

    A step that was passed over (one calls before the reminder) is not asked for any more.
    """
    order = list(RUNGS)
    known = list(taken)
    highest = max((order.index(rung) for rung, _ in known), default=-1)
    last = max((day for _, day in known), default=None)
    due = last is None or today - last >= PATIENCE
    return (order[highest + 1] if highest + 1 < len(order) else None), due
