"""Ideas for programs: /api/v1/ideeen. Drafts are nobody's business here."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.params import FromPath, QueryParameter

from innovatie.domain.errors import Invalid
from innovatie.domain.idea_states import Stage, State
from innovatie.domain.slugs import slug
from innovatie.domain.themes import BY_SLUG
from innovatie.ideas import queries
from innovatie.ideas.api.shapes import IdeeMetInhoudUit, IdeeUit
from innovatie.ideas.api.showing import numbered, utc, whole
from innovatie.web.conditions import version_tag
from innovatie.web.handlers import AnyRequest
from innovatie.web.listing import Listing, Reference, listing, read_page


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
                ingediend_op=utc(card.submitted_at),
                aantal_andere_gemeenten=card.others,
                href=f"/api/v1/ideeen/{card.id}",
                webpagina=Reference(f"/ideeen/{card.id}-{slug(card.title)}"),
            )
            for card in await queries.cards(wanted, offset=page.offset, limit=page.size)
        ]
        return listing(request, shown, total=total, page=page)

    @get(
        "/{nummer:int}",
        operation_id="idee",
        summary="Eén idee of plan",
        description="Een plan met zijn deelnemers en versies. Ook een ingetrokken plan blijft leesbaar.",
    )
    async def detail(self, nummer: FromPath[int]) -> Response[IdeeMetInhoudUit]:
        idea = await queries.visible_idea(numbered(nummer), municipality_ids=())
        return Response(await whole(idea), headers={"ETag": version_tag(idea.version)})
