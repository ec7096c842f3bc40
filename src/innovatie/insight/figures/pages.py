"""`/inzicht`."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.adoption.queries import SolutionCard, solutions
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.idea_states import STAGE_LABELS, Stage
from innovatie.domain.themes import BY_SLUG
from innovatie.insight.figures import queries
from innovatie.insight.home.queries import Figures, figures
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import show


class InsightView(msgspec.Struct, frozen=True):
    """`themes`: (slug, label, row); `stages`: (label, ideas); `years`: (year, ideas)."""

    template: ClassVar[str] = "insight/figures.html"
    figures: Figures
    themes: tuple[tuple[str, str, queries.ThemeRow], ...]
    stages: tuple[tuple[str, int], ...]
    years: tuple[tuple[str, int], ...]
    provinces: tuple[queries.ProvinceRow, ...]
    solutions: tuple[SolutionCard, ...]
    desk: bool


class InsightPages(Controller):
    @get("/inzicht")
    async def insight(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Who works on what, in figures."""
        by_stage = await queries.by_stage()
        view = InsightView(
            figures=await figures(now=now),
            themes=tuple(
                (row.theme, _(BY_SLUG[row.theme].label) if row.theme in BY_SLUG else row.theme, row)
                for row in await queries.by_theme()
            ),
            stages=tuple(
                (_(STAGE_LABELS[stage.value]), by_stage[stage.value]) for stage in Stage if by_stage.get(stage.value)
            ),
            years=tuple((str(year), number) for year, number in await queries.by_year()),
            provinces=await queries.by_province(dutch_day(now)),
            solutions=tuple(await solutions(least=1))[:5],
            desk=bool(authority.may(actor, Act.SEE_INSIGHT_DESK)),
        )
        return show(request, view)
