"""The public collection of plans."""

from datetime import date, datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from innovatie.changes.collection import Collection, Order, Wanted
from innovatie.domain.idea_states import Stage, State
from innovatie.domain.municipal_table import PROVINCES
from innovatie.domain.themes import THEMES
from innovatie.domain.vocabulary import PublicResource
from innovatie.domain.wording import wording
from innovatie.infra.public_fields import Reference
from innovatie.municipalities.naming import code_meant
from innovatie.rounds.queries import code_meant as round_meant


class IdeeUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een plan van een gemeente. Teksten zijn Markdown, bedragen hele euro's."""

    nummer: Annotated[int, Meta(description="Het nummer van het plan; verandert nooit.")]
    titel: Annotated[str, Meta(description="De titel van het plan.")]
    samenvatting: Annotated[str, Meta(description="Het plan in enkele zinnen.")]
    probleem: Annotated[str, Meta(description="Welk probleem het plan oplost.")]
    aanpak: Annotated[str, Meta(description="Hoe de gemeente het aanpakt.")]
    publieke_waarde: Annotated[str, Meta(description="Wat inwoners eraan hebben.")]
    thema: Annotated[str, Meta(description="De korte naam van het thema; zie de themas.")]
    stadium: Annotated[Stage, Meta(description="Hoe ver de gemeente is.")]
    status: Annotated[State, Meta(description="ingediend of ingetrokken.")]
    geplande_start_datum: Annotated[date | None, Meta(description="Wanneer de gemeente wil beginnen.")]
    kosten_euro: Annotated[int | None, Meta(description="Verwachte kosten in hele euro's.")]
    uren: Annotated[int | None, Meta(description="Verwachte uren van de gemeente.")]
    gemeentecode: Annotated[str, Meta(description="De CBS-code van de gemeente die het plan indiende.")]
    gemeente: Annotated[str, Meta(description="De naam van die gemeente.")]
    provincie: Annotated[str, Meta(description="De provincie van die gemeente.")]
    deelnemende_gemeentecodes: Annotated[
        list[str], Meta(description="De CBS-codes van de andere gemeenten die meedoen.")
    ]
    aantal_andere_gemeenten: Annotated[int, Meta(description="Hoeveel andere gemeenten meedoen.")]
    ronde: Annotated[str | None, Meta(description="De code van de ronde waaraan het plan meedoet.")]
    versie: Annotated[int, Meta(description="Het nummer van de versie van de tekst.")]
    ingediend_op: Annotated[datetime | None, Meta(description="Wanneer het plan is ingediend.")]
    gewijzigd_op: Annotated[datetime, Meta(description="Wanneer de tekst het laatst veranderde.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


PLANS: Final = Collection(
    name="ideeen",
    title=wording("Plannen van gemeenten"),
    one_title="Eén idee of plan",
    description=wording("Wat gemeenten van plan zijn, proberen en gebruiken, en wie er meedoet; geen concepten."),
    item=IdeeUit,
    resource=PublicResource.IDEA,
    also=((PublicResource.MUNICIPALITY, "c.gemeentecode IN ({}) OR c.deelnemende_gemeentecodes && ARRAY({})"),),
    tag="Plannen",
    keywords=("innovatie", "gemeenten", "plannen", "digitalisering"),
    key="nummer",
    key_type="int",
    orders={
        "-ingediendOp": Order((("submitted_at", "timestamptz"), ("nummer", "int")), descending=True),
        "ingediendOp": Order((("submitted_at", "timestamptz"), ("nummer", "int"))),
        "nummer": Order((("nummer", "int"),)),
        "-nummer": Order((("nummer", "int"),), descending=True),
    },
    filters={
        "q": Wanted(
            "plain_text(c.titel || ' ' || c.samenvatting) LIKE plain_text('%' || {} || '%')"
            " OR c.sort_name LIKE plain_text('%' || {} || '%')",
            "Woorden in titel, samenvatting of gemeente.",
            words=True,
        ),
        "thema": Wanted("c.thema = {}", "De korte naam van een thema.", choices=tuple(t.slug for t in THEMES)),
        "stadium": Wanted("c.stadium = {}", "Hoe ver de gemeente is.", choices=tuple(Stage)),
        "jaar": Wanted(
            "extract(year FROM c.submitted_at AT TIME ZONE 'Europe/Amsterdam')::int = {}",
            "Jaar van indienen.",
            type="int",
            lowest=1990,
            highest=2200,
        ),
        "provincie": Wanted("c.provincie = {}", "Provincie van de indiener.", choices=tuple(sorted(PROVINCES))),
        "gemeente": Wanted(
            "c.gemeentecode = {} OR {} = ANY(c.deelnemende_gemeentecodes)",
            "De CBS-code van een gemeente die indiende of meedoet, zoals GM0307.",
            meant=code_meant,
        ),
        "ronde": Wanted("c.ronde = {}", "De code van een ronde.", meant=round_meant),
        "status": Wanted(
            "c.status = {}",
            "ingediend (zonder keuze) of ingetrokken.",
            choices=(State.SUBMITTED.value, State.WITHDRAWN.value),
            otherwise="c.status = 'ingediend'",
        ),
    },
    sql="""
        SELECT i.id AS nummer, i.title AS titel, i.summary AS samenvatting, i.problem AS probleem,
               i.approach AS aanpak, i.public_value AS publieke_waarde, i.theme AS thema, i.stage AS stadium,
               i.state AS status, i.planned_start AS geplande_start_datum, i.cost_euro AS kosten_euro,
               i.effort_hours AS uren, m.code AS gemeentecode, m.name AS gemeente, m.province AS provincie,
               ARRAY(SELECT n.code::text FROM idea_participant d JOIN municipality n ON n.id = d.municipality
                      WHERE d.idea = i.id AND d.left_at IS NULL AND d.role <> 'indiener' ORDER BY n.code)
                   AS deelnemende_gemeentecodes,
               (SELECT count(*) FROM idea_participant d WHERE d.idea = i.id AND d.left_at IS NULL
                   AND d.role <> 'indiener') AS aantal_andere_gemeenten,
               (SELECT r.code FROM round r WHERE r.id = i.round) AS ronde, i.version AS versie,
               date_trunc('second', i.submitted_at) AS ingediend_op, date_trunc('second', i.updated_at) AS gewijzigd_op,
               '/api/v1/ideeen/' || i.id AS href, json_build_object('href', '/ideeen/' || i.id)::text AS webpagina,
               i.submitted_at, m.sort_name
          FROM idea i JOIN municipality m ON m.id = i.municipality WHERE i.state <> 'concept'
    """,
)


class ThemaUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een thema waaronder plannen staan."""

    naam: Annotated[str, Meta(description="De korte naam, zoals die in plannen staat; verandert nooit.")]
    label: Annotated[str, Meta(description="Hoe het thema heet.")]
    voorbeelden: Annotated[str, Meta(description="Waar het zoal over gaat.")]
    aantal_plannen: Annotated[int, Meta(description="Hoeveel ingediende plannen het heeft.")]
    href: Annotated[str, Meta(description="Het adres in de API.")]
    webpagina: Annotated[Reference, Meta(description="De pagina voor mensen.")]


def _quoted(text: str) -> str:
    return "'" + str.__str__(text).replace("'", "''") + "'"


_THEMES = ", ".join(
    f"({place}, {_quoted(t.slug)}, {_quoted(t.label)}, {_quoted(t.hint)})" for place, t in enumerate(THEMES)
)

THEME_LIST: Final = Collection(
    name="themas",
    title=wording("Thema’s"),
    one_title="Eén thema",
    description=wording("De thema’s waaronder gemeenten hun plannen zetten, met hoeveel plannen elk heeft."),
    item=ThemaUit,
    resource=None,
    tag="Plannen",
    keywords=("thema's", "gemeenten"),
    key="naam",
    key_type="text",
    key_in_address="naam",
    orders={"volgorde": Order((("place", "int"), ("naam", "text"))), "naam": Order((("naam", "text"),))},
    sql=f"""
        SELECT t.naam, t.label, t.voorbeelden,
               (SELECT count(*) FROM idea i WHERE i.theme = t.naam AND i.state = 'ingediend') AS aantal_plannen,
               '/api/v1/themas/' || t.naam AS href,
               json_build_object('href', '/ideeen?thema=' || t.naam)::text AS webpagina, t.place
          FROM (VALUES {_THEMES}) t(place, naam, label, voorbeelden)
    """,
)
