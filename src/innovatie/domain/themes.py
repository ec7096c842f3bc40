"""The themes under which municipalities file a plan.

The list follows the subjects that VNG uses towards its members, cut to sixteen so that one screen
shows them all. The slug is what addresses, files and the API carry and never changes; the label is
what people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from innovatie.domain.wording import wording


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: `slug` in kebab-case, `label` in Dutch, `hint` with examples that help to choose."""

    slug: str
    label: str
    hint: str


THEMES: Final[tuple[Theme, ...]] = (
    Theme(
        "dienstverlening",
        wording("Dienstverlening en burgerzaken"),
        wording("balie, afspraken, paspoort, klantcontact, meldingen"),
    ),
    Theme(
        "informatiesamenleving",
        wording("Informatiesamenleving en data"),
        wording("data, algoritmes, AI, privacy, common ground"),
    ),
    Theme(
        "bestuur-en-democratie", wording("Bestuur en democratie"), wording("raad, griffie, participatie, verkiezingen")
    ),
    Theme(
        "openbaarheid-en-archief",
        wording("Openbaarheid en archief"),
        wording("Woo, anonimiseren, archief, besluitenlijsten"),
    ),
    Theme(
        "jeugd-en-onderwijs",
        wording("Jeugd en onderwijs"),
        wording("jeugdhulp, leerlingenvervoer, leerplicht, kinderopvang"),
    ),
    Theme(
        "zorg-en-ondersteuning", wording("Zorg en ondersteuning"), wording("Wmo, mantelzorg, eenzaamheid, gezondheid")
    ),
    Theme("werk-en-inkomen", wording("Werk en inkomen"), wording("bijstand, schulden, minimabeleid, re-integratie")),
    Theme(
        "asiel-en-integratie",
        wording("Asiel en integratie"),
        wording("inburgering, huisvesting van statushouders, opvang"),
    ),
    Theme(
        "wonen-en-omgeving",
        wording("Wonen, bouwen en omgeving"),
        wording("vergunningen, Omgevingswet, woningbouw, toezicht"),
    ),
    Theme(
        "klimaat-en-energie",
        wording("Klimaat, energie en water"),
        wording("warmtenet, isolatie, hitte, wateroverlast, laadpalen"),
    ),
    Theme(
        "mobiliteit",
        wording("Mobiliteit en bereikbaarheid"),
        wording("parkeren, fiets, verkeer, deelvervoer, logistiek"),
    ),
    Theme(
        "openbare-ruimte",
        wording("Openbare ruimte, groen en afval"),
        wording("wegen, bomen, riool, afval, speelplekken, begraven"),
    ),
    Theme(
        "veiligheid", wording("Veiligheid en handhaving"), wording("ondermijning, boa’s, overlast, crisis, evenementen")
    ),
    Theme(
        "financien-en-belastingen",
        wording("Financiën en belastingen"),
        wording("WOZ, subsidies, facturen, inkoop, begroting"),
    ),
    Theme(
        "economie-cultuur-sport",
        wording("Economie, cultuur en sport"),
        wording("ondernemers, binnenstad, toerisme, sport, erfgoed"),
    ),
    Theme(
        "bedrijfsvoering",
        wording("Bedrijfsvoering en personeel"),
        wording("HR, ICT-beheer, zaaksysteem, huisvesting, kennis"),
    ),
)

BY_SLUG: Final = MappingProxyType({theme.slug: theme for theme in THEMES})
