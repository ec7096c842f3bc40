"""Published results and winners for programs. What VNG has not published is not here."""

from datetime import UTC, datetime

import msgspec
from litestar import Controller, get
from litestar.params import FromPath

from innovatie.domain.errors import NotFound
from innovatie.domain.wording import wording
from innovatie.publication import queries
from innovatie.publication.public_data import WinnaarUit
from innovatie.rounds.queries import round_by_code
from innovatie.web.choosing_fields import ChosenFields, chosen
from innovatie.web.handlers import Now
from innovatie.web.listing import Reference


class UitslagVersieUit(msgspec.Struct, frozen=True, rename="camel"):
    """Een versie van de uitslag; `correctie` zegt waarom zij er kwam, leeg bij de eerste."""

    nummer: int
    bekend_op: datetime
    correctie: str


class UitslagUit(msgspec.Struct, frozen=True, rename="camel"):
    """De bekendgemaakte uitslag van een ronde, in de nieuwste versie. Zonder winnaars is de lijst leeg."""

    versie: int
    besluit: str
    persbericht: str
    winnaars: list[WinnaarUit]
    versies: list[UitslagVersieUit]
    bekend_op: datetime
    stemming: Reference
    archief: Reference
    webpagina: Reference


class PublicationApi(Controller):
    tags = ("Uitslagen",)

    @get(
        "/rondes/{code:str}/uitslag",
        operation_id="uitslag",
        summary="De uitslag van een ronde",
        description="Wat VNG bekendmaakte: besluit, winnaars met redenen, en alle versies. Eerder is er niets.",
    )
    async def result(self, code: FromPath[str], now: Now, velden: ChosenFields = None) -> UitslagUit:
        round_ = await round_by_code(code, now=now)
        published = await queries.published_of(round_.id)
        if published is None:
            raise NotFound(wording("De uitslag van deze ronde is nog niet bekendgemaakt."))
        whole = UitslagUit(
            versie=published.version,
            besluit=published.decision,
            persbericht=published.press,
            winnaars=[_winner(one) for one in published.winners],
            versies=[
                UitslagVersieUit(number, moment.astimezone(UTC), why) for number, moment, why in published.versions
            ],
            bekend_op=published.published_at.astimezone(UTC),
            stemming=Reference(f"/api/v1/rondes/{code}/stemmingen/finale"),
            archief=Reference(f"/rondes/{code}/uitslag/archief.zip"),
            webpagina=Reference(f"/rondes/{code}/uitslag"),
        )
        return chosen(whole, velden)


def _winner(one: queries.WinnerPage) -> WinnaarUit:
    return WinnaarUit(
        nummer=one.group_id,
        titel=one.title,
        samenvatting=one.summary,
        trekker=one.lead,
        plaats=one.place,
        ronde=Reference(f"/api/v1/rondes/{one.round_code}"),
        redenen=one.reasons,
        vervolg=one.next_step,
        aantal_gemeenten=one.municipalities,
        bekend_op=one.published_at.astimezone(UTC),
        ingetrokken_op=one.withdrawn_at.astimezone(UTC) if one.withdrawn_at else None,
        reden_intrekken=one.withdrawal_reason,
        href=f"/api/v1/winnaars/{one.group_id}",
        webpagina=Reference(one.address),
    )
