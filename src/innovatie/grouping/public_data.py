"""The public collection of groups: plans that are the same wheel."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.municipalities.naming import code_meant


class GroepUit(msgspec.Struct, frozen=True, rename="camel"):
    """Plannen van een of meer gemeenten die hetzelfde oplossen."""

    nummer: Annotated[int, Meta(description="Het nummer van de groep; verandert nooit.")]
    titel: Annotated[str, Meta(description="Hoe de groep heet.")]
    samenvatting: Annotated[str, Meta(description="Waar het over gaat, in enkele zinnen.")]
    thema: Annotated[str, Meta(description="De korte naam van het thema; zie de themas.")]
    trekker_gemeentecode: Annotated[str | None, Meta(description="De CBS-code van de gemeente die de groep trekt.")]
    trekker: Annotated[str | None, Meta(description="De naam van die gemeente.")]
    plannen: Annotated[list[int], Meta(description="De nummers van de plannen in de groep.")]
    gemeentecodes: Annotated[list[str], Meta(description="De CBS-codes van de gemeenten die meedoen.")]
    aantal_plannen: Annotated[int, Meta(description="Hoeveel plannen de groep heeft.")]
    aantal_gemeenten: Annotated[int, Meta(description="Hoeveel gemeenten meedoen.")]
    samengevoegd_met: Annotated[int | None, Meta(description="De groep die in de plaats van deze is gekomen.")]
    gemaakt_op: Annotated[datetime, Meta(description="Wanneer de groep ontstond.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


_TOWNS = """
    SELECT DISTINCT n.code::text FROM group_member k JOIN idea i ON i.id = k.idea AND i.state = 'ingediend'
      JOIN idea_participant d ON d.idea = i.id AND d.left_at IS NULL JOIN municipality n ON n.id = d.municipality
     WHERE k."group" = g.id
"""

GROUPS: Final = Collection(
    name="groepen",
    title=wording("Groepen van gelijke plannen"),
    one_title="Eén groep van gelijke plannen",
    description=wording("Welke plannen hetzelfde oplossen: het wiel, met de gemeenten die eraan werken."),
    item=GroepUit,
    resource=PublicResource.GROUP,
    also=((PublicResource.MUNICIPALITY, "c.trekker_gemeentecode IN ({}) OR c.gemeentecodes && ARRAY({})"),),
    tag="Groepen",
    keywords=("innovatie", "gemeenten", "samenwerking", "hergebruik"),
    key="nummer",
    key_type="int",
    orders={
        "nummer": Order((("nummer", "int"),)),
        "-nummer": Order((("nummer", "int"),), descending=True),
        "-aantalGemeenten": Order((("aantal_gemeenten", "int"), ("nummer", "int")), descending=True),
        "-aantalPlannen": Order((("aantal_plannen", "int"), ("nummer", "int")), descending=True),
    },
    filters={
        "q": Wanted("c.titel ILIKE '%' || {} || '%'", "Woorden in de titel.", words=True),
        "thema": Wanted("c.thema = {}", "De korte naam van een thema.", choices=tuple(t.slug for t in THEMES)),
        "gemeente": Wanted("{} = ANY(c.gemeentecodes)", "De CBS-code van een gemeente die meedoet.", meant=code_meant),
        "minstens": Wanted("c.aantal_plannen >= {}", "Alleen groepen met zo veel plannen.", type="int", lowest=1),
        "status": Wanted(
            "(c.samengevoegd_met IS NULL) = ({} = 'actueel')",
            "actueel (zonder keuze), of samengevoegd met een andere groep.",
            choices=("actueel", "samengevoegd"),
            otherwise="c.samengevoegd_met IS NULL",
        ),
    },
    sql=f"""
        SELECT g.id AS nummer, g.title AS titel, g.summary AS samenvatting, g.theme AS thema,
               l.code AS trekker_gemeentecode, l.name AS trekker,
               ARRAY(SELECT k.idea FROM group_member k WHERE k."group" = g.id ORDER BY k.idea) AS plannen,
               ARRAY({_TOWNS} ORDER BY 1) AS gemeentecodes,
               (SELECT count(*) FROM group_member k WHERE k."group" = g.id) AS aantal_plannen,
               (SELECT count(*) FROM ({_TOWNS}) t) AS aantal_gemeenten, g.merged_into AS samengevoegd_met,
               date_trunc('second', g.created_at) AS gemaakt_op, '/api/v1/groepen/' || g.id AS href,
               json_build_object('href', '/groepen/' || g.id)::text AS webpagina
          FROM idea_group g LEFT JOIN municipality l ON l.id = g.lead
    """,
)
