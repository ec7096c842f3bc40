"""The public collections of municipalities and of partnerships."""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.vocabulary import PartnershipKind, PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.municipalities.naming import code_meant


class GemeenteUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een gemeente van nu of van vroeger."""

    code: Annotated[str, Meta(description="De CBS-code, zoals GM0307.")]
    naam: Annotated[str, Meta(description="De officiële naam.")]
    provincie: Annotated[str, Meta(description="De provincie.")]
    uri: Annotated[str | None, Meta(description="Het adres in het register TOOI van de overheid.")]
    inwoners: Annotated[int | None, Meta(description="Hoeveel inwoners op 1 januari van inwonersJaar.")]
    inwoners_jaar: Annotated[int | None, Meta(description="Van welk jaar het aantal inwoners is.")]
    begonnen_datum: Annotated[date | None, Meta(description="Sinds wanneer de gemeente bestaat, als wij dat weten.")]
    opgeheven_datum: Annotated[date | None, Meta(description="Per wanneer de gemeente is opgeheven.")]
    opvolger_gemeentecodes: Annotated[list[str], Meta(description="In welke gemeenten zij is opgegaan.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


MUNICIPALITIES: Final = Collection(
    name="gemeenten",
    title=wording("Gemeenten"),
    one_title="Eén gemeente",
    description=wording("De gemeenten van Nederland met hun code, hun adres in TOOI, inwoners en herindelingen."),
    item=GemeenteUit,
    resource=PublicResource.MUNICIPALITY,
    tag="Gemeenten",
    keywords=("gemeenten", "herindeling", "TOOI"),
    key="code",
    key_type="text",
    key_in_address="code",
    orders={
        "naam": Order((("sort_name", "text"), ("code", "text"))),
        "code": Order((("code", "text"),)),
        "-inwoners": Order((("size", "int"), ("code", "text")), descending=True),
    },
    filters={
        "q": Wanted("c.sort_name LIKE plain_text('%' || {} || '%')", "Een stuk van de naam.", words=True),
        "provincie": Wanted("c.provincie = {}", "De provincie.", choices=tuple(sorted(PROVINCES))),
        "status": Wanted(
            "(c.opgeheven_datum IS NULL OR c.opgeheven_datum > {today}) = ({} = 'actueel')",
            "actueel (zonder keuze) of opgeheven.",
            choices=("actueel", "opgeheven"),
            otherwise="c.opgeheven_datum IS NULL OR c.opgeheven_datum > {today}",
        ),
    },
    sql="""
        SELECT m.code::text AS code, m.name AS naam, m.province AS provincie, m.tooi_uri AS uri,
               h.number AS inwoners, h.year AS inwoners_jaar, m.started AS begonnen_datum, m.ended AS opgeheven_datum,
               ARRAY(SELECT n.code::text FROM merger g JOIN municipality n ON n.id = g.successor
                      WHERE g.predecessor = m.id ORDER BY n.code) AS opvolger_gemeentecodes,
               '/api/v1/gemeenten/' || m.code AS href,
               json_build_object('href', '/gemeenten/' || m.code)::text AS webpagina, m.sort_name::text AS sort_name,
               coalesce(h.number, 0) AS size
          FROM municipality m LEFT JOIN LATERAL (
               SELECT i.number, i.year FROM inhabitants i WHERE i.municipality = m.id ORDER BY i.year DESC LIMIT 1
          ) h ON true
    """,
)


class SamenwerkingsverbandUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een samenwerkingsverband of Kring van gemeenten."""

    nummer: Annotated[int, Meta(description="Het nummer; verandert nooit.")]
    naam: Annotated[str, Meta(description="De naam.")]
    soort: Annotated[PartnershipKind, Meta(description="samenwerkingsverband of kring.")]
    omschrijving: Annotated[str, Meta(description="Wat het samenwerkingsverband doet.")]
    gemeentecodes: Annotated[list[str], Meta(description="De CBS-codes van de leden van vandaag.")]
    aantal_gemeenten: Annotated[int, Meta(description="Hoeveel leden het vandaag heeft.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


_MEMBERS = """
    SELECT m.code::text FROM partnership_member l JOIN municipality m ON m.id = l.municipality
     WHERE l.partnership = p.id AND l.starts <= {today} AND (l.ends IS NULL OR l.ends >= {today})
"""

PARTNERSHIPS: Final = Collection(
    name="samenwerkingsverbanden",
    title=wording("Samenwerkingsverbanden"),
    one_title="Eén samenwerkingsverband",
    description=wording("Samenwerkingsverbanden en Kringen van gemeenten, met hun leden van vandaag."),
    item=SamenwerkingsverbandUit,
    resource=PublicResource.PARTNERSHIP,
    also=((PublicResource.MUNICIPALITY, "c.gemeentecodes && ARRAY({})"),),
    turned="members_since",
    tag="Gemeenten",
    keywords=("gemeenten", "samenwerking"),
    key="nummer",
    key_type="int",
    orders={"naam": Order((("naam", "text"), ("nummer", "int"))), "nummer": Order((("nummer", "int"),))},
    filters={
        "soort": Wanted("c.soort = {}", "samenwerkingsverband of kring.", choices=tuple(PartnershipKind)),
        "gemeente": Wanted("{} = ANY(c.gemeentecodes)", "De CBS-code van een lid, zoals GM0307.", meant=code_meant),
    },
    sql=f"""
        SELECT p.id AS nummer, p.name::text AS naam, p.kind::text AS soort, p.description AS omschrijving,
               ARRAY({_MEMBERS} ORDER BY 1) AS gemeentecodes,
               (SELECT count(*) FROM ({_MEMBERS}) t) AS aantal_gemeenten,
               '/api/v1/samenwerkingsverbanden/' || p.id AS href,
               json_build_object('href', '/samenwerkingsverbanden/' || p.id)::text AS webpagina,
               (SELECT max(d.day) FROM partnership_member l CROSS JOIN LATERAL (VALUES (l.starts), (l.ends + 1)) d(day)
                 WHERE l.partnership = p.id AND d.day <= {{today}}) AS members_since
          FROM partnership p WHERE p.active
    """,
)
