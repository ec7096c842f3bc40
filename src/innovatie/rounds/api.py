"""Rounds for programs: /api/v1/rondes."""

from datetime import UTC, date, datetime

import msgspec
from litestar import Controller, get
from litestar.params import FromPath

from innovatie.domain.dutch_dates import dutch_day
from innovatie.rounds import queries
from innovatie.web.choosing_fields import ChosenFields, chosen
from innovatie.web.handlers import Now
from innovatie.web.listing import Reference


class FaseUit(msgspec.Struct, frozen=True, rename="camel"):
    """Eén fase van een ronde. `status` is gepland, open, verlopen of gesloten."""

    fase: str
    status: str
    geopend_op: datetime | None
    laatste_dag_datum: date | None
    gesloten_op: datetime | None


class RondeMetFasenUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een ronde met al haar fasen."""

    code: str
    naam: str
    omschrijving: str
    fase: str | None
    fasen: list[FaseUit]
    webpagina: Reference


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


class RoundApi(Controller):
    path = "/rondes"
    tags = ("Rondes",)

    @get("/{code:str}", operation_id="ronde", summary="Eén ronde", description="Een ronde met al haar fasen.")
    async def detail(self, code: FromPath[str], now: Now, velden: ChosenFields = None) -> RondeMetFasenUit:
        round_ = await queries.round_by_code(code, now=now)
        whole = RondeMetFasenUit(
            code=round_.code,
            naam=round_.name,
            omschrijving=round_.description,
            fase=round_.phase,
            fasen=[
                FaseUit(
                    fase=row.phase,
                    status=row.state,
                    geopend_op=_utc(row.opened_at),
                    laatste_dag_datum=dutch_day(row.deadline) if row.deadline else None,
                    gesloten_op=_utc(row.closed_at),
                )
                for row in round_.phases
            ],
            webpagina=Reference(f"/rondes/{round_.code}"),
        )
        return chosen(whole, velden)
