"""What the API of ideas takes and gives, in the words of its readers."""

from datetime import date, datetime

import msgspec

from innovatie.domain.idea_states import Stage
from innovatie.web.listing import Reference


class IdeeUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een plan in een lijst."""

    nummer: int
    titel: str
    samenvatting: str
    gemeente: str
    provincie: str
    thema: str
    stadium: str
    status: str
    ingediend_op: datetime | None
    aantal_andere_gemeenten: int
    href: str
    webpagina: Reference


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

    titel: str
    samenvatting: str
    probleem: str
    thema: str
    contact: str
    stadium: Stage = Stage.IDEA
    aanpak: str = ""
    publieke_waarde: str = ""
    geplande_start_datum: date | None = None
    kosten_euro: int | None = None
    uren: int | None = None
    links: tuple[str, ...] = ()
    gemeentecode: str | None = None


class IntrekkingIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Waarom het plan wordt ingetrokken; iedereen kan dit lezen."""

    reden: str


class GeplaatstUit(msgspec.Struct, frozen=True, rename="camel"):
    """Waar het plan nu staat."""

    nummer: int
    href: str
    webpagina: Reference
