"""What somebody is shown who signs in for the first time: a few steps, those that their roles make sense of."""

from typing import Final

import msgspec

from innovatie.domain.authority import Actor, Role
from innovatie.domain.wording import wording
from innovatie.insight.my_work.queries import WRITERS


class Step(msgspec.Struct, frozen=True):
    """One thing to know: `icon` names a sign of the site, `address` and `link` where to try it."""

    icon: str
    title: str
    text: str
    address: str
    link: str


_WORK: Final = Step(
    "check",
    wording("Uw werk staat op één plek"),
    wording("Op ‘Mijn werk’ staat wat er van u gevraagd wordt, op datum. De bel bovenaan laat zien wat nieuw is."),
    "/mijn-werk",
    wording("Naar Mijn werk"),
)
_WRITE: Final = Step(
    "plus",
    wording("Plaats een plan, of haak aan"),
    wording(
        "Terwijl u schrijft, ziet u wie hetzelfde maakt. Vindt u uw plan terug? Haak dan aan."
        " De pagina bewaart uw tekst vanzelf."
    ),
    "/ideeen/nieuw",
    wording("Plaats een plan"),
)
_VOTE: Final = Step(
    "grid",
    wording("Stem voor uw gemeente"),
    wording(
        "Lees de plannen van de finalisten en zet ze op volgorde. Tot het einde kunt u uw stem wijzigen. Uw"
        " ontvangstbewijs laat zien dat hij meetelt."
    ),
    "/rondes",
    wording("Bekijk de rondes"),
)
_REVIEW: Final = Step(
    "talk",
    wording("Beoordeel plannen van andere gemeenten"),
    wording(
        "Het lot bepaalt welke plannen u leest. U geeft cijfers en zegt waarom."
        " Indieners lezen uw advies zonder uw naam."
    ),
    "/beoordelen",
    wording("Naar uw beoordelingen"),
)
_PEOPLE: Final = Step(
    "people",
    wording("Nodig uw collega’s uit"),
    wording("U bepaalt wie namens uw gemeente plannen schrijft en wie stemt. Eén uitnodiging per mail is genoeg."),
    "/mijn-gemeente/mensen",
    wording("Mensen van mijn gemeente"),
)
_DIRECT: Final = Step(
    "calendar",
    wording("Voer de regie over rondes"),
    wording("Het bureau laat zien wat wacht en wie nog moet. Voor elke volgende fase is er een lijst om na te lopen."),
    "/vng",
    wording("Bureau van VNG"),
)
_SUPPLY: Final = Step(
    "file",
    wording("Stel voor welke gemeenten u gebruiken"),
    wording("U stelt het voor, de gemeente bevestigt het. Pas dan telt het mee."),
    "/overname",
    wording("Bekijk de oplossingen"),
)
_FOLLOW: Final = Step(
    "bell",
    wording("Volg wat u aangaat"),
    wording("Volg een plan, thema of gemeente. U kiest of u meteen mail krijgt, één keer per dag of niet."),
    "/volgen",
    wording("Wat ik volg"),
)
_HELP: Final = Step(
    "mail",
    wording("Komt u er niet uit?"),
    wording("Onderaan elke pagina vindt u vragen en antwoorden, en de helpdesk. Daar staat ook deze rondleiding."),
    "/hulp",
    wording("Naar Hulp"),
)


def steps_for(actor: Actor) -> tuple[Step, ...]:
    """In the order in which they are shown: four to eight."""
    found = [_WORK]
    if actor.municipalities(*WRITERS):
        found.append(_WRITE)
    if actor.has(Role.VOTER) or actor.has(Role.KRING_REPRESENTATIVE):
        found.append(_VOTE)
    if actor.has(Role.REVIEWER):
        found.append(_REVIEW)
    if actor.municipalities(Role.MUNICIPAL_ADMIN):
        found.append(_PEOPLE)
    if actor.has(Role.VNG_DIRECTOR) or actor.has(Role.ADMINISTRATOR):
        found.append(_DIRECT)
    if actor.has(Role.SUPPLIER):
        found.append(_SUPPLY)
    return (*found, _FOLLOW, _HELP)
