"""A milestone to celebrate, on a page to share."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption import queries
from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.pages.solution import map_legend
from innovatie.adoption.pictures import map_drawing, to_svg
from innovatie.adoption.queries.sharing import (
    Milestone,
    milestones,
)
from innovatie.adoption.timeline import timeline_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.render import show


class MilestoneView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/milestone.html"
    solution: queries.SolutionDetail
    milestone: Milestone
    map: Markup
    legend: tuple[tuple[str, Markup], ...]
    in_use: int
    whole: int


class MilestonePages(Controller):
    @get("/overname/{slug:str}/mijlpaal/{kind:str}")
    async def milestone(self, request: AnyRequest, slug: FromPath[str], kind: FromPath[str], now: Now) -> Response[str]:
        """A page to share."""
        solution = await queries.solution(number_of(slug))
        reached = next((item for item in await milestones(solution.id) if item.kind == kind), None)
        if reached is None:
            raise NotFound("Deze mijlpaal is nog niet bereikt.")
        story = await timeline_of(solution, day=reached.on, today=dutch_day(now))
        in_use = sum(1 for s in story.statuses.values() if s.ever_used)
        view = MilestoneView(
            solution=solution,
            milestone=reached,
            map=to_svg(map_drawing(story.map_data(), legend=False), name="kaart", kind="tile-map"),
            legend=map_legend(),
            in_use=in_use,
            whole=len(story.towns),
        )
        return show(request, view)
