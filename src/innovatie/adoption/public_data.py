"""The public collections of solutions, of where municipalities stand, and of their statements."""

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.adoption.queries.solutions import STANDING_WINNER
from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.adoption_states import Source, Stage
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.municipalities.naming import code_meant


class OplossingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een oplossing waarvan de overname wordt gevolgd. `ooit_in_gebruik` telt ook wie ermee stopte."""

    nummer: Annotated[int, Meta(description="Het nummer van de oplossing; verandert nooit.")]
    titel: Annotated[str, Meta(description="De titel.")]
    thema: Annotated[str, Meta(description="De korte naam van het thema; leeg als dat er niet is.")]
    is_winnaar: Annotated[bool, Meta(description="Of zij een ronde won en niet is ingetrokken.")]
    groep: Annotated[int | None, Meta(description="Het nummer van de groep waaruit zij voortkwam.")]
    gemaakt_door_gemeentecode: Annotated[str | None, Meta(description="De CBS-code van de gemeente die haar maakte.")]
    gemaakt_door: Annotated[str | None, Meta(description="De naam van die gemeente.")]
    in_gebruik: Annotated[int, Meta(description="Hoeveel gemeenten haar nu gebruiken.")]
    onderweg: Annotated[int, Meta(description="Hoeveel gemeenten haar verkennen, besloten of invoeren.")]
    ooit_in_gebruik: Annotated[int, Meta(description="Hoeveel gemeenten haar ooit gebruikten.")]
    href: Annotated[str, Meta(description="Het adres in de API, met verloop en verwachting.")]


_TOLD = "FROM adoption_status t WHERE t.solution = s.id"

SOLUTIONS: Final = Collection(
    name="overname",
    title=wording("Oplossingen die gemeenten overnemen"),
    one_title="De overname van een oplossing",
    operation="oplossingen",
    description=wording("Oplossingen waarvan de overname wordt gevolgd, met hoeveel gemeenten waar staan."),
    item=OplossingUit,
    resource=PublicResource.ADOPTION,
    also=(
        (PublicResource.MUNICIPALITY, "c.gemaakt_door_gemeentecode IN ({})"),
        (PublicResource.WINNER, "c.groep::text IN ({})"),
    ),
    tag="Overname",
    keywords=("overname", "hergebruik", "gemeenten"),
    key="nummer",
    key_type="int",
    orders={
        "-inGebruik": Order((("in_gebruik", "int"), ("ooit_in_gebruik", "int"), ("nummer", "int")), descending=True),
        "nummer": Order((("nummer", "int"),)),
    },
    filters={
        "thema": Wanted("c.thema = {}", "De korte naam van een thema.", choices=tuple(t.slug for t in THEMES)),
        "q": Wanted("c.titel ILIKE '%' || {} || '%'", "Woorden in de titel.", words=True),
    },
    sql=f"""
        SELECT s.id AS nummer, s.title AS titel, s.theme AS thema, {STANDING_WINNER} AS is_winnaar, s.grp AS groep,
               m.code AS gemaakt_door_gemeentecode, m.name AS gemaakt_door,
               (SELECT count(*) {_TOLD} AND t.stage = 'in_gebruik') AS in_gebruik,
               (SELECT count(*) {_TOLD} AND t.stage IN ('verkenning', 'besloten', 'in_invoering')) AS onderweg,
               (SELECT count(t.first_used) {_TOLD}) AS ooit_in_gebruik, '/api/v1/overname/' || s.id AS href
          FROM solution s LEFT JOIN municipality m ON m.id = s.maker
    """,
)


class StandVanOplossingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Waar een gemeente staat met een oplossing, volgens wat zij het laatst zei."""

    kenmerk: Annotated[str, Meta(description="Oplossing en gemeente, zoals 181-GM0307.")]
    oplossing: Annotated[int, Meta(description="Het nummer van de oplossing.")]
    gemeentecode: Annotated[str, Meta(description="De CBS-code van de gemeente.")]
    stap: Annotated[Stage, Meta(description="Hoe ver de gemeente is.")]
    sinds_datum: Annotated[date, Meta(description="Sinds wanneer.")]
    bevestigd_op_datum: Annotated[date, Meta(description="Wanneer dit het laatst is gezegd of bevestigd.")]
    bron: Annotated[Source, Meta(description="Hoe wij het weten: gemeld, bevestigd of afgeleid.")]
    eerst_gebruikt_datum: Annotated[date | None, Meta(description="Sinds wanneer zij de oplossing gebruikt.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]


STANDINGS: Final = Collection(
    name="standen",
    title=wording("Standen van gemeenten"),
    one_title="De stand van een gemeente met een oplossing",
    description=wording("Van elke gemeente die iets zei over een oplossing: hoe ver zij nu is."),
    item=StandVanOplossingUit,
    resource=PublicResource.ADOPTION,
    changed="c.oplossing::text",
    also=((PublicResource.MUNICIPALITY, "c.gemeentecode IN ({})"),),
    tag="Overname",
    keywords=("overname", "hergebruik", "gemeenten"),
    key="kenmerk",
    key_type="text",
    key_in_address="kenmerk",
    orders={"kenmerk": Order((("kenmerk", "text"),))},
    filters={
        "oplossing": Wanted("c.oplossing = {}", "Het nummer van een oplossing.", type="int", lowest=1),
        "gemeente": Wanted("c.gemeentecode = {}", "De CBS-code van een gemeente, zoals GM0307.", meant=code_meant),
        "stap": Wanted("c.stap = {}", "Hoe ver de gemeente is.", choices=tuple(Stage)),
    },
    sql="""
        SELECT (t.solution || '-' || m.code)::text AS kenmerk, t.solution AS oplossing, m.code AS gemeentecode,
               t.stage AS stap, t.since AS sinds_datum, t.confirmed_on AS bevestigd_op_datum, t.source AS bron,
               t.first_used AS eerst_gebruikt_datum, '/api/v1/standen/' || t.solution || '-' || m.code AS href
          FROM adoption_status t JOIN municipality m ON m.id = t.municipality
    """,
)


class MeldingVanGemeenteUit(msgspec.Struct, frozen=True, rename="camel"):
    """Wat een gemeente op een dag zei over een oplossing. Meldingen verdwijnen nooit."""

    nummer: Annotated[int, Meta(description="Het nummer van de melding; verandert nooit.")]
    oplossing: Annotated[int, Meta(description="Het nummer van de oplossing.")]
    gemeentecode: Annotated[str, Meta(description="De CBS-code van de gemeente.")]
    stap: Annotated[Stage, Meta(description="Hoe ver de gemeente was.")]
    sinds_datum: Annotated[date, Meta(description="Sinds wanneer.")]
    gemeld_op: Annotated[datetime, Meta(description="Wanneer wij het hoorden.")]
    bron: Annotated[Source, Meta(description="Hoe wij het weten: gemeld, bevestigd of afgeleid.")]
    toelichting: Annotated[str, Meta(description="Wat de gemeente erbij schreef.")]
    bewijs: Annotated[str, Meta(description="Het adres van een bewijs; leeg als dat er niet is.")]
    samenwerkingsverband: Annotated[int | None, Meta(description="Het verband dat het voor zijn leden zei.")]
    vervangt: Annotated[int | None, Meta(description="Het nummer van de melding die hiermee verbeterd is.")]
    herkomst: Annotated[str, Meta(description="Uit welk bestand de melding komt; leeg als de gemeente haar deed.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]


STATEMENTS: Final = Collection(
    name="meldingen",
    title=wording("Meldingen van gemeenten"),
    one_title="Eén melding van een gemeente",
    description=wording("De hele geschiedenis van wat gemeenten zeiden over oplossingen, de oudste melding eerst."),
    item=MeldingVanGemeenteUit,
    resource=PublicResource.ADOPTION,
    changed="c.oplossing::text",
    also=((PublicResource.MUNICIPALITY, "c.gemeentecode IN ({})"),),
    tag="Overname",
    keywords=("overname", "hergebruik", "gemeenten"),
    key="nummer",
    key_type="bigint",
    orders={
        "nummer": Order((("nummer", "bigint"),)),
        "-nummer": Order((("nummer", "bigint"),), descending=True),
    },
    filters={
        "oplossing": Wanted("c.oplossing = {}", "Het nummer van een oplossing.", type="int", lowest=1),
        "gemeente": Wanted("c.gemeentecode = {}", "De CBS-code van een gemeente, zoals GM0307.", meant=code_meant),
        "stap": Wanted("c.stap = {}", "Hoe ver de gemeente was.", choices=tuple(Stage)),
    },
    sql="""
        SELECT e.id AS nummer, e.solution AS oplossing, m.code AS gemeentecode, e.stage AS stap,
               e.happened_on AS sinds_datum, date_trunc('second', e.heard_at) AS gemeld_op, e.source AS bron,
               e.reason AS toelichting, e.evidence_url AS bewijs, e.partnership AS samenwerkingsverband,
               e.replaces AS vervangt, e.origin AS herkomst, '/api/v1/meldingen/' || e.id AS href
          FROM adoption_event e JOIN municipality m ON m.id = e.municipality
    """,
)
