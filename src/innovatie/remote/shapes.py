"""What the API takes and gives, as Structs. Made by scripts/client_shapes.py from the document.

Field names are those of the API in snake_case. A word of a closed list is a text here: a new one breaks no reader.
"""

from datetime import date, datetime

import msgspec
from msgspec import UNSET, UnsetType


class Reference(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`Reference` of the document."""

    href: str


class IdeeUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`IdeeUit` of the document."""

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
    gemeentecode: str
    gemeente: str
    provincie: str
    deelnemende_gemeentecodes: list[str]
    aantal_andere_gemeenten: int
    ronde: str | None
    versie: int
    ingediend_op: datetime | None
    gewijzigd_op: datetime
    href: str
    webpagina: Reference


class GroepUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`GroepUit` of the document."""

    nummer: int
    titel: str
    samenvatting: str
    thema: str
    trekker_gemeentecode: str | None
    trekker: str | None
    plannen: list[int]
    gemeentecodes: list[str]
    aantal_plannen: int
    aantal_gemeenten: int
    samengevoegd_met: int | None
    gemaakt_op: datetime
    href: str
    webpagina: Reference


class WinnaarUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`WinnaarUit` of the document."""

    nummer: int
    titel: str
    samenvatting: str
    trekker: str
    plaats: int
    ronde: Reference
    redenen: str
    vervolg: str
    aantal_gemeenten: int
    bekend_op: datetime
    ingetrokken_op: datetime | None
    reden_intrekken: str
    href: str
    webpagina: Reference


class OplossingUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`OplossingUit` of the document."""

    nummer: int
    titel: str
    thema: str
    is_winnaar: bool
    groep: int | None
    gemaakt_door_gemeentecode: str | None
    gemaakt_door: str | None
    in_gebruik: int
    onderweg: int
    ooit_in_gebruik: int
    href: str


class KwartaalUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`KwartaalUit` of the document."""

    kwartaal: str
    ooit_in_gebruik: int
    per_stap: dict[str, int]


class VerwachtingUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`VerwachtingUit` of the document."""

    kwartaal: str
    p10: int
    p50: int
    p90: int


class OvernameUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`OvernameUit` of the document."""

    nummer: int
    titel: str
    thema: str
    is_winnaar: bool
    gemaakt_door: str | None
    aantal_gemeenten: int
    per_stap: dict[str, int]
    ooit_in_gebruik: int
    verloop: list[KwartaalUit]
    verwachting: list[VerwachtingUit]
    geen_verwachting_omdat: str | None
    webpagina: Reference


class StandUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`StandUit` of the document."""

    gemeentecode: str
    gemeente: str
    code: str
    naam: str
    provincie: str
    stap: str
    sinds_datum: date | None
    bevestigd_op_datum: date | None
    is_bevestigd: bool


class WijzigingUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`WijzigingUit` of the document."""

    nummer: int
    moment: datetime
    soort: str
    van: str
    kenmerk: str
    href: str


class WijzigingenUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`WijzigingenUit` of the document."""

    resultaten: list[WijzigingUit]
    na: int
    is_bij: bool


class IdeeIn(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`IdeeIn` of the document."""

    titel: str
    samenvatting: str
    probleem: str
    thema: str
    contact: str
    stadium: str | UnsetType = UNSET
    aanpak: str | UnsetType = UNSET
    publieke_waarde: str | UnsetType = UNSET
    geplande_start_datum: date | UnsetType | None = UNSET
    kosten_euro: int | UnsetType | None = UNSET
    uren: int | UnsetType | None = UNSET
    links: list[str] | UnsetType = UNSET
    gemeentecode: str | UnsetType | None = UNSET


class VergelijkbaarUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`VergelijkbaarUit` of the document."""

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


class GeplaatstUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`GeplaatstUit` of the document."""

    nummer: int
    href: str
    webpagina: Reference
    vergelijkbaar: list[VergelijkbaarUit] | UnsetType | None = UNSET


class VergelijkingUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`VergelijkingUit` of the document."""

    resultaten: list[VergelijkbaarUit] | None


class OngeldigUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`OngeldigUit` of the document."""

    naam: str
    reden: str


class RegelUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`RegelUit` of the document."""

    regel: int
    bronnummer: str | None
    uitkomst: str
    nummer: int | None
    ongeldig: list[OngeldigUit]


class InvoerUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`InvoerUit` of the document."""

    proef: bool
    bron: str
    nieuw: int
    gewijzigd: int
    gelijk: int
    ingetrokken: int
    fout: int
    opmerkingen: list[str]
    regels: list[RegelUit]


class MeldingIn(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`MeldingIn` of the document."""

    stap: str
    sinds_datum: date | UnsetType | None = UNSET
    toelichting: str | UnsetType = UNSET
    gemeentecode: str | UnsetType | None = UNSET


class MeldingUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`MeldingUit` of the document."""

    melding: int
    webpagina: Reference


class VondstUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`VondstUit` of the document."""

    soort: str
    titel: str
    fragment: str
    van: str
    thema: str
    stadium: str
    aantal_gemeenten: int
    winnaar: bool
    sinds_datum: date | None
    href: str
    webpagina: Reference


class FilterwaardeUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`FilterwaardeUit` of the document."""

    waarde: str
    aantal: int


class FilterUit(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """`FilterUit` of the document."""

    filter: str
    waarden: list[FilterwaardeUit]
