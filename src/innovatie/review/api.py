"""The review of a round for programs: its draws, and its shortlist once settled. Never scores, never people."""

from datetime import UTC, datetime

import msgspec
from litestar import Controller, get
from litestar.params import FromPath

from innovatie.review import queries
from innovatie.rounds.queries import round_by_code
from innovatie.web.handlers import Now
from innovatie.web.listing import Reference


class LotingUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een loting van beoordelaars: met deze starttekst en invoer komt er altijd hetzelfde uit."""

    starttekst: str
    invoer_kenmerk: str
    ring: bool
    berekend_met: str
    aantal: int
    verstuurd_op: datetime


class ShortlistGroepUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een groep op de shortlist."""

    nummer: int
    titel: str
    thema: str
    webpagina: Reference


class ShortlistUit(msgspec.Struct, frozen=True, rename="camel"):
    """De shortlist van een ronde, op alfabet: de beoordeling is een drempel en geen rangorde."""

    groepen: list[ShortlistGroepUit]
    vastgesteld: bool
    aantal_beoordeeld: int
    vastgesteld_op: datetime | None
    webpagina: Reference


class ReviewApi(Controller):
    path = "/rondes"
    tags = ("Rondes",)

    @get(
        "/{code:str}/lotingen",
        operation_id="lotingen",
        summary="De lotingen van beoordelaars",
        description="Alle verstuurde lotingen van een ronde, de eerste vooraan.",
    )
    async def draws(self, code: FromPath[str], now: Now) -> list[LotingUit]:
        round_ = await round_by_code(code, now=now)
        return [
            LotingUit(
                starttekst=draw.seed,
                invoer_kenmerk=draw.input_digest,
                ring=draw.ring,
                berekend_met=draw.solver,
                aantal=draw.assignments,
                verstuurd_op=draw.sent_at.astimezone(UTC),
            )
            for draw in await queries.draws_of(round_.id)
        ]

    @get(
        "/{code:str}/shortlist",
        operation_id="shortlist",
        summary="De shortlist van een ronde",
        description="De groepen die na de beoordeling doorgaan; leeg zolang de shortlist niet vaststaat.",
    )
    async def shortlist(self, code: FromPath[str], now: Now) -> ShortlistUit:
        round_ = await round_by_code(code, now=now)
        settled = await queries.settled_shortlist(round_.id)
        if settled is None:
            return ShortlistUit([], False, 0, None, Reference(f"/rondes/{code}/shortlist"))
        return ShortlistUit(
            groepen=[
                ShortlistGroepUit(
                    nummer=group.id, titel=group.title, thema=group.theme, webpagina=Reference(f"/groepen/{group.id}")
                )
                for group in settled.groups
            ],
            vastgesteld=True,
            aantal_beoordeeld=settled.reviewed,
            vastgesteld_op=settled.settled_at.astimezone(UTC),
            webpagina=Reference(f"/rondes/{code}/shortlist"),
        )
