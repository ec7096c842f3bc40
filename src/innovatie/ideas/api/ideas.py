"""Ideas for programs: /api/v1/ideeen. Drafts are nobody's business here."""

from datetime import UTC, datetime
from typing import Annotated

from litestar import Controller, Response, get, post
from litestar.params import FromPath, JSONBody, QueryParameter

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.idea_content import IdeaContent
from innovatie.domain.idea_states import Stage, State
from innovatie.domain.slugs import slug
from innovatie.domain.themes import BY_SLUG
from innovatie.ideas import actions, queries
from innovatie.ideas.api.shapes import (
    DeelnemerUit,
    GeplaatstUit,
    IdeeIn,
    IdeeMetInhoudUit,
    IdeeUit,
    IntrekkingIn,
    VersieUit,
)
from innovatie.municipalities.queries import acting_municipality
from innovatie.web.forms import is_web_address
from innovatie.web.guards import with_token
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.listing import Listing, Reference, listing, read_page

_FIELDS = {
    "title": "titel", "summary": "samenvatting", "problem": "probleem", "approach": "aanpak", "stage": "stadium",
    "public_value": "publiekeWaarde", "theme": "thema", "planned_start": "geplandeStartDatum", "effort_hours": "uren",
    "cost_euro": "kostenEuro", "contact": "contact", "links": "links",
}  # fmt: skip
"""The name in the API of each field that the rules may refuse."""


def _content(sent: IdeeIn) -> IdeaContent:
    texts = (sent.titel, sent.samenvatting, sent.probleem, sent.aanpak, sent.publieke_waarde, sent.contact, *sent.links)
    if any("\x00" in text for text in texts):
        raise Invalid({"tekst": "Een nulteken kan niet."})
    wrong = [link for link in sent.links if not is_web_address(link)]
    if wrong:
        raise Invalid({"links": "Geef elke link als een adres dat begint met https:// of http://."})
    return IdeaContent(
        title=sent.titel.strip(),
        summary=sent.samenvatting,
        problem=sent.probleem,
        approach=sent.aanpak,
        public_value=sent.publieke_waarde,
        stage=sent.stadium.value,
        theme=sent.thema,
        planned_start=sent.geplande_start_datum,
        cost_euro=sent.kosten_euro,
        effort_hours=sent.uren,
        contact=sent.contact,
        links=sent.links,
    )


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


class IdeaApi(Controller):
    path = "/ideeen"
    tags = ("Ideeën",)

    @get(
        operation_id="ideeen",
        summary="Alle ideeën en plannen",
        description="Wat gemeenten hebben ingediend; het nieuwste staat vooraan. Filters mag u combineren.",
    )
    async def index(
        self,
        request: AnyRequest,
        *,
        q: Annotated[str | None, QueryParameter(description="Woorden in titel, samenvatting of gemeente.")] = None,
        thema: Annotated[str | None, QueryParameter(description="De korte naam van een thema.")] = None,
        stadium: Annotated[Stage | None, QueryParameter(description="Hoe ver de gemeente is.")] = None,
        jaar: Annotated[int | None, QueryParameter(ge=1990, le=2200, description="Jaar van indienen.")] = None,
        provincie: Annotated[str | None, QueryParameter(description="Provincie van de indiener.")] = None,
        ronde: Annotated[str | None, QueryParameter(description="De code van een ronde.")] = None,
        status: Annotated[State | None, QueryParameter(description="ingediend (zonder keuze) of ingetrokken.")] = None,
    ) -> Response[Listing[IdeeUit]]:
        page = read_page(request)
        errors = {}
        if thema and thema not in BY_SLUG:
            errors["thema"] = "Dit thema bestaat niet."
        if status is State.DRAFT:
            errors["status"] = "Concepten zijn niet openbaar. Kies ingediend of ingetrokken."
        errors |= {
            name: "Een nulteken kan niet."
            for name, value in (("q", q), ("provincie", provincie), ("ronde", ronde))
            if value and "\x00" in value
        }
        if errors:
            raise Invalid(errors, "De parameters van de lijst kloppen niet.")
        wanted = queries.Filter(
            words=(q or "")[:200].strip(),
            theme=thema or "",
            stage=stadium.value if stadium else "",
            year=jaar,
            province=provincie or "",
            round=ronde or "",
            state=(status or State.SUBMITTED).value,
        )
        total = (await queries.facets(wanted)).total
        shown = [
            IdeeUit(
                nummer=card.id,
                titel=card.title,
                samenvatting=card.excerpt,
                gemeente=card.municipality,
                provincie=card.province,
                thema=card.theme,
                stadium=card.stage,
                status=card.state,
                ingediend_op=_utc(card.submitted_at),
                aantal_andere_gemeenten=card.others,
                href=f"/api/v1/ideeen/{card.id}",
                webpagina=Reference(f"/ideeen/{card.id}-{slug(card.title)}"),
            )
            for card in await queries.cards(wanted, offset=page.offset, limit=page.size)
        ]
        return listing(request, shown, total=total, page=page)

    @post(
        operation_id="ideePlaatsen",
        summary="Een plan plaatsen",
        description="Met een token voor ideeën: het plan staat meteen voor iedereen op de site.",
        guards=[with_token],
    )
    async def place(self, data: JSONBody[IdeeIn], actor: By, now: Now) -> Response[GeplaatstUit]:
        """Submit an idea for the municipality of the token, or the one that is named."""
        municipality_id = await acting_municipality(
            data.gemeentecode, default=actor.municipality_id, day=dutch_day(now)
        )
        try:
            number = await actions.post(
                actor=actor,
                municipality_id=municipality_id,
                content=_content(data),
                co_submitters=(),
                form_token=None,
                now=now,
            )
        except Invalid as error:
            raise Invalid({_FIELDS.get(name, name): why for name, why in error.errors.items()}) from None
        href = f"/api/v1/ideeen/{number}"
        placed = GeplaatstUit(nummer=number, href=href, webpagina=Reference(f"/ideeen/{number}-{slug(data.titel)}"))
        return Response(placed, status_code=201, headers={"Location": href})

    @post(
        "/{nummer:int}/intrekking",
        operation_id="ideeIntrekken",
        summary="Een plan intrekken",
        description="Het plan blijft leesbaar, met de reden.",
        status_code=204,
        guards=[with_token],
    )
    async def withdraw(
        self,
        nummer: FromPath[int],
        data: JSONBody[IntrekkingIn],
        actor: By,
        now: Now,
    ) -> None:
        """Withdraw a plan of one's own municipality."""
        if not 0 < nummer < 2**31:
            raise NotFound("Dit plan bestaat niet.")
        if "\x00" in data.reden:
            raise Invalid({"reden": "Een nulteken kan niet."})
        await actions.withdraw(actor=actor, idea_id=nummer, reason=data.reden, now=now)

    @get(
        "/{nummer:int}",
        operation_id="idee",
        summary="Eén idee of plan",
        description="Een plan met zijn deelnemers en versies. Ook een ingetrokken plan blijft leesbaar.",
    )
    async def detail(self, nummer: FromPath[int]) -> IdeeMetInhoudUit:
        if not 0 < nummer < 2**31:
            raise NotFound("Dit plan bestaat niet.")
        idea = await queries.visible_idea(nummer, municipality_ids=())
        content = idea.content
        return IdeeMetInhoudUit(
            nummer=idea.id,
            titel=content.title,
            samenvatting=content.summary,
            probleem=content.problem,
            aanpak=content.approach,
            publieke_waarde=content.public_value,
            thema=content.theme,
            stadium=content.stage,
            status=idea.state,
            geplande_start_datum=content.planned_start,
            kosten_euro=content.cost_euro,
            uren=content.effort_hours,
            contact=content.contact,
            links=list(content.links),
            gemeentecode=idea.municipality_code,
            gemeente=idea.municipality,
            provincie=idea.province,
            samenwerkingsverband=idea.partnership,
            ronde=idea.round_code,
            ingediend_op=_utc(idea.submitted_at),
            gewijzigd_op=idea.updated_at.astimezone(UTC),
            ingetrokken_op=_utc(idea.withdrawn_at),
            reden_van_intrekking=idea.withdraw_reason,
            bron=idea.source or None,
            bronnummer=idea.source_number,
            versie=idea.version,
            deelnemers=[
                DeelnemerUit(one.code, one.name, one.role, one.joined_at.astimezone(UTC)) for one in idea.active
            ],
            versies=[
                VersieUit(one.version, one.saved_at.astimezone(UTC), one.note)
                for one in await queries.versions(idea.id)
            ],
            webpagina=Reference(idea.address),
        )
