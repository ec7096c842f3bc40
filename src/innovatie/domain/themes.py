"""The themes under which municipalities file a plan.

The list follows the subjects that VNG uses towards its members, cut to sixteen so that one screen
shows them all. The slug is what addresses, files and the API carry and never changes; the label is
what people read.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme: `slug` in kebab-case, `label` in Dutch, `hint` with examples that help to choose."""

    slug: str
    label: str
    hint: str


THEMES: Final[tuple[Theme, ...]] = (
    Theme(
        "dienstverlening",
        "Dienstverlening en burgerzaken",
        "balie, afspraken, paspoort, klantcontact, meldingen",
    ),
    Theme(
        "informatiesamenleving",
        "Informatiesamenleving en data",
        "data, algoritmes, AI, privacy, common ground",
    ),
    Theme("bestuur-en-democratie", "Bestuur en democratie", "raad, griffie, participatie, verkiezingen"),
    Theme("openbaarheid-en-archief", "Openbaarheid en archief", "Woo, anonimiseren, archief, besluitenlijsten"),
    Theme("jeugd-en-onderwijs", "Jeugd en onderwijs", "jeugdhulp, leerlingenvervoer, leerplicht, kinderopvang"),
    Theme("zorg-en-ondersteuning", "Zorg en ondersteuning", "Wmo, mantelzorg, eenzaamheid, gezondheid"),
    Theme("werk-en-inkomen", "Werk en inkomen", "bijstand, schulden, minimabeleid, re-integratie"),
    Theme("asiel-en-integratie", "Asiel en integratie", "inburgering, huisvesting van statushouders, opvang"),
    Theme("wonen-en-omgeving", "Wonen, bouwen en omgeving", "vergunningen, Omgevingswet, woningbouw, toezicht"),
    Theme(
        "klimaat-en-energie",
        "Klimaat, energie en water",
        "warmtenet, isolatie, hitte, wateroverlast, laadpalen",
    ),
    Theme("mobiliteit", "Mobiliteit en bereikbaarheid", "parkeren, fiets, verkeer, deelvervoer, logistiek"),
    Theme(
        "openbare-ruimte",
        "Openbare ruimte, groen en afval",
        "wegen, bomen, riool, afval, speelplekken, begraven",
    ),
    Theme("veiligheid", "Veiligheid en handhaving", "ondermijning, boa's, overlast, crisis, evenementen"),
    Theme("financien-en-belastingen", "Financiën en belastingen", "WOZ, subsidies, facturen, inkoop, begroting"),
    Theme(
        "economie-cultuur-sport",
        "Economie, cultuur en sport",
        "ondernemers, binnenstad, toerisme, sport, erfgoed",
    ),
    Theme("bedrijfsvoering", "Bedrijfsvoering en personeel", "HR, ICT-beheer, zaaksysteem, huisvesting, kennis"),
)

BY_SLUG: Final = MappingProxyType({theme.slug: theme for theme in THEMES})


def theme_label(slug: str) -> str:
    """The Dutch label of a theme.

    Raises KeyError for a slug that is not in the list, so that a typing error in a file is found at once.
    """
    return BY_SLUG[slug].label
