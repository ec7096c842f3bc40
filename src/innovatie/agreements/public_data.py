"""The public collection of agreements: of what is shown, the parties, the dates and the public files."""

from datetime import date
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.agreement_words import AgreementKind
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.municipalities.naming import code_meant


class OvereenkomstUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een overeenkomst van gemeenten over een oplossing of binnen een samenwerkingsverband."""

    nummer: Annotated[int, Meta(description="Het nummer; verandert nooit.")]
    titel: Annotated[str, Meta(description="De naam.")]
    soort: Annotated[AgreementKind, Meta(description="convenant, dienstverlening of ander.")]
    inhoud: Annotated[str, Meta(description="Wat is afgesproken, in het kort.")]
    oplossing: Annotated[int | None, Meta(description="Het nummer van de oplossing waar zij over gaat.")]
    samenwerkingsverband: Annotated[int | None, Meta(description="Het nummer van het verband waarbinnen zij geldt.")]
    begin_datum: Annotated[date, Meta(description="Vanaf wanneer zij geldt.")]
    eind_datum: Annotated[date | None, Meta(description="Tot en met wanneer; leeg als er geen einddatum is.")]
    opzegtermijn_maanden: Annotated[int, Meta(description="Hoeveel maanden vooraf een partij opzegt.")]
    gemeentecodes: Annotated[list[str], Meta(description="De CBS-codes van gemeenten die zelf partij zijn.")]
    samenwerkingsverbanden: Annotated[list[int], Meta(description="De nummers van verbanden die partij zijn.")]
    organisaties: Annotated[list[str], Meta(description="De namen van andere organisaties die partij zijn.")]
    getekend: Annotated[int, Meta(description="Namens hoeveel partijen is getekend.")]
    stukken: Annotated[list[str], Meta(description="De adressen van de openbare bestanden.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


_PRESENT = "x.agreement = a.id AND x.removed_at IS NULL AND (x.leaves_on IS NULL OR x.leaves_on >= {today})"

AGREEMENTS: Final = Collection(
    name="overeenkomsten",
    title=wording("Overeenkomsten"),
    one_title="Eén overeenkomst",
    description=wording("Convenanten en andere overeenkomsten van gemeenten, met hun partijen van vandaag en data."),
    item=OvereenkomstUit,
    resource=PublicResource.AGREEMENT,
    also=((PublicResource.MUNICIPALITY, "c.gemeentecodes && ARRAY({})"),),
    turned="left_since",
    tag="Gemeenten",
    keywords=("overeenkomst", "convenant", "samenwerking", "gemeenten"),
    key="nummer",
    key_type="int",
    orders={
        "nummer": Order((("nummer", "int"),)),
        "eindDatum": Order((("ends", "date"), ("nummer", "int"))),
    },
    filters={
        "oplossing": Wanted("c.oplossing = {}", "Het nummer van een oplossing.", type="int", lowest=1),
        "gemeente": Wanted("{} = ANY(c.gemeentecodes)", "De CBS-code van een partij, zoals GM0307.", meant=code_meant),
        "soort": Wanted("c.soort = {}", "convenant, dienstverlening of ander.", choices=tuple(AgreementKind)),
    },
    sql=f"""
        SELECT a.id AS nummer, a.title::text AS titel, a.kind::text AS soort, a.about AS inhoud,
               a.solution AS oplossing, a.partnership AS samenwerkingsverband, a.starts_on AS begin_datum,
               a.ends_on AS eind_datum, a.notice_months AS opzegtermijn_maanden,
               ARRAY(SELECT m.code::text FROM agreement_party x JOIN municipality m ON m.id = x.town
                      WHERE {_PRESENT} ORDER BY m.code) AS gemeentecodes,
               ARRAY(SELECT x.partnership FROM agreement_party x
                      WHERE {_PRESENT} AND x.partnership IS NOT NULL ORDER BY 1) AS samenwerkingsverbanden,
               ARRAY(SELECT x.organisation::text FROM agreement_party x
                      WHERE {_PRESENT} AND x.organisation IS NOT NULL ORDER BY 1) AS organisaties,
               (SELECT count(*) FROM agreement_party x WHERE {_PRESENT} AND EXISTS (
                    SELECT FROM agreement_signature g WHERE g.party = x.id AND g.taken_back_at IS NULL)) AS getekend,
               ARRAY(SELECT '/overeenkomsten/bestanden/' || f.id FROM agreement_file f
                      WHERE f.agreement = a.id AND f.public AND f.removed_at IS NULL ORDER BY f.id) AS stukken,
               '/api/v1/overeenkomsten/' || a.id AS href,
               json_build_object('href', '/overeenkomsten/' || a.id)::text AS webpagina,
               coalesce(a.ends_on, 'infinity'::date) AS ends,
               (SELECT max(x.leaves_on + 1) FROM agreement_party x WHERE x.agreement = a.id
                   AND x.leaves_on < {{today}}) AS left_since
          FROM agreement a WHERE a.shown_at IS NOT NULL
    """,
)
