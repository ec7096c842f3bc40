"""From what the queue knows (a kind and details) to a mail in words; the templates only lay it out."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import msgspec

from innovatie.domain.wording import wording
from innovatie.notifications.kept_texts import excerpt, in_words
from innovatie.notifications.kinds import OVERVIEW, Kind, unsubscribe_token
from innovatie.notifications.letters import ComposedMail, kept, read
from innovatie.web.i18n import _, ngettext

HOLDS_SECRET: Final = frozenset({"inloglink", "uitnodiging", "overname", "publieksprijs"})
"""Kinds whose details hold a link to come in by: those are emptied as soon as the mail has gone."""

FORGETS_ADDRESS: Final = frozenset({"publieksprijs"})
"""Kinds to people whom we do not know: their address goes as soon as the mail has gone."""


class Details(msgspec.Struct, frozen=True, kw_only=True):
    """What the queue knows of a mail; `naam` of whom it goes to, `soort` the kind of message that can be stopped."""

    naam: str
    soort: str | None = None


class SignIn(Details, frozen=True, kw_only=True):
    pad: str
    minuten: int


class Invitation(Details, frozen=True, kw_only=True):
    door: str
    gemeente: str
    rol: str
    pad: str
    dagen: int


class Supplier(Details, frozen=True, kw_only=True):
    door: str
    bedrijf: str
    pad: str


class Account(Details, frozen=True, kw_only=True):
    wat: str
    pad: str = ""


class AudienceVote(Details, frozen=True, kw_only=True):
    plan: str
    ronde: str
    pad: str


class Item(msgspec.Struct, frozen=True):
    onderwerp: str
    tekst: str
    pad: str


class Told(Details, frozen=True, kw_only=True):
    onderwerp: str
    tekst: str
    pad: str


class Digest(Details, frozen=True, kw_only=True):
    berichten: tuple[Item, ...]


class StillRight(Details, frozen=True, kw_only=True):
    oplossing: str
    gemeente: str
    stap: str
    pad: str


def _sign_in(d: SignIn, home: str) -> ComposedMail:
    return ComposedMail(
        subject=_("Uw link om in te loggen bij Innovatie"),
        name=d.naam,
        paragraphs=(
            _("U vroeg een link om in te loggen. Open hem in dezelfde browser."),
            ngettext(
                "De link werkt één keer en %(n)s minuut lang.",
                "De link werkt één keer en %(n)s minuten lang.",
                d.minuten,
            ),
            _("Hebt u dit niet gevraagd? Doe dan niets: zonder uw browser is de link niets waard."),
        ),
        label=_("Log in"),
        address=home + d.pad,
        home=home,
    )


def _invitation(d: Invitation, home: str) -> ComposedMail:
    return ComposedMail(
        subject=wording("%(door)s nodigt u uit voor Innovatie", door=d.door),
        name=d.naam,
        paragraphs=(
            wording(
                "%(door)s vraagt u om mee te doen namens %(gemeente)s, als %(rol)s.",
                door=d.door,
                gemeente=d.gemeente,
                rol=d.rol,
            ),
            _("Op Innovatie zien gemeenten wie aan hetzelfde werkt, en kiezen zij samen het beste plan."),
            ngettext(
                "De uitnodiging geldt %(n)s dag. Ze is alleen voor u: stuur haar niet door.",
                "De uitnodiging geldt %(n)s dagen. Ze is alleen voor u: stuur haar niet door.",
                d.dagen,
            ),
        ),
        label=_("Bekijk de uitnodiging"),
        address=home + d.pad,
        home=home,
    )


def _supplier(d: Supplier, home: str) -> ComposedMail:
    return ComposedMail(
        subject=wording("%(door)s nodigt u uit voor Innovatie", door=d.door),
        name=d.naam,
        paragraphs=(
            wording("U kunt namens %(bedrijf)s voorstellen welke gemeenten uw oplossing gebruiken.", bedrijf=d.bedrijf),
            _("Elke gemeente krijgt de vraag of het klopt. Pas na haar ja staat het op de kaart."),
            _("Open de link en vraag met dit e-mailadres een inloglink. Een wachtwoord hebt u niet nodig."),
        ),
        label=_("Stel voor waar gemeenten staan"),
        address=home + d.pad,
        home=home,
    )


def _account(d: Account, home: str) -> ComposedMail:
    what = _(d.wat)  # a sentence of our own, collected for the catalogues where it is queued
    return ComposedMail(
        subject=what,
        name=d.naam,
        paragraphs=(
            what if what.endswith(".") else f"{what}.",
            _("Was u dit niet? Log in, beëindig uw andere sessies en waarschuw de beheerder van uw gemeente."),
        ),
        label=_("Bekijk dit op Innovatie") if d.pad else _("Bekijk uw account"),
        address=home + (d.pad or "/account"),
        home=home,
    )


def _message(d: Told, home: str) -> ComposedMail:
    return ComposedMail(
        subject=kept(d.onderwerp),
        name=d.naam,
        paragraphs=(kept(d.tekst),),
        label=_("Bekijk dit op Innovatie"),
        address=home + d.pad,
        home=home,
    )


def _digest(d: Digest, home: str) -> ComposedMail:
    items = tuple((kept(item.onderwerp), excerpt(kept(item.tekst)), home + item.pad) for item in d.berichten)
    return ComposedMail(
        subject=ngettext(
            "Uw overzicht van Innovatie: %(n)s bericht", "Uw overzicht van Innovatie: %(n)s berichten", len(items)
        ),
        name=d.naam,
        paragraphs=(_("Dit gebeurde er sinds uw vorige overzicht."),),
        items=items,
        label=_("Kies welke mail u krijgt"),
        address=home + "/account/mail",
        home=home,
    )


def _adoption(d: StillRight, home: str) -> ComposedMail:
    return ComposedMail(
        subject=wording("Klopt dit nog? %(oplossing)s in %(gemeente)s", oplossing=d.oplossing, gemeente=d.gemeente),
        name=d.naam,
        paragraphs=(
            wording(
                "Een half jaar geleden stond %(gemeente)s voor ‘%(oplossing)s’ op: %(stap)s.",
                gemeente=d.gemeente,
                oplossing=d.oplossing,
                stap=d.stap,
            ),
            _("Open de link en kies of dit nog klopt. U hoeft niet in te loggen."),
            _("De link werkt één keer en dertig dagen lang. Ze is alleen voor u: stuur haar niet door."),
        ),
        label=_("Bevestig of wijzig"),
        address=home + d.pad,
        home=home,
    )


def _audience(told: AudienceVote, home: str) -> ComposedMail:
    return ComposedMail(
        subject=_("Bevestig uw stem voor de publieksprijs"),
        paragraphs=(
            wording(
                "U koos ‘%(plan)s’ in %(ronde)s. Uw stem telt als u hem bevestigt, binnen een dag.",
                plan=told.plan,
                ronde=told.ronde,
            ),
            _("Vroeg u hier niet om? Doe dan niets: er is niet gestemd. Uw adres bewaren wij niet bij de stem."),
        ),
        label=_("Bevestig uw stem"),
        address=home + told.pad,
        home=home,
    )


Shape = TypeVar("Shape", bound=Details)
Writer = Callable[[Mapping[str, object], str], tuple[ComposedMail, str | None]]


def _writer(shape: type[Shape], words: Callable[[Shape, str], ComposedMail]) -> Writer:
    def write_it(details: Mapping[str, object], home: str) -> tuple[ComposedMail, str | None]:
        told = msgspec.convert(in_words(details), type=shape)
        return words(told, home), told.soort

    return write_it


_WRITERS: Final[dict[str, Writer]] = {
    "overname": _writer(StillRight, _adoption),
    "inloglink": _writer(SignIn, _sign_in),
    "uitnodiging": _writer(Invitation, _invitation),
    "leverancier": _writer(Supplier, _supplier),
    "accountbericht": _writer(Account, _account),
    "publieksprijs": _writer(AudienceVote, _audience),
    "bericht": _writer(Told, _message),
    "overzicht": _writer(Digest, _digest),
}


def write(kind: str, details: Mapping[str, object], *, home: str, person_id: int | None, key: str) -> ComposedMail:
    """The letter, in the language at hand.

    Messages carry a link to stop their kind of mail, overviews of more than one kind to stop overviews.

    Raises KeyError for a kind that nobody writes, ValueError when details are missing.
    """
    letter, about = _WRITERS[kind](details, home)
    letter = read(letter)
    if person_id is None or (about is None and kind != OVERVIEW):
        return letter
    token = unsubscribe_token(person_id, Kind(about) if about else None, key)
    return msgspec.structs.replace(letter, unsubscribe=f"{home}/mail/afmelden/{token}")
