"""All solutions that are followed, and the fragments that earlier stages show."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption import queries
from innovatie.adoption.pictures import curve_drawing, to_svg
from innovatie.adoption.queries.sharing import Experience, Milestone, experiences, milestones
from innovatie.adoption.timeline import UNDER_WAY, timeline_of
from innovatie.domain.adoption_states import Stage
from innovatie.domain.authority import Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.picture_words import Pictured
from innovatie.domain.themes import THEMES
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.publication.queries import withdrawal_of
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show, wants_fragment


class OverviewView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/list.html"
    cards: tuple[queries.SolutionCard, ...]
    whole: int
    themes: tuple[tuple[str, str], ...]
    theme: str
    search: str
    circles: tuple[queries.Circle, ...]
    supplied: tuple[queries.Supplied, ...]
    photos: dict[int, PictureRow]
    """Covers that were uploaded, by group."""


class UsedView(msgspec.Struct, frozen=True):
    """How many use the solution of a group, as one row of tiles."""

    template: ClassVar[str] = "adoption/_line.html"
    counts: queries.Counts


class NotFollowedView(msgspec.Struct, frozen=True):
    """In place of how a winner spreads."""

    template: ClassVar[str] = "adoption/_group.html"


class ExistsView(msgspec.Struct, frozen=True):
    """That a group's plan exists already and can be taken over: the first thing on the page of the group. Without a
    solution that won or is used it says nothing.
    """

    template: ClassVar[str] = "adoption/_exists.html"
    solution: queries.SolutionCard | None
    counts: queries.Counts | None


class SpreadView(msgspec.Struct, frozen=True):
    """How a winner spreads, as a piece of its page: numbers, a map, the curve, and what its users say."""

    template: ClassVar[str] = "adoption/_spread.html"
    counts: queries.Counts
    map: Markup
    curve: Markup
    experiences: tuple[Experience, ...]
    milestones: tuple[Milestone, ...]
    withdrawn: bool
    """As a winner: then it is not recommended any more."""


_KINDS = {Stage.IN_USE: "map-some", **dict.fromkeys(UNDER_WAY, "map-way")}


async def _spread(found: queries.Counts, group_id: int, today: date) -> SpreadView:
    story = await timeline_of(await queries.solution(found.solution), day=today, today=today)
    stages = await queries.stages_by_code(found.solution)
    in_words = ngettext("%(n)s gemeente gebruikt dit", "%(n)s gemeenten gebruiken dit", found.in_use)
    return SpreadView(
        counts=found,
        map=tile_map(in_words, {code: _KINDS[stage] for code, stage in stages.items() if stage in _KINDS}),
        curve=to_svg(curve_drawing(story.curve()[0]), name="verloop", kind="chart__svg chart__svg--wide"),
        experiences=(await experiences(found.solution))[:3],
        milestones=await milestones(found.solution),
        withdrawn=await withdrawal_of(group_id) is not None,
    )


class OverviewPages(Controller):
    @get("/overname")
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Every followed solution with how far it has come."""
        theme = request.query_params.get("thema", "")
        search = request.query_params.get("q", "")[:100]
        cards = await queries.solutions(theme=theme, search=search)
        view = OverviewView(
            cards=cards,
            whole=await queries.number_of_municipalities(dutch_day(now)),
            themes=tuple((theme.slug, theme.label) for theme in THEMES),
            theme=theme,
            search=search,
            circles=tuple(
                [
                    await queries.circle(number, on=dutch_day(now))
                    for number in actor.partnerships(Role.KRING_REPRESENTATIVE)
                ]
            ),
            supplied=await queries.supplied_by(actor.person_id) if actor.has(Role.SUPPLIER) else (),
            photos=await covers_of(Pictured.GROUP, [one.group for one in cards if one.group is not None]),
        )
        return show(request, view, fragment="adoption/_list.html")

    @get("/overname/groep/{group_id:int}")
    async def group(self, request: AnyRequest, group_id: FromPath[int], now: Now) -> Response[str]:
        """For htmx: that the solution of a group exists; with `als=winnaar` how it spreads, with `als=regel` in short.

        For a visit: its page, or that of the group when nobody uses it.
        """
        counts = await queries.counts(group_id, today=dutch_day(now))
        if not wants_fragment(request):
            if counts is None:
                return redirect(f"/groepen/{group_id}", request, _("Wij volgen nog niet wie dit gebruikt."))
            return redirect(f"/overname/{counts.slug}", request)
        if request.query_params.get("als") == "winnaar":
            followed = counts is not None and await _spread(counts, group_id, dutch_day(now))
            return show(request, followed or NotFollowedView())
        if request.query_params.get("als") == "regel":
            return show(request, NotFollowedView() if counts is None else UsedView(counts=counts))
        known = await queries.in_use_from([group_id])
        return show(request, ExistsView(solution=known.get(group_id), counts=counts))
