"""What people are told about, and how each may want to hear it."""

import hashlib
import hmac
from enum import StrEnum
from typing import Final

import msgspec

from innovatie.domain.vocabulary import MailState
from innovatie.domain.wording import wording
from innovatie.infra.former_secrets import each_of


class Kind(StrEnum):
    ASKED = "gevraagd"
    FOLLOWED = "gevolgd"
    ROUND = "ronde"
    LETTER = "brief"
    SEARCH = "zoeken"


class Choice(StrEnum):
    DIRECT = "direct"
    DAILY = "dagelijks"
    NEVER = "niet"


class KindInWords(msgspec.Struct, frozen=True):
    label: str
    explanation: str
    usual: Choice


KINDS: Final[dict[Kind, KindInWords]] = {
    Kind.ASKED: KindInWords(
        wording("Wat van mij gevraagd wordt"),
        wording("Een beoordeling, een stem, een verzoek om samen te gaan."),
        Choice.DIRECT,
    ),
    Kind.FOLLOWED: KindInWords(
        wording("Wat ik volg"),
        wording("Plannen, groepen, thema’s, gemeenten, rondes en oplossingen: wat daar gebeurt."),
        Choice.DAILY,
    ),
    Kind.ROUND: KindInWords(
        wording("Nieuws over rondes"), wording("Een fase gaat open, loopt bijna af of is verlengd."), Choice.DAILY
    ),
    Kind.SEARCH: KindInWords(
        wording("Mijn bewaarde zoekopdrachten"),
        wording("Een plan, groep of winnaar die u nog niet zag."),
        Choice.DAILY,
    ),
    Kind.LETTER: KindInWords(
        wording("Brieven van VNG"), wording("Zelden: nieuws voor alle deelnemers."), Choice.DIRECT
    ),
}

CHOICE_LABELS: Final = {
    Choice.DIRECT: wording("meteen een mail"),
    Choice.DAILY: wording("één overzicht per dag"),
    Choice.NEVER: wording("geen mail"),
}
MAIL_LABELS: Final = {
    "bericht": wording("Bericht"),
    "overzicht": wording("Overzicht van de dag"),
    "accountbericht": wording("Bericht over een account"),
    "inloglink": wording("Inloglink"),
    "uitnodiging": wording("Uitnodiging van een collega"),
    "leverancier": wording("Uitnodiging van een leverancier"),
    "overname": wording("Vraag of een stap nog klopt"),
    "publieksprijs": wording("Vraag om een stem te bevestigen"),
}
"""Kinds of mail in the queue, for who looks after it."""
STATE_LABELS: Final = {
    MailState.WAITING: wording("wacht"),
    MailState.CLAIMED: wording("opgepakt"),
    MailState.UNDER_WAY: wording("onderweg"),
    MailState.SENT: wording("verzonden"),
    MailState.REFUSED: wording("geweigerd"),
    MailState.UNCERTAIN: wording("onzeker"),
    MailState.WITHDRAWN: wording("ingetrokken"),
}
OVERVIEW: Final = "overzicht"
"""In a token instead of a kind: everything that its reader gets once a day."""
_LENGTH: Final = 32


def _signature(person_id: int, kind: Kind | None, key: str) -> str:
    text = f"afmelden:{person_id}:{kind.value if kind else OVERVIEW}"
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def unsubscribe_token(person_id: int, kind: Kind | None, key: str) -> str:
    """Goes in the mail: lets its reader stop this kind of mail (None: the overview) without signing in, no more."""
    return f"{person_id}.{kind.value if kind else OVERVIEW}.{_signature(person_id, kind, key)}"


def read_unsubscribe_token(token: str, key: str) -> tuple[int, Kind | None] | None:
    """The person and the kind (None: the overview); None for any token that is not ours."""
    number, _, rest = token.partition(".")
    word, _, signature = rest.partition(".")
    if not (number.isascii() and number.isdigit()) or len(number) > 10 or word not in {*Kind, OVERVIEW}:
        return None
    kind = None if word == OVERVIEW else Kind(word)
    rights = [_signature(int(number), kind, each).encode() for each in each_of(key)]
    return (int(number), kind) if any(hmac.compare_digest(signature.encode(), right) for right in rights) else None
