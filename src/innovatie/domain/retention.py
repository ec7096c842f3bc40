"""How long each kind of data is kept, and why: the table that the register of processing shows and the job carries out.

Decisions of a round (who voted for which municipality, reasons, results) are part of the public record and stay; what
only served to get there goes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from innovatie.domain.wording import wording


class Kind(StrEnum):
    SESSION = wording("sessies")
    SIGN_IN = wording("inlogpogingen")
    INVITATION = wording("uitnodigingen")
    MAIL = wording("verzonden mail")
    API_TOKEN = wording("verlopen tokens")
    BROWSER = wording("bekende browsers")
    DRAFT = wording("concepten")
    INACTIVE_PERSON = wording("personen zonder gebruik")
    CONVERSATION = wording("gesprekken")
    QUESTION = wording("zoekvragen")
    RECOVERY = wording("uitleg bij herstel van een tweede factor")
    AUDIT = wording("logboek van handelingen")
    DECISION = wording("besluiten van een ronde")


@dataclass(frozen=True, slots=True)
class Rule:
    """`keep` counts from the end of use; None: kept for good. `reason` is shown in the register."""

    kind: Kind
    keep: timedelta | None
    reason: str


_DAY = timedelta(days=1)

RULES: dict[Kind, Rule] = {
    rule.kind: rule
    for rule in (
        Rule(Kind.SESSION, 30 * _DAY, wording("om misbruik van een account te kunnen onderzoeken")),
        Rule(Kind.SIGN_IN, 1 * _DAY, wording("alleen nodig tijdens het inloggen")),
        Rule(Kind.INVITATION, 90 * _DAY, wording("om te kunnen zien wie wie heeft uitgenodigd")),
        Rule(
            Kind.MAIL,
            90 * _DAY,
            wording("om vragen over een bericht te kunnen beantwoorden; daarna gaan tekst en adres weg"),
        ),
        Rule(Kind.API_TOKEN, 365 * _DAY, wording("om gebruik achteraf te kunnen onderzoeken")),
        Rule(
            Kind.BROWSER,
            365 * _DAY,
            wording("zodat vreemden uw inloglinks niet blokkeren; alleen een teken, geen naam"),
        ),
        Rule(Kind.DRAFT, 730 * _DAY, wording("een concept waar twee jaar niemand aan werkt, is niet meer nodig")),
        Rule(
            Kind.CONVERSATION,
            730 * _DAY,
            wording("een gesprek waarin twee jaar niemand schreef, is niet meer nodig"),
        ),
        Rule(
            Kind.QUESTION,
            90 * _DAY,
            wording("om de woordenlijst te verbeteren; alleen als dat aanstaat, en nooit wie de vraag stelde"),
        ),
        Rule(
            Kind.RECOVERY,
            365 * _DAY,
            wording("om misbruik van een herstel te kunnen onderzoeken; wie het deed, staat in het spoor"),
        ),
        Rule(
            Kind.INACTIVE_PERSON, 860 * _DAY, wording("wie ruim twee jaar niet inlogt, wordt een voormalig deelnemer")
        ),
        Rule(
            Kind.AUDIT,
            None,
            wording("de keten houdt alleen als er geen regel uit verdwijnt; de regels bevatten geen namen"),
        ),
        Rule(Kind.DECISION, None, wording("besluiten met gevolgen voor gemeenten blijven bewaard (Archiefwet)")),
    )
}

WARN_INACTIVE_AFTER = 770 * _DAY
"""Somebody who does not sign in for so long gets a mail first, three months before the account is emptied."""


def expired_before(kind: Kind, now: datetime) -> datetime | None:
    """Things of this kind whose use ended before this moment go; None when the kind is kept for good."""
    keep = RULES[kind].keep
    return None if keep is None else now - keep
