"""What is done with data of people, as the register of processing (AVG article 30) knows it, and by which act.

Lines of the Logboek dataverwerkingen point to a version of one of these: whoever changes what one says gives it the
next version, and keeps what the version before said in `EARLIER`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from innovatie.domain.wording import wording


class Activity(StrEnum):
    ACCOUNTS = "accounts"
    SESSIONS = "sessions"
    SIGNING_IN = "signing-in"
    TRAIL = "trail"
    IDEAS = "ideas-reviews-ballots"
    MAIL = "mail"
    KEPT_SEARCHES = "kept-searches"
    FILES = "files"
    CONVERSATIONS = "conversations"
    FOLLOWING = "following"
    PICTURES = "pictures"
    SEARCH_QUESTIONS = "search-questions"
    TOKENS = "tokens"


@dataclass(frozen=True, slots=True)
class Processing:
    """An entry of the register. `version` counts from 1; the rest are sentences for people."""

    activity: Activity
    version: int
    name: str
    purpose: str
    data: str
    of_whom: str
    kept: str

    @property
    def code(self) -> str:
        """What a line of the log points to, below the address of the register."""
        return f"{self.activity.value}-{self.version}"


_PEOPLE: Final = wording("deelnemers: ambtenaren, VNG, leveranciers")
_ALL: Final = wording("deelnemers, en wie in een tekst of bestand genoemd wordt")

REGISTER: Final = {
    entry.activity: entry
    for entry in (
        Processing(
            Activity.ACCOUNTS, 2, wording("Accounts"), wording("weten wie voor welke gemeente iets doet"),
            wording("naam, werkadres, gekozen taal, rollen met begin en einde"), _PEOPLE,
            wording("tot u het wist, of 860 dagen na het laatste gebruik"),
        ),
        Processing(
            Activity.SESSIONS, 1, wording("Sessies"), wording("iemand ingelogd houden"),
            wording("tijdstip, soort browser"), _PEOPLE, wording("30 dagen na het einde"),
        ),
        Processing(
            Activity.SIGNING_IN, 1, wording("Inloggen"), wording("vaststellen wie iemand is"),
            wording("afdruk van een link, kenmerk bij de inlogdienst"), _PEOPLE,
            wording("een dag; het kenmerk zolang het account er is"),
        ),
        Processing(
            Activity.TRAIL, 1, wording("Logboek van handelingen"), wording("verantwoorden wat er gedaan is"),
            wording("nummer van de persoon, handeling, zaak, tijdstip"), _PEOPLE,
            wording("blijft bewaard, alleen met nummers"),
        ),
        Processing(
            Activity.IDEAS, 1, wording("Plannen, beoordelingen en stemmen"), wording("samen kiezen"),
            wording("teksten, scores, stemmen per gemeente"), _ALL, wording("blijft bewaard (Archiefwet)"),
        ),
        Processing(
            Activity.MAIL, 1, wording("Mail"), wording("vertellen wat er van iemand gevraagd wordt"),
            wording("adres, tekst"), _PEOPLE, wording("90 dagen; daarna zonder tekst en adres"),
        ),
        Processing(
            Activity.KEPT_SEARCHES, 1, wording("Bewaarde zoekopdrachten"), wording("vertellen wat er nieuw is"),
            wording("gezochte woorden, wat er al gevonden was"), _PEOPLE, wording("tot u hem weghaalt"),
        ),
        Processing(
            Activity.FILES, 1, wording("Bestanden"), wording("laten zien waar een plan op steunt"),
            wording("wat in het bestand staat, wie het toevoegde"), _ALL,
            wording("blijft bewaard, tenzij het is teruggenomen of leeggemaakt"),
        ),
        Processing(
            Activity.CONVERSATIONS, 1, wording("Gesprekken"), wording("de mensen achter een plan iets vragen"),
            wording("wie begon, wat beiden schreven"), _PEOPLE, wording("twee jaar na het laatste bericht"),
        ),
        Processing(
            Activity.FOLLOWING, 1, wording("Volgen"), wording("nieuws geven over wat iemand koos"),
            wording("wat iemand volgt"), _PEOPLE, wording("tot u stopt met volgen"),
        ),
        Processing(
            Activity.PICTURES, 1, wording("Beelden"), wording("laten zien waar een plan over gaat"),
            wording("wat er te zien is, een beschrijving, een maker"), _ALL, wording("tot het beeld is weggehaald"),
        ),
        Processing(
            Activity.SEARCH_QUESTIONS, 1, wording("Zoekvragen, alleen als de beheerder dat aanzet"),
            wording("de woordenlijst verbeteren"), wording("woorden en aantallen, niet wie ze zocht"),
            wording("niemand in het bijzonder"), wording("90 dagen na de laatste keer"),
        ),
        Processing(
            Activity.TOKENS, 1, wording("Tokens"), wording("programma’s van een gemeente toelaten"),
            wording("naam van het token, tijdstippen"), _PEOPLE, wording("365 dagen na het einde"),
        ),
    )
}  # fmt: skip
"""By activity: the entry as it is now."""

EARLIER: Final = (
    Processing(
        Activity.ACCOUNTS, 1, wording("Accounts"), wording("weten wie voor welke gemeente iets doet"),
        wording("naam, werkadres, rollen met begin en einde"), _PEOPLE,
        wording("tot u het wist, of 860 dagen na het laatste gebruik"),
    ),
)  # fmt: skip
"""What former versions said, so that older lines of a log still point to something."""

_BY_ACT: Final = {
    "inloggen": Activity.SIGNING_IN,
    "inloglink maken": Activity.SIGNING_IN,
    "mailvoorkeur wijzigen": Activity.MAIL,
    "mail opzeggen": Activity.MAIL,
    "e-mailadres weigert": Activity.MAIL,
    "volgen": Activity.FOLLOWING,
    "niet meer volgen": Activity.FOLLOWING,
    "beeld toevoegen": Activity.PICTURES,
    "beeld wijzigen": Activity.PICTURES,
    "beeld verwijderen": Activity.PICTURES,
    "bestand toevoegen": Activity.FILES,
    "bestand verwijderen": Activity.FILES,
    "bestand leegmaken": Activity.FILES,
    "bijlage toevoegen": Activity.FILES,
    "bijlage verwijderen": Activity.FILES,
    "bewijs intrekken": Activity.FILES,
    "stuk toevoegen": Activity.FILES,
    "stuk weghalen": Activity.FILES,
}
_BY_KIND: Final = {
    **dict.fromkeys(("persoon", "personen", "rol", "rolvoorstel", "uitnodiging", "maildomein"), Activity.ACCOUNTS),
    "sessie": Activity.SESSIONS,
    **dict.fromkeys(("brief", "sjabloon"), Activity.MAIL),
    "zoekopdracht": Activity.KEPT_SEARCHES,
    "gesprek": Activity.CONVERSATIONS,
    "bericht": Activity.CONVERSATIONS,
    **dict.fromkeys(("token", "koppeling", "abonnement"), Activity.TOKENS),
    **dict.fromkeys(
        (
            "idee", "groep", "ronde", "stemming", "beoordeling", "beoordelaar", "beoordelaars", "toewijzing", "reactie",
            "oplossing", "overeenkomst", "samenwerkingsverband", "gemeente",
        ),
        Activity.IDEAS,
    ),
}  # fmt: skip


def activity_of(*, act: str, object_kind: str) -> Activity:
    """To which entry an act of the trail belongs; every act leaves a row in the trail, so that is what is left."""
    return _BY_ACT.get(act) or _BY_KIND.get(object_kind, Activity.TRAIL)
