"""The public collections of published results and of winners."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.publication.queries.withdrawals import WITHDRAWAL_STANDS
from innovatie.rounds.queries import code_meant as round_meant


class WinnaarUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een winnaar, zoals VNG die bekendmaakte."""

    nummer: Annotated[int, Meta(description="Het nummer van de groep die won.")]
    titel: Annotated[str, Meta(description="De titel bij de bekendmaking.")]
    samenvatting: Annotated[str, Meta(description="Waar het over gaat, in enkele zinnen.")]
    trekker: Annotated[str, Meta(description="De gemeente die trekt; leeg als die er niet is.")]
    plaats: Annotated[int, Meta(description="De plaats in de eindstemming.")]
    ronde: Annotated[Reference, Meta(description="De ronde.")]
    redenen: Annotated[str, Meta(description="Waarom dit plan won, in de woorden van VNG.")]
    vervolg: Annotated[str, Meta(description="Hoe het verdergaat.")]
    aantal_gemeenten: Annotated[int, Meta(description="Hoeveel gemeenten meedoen.")]
    bekend_op: Annotated[datetime, Meta(description="Wanneer de winnaar bekend werd.")]
    ingetrokken_op: Annotated[datetime | None, Meta(description="Wanneer VNG de winnaar introk; null als hij staat.")]
    reden_intrekken: Annotated[str, Meta(description="Waarom VNG hem introk; leeg als hij staat.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


WINNERS: Final = Collection(
    name="winnaars",
    title=wording("Winnaars"),
    one_title="Eén winnaar",
    description=wording("De winnaars van alle rondes, met de redenen van VNG."),
    item=WinnaarUit,
    resource=PublicResource.WINNER,
    also=(
        (PublicResource.GROUP, "c.nummer::text IN ({})"),
        (PublicResource.MUNICIPALITY, "c.lead_code IN ({})"),
    ),
    tag="Uitslagen",
    keywords=("winnaars", "innovatie", "gemeenten"),
    key="nummer",
    key_type="int",
    orders={
        "-bekendOp": Order((("published_at", "timestamptz"), ("before", "int"), ("nummer", "int")), descending=True),
        "nummer": Order((("nummer", "int"),)),
    },
    filters={"ronde": Wanted("c.round_code = {}", "De code van een ronde.", meant=round_meant)},
    sql=f"""
        SELECT w."group" AS nummer, w.title AS titel, g.summary AS samenvatting, coalesce(m.name, '') AS trekker,
               w.place AS plaats, json_build_object('href', '/api/v1/rondes/' || r.code)::text AS ronde,
               w.reasons AS redenen, w.next_step AS vervolg,
               (SELECT count(DISTINCT d.municipality) FROM group_member k JOIN idea_participant d ON d.idea = k.idea
                 WHERE k."group" = w."group" AND d.left_at IS NULL) AS aantal_gemeenten,
               date_trunc('second', w.published_at) AS bekend_op,
               date_trunc('second', x.confirmed_at) AS ingetrokken_op, coalesce(x.reason, '') AS reden_intrekken,
               '/api/v1/winnaars/' || w."group" AS href,
               json_build_object('href', '/winnaars/' || w."group")::text AS webpagina,
               w.published_at, -w.place AS before, r.code::text AS round_code, m.code::text AS lead_code
          FROM winner w JOIN idea_group g ON g.id = w."group" JOIN round r ON r.id = w.round
          LEFT JOIN municipality m ON m.id = g.lead
          LEFT JOIN winner_withdrawal x ON x.winner = w.id AND {WITHDRAWAL_STANDS}
    """,
)


class UitslagKortUit(msgspec.Struct, frozen=True, rename="camel"):
    """De bekendgemaakte uitslag van een ronde in een lijst, in de nieuwste versie."""

    ronde: Annotated[str, Meta(description="De code van de ronde.")]
    naam: Annotated[str, Meta(description="De naam van de ronde.")]
    versie: Annotated[int, Meta(description="Het nummer van de versie; na de eerste is het een correctie.")]
    besluit: Annotated[str, Meta(description="Het besluit van VNG.")]
    correctie: Annotated[str, Meta(description="Waarom er een nieuwe versie kwam; leeg bij de eerste.")]
    winnaars: Annotated[list[int], Meta(description="De nummers van de groepen die wonnen.")]
    bekend_op: Annotated[datetime, Meta(description="Wanneer deze versie bekend werd.")]
    href: Annotated[str, Meta(description="Het adres van de hele uitslag in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


RESULTS: Final = Collection(
    name="uitslagen",
    title=wording("Uitslagen"),
    one_title="De uitslag van één ronde, in het kort",
    description=wording("Van elke ronde de uitslag zoals die is bekendgemaakt, in de nieuwste versie."),
    item=UitslagKortUit,
    resource=PublicResource.RESULT,
    also=((PublicResource.ROUND, "c.ronde IN ({})"),),
    tag="Uitslagen",
    keywords=("uitslag", "stemming", "gemeenten"),
    key="ronde",
    key_type="text",
    at="rondes/{}/uitslag",
    key_in_address="code",
    orders={"-ronde": Order((("ronde", "text"),), descending=True), "ronde": Order((("ronde", "text"),))},
    sql="""
        SELECT r.code::text AS ronde, r.name AS naam, p.version AS versie, p.decision AS besluit,
               p.correction AS correctie,
               ARRAY(SELECT x::int FROM jsonb_array_elements_text(p.snapshot -> 'winners') x) AS winnaars,
               date_trunc('second', p.published_at) AS bekend_op, '/api/v1/rondes/' || r.code || '/uitslag' AS href,
               json_build_object('href', '/rondes/' || r.code || '/uitslag')::text AS webpagina
          FROM publication p JOIN round r ON r.id = p.round
         WHERE p.published_at IS NOT NULL AND NOT EXISTS (SELECT FROM publication n WHERE n.round = p.round
               AND n.version > p.version AND n.published_at IS NOT NULL)
    """,
)
