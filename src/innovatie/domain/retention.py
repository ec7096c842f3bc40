"""How long each kind of data is kept, and why: the table that the register of processing shows and the job carries out.

Decisions of a round (who voted for which municipality, reasons, results) are part of the public record and stay; what
only served to get there goes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    SESSION = "sessies"
    SIGN_IN = "inlogpogingen"
    INVITATION = "uitnodigingen"
    MAIL = "verzonden mail"
    API_TOKEN = "verlopen tokens"  # noqa: S105 -- the name of a kind
    BROWSER = "bekende browsers"
    DRAFT = "concepten"
    INACTIVE_PERSON = "personen zonder gebruik"
    AUDIT = "logboek van handelingen"
    DECISION = "besluiten van een ronde"


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
        Rule(Kind.SESSION, 30 * _DAY, "om misbruik van een account te kunnen onderzoeken"),
        Rule(Kind.SIGN_IN, 1 * _DAY, "alleen nodig tijdens het inloggen"),
        Rule(Kind.INVITATION, 90 * _DAY, "om te kunnen zien wie wie heeft uitgenodigd"),
        Rule(Kind.MAIL, 90 * _DAY, "om vragen over een bericht te kunnen beantwoorden; daarna gaan tekst en adres weg"),
        Rule(Kind.API_TOKEN, 365 * _DAY, "om gebruik achteraf te kunnen onderzoeken"),
        Rule(Kind.BROWSER, 365 * _DAY, "zodat vreemden uw inloglinks niet blokkeren; alleen een teken, geen naam"),
        Rule(Kind.DRAFT, 730 * _DAY, "een concept waar twee jaar niemand aan werkt, is niet meer nodig"),
        Rule(Kind.INACTIVE_PERSON, 860 * _DAY, "wie ruim twee jaar niet inlogt, wordt een voormalig deelnemer"),
        Rule(Kind.AUDIT, None, "de keten houdt alleen als er geen regel uit verdwijnt; de regels bevatten geen namen"),
        Rule(Kind.DECISION, None, "besluiten met gevolgen voor gemeenten blijven bewaard (Archiefwet)"),
    )
}

WARN_INACTIVE_AFTER = 770 * _DAY
"""Somebody who does not sign in for so long gets a mail first, three months before the account is emptied."""


def expired_before(kind: Kind, now: datetime) -> datetime | None:
    """Things of this kind whose use ended before this moment go; None when the kind is kept for good."""
    keep = RULES[kind].keep
    return None if keep is None else now - keep
