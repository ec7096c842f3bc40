"""Ideas for programs: /api/v1/ideeen. Drafts are nobody's business here."""

from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.ideas import queries
from innovatie.ideas.api.shapes import IdeeMetInhoudUit
from innovatie.ideas.api.showing import numbered, whole
from innovatie.web.choosing_fields import ChosenFields, chosen
from innovatie.web.conditions import version_tag


class IdeaApi(Controller):
    path = "/ideeen"
    tags = ("Plannen",)

    @get(
        "/{nummer:int}",
        operation_id="idee",
        summary="Eén idee of plan",
        description="Een plan met zijn deelnemers en versies. Ook een ingetrokken plan blijft leesbaar.",
    )
    async def detail(self, nummer: FromPath[int], velden: ChosenFields = None) -> Response[IdeeMetInhoudUit]:
        idea = await queries.visible_idea(numbered(nummer), municipality_ids=())
        return Response(chosen(await whole(idea), velden), headers={"ETag": version_tag(idea.version)})
