"""The page of a solution: how far it has come, where, since when, what may come, and who can help."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption import queries
from innovatie.adoption.actions import in_whose_name
from innovatie.adoption.pages.addresses import day_of, full_address, number_of
from innovatie.adoption.pages.framing import frames, oembed_address
from innovatie.adoption.pictures import (
    LAYERS,
    Drawing,
    curve_drawing,
    map_drawing,
    real_map_drawing,
    stage_tiles,
    stages_drawing,
    to_icon,
    to_svg,
)
from innovatie.adoption.queries.boundaries import boundaries, has_boundaries
from innovatie.adoption.queries.sharing import Experience, Milestone, experiences, milestones
from innovatie.adoption.timeline import Row, Share, Timeline, resembling, timeline_of
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain import authority
from innovatie.domain.adoption_states import LABELS, Stage, carried_over
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.diffusion import Period, PeriodLength
from innovatie.domain.diffusion.signs import in_words
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed
from innovatie.domain.picture_words import Pictured
from innovatie.domain.wording import Wording, wording
from innovatie.pictures.queries import PictureRow, cover_of
from innovatie.publication.queries import Withdrawal, withdrawal_of
from innovatie.web import i18n
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show

SLIDER_STEPS = 12
SHARE_WORDS = {
    "grootte": (wording("Naar aantal inwoners"), wording("Inwoners")),
    "provincie": (wording("Naar provincie"), wording("Provincie")),
    "regio": (wording("Naar arbeidsmarktregio"), wording("Arbeidsmarktregio")),
    "kring": (wording("Naar Kring"), wording("Kring")),
}


class Step(msgspec.Struct, frozen=True):
    """One link of the time slider: a quarter such as 2025-K2, and its last day (today for the present one)."""

    label: str
    ends: date
    current: bool


class PublicPart(msgspec.Struct, frozen=True):
    """What everybody who reads the same language sees of a solution on a day."""

    solution: queries.SolutionDetail
    photo: PictureRow | None
    day: date
    is_today: bool
    counts: tuple[tuple[str, str, int], ...]
    in_use: int
    ever: int
    whole: int
    map: Markup
    legend: tuple[tuple[str, Markup], ...]
    real_map: str
    steps: tuple[Step, ...]
    curve: Markup
    curve_rows: tuple[tuple[str, int, tuple[int, ...]], ...]
    layers: tuple[str, ...]
    stages: Markup
    bands: tuple[tuple[str, int, int, int], ...]
    certain: bool
    no_fan_reason: str | None
    short_fan_reason: str
    fan_made_on: date | None
    signs: tuple[Wording, ...]
    shares: tuple[tuple[str, str, str, tuple[Share, ...]], ...]
    experiences: tuple[Experience, ...]
    milestones: tuple[Milestone, ...]


class SolutionView(PublicPart, frozen=True, kw_only=True):
    """With what concerns the reader's own municipality."""

    template: ClassVar[str] = "adoption/solution.html"
    own: queries.Standing | None
    own_town: queries.Town | None
    may_report: bool
    may_propose: bool
    alike: tuple[Row, ...]
    frames: tuple[tuple[str, str, str], ...]
    """What can be embedded: its name in the address, what it is, and the code to copy."""
    oembed: str
    withdrawn: Withdrawal | None


class TableView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/table.html"
    solution: queries.SolutionDetail
    day: date
    is_today: bool
    rows: tuple[Row, ...]
    idle: tuple[Row, ...]
    """Those that do nothing with it and told nothing, apart; none when a step was chosen."""
    stages: tuple[tuple[str, str], ...]
    stage: str
    provinces: tuple[str, ...]
    province: str
    steps: tuple[Step, ...]


class HistoryView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/history.html"
    solution: queries.SolutionDetail
    town: queries.Town
    statements: tuple[queries.Statement, ...]
    may_report: bool
    may_withdraw: bool


def slider(story: Timeline) -> tuple[Step, ...]:
    """At most twelve quarters, evenly spread, the first, the present and the chosen one always among them."""
    labels = [quarter.label for quarter in story.quarters()]
    every = -(-len(labels) // SLIDER_STEPS)
    picked = labels[::-1][::every][::-1]
    if labels and labels[0] not in picked:
        picked = [labels[0], *picked]
    chosen = Period.of(story.day, PeriodLength.QUARTER).label
    current = chosen if chosen in labels else labels[-1]
    if current not in picked:
        picked = sorted([*picked, current])
    return tuple(Step(label, day_of(label, story.today), label == current) for label in picked)


async def drawn_map(story: Timeline, kind: str, *, legend: bool = True) -> Drawing:
    """The map of hexagons, or (`grenzen`) of real boundaries when an operator brought them in."""
    real = await boundaries(story.day) if kind == "grenzen" else None
    if real is None:
        return map_drawing(story.map_data(), legend=legend)
    return real_map_drawing(story.map_data(), real.rings, real.height, real.source, legend=legend)


def map_legend() -> tuple[tuple[str, Markup], ...]:
    """Each stage in words with its tile."""
    return tuple((label, to_icon(drawing)) for label, drawing in stage_tiles())


async def _own(actor: Actor, solution: queries.SolutionDetail, today: date) -> queries.Standing | None:
    if actor.municipality_id is None:
        return None
    found = await queries.standings_of(actor.municipality_id, today=today, only=solution.id)
    return found[0] if found else None


def may_report(actor: Actor, municipality_id: int | None) -> bool:
    """Whether this actor may speak for that municipality."""
    return municipality_id is not None and bool(
        authority.may(actor, Act.REPORT_ADOPTION, Context(municipality_id=municipality_id))
    )


async def may_propose(actor: Actor, solution_id: int) -> bool:
    """VNG may for every solution, a supplier for its own."""
    try:
        await in_whose_name(actor=actor, solution_id=solution_id)
    except NotAllowed:
        return False
    return True


async def _public_part(number: int, day: date, today: date, kind: str) -> tuple[PublicPart, tuple[Row, ...]]:
    """The part, and where each municipality stands."""
    solution = await queries.solution(number)
    story = await timeline_of(solution, day=day, today=today)
    drawing, reason = story.curve()
    counts = story.counts
    said = await queries.signs_of(solution.id, carried_over(story.events, story.mergers, on=today), today=today)
    part = PublicPart(
        solution=solution,
        photo=await cover_of(Pictured.GROUP, solution.group) if solution.group is not None else None,
        day=day,
        is_today=day == today,
        counts=tuple((stage.value, LABELS[stage], number) for stage, number in counts.items()),
        in_use=counts[Stage.IN_USE],
        ever=story.ever,
        whole=len(story.towns),
        map=to_svg(await drawn_map(story, kind, legend=False), name="kaart", kind="tile-map"),
        legend=map_legend(),
        real_map=kind if await has_boundaries() else "geen",
        steps=slider(story),
        curve=to_svg(curve_drawing(drawing), name="verloop", kind="chart__svg chart__svg--wide"),
        curve_rows=tuple(
            zip(
                drawing.labels,
                drawing.ever,
                zip(*(drawing.by_stage[stage] for stage in LAYERS), strict=True),
                strict=True,
            )
        ),
        layers=tuple(LABELS[stage] for stage in LAYERS),
        stages=to_svg(stages_drawing(drawing), name="stappen", kind="chart__svg chart__svg--wide"),
        bands=tuple((band.period.in_words, band.p10, band.p50, band.p90) for band in drawing.bands),
        certain=drawing.certain,
        no_fan_reason=reason,
        short_fan_reason=drawing.limited,
        fan_made_on=story.fan_made_on,
        signs=tuple(in_words(sign, len(who)) for sign, who in said.items()),
        shares=tuple(
            (name, *SHARE_WORDS[name], rows)
            for name, rows in story.breakdowns(await queries.kring_names()).items()
            if rows
        ),
        experiences=await experiences(solution.id),
        milestones=await milestones(solution.id),
    )
    return part, story.rows()


class SolutionPages(Controller):
    @get("/overname/{slug:str}")
    async def detail(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One solution; `peildatum` moves the map through time."""
        today, chosen = dutch_day(now), request.query_params.get("peildatum", "")
        number, day = number_of(slug), day_of(chosen, today)
        kind = "grenzen" if request.query_params.get("kaart") == "grenzen" else "zeshoeken"
        if elsewhere := await full_address(request, number):
            return elsewhere
        part, rows = await cached_until_next_act(
            ("solution", number, day, today, kind, i18n.language()), lambda: _public_part(number, day, today, kind)
        )
        own_town = next((row.town for row in rows if row.town.id == actor.municipality_id), None)
        near = resembling(own_town, (row.town for row in rows)) if own_town else ()
        alike = {town.id for town in near}
        home: str = request.app.state.settings.base_url
        view = SolutionView(
            **{name: getattr(part, name) for name in PublicPart.__struct_fields__},
            own=await _own(actor, part.solution, today),
            own_town=own_town,
            may_report=may_report(actor, actor.municipality_id),
            may_propose=await may_propose(actor, part.solution.id),
            alike=tuple(row for row in rows if row.town.id in alike),
            frames=frames(home, part.solution),
            oembed=oembed_address(home, part.solution.slug),
            withdrawn=await withdrawal_of(part.solution.group) if part.solution.group else None,
        )
        return show(request, view, fragment="adoption/_map.html")

    @get("/overname/{slug:str}/gemeenten")
    async def table(self, request: AnyRequest, slug: FromPath[str], now: Now) -> Response[str]:
        """The map as a table, with filters."""
        today, chosen = dutch_day(now), request.query_params.get("peildatum", "")
        stage, province = request.query_params.get("stap", ""), request.query_params.get("provincie", "")
        solution = await queries.solution(number_of(slug))
        story = await timeline_of(solution, day=day_of(chosen, today), today=today)
        rows = [row for row in story.rows() if stage in ("", row.stage.value) and province in ("", row.town.province)]
        idle = [not stage and row.stage is Stage.NONE and row.since is None for row in rows]
        view = TableView(
            solution=solution,
            day=story.day,
            is_today=story.day == today,
            rows=tuple(row for row, nothing in zip(rows, idle, strict=True) if not nothing),
            idle=tuple(row for row, nothing in zip(rows, idle, strict=True) if nothing),
            stages=tuple((stage.value, LABELS[stage]) for stage in Stage),
            stage=stage,
            provinces=tuple(sorted({town.province for town in story.towns})),
            province=province,
            steps=slider(story),
        )
        return show(request, view)

    @get("/overname/{slug:str}/gemeenten/{code:str}")
    async def history(
        self,
        request: AnyRequest,
        slug: FromPath[str],
        code: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Everything one municipality said of one solution."""
        solution = await queries.solution(number_of(slug))
        town = await queries.town_by_code(code, on=dutch_day(now))
        view = HistoryView(
            solution=solution,
            town=town,
            statements=await queries.statements(solution.id, town.id),
            may_report=may_report(actor, town.id),
            may_withdraw=may_report(actor, town.id) or bool(authority.may(actor, Act.MANAGE_PLATFORM)),
        )
        return show(request, view)
