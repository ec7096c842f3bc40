"""Adoption for programs: /api/v1/overname."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody

from innovatie.accounts.idempotency import once
from innovatie.adoption import actions, queries
from innovatie.adoption.timeline import timeline_of
from innovatie.domain.adoption_states import NOTE_LIMIT, Stage
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.whole_numbers import LARGEST
from innovatie.infra.public_fields import formerly
from innovatie.municipalities.queries import acting_municipality
from innovatie.web.choosing_fields import ChosenFields, chosen
from innovatie.web.guards import with_token
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.listing import Listing, Reference, listing, read_page
from innovatie.web.openapi_bounds import text
from innovatie.web.requests import IdempotencyKey, fingerprint
from innovatie.web.wrong_fields import note_of


class KwartaalUit(msgspec.Struct, frozen=True, rename="camel"):
    """Aan het eind van een kwartaal, zoals 2026-K3: hoeveel gemeenten het ooit gebruikten, en hoeveel waar stonden."""

    kwartaal: str
    ooit_in_gebruik: int
    per_stap: dict[str, int]


class VerwachtingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Hoeveel gemeenten het ooit gebruikten aan het eind van een kwartaal dat nog komt."""

    kwartaal: str
    p10: int
    p50: int
    p90: int


class OvernameUit(msgspec.Struct, frozen=True, rename="camel"):
    """De overname van een oplossing. `geen_verwachting_omdat` is leeg als er een verwachting is."""

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


class StandUit(msgspec.Struct, frozen=True, rename="camel"):
    """Waar een gemeente staat. `is_bevestigd`: in de laatste zes maanden gezegd door de gemeente zelf."""

    gemeentecode: str
    gemeente: str
    code: Annotated[str, formerly("gemeentecode")]
    naam: Annotated[str, formerly("gemeente")]
    provincie: str
    stap: Stage
    sinds_datum: date | None
    bevestigd_op_datum: date | None
    is_bevestigd: bool


_FIELDS = {"datum": "sindsDatum"}
"""Fields whose name in the API differs from that in the rules."""


class MeldingIn(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """De stand bij een gemeente. Zonder `sindsDatum`: vandaag; zonder `gemeentecode`: de gemeente van het token."""

    stap: Stage
    sinds_datum: date | None = None
    toelichting: Annotated[str, text(NOTE_LIMIT)] = ""
    gemeentecode: str | None = None


class MeldingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Het nummer van de melding, en waar de stand te lezen is."""

    melding: int
    webpagina: Reference


class AdoptionApi(Controller):
    path = "/overname"
    tags = ("Overname",)

    @get(
        "/{nummer:int}",
        operation_id="overname",
        summary="De overname van een oplossing",
        description="Hoeveel gemeenten waar staan, het verloop per kwartaal en de verwachting waar die mag.",
    )
    async def detail(self, nummer: FromPath[int], now: Now, velden: ChosenFields = None) -> OvernameUit:
        solution = await queries.solution(nummer)
        story = await timeline_of(solution, day=dutch_day(now), today=dutch_day(now))
        curve, reason = story.curve()
        whole = OvernameUit(
            nummer=solution.id,
            titel=solution.title,
            thema=solution.theme,
            is_winnaar=solution.is_winner,
            gemaakt_door=solution.maker,
            aantal_gemeenten=len(story.towns),
            per_stap={stage.value: number for stage, number in story.counts.items()},
            ooit_in_gebruik=story.ever,
            verloop=[
                KwartaalUit(
                    kwartaal=label,
                    ooit_in_gebruik=curve.ever[position],
                    per_stap={stage.value: counts[position] for stage, counts in curve.by_stage.items()},
                )
                for position, label in enumerate(curve.labels)
            ],
            verwachting=[
                VerwachtingUit(kwartaal=band.period.label, p10=band.p10, p50=band.p50, p90=band.p90)
                for band in (curve.bands if reason is None else ())
            ],
            geen_verwachting_omdat=reason,
            webpagina=Reference(f"/overname/{solution.slug}"),
        )
        return chosen(whole, velden)

    @get(
        "/{nummer:int}/gemeenten",
        operation_id="overnameGemeenten",
        summary="Waar elke gemeente staat",
        description="Alle gemeenten van vandaag, op naam; ook wie hierover nog niets zei.",
    )
    async def standings(self, request: AnyRequest, nummer: FromPath[int], now: Now) -> Response[Listing[StandUit]]:
        page = read_page(request)
        story = await timeline_of(await queries.solution(nummer), day=dutch_day(now), today=dutch_day(now))
        rows = story.rows()
        shown = [
            StandUit(
                gemeentecode=row.town.code,
                gemeente=row.town.name,
                code=row.town.code,
                naam=row.town.name,
                provincie=row.town.province,
                stap=row.stage,
                sinds_datum=row.since,
                bevestigd_op_datum=row.confirmed,
                is_bevestigd=row.fresh,
            )
            for row in rows[page.offset : page.offset + page.size]
        ]
        return listing(request, shown, total=len(rows), page=page)

    @post(
        "/{nummer:int}/meldingen",
        operation_id="overnameMelden",
        summary="De stand van een overname doorgeven",
        description="Met een token voor overname. Een melding vervangt geen eerdere: samen zijn zij de geschiedenis.",
        guards=[with_token],
    )
    async def report(  # noqa: PLR0917 -- what stands in the address, the headers and the body
        self,
        nummer: FromPath[int],
        request: AnyRequest,
        data: JSONBody[MeldingIn],
        actor: By,
        now: Now,
        idempotency_key: IdempotencyKey = None,
    ) -> Response[MeldingUit]:
        """One statement of one municipality."""
        if not 0 < nummer <= LARGEST:
            raise NotFound("Van deze oplossing volgen we de overname niet.")
        note = note_of(data.toelichting, field="toelichting", longest=NOTE_LIMIT)
        municipality_id = await acting_municipality(
            data.gemeentecode, default=actor.municipality_id, day=dutch_day(now)
        )

        async def act() -> MeldingUit:
            try:
                made = await actions.report(
                    actor=actor,
                    solution_id=nummer,
                    municipality_id=municipality_id,
                    stage=data.stap,
                    on=data.sinds_datum or dutch_day(now),
                    now=now,
                    details=actions.Details(reason=note),
                )
            except Invalid as error:
                raise error.renamed(_FIELDS) from None
            solution = await queries.solution(nummer)
            return MeldingUit(made, Reference(f"/overname/{solution.slug}"))

        reported = await once(
            actor=actor, key=idempotency_key, request=await fingerprint(request), shape=MeldingUit, now=now, act=act
        )
        return Response(reported, status_code=201, headers={"Location": f"/api/v1/meldingen/{reported.melding}"})
