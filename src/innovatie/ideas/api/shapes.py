"""What the API of ideas takes and gives, in the words of its readers."""

from datetime import date, datetime
from typing import Annotated, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

from innovatie.domain.idea_content import (
    CONTACT_LIMIT,
    COST_LIMIT,
    HOURS_LIMIT,
    LINKS_LIMIT,
    NOTE_LIMIT,
    TEXT_LIMIT,
    TITLE_LIMIT,
    VERSION_NOTE_LIMIT,
)
from innovatie.domain.idea_states import Stage
from innovatie.domain.themes import THEMES
from innovatie.web.listing import Reference
from innovatie.web.openapi_bounds import WEB_ADDRESS, said, text

_Title: TypeAlias = Annotated[str, text(TITLE_LIMIT, needed=True)]
_NeededText: TypeAlias = Annotated[str, text(TEXT_LIMIT, needed=True)]
_Text: TypeAlias = Annotated[str, text(TEXT_LIMIT)]
_Contact: TypeAlias = Annotated[str, text(CONTACT_LIMIT, needed=True)]
_Theme: TypeAlias = Annotated[str, said(enum=[one.slug for one in THEMES])]
_Cost: TypeAlias = Annotated[int, said(minimum=0, maximum=COST_LIMIT)]
_Hours: TypeAlias = Annotated[int, said(minimum=0, maximum=HOURS_LIMIT)]
_Links: TypeAlias = Annotated[tuple[Annotated[str, said(pattern=WEB_ADDRESS)], ...], said(maxItems=LINKS_LIMIT)]


class DeelnemerUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een gemeente die meedoet. `rol` is indiener, mede-indiener of aangehaakt."""

    gemeentecode: str
    naam: str
    rol: str
    sinds: datetime


class VersieUit(msgspec.Struct, frozen=True, rename="camel"):
    """Eén bewaarde versie van een plan."""

    versie: int
    bewaard_op: datetime
    toelichting: str


class IdeeMetInhoudUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een plan met alles wat erin staat. Teksten zijn Markdown, bedragen hele euro's."""

    nummer: int
    titel: str
    samenvatting: str
    probleem: str
    aanpak: str
    publieke_waarde: str
    thema: str
    stadium: str
    status: str
    geplande_start_datum: date | None
    kosten_euro: int | None
    uren: int | None
    contact: str
    links: list[str]
    gemeentecode: str
    gemeente: str
    provincie: str
    samenwerkingsverband: str | None
    ronde: str | None
    ingediend_op: datetime | None
    gewijzigd_op: datetime
    ingetrokken_op: datetime | None
    reden_van_intrekking: str
    bron: str | None
    bronnummer: str | None
    versie: int
    deelnemers: list[DeelnemerUit]
    versies: list[VersieUit]
    webpagina: Reference


class IdeeIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Een nieuw plan. Teksten zijn Markdown, bedragen hele euro's. Zonder `gemeentecode`: de gemeente van het token."""

    titel: _Title
    samenvatting: _NeededText
    probleem: _NeededText
    thema: _Theme
    contact: _Contact
    stadium: Stage = Stage.IDEA
    aanpak: _Text = ""
    publieke_waarde: _Text = ""
    geplande_start_datum: date | None = None
    kosten_euro: _Cost | None = None
    uren: _Hours | None = None
    links: _Links = ()
    gemeentecode: str | None = None


class IdeeWijzigingIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Alleen de velden die veranderen (JSON Merge Patch). `null` maakt een datum, bedrag of aantal uren leeg.

    `toelichting` staat bij de nieuwe versie.
    """

    titel: _Title | UnsetType = UNSET
    samenvatting: _NeededText | UnsetType = UNSET
    probleem: _NeededText | UnsetType = UNSET
    thema: _Theme | UnsetType = UNSET
    contact: _Contact | UnsetType = UNSET
    stadium: Stage | UnsetType = UNSET
    aanpak: _Text | UnsetType = UNSET
    publieke_waarde: _Text | UnsetType = UNSET
    geplande_start_datum: date | UnsetType | None = UNSET
    kosten_euro: _Cost | UnsetType | None = UNSET
    uren: _Hours | UnsetType | None = UNSET
    links: _Links | UnsetType = UNSET
    toelichting: Annotated[str, text(VERSION_NOTE_LIMIT)] = ""


class DeelnameIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Welke gemeente aanhaakt. Zonder `gemeentecode`: de gemeente van het token."""

    gemeentecode: str | None = None
    toelichting: Annotated[str, text(NOTE_LIMIT)] = ""


class InzendingIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Het nummer van het plan. `bewezen`: het plan heeft laten zien wat de ronde vraagt, als zij dat vraagt."""

    idee: int
    bewezen: bool = False


class InzendingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een plan dat meedoet aan een ronde."""

    ronde: str
    idee: int
    href: str


class IntrekkingIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Waarom het plan wordt ingetrokken; iedereen kan dit lezen."""

    reden: Annotated[str, text(NOTE_LIMIT, needed=True)]


class VergelijkbaarUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een plan van een ander dat hierop lijkt, met waarom. `graad` is waarschijnlijk dezelfde, overlapt of verwant."""

    nummer: int
    titel: str
    gemeente: str
    graad: str
    taken: list[str]
    namen: list[str]
    woorden: list[str]
    aantal_gemeenten: int
    href: str
    webpagina: Reference


class GeplaatstUit(msgspec.Struct, frozen=True, rename="camel"):
    """Waar het plan nu staat, en wie aan hetzelfde werkt. `vergelijkbaar` is null als zoeken even niet lukte."""

    nummer: int
    href: str
    webpagina: Reference
    vergelijkbaar: list[VergelijkbaarUit] | None = None


class BewaardUit(IdeeMetInhoudUit, frozen=True, rename="camel"):
    """Het plan zoals het er nu staat. Is het nieuw, dan noemt `vergelijkbaar` wie aan hetzelfde werkt."""

    vergelijkbaar: list[VergelijkbaarUit] | None = None


class OngeldigUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een veld dat niet klopt."""

    naam: str
    reden: str


class RegelUit(msgspec.Struct, frozen=True, rename="camel"):
    """Wat er van een regel werd, of in een proef zou worden.

    `uitkomst` is nieuw, gewijzigd, gelijk, ingetrokken (blijft zo), botsing (de gemeente kiest) of fout.
    """

    regel: int
    bronnummer: str | None
    uitkomst: str
    nummer: int | None
    ongeldig: list[OngeldigUit]


class InvoerUit(msgspec.Struct, frozen=True, rename="camel"):
    """De uitkomst van een invoer. In een proef is niets bewaard."""

    proef: bool
    bron: str
    nieuw: int
    gewijzigd: int
    gelijk: int
    ingetrokken: int
    fout: int
    opmerkingen: list[str]
    """Hoe het bestand is gelezen, zoals welk blad."""
    regels: list[RegelUit]
