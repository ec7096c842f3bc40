"""Votes for programs: turnout while a vote runs; result, duels, roll-call and recount package once they are public."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath, PathParameter

from innovatie.infra.public_fields import formerly
from innovatie.rounds.queries import round_by_code
from innovatie.voting import queries
from innovatie.voting.queries.votes import KINDS
from innovatie.voting.result_files import Count
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.listing import Listing, Reference, listing, read_page

Soort = Annotated[str, PathParameter(schema_extra={"enum": list(KINDS)})]


class OptieUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een optie op het stembiljet. `groep` ontbreekt bij "Geen van deze"."""

    code: str
    titel: str
    groep: Reference | None


class OpkomstUit(msgspec.Struct, frozen=True, rename="camel"):
    """Hoeveel gemeenten stemden, zelf of via hun Kring."""

    uitgebracht: int
    stemgerechtigd: int


class DuelUit(msgspec.Struct, frozen=True, rename="camel"):
    """Het gewicht van wie de ene optie boven de andere zet, en van wie het omgekeerd doet."""

    optie: str
    tegenover: str
    voor: int
    tegen: int


class TellingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Eén telling. `gekozen` zijn de finalisten of de winnaars; `volgorde` en `duels` horen bij de eindstemming."""

    uitgebracht: int
    gewicht: int
    quorum_gehaald: bool
    gekozen: list[str]
    loting_tussen: list[str]
    volgorde: list[list[str]]
    duels: list[DuelUit]


class StemmingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een stemming. `status` is open, wacht of geteld. Tot de uitslag bekend is, is alleen de opkomst te zien.

    `teruggetrokken` zijn finalisten die tijdens de stemming van elk biljet zijn gehaald.
    """

    soort: str
    titel: str
    status: str
    geopend_op: datetime
    gesloten_op: datetime | None
    bekend_op: datetime | None
    opties: list[OptieUit]
    teruggetrokken: list[OptieUit]
    opkomst: OpkomstUit
    bron_loting: str
    waarde_loting: str | None
    sleutel: str
    gewogen: TellingUit | None
    ongewogen: TellingUit | None
    logboek: Reference
    hoofdelijk: Reference | None
    natelpakket: Reference | None


class HoofdelijkUit(msgspec.Struct, frozen=True, rename="camel"):
    """Wat voor één gemeente telde. `keuze` noemt titels, van hoog naar laag; gelijke staan bij elkaar."""

    gemeentecode: str
    gemeente_code: Annotated[str, formerly("gemeentecode")]
    gemeente: str
    gewicht: int
    gestemd: bool
    kring: str
    keuze: list[list[str]]


class VotingApi(Controller):
    path = "/rondes"
    tags = ("Stemmingen",)

    @get(
        "/{code:str}/stemmingen",
        operation_id="stemmingen",
        summary="De stemmingen van een ronde",
        description="De voorselectie en de eindstemming, voor zover zij geopend zijn.",
    )
    async def votes(self, code: FromPath[str], now: Now) -> list[StemmingUit]:
        await round_by_code(code, now=now)
        return [await _shown(vote) for vote in await queries.votes_of(code, now=now)]

    @get(
        "/{code:str}/stemmingen/{soort:str}",
        operation_id="stemming",
        summary="Eén stemming",
        description="De soort is voorselectie of finale. Tijdens de stemming ziet u alleen de opkomst.",
    )
    async def vote(self, code: FromPath[str], soort: Soort, now: Now) -> StemmingUit:
        return await _shown(await queries.vote_of(code, soort, now=now))

    @get(
        "/{code:str}/stemmingen/{soort:str}/hoofdelijke-stemmen",
        operation_id="hoofdelijkeStemmen",
        summary="Wat elke gemeente stemde",
        description="Op naam, pas als de uitslag bekend is: de voorselectie na de telling, de finale na de publicatie.",
    )
    async def roll_call(
        self, request: AnyRequest, code: FromPath[str], soort: Soort, now: Now
    ) -> Response[Listing[HoofdelijkUit]]:
        page = read_page(request)
        vote = await queries.vote_of(code, soort, now=now)
        queries.require_revealed(vote)
        rows = await queries.roll_call(vote)
        shown = [
            HoofdelijkUit(
                gemeentecode=row.code,
                gemeente_code=row.code,
                gemeente=row.name,
                gewicht=row.weight,
                gestemd=row.voted,
                kring=row.via,
                keuze=[list(tied) for tied in row.choice],
            )
            for row in rows[page.offset : page.offset + page.size]
        ]
        return listing(request, shown, total=len(rows), page=page)


async def _shown(vote: queries.Vote) -> StemmingUit:
    turnout = await queries.turnout(vote.id)
    address = f"/stemmen/{vote.log}"
    result = vote.result if vote.revealed_at is not None else None
    revealed = result is not None
    return StemmingUit(
        soort=vote.kind,
        titel=vote.label,
        status=vote.state,
        geopend_op=vote.opened_at.astimezone(UTC),
        gesloten_op=vote.closed_at.astimezone(UTC) if vote.closed_at else None,
        bekend_op=vote.revealed_at.astimezone(UTC) if vote.revealed_at else None,
        opties=[_option(one) for one in vote.options],
        teruggetrokken=[_option(one) for one in vote.withdrawn],
        opkomst=OpkomstUit(turnout.cast, turnout.electorate),
        bron_loting=vote.draw_source,
        waarde_loting=vote.draw_value if revealed else None,
        sleutel=vote.public_key.hex(),
        gewogen=_count(vote, result.weighted) if result else None,
        ongewogen=_count(vote, result.unweighted) if result else None,
        logboek=Reference(f"{address}/logboek"),
        hoofdelijk=Reference(f"/api/v1/rondes/{vote.round_code}/stemmingen/{vote.kind}/hoofdelijke-stemmen")
        if revealed
        else None,
        natelpakket=Reference(f"{address}/natellen.zip") if revealed else None,
    )


def _option(one: queries.Option) -> OptieUit:
    return OptieUit(one.code, one.title, None if one.group_id is None else Reference(f"/groepen/{one.group_id}"))


def _count(vote: queries.Vote, counted: Count) -> TellingUit:
    duels = counted.duels
    codes = [option.code for option in vote.options]
    return TellingUit(
        uitgebracht=counted.cast,
        gewicht=counted.weight,
        quorum_gehaald=counted.quorum_met,
        gekozen=list(counted.chosen),
        loting_tussen=list(counted.draw_among),
        volgorde=[list(tied) for tied in counted.order],
        duels=[
            DuelUit(one, other, duels[one][other], duels[other][one])
            for place, one in enumerate(codes)
            for other in codes[place + 1 :]
            if one in duels
        ],
    )
