"""Every picture as SVG, PNG and CSV."""

from collections.abc import Sequence
from datetime import datetime

from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.adoption import queries
from innovatie.adoption.pages.addresses import day_of, number_of
from innovatie.adoption.pages.files import picture
from innovatie.adoption.pages.solution import drawn_map
from innovatie.adoption.pictures import LAYERS, curve_drawing, map_drawing, stages_drawing, with_heading
from innovatie.adoption.queries.sharing import milestones
from innovatie.adoption.timeline import Timeline, timeline_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.wording import wording
from innovatie.web.downloads import csv_download
from innovatie.web.format import date_text
from innovatie.web.handlers import AnyRequest, Now


async def _story(request: AnyRequest, slug: str, now: datetime) -> Timeline:
    solution = await queries.solution(number_of(slug))
    day = day_of(request.query_params.get("peildatum"), dutch_day(now))
    return await timeline_of(solution, day=day, today=dutch_day(now))


class PicturePages(Controller):
    @get("/overname/{slug:str}/kaart/{kind:str}")
    async def map_file(
        self, request: AnyRequest, slug: FromPath[str], kind: FromPath[str], now: Now
    ) -> Response[bytes]:
        """The map of a day, or its rows."""
        story = await _story(request, slug, now)
        name = f"kaart-{story.solution.id}-{story.day.isoformat()}"
        if kind != "csv":
            drawing = await drawn_map(story, request.query_params.get("kaart", ""))
            when = wording("%(titel)s, %(dag)s", titel=story.solution.title, dag=date_text(story.day))
            return await picture(with_heading(drawing, wording("Gemeenten op de kaart"), when), kind, name)
        rows = (
            (r.town.code, r.town.name, r.town.province, r.stage.value, r.since or "", r.confirmed or "")
            for r in story.rows()
        )
        head = ("code", "gemeente", "provincie", "stap", "sinds", "bevestigd_op")
        return csv_download(f"{name}.csv", head, rows)

    @get("/overname/{slug:str}/verloop/{kind:str}")
    async def curve_file(
        self, request: AnyRequest, slug: FromPath[str], kind: FromPath[str], now: Now
    ) -> Response[bytes]:
        """The curve, or its numbers with the fan; where no forecast is allowed the grey band has no numbers."""
        story = await _story(request, slug, now)
        data, _reason = story.curve()
        name = f"verloop-{story.solution.id}"
        if kind != "csv":
            named = with_heading(curve_drawing(data), wording("Verloop per kwartaal"), story.solution.title)
            return await picture(named, kind, name)
        rows: list[Sequence[object]] = [
            (label, ever, used, way, "", "", "")
            for label, ever, used, way in zip(data.labels, data.ever, data.now, data.under_way, strict=True)
        ]
        if data.certain:
            rows += [(b.period.label, "", "", "", b.p10, b.p50, b.p90) for b in data.bands]
        head = ("kwartaal", "ooit_in_gebruik", "nu_in_gebruik", "onderweg", "p10", "p50", "p90")
        return csv_download(f"{name}.csv", head, rows)

    @get("/overname/{slug:str}/stappen/{kind:str}")
    async def stages_file(
        self, request: AnyRequest, slug: FromPath[str], kind: FromPath[str], now: Now
    ) -> Response[bytes]:
        """How many stood at each step through time."""
        story = await _story(request, slug, now)
        data, _reason = story.curve()
        name = f"stappen-{story.solution.id}"
        if kind != "csv":
            named = with_heading(stages_drawing(data), wording("Verloop naar stap"), story.solution.title)
            return await picture(named, kind, name)
        rows = zip(data.labels, *(data.by_stage[stage] for stage in LAYERS), strict=True)
        return csv_download(f"{name}.csv", ("kwartaal", *(stage.value for stage in LAYERS)), rows)

    @get("/overname/{slug:str}/mijlpaal/{kind:str}/{form:str}")
    async def milestone_file(
        self,
        slug: FromPath[str],
        kind: FromPath[str],
        form: FromPath[str],
        now: Now,
    ) -> Response[bytes]:
        """A picture of a milestone to share: the map of that day under its title."""
        solution = await queries.solution(number_of(slug))
        reached = next((item for item in await milestones(solution.id) if item.kind == kind), None)
        if reached is None:
            raise NotFound("Deze mijlpaal is nog niet bereikt.")
        story = await timeline_of(solution, day=reached.on, today=dutch_day(now))
        drawing = with_heading(
            map_drawing(story.map_data()),
            wording("Mijlpaal: %(wie)s", wie=reached.label.lower()),
            wording("%(titel)s, %(dag)s", titel=solution.title, dag=date_text(reached.on)),
        )
        return await picture(drawing, form, f"mijlpaal-{solution.id}-{kind}")
