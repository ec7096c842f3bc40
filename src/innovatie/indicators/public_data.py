"""The public collections of indicators with their promise, and of what municipalities measured."""

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.indicators import Better, Side
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.municipalities.naming import code_meant


class IndicatorUit(msgspec.Struct, frozen=True, rename="camel"):
    """Iets dat van een oplossing wordt gemeten, met wat beloofd is."""

    nummer: Annotated[int, Meta(description="Het nummer; verandert nooit.")]
    oplossing: Annotated[int, Meta(description="Het nummer van de oplossing.")]
    titel: Annotated[str, Meta(description="Wat gemeten wordt.")]
    eenheid: Annotated[str, Meta(description="In welke eenheid.")]
    kant: Annotated[Side, Meta(description="kosten of baten.")]
    beter: Annotated[Better, Meta(description="lager of hoger: welke kant op goed is.")]
    belofte: Annotated[float, Meta(description="Wat beloofd is voor één gemeente in één jaar.")]
    uitleg: Annotated[str, Meta(description="Hoe een gemeente het meet.")]
    gekozen_op: Annotated[datetime, Meta(description="Wanneer de belofte is gedaan.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]


_SOLUTION = "JOIN solution s ON s.id = i.solution OR s.grp = i.grp"

INDICATORS: Final = Collection(
    name="indicatoren",
    title=wording("Indicatoren van kosten en baten"),
    one_title="Eén indicator",
    description=wording("Wat van oplossingen wordt gemeten, met wat de makers beloofden."),
    item=IndicatorUit,
    resource=PublicResource.ADOPTION,
    changed="c.oplossing::text",
    tag="Overname",
    keywords=("kosten", "baten", "gemeenten"),
    key="nummer",
    key_type="int",
    orders={"nummer": Order((("nummer", "int"),))},
    filters={
        "oplossing": Wanted("c.oplossing = {}", "Het nummer van een oplossing.", type="int", lowest=1),
        "kant": Wanted("c.kant = {}", "kosten of baten.", choices=tuple(Side)),
    },
    sql=f"""
        SELECT i.id AS nummer, s.id AS oplossing, i.title::text AS titel, i.unit::text AS eenheid,
               i.side::text AS kant, i.better::text AS beter, i.promised AS belofte, i.how AS uitleg,
               date_trunc('second', i.chosen_at) AS gekozen_op, '/api/v1/indicatoren/' || i.id AS href
          FROM indicator i {_SOLUTION} WHERE i.removed_at IS NULL
    """,
)


class MetingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Wat een gemeente in een jaar mat."""

    nummer: Annotated[int, Meta(description="Het nummer; verandert nooit.")]
    indicator: Annotated[int, Meta(description="Het nummer van de indicator.")]
    oplossing: Annotated[int, Meta(description="Het nummer van de oplossing.")]
    gemeentecode: Annotated[str, Meta(description="De CBS-code van de gemeente.")]
    jaar: Annotated[int, Meta(description="Over welk jaar.")]
    waarde: Annotated[float, Meta(description="Wat de gemeente mat, in de eenheid van de indicator.")]
    gemeten_op: Annotated[datetime, Meta(description="Wanneer de gemeente dit het laatst invulde.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]


MEASUREMENTS: Final = Collection(
    name="metingen",
    title=wording("Metingen van gemeenten"),
    one_title="Eén meting",
    description=wording("Wat gemeenten elk jaar maten van de kosten en baten van een oplossing."),
    item=MetingUit,
    resource=PublicResource.ADOPTION,
    changed="c.oplossing::text",
    also=((PublicResource.MUNICIPALITY, "c.gemeentecode IN ({})"),),
    tag="Overname",
    keywords=("kosten", "baten", "metingen", "gemeenten"),
    key="nummer",
    key_type="int",
    orders={"nummer": Order((("nummer", "int"),))},
    filters={
        "oplossing": Wanted("c.oplossing = {}", "Het nummer van een oplossing.", type="int", lowest=1),
        "indicator": Wanted("c.indicator = {}", "Het nummer van een indicator.", type="int", lowest=1),
        "gemeente": Wanted("c.gemeentecode = {}", "De CBS-code van een gemeente, zoals GM0307.", meant=code_meant),
    },
    sql=f"""
        SELECT v.id AS nummer, v.indicator AS indicator, s.id AS oplossing, m.code::text AS gemeentecode,
               v.year AS jaar, v.value AS waarde, date_trunc('second', v.measured_at) AS gemeten_op,
               '/api/v1/metingen/' || v.id AS href
          FROM indicator_value v JOIN indicator i ON i.id = v.indicator {_SOLUTION}
          JOIN municipality m ON m.id = v.municipality
    """,
)
