"""`/themas/{slug}`: the plans, wheels, solutions and people of one theme."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption.queries import SolutionCard, solutions
from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.picture_words import Pictured
from innovatie.domain.slugs import numbered
from innovatie.domain.themes import BY_SLUG, THEMES, Theme
from innovatie.ideas.queries import Filter, IdeaCard, TownCount, cards, facets, towns
from innovatie.insight.home.queries import SharedWheel, planning_towns, shared_wheels
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.rounds.queries import RoundCard, rounds_open_in
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import show
from innovatie.web.share_picture import share_picture


class ThemeView(msgspec.Struct, frozen=True):
    """A theme; `towns` are those with most plans of their own, `open_rounds` take plans now.

    Photos are the covers that were uploaded.
    """

    template: ClassVar[str] = "insight/theme.html"
    slug: str
    label: str
    hint: str
    plans: int
    newest: tuple[tuple[IdeaCard, str], ...]
    wheels: tuple[SharedWheel, ...]
    solutions: tuple[SolutionCard, ...]
    towns: tuple[TownCount, ...]
    planning: int
    map: Markup
    open_rounds: tuple[RoundCard, ...]
    others: tuple[tuple[str, str], ...]
    plan_photos: dict[int, PictureRow]
    group_photos: dict[int, PictureRow]


def _theme(slug: str) -> Theme:
    theme = BY_SLUG.get(slug)
    if theme is None:
        raise NotFound(_("Dit thema bestaat niet."))
    return theme


def _address(plan: IdeaCard) -> str:
    return f"/ideeen/{numbered(plan.id, plan.title)}"


class ThemePages(Controller):
    path = "/themas/{slug:str}"

    @get("/")
    async def theme(self, request: AnyRequest, slug: FromPath[str], now: Now) -> Response[str]:
        """What municipalities do about this theme."""
        theme = _theme(slug)
        wanted = Filter(theme=slug)
        planning = await planning_towns(slug)
        told = ngettext("%(n)s gemeente werkt aan dit thema", "%(n)s gemeenten werken aan dit thema", len(planning))
        newest, wheels = await cards(wanted, offset=0, limit=6), await shared_wheels(3, theme=slug)
        ready = (await solutions(theme=slug))[:6]
        in_groups = [*(one.id for one in wheels), *(one.group for one in ready if one.group is not None)]
        view = ThemeView(
            slug=slug,
            label=theme.label,
            hint=theme.hint,
            plans=(await facets(wanted)).total,
            newest=tuple((one, _address(one)) for one in newest),
            wheels=wheels,
            solutions=ready,
            towns=(await towns(wanted))[:8],
            planning=len(planning),
            map=tile_map(told, dict.fromkeys(planning, "map-some")),
            open_rounds=await rounds_open_in(Phase.SUBMIT, now=now),
            others=tuple((one.slug, one.label) for one in THEMES if one.slug != slug),
            plan_photos=await covers_of(Pictured.PLAN, [one.id for one in newest]),
            group_photos=await covers_of(Pictured.GROUP, in_groups),
        )
        return show(request, view)

    @get("/afbeelding.png")
    async def picture(self, slug: FromPath[str]) -> Response[bytes]:
        """The picture that other sites show beside a link to this theme."""
        theme = _theme(slug)
        body = share_picture(0, slug, _(theme.label), _("Thema"), _("Wat gemeenten samen doen"))
        return Response(body, media_type="image/png", headers={"Cache-Control": "public, max-age=86400"})
