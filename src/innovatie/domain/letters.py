"""Letters of VNG to many: for whom a letter can be, and what may stand between braces in it.

While a vote runs nobody knows who voted, VNG neither: a letter to those who did or did not can only be chosen once the
roll-call of that vote is public.
"""

import re
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from innovatie.domain.phases import Phase
from innovatie.domain.wording import Wording, wording


class TakingPart(StrEnum):
    """What somebody, or their municipality, did in a round."""

    ENTERED = "doet mee"
    NOT_ENTERED = "doet niet mee"
    REVIEWING = "beoordeelt"
    REVIEW_MISSING = "beoordeling ontbreekt"
    REVIEW_IN = "beoordeling binnen"
    FINALIST = "finalist"
    NOT_FINALIST = "geen finalist"
    NOT_ELABORATED = "niet uitgewerkt"
    NO_VOTER = "geen stemmer"
    VOTED = "stemde"
    NOT_VOTED = "stemde niet"
    WINNER = "winnaar"


TAKING_PART: Final[dict[TakingPart, str]] = {
    TakingPart.ENTERED: wording("gemeenten die meedoen met een plan"),
    TakingPart.NOT_ENTERED: wording("gemeenten zonder plan in deze ronde"),
    TakingPart.REVIEWING: wording("wie beoordeelt"),
    TakingPart.REVIEW_MISSING: wording("wie nog een beoordeling moet inleveren"),
    TakingPart.REVIEW_IN: wording("wie alle beoordelingen inleverde"),
    TakingPart.FINALIST: wording("gemeenten van finalisten"),
    TakingPart.NOT_FINALIST: wording("gemeenten die meedoen en geen finalist zijn"),
    TakingPart.NOT_ELABORATED: wording("finalisten die nog niets uitwerkten"),
    TakingPart.NO_VOTER: wording("gemeenten waarvoor niemand kan stemmen"),
    TakingPart.VOTED: wording("gemeenten die stemden (na de uitslag)"),
    TakingPart.NOT_VOTED: wording("gemeenten die niet stemden (na de uitslag)"),
    TakingPart.WINNER: wording("gemeenten van winnaars"),
}
AFTER_THE_ROLL_CALL: Final = frozenset({TakingPart.VOTED, TakingPart.NOT_VOTED})


class Selection(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom a letter is for, beside a role. What is left empty leaves nobody out; all that is said holds together.

    `round`: its code; `sizes`: size classes by their words; `kringen`: numbers of partnerships.
    """

    round: str = ""
    phase: Phase | None = None
    part: TakingPart | None = None
    provinces: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    kringen: tuple[int, ...] = ()


class Goal(StrEnum):
    """Where the button of a letter leads."""

    MY_WORK = "mijn werk"
    ROUND = "ronde"
    VOTE = "stemming"
    RESULT = "uitslag"
    FINALISTS = "finalisten"
    REVIEWS = "beoordelingen"


GOALS: Final[dict[Goal, tuple[str, str]]] = {
    Goal.MY_WORK: (wording("Mijn werk"), "/mijn-werk"),
    Goal.REVIEWS: (wording("Mijn beoordelingen"), "/beoordelen"),
    Goal.ROUND: (wording("de pagina van de ronde"), "/rondes/{code}"),
    Goal.FINALISTS: (wording("de finalisten van de ronde"), "/finalisten/{code}"),
    Goal.VOTE: (wording("de stemming van de ronde"), "/stemmen/{code}"),
    Goal.RESULT: (wording("de uitslag van de ronde"), "/rondes/{code}/uitslag"),
}


BLANKS: Final[dict[str, str]] = {
    "voornaam": wording("de voornaam van de lezer"),
    "naam": wording("de hele naam van de lezer"),
    "gemeente": wording("de gemeente of Kring van de lezer"),
    "ronde": wording("de naam van de ronde"),
    "fase": wording("de fase van de ronde"),
    "deadline": wording("de laatste dag van die fase"),
}
"""What may stand between braces in a letter, and what comes in its place."""
OF_READER: Final = frozenset({"voornaam", "naam", "gemeente"})
NOBODYS_PLACE: Final = "uw organisatie"
"""What {gemeente} is for somebody who acts for no municipality and no Kring."""

_BRACED: Final = re.compile(r"\{([^{}\n]*)\}")
_TITLES: Final = frozenset(["mr", "mw", "dhr", "dr", "drs", "ir", "ing", "prof", "de", "heer", "mevrouw", "meneer"])


def blanks_in(text: str) -> tuple[str, ...]:
    """What stands between braces, in order, each once."""
    return tuple(dict.fromkeys(_BRACED.findall(text)))


def fault_of(text: str, *, known: Collection[str]) -> Wording | None:
    """What is wrong with the blanks of a text; None when each can be filled. `known`: those that have a value here."""
    if re.search(r"[{}]", _BRACED.sub("", text)):
        return wording("Er staat ergens één accolade. Schrijf een invulplek zo: {voornaam}.")
    for blank in blanks_in(text):
        if blank not in BLANKS:
            return wording(
                "{%(plek)s} kennen wij niet. U kunt kiezen uit %(keuze)s.",
                plek=blank,
                keuze=", ".join(f"{{{one}}}" for one in BLANKS),
            )
        if blank in {"ronde", "fase", "deadline"} and "ronde" not in known:
            return wording("Kies een ronde, anders kunnen wij {%(plek)s} niet invullen.", plek=blank)
        if blank not in known:
            return wording(
                "Wij kunnen {%(plek)s} niet invullen: deze ronde heeft nu geen fase met een laatste dag.", plek=blank
            )
    return None


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each blank that has a value filled, in one go: what is filled in is never read again."""
    return _BRACED.sub(lambda found: values.get(found[1], found[0]), text)


def first_name(name: str) -> str:
    """The first name in a whole name; the whole name when it begins with an initial or a title."""
    first, _space, rest = name.strip().partition(" ")
    plain = first.rstrip(".").lower()
    if not rest or "." in first or len(plain) < 2 or plain in _TITLES:
        return name.strip()
    return first
