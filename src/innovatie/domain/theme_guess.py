"""A theme for a text that came without one, from words that give it away. People can change it afterwards."""

import re
from typing import Final

_WORDS: Final[dict[str, str]] = {
    "dienstverlening": "balie burgerzaken paspoort rijbewijs identiteit reisdocument afspraak chatbot klantcontact"
    " voorlees readspeaker brp verhuiz callcenter virtuele-assistent weglot meertalig inwoner-vraag",
    "openbaarheid-en-archief": "woo anonimiser lakken archief openbaarmaking wob geanonimiseerd",
    "jeugd-en-onderwijs": "jeugd leerling school onderwijs leerplicht kinderopvang",
    "zorg-en-ondersteuning": "wmo mantelzorg zorg hulpmiddel eenzaam gezondheid",
    "werk-en-inkomen": "bijstand participatiewet uitkering schuld armoede inkomen levensonderhoud minima"
    " vroegsignalering re-integratie samenlevingszaken",
    "asiel-en-integratie": "statushouder asiel inburger vluchteling oekra",
    "wonen-en-omgeving": "omgevingsplan omgevingsvergunning vergunning bouw woning leges leefomgeving bodem",
    "klimaat-en-energie": "energie warmte klimaat riool water laadpaal zonnepan hitte emissie co2",
    "mobiliteit": "parkeer verkeer kenteken scanauto fiets verkeerslicht mobiliteit autoluw gracht vaarweg",
    "openbare-ruimte": "openbare-ruimte boom groen afval wegdek straat melding container speelplek begraaf",
    "veiligheid": "camera handhav ondermijn overlast boa toezicht veiligheid crowd drukte evenement bodycam",
    "financien-en-belastingen": "woz belasting taxatie factu subsidie inkoop kwijtschelding heffing begroting",
    "economie-cultuur-sport": "ondernemer winkel toeris sport museum erfgoed cultuur",
    "bestuur-en-democratie": "raad griffie participatie stembureau verkiezing inspraak zienswijz motie",
    "bedrijfsvoering": "personeel medewerker-assist copilot zaaksysteem e-mail mailen zivver vacature notul",
}
FALLBACK: Final = "informatiesamenleving"
_TITLE_WEIGHT: Final = 3


def _pattern(words: str) -> re.Pattern[str]:
    parts = sorted(words.split(), key=len, reverse=True)
    return re.compile("|".join(re.escape(part).replace(r"\-", "[- ]?") for part in parts))


_PATTERNS: Final = {slug: _pattern(words) for slug, words in _WORDS.items()}


def guess_theme(title: str, text: str) -> str:
    """The slug of the theme whose words occur most, those of the title counted three times; a fallback if none do."""
    head, body = title.lower(), text.lower()[:4_000]
    scores = {
        slug: _TITLE_WEIGHT * len(pattern.findall(head)) + len(pattern.findall(body))
        for slug, pattern in _PATTERNS.items()
    }
    best = max(scores, key=lambda slug: scores[slug])
    return best if scores[best] else FALLBACK
