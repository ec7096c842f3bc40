"""`/`, `/over`, `/toegankelijkheid` and `/privacy`."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from markupsafe import Markup

from innovatie.adoption.queries import counts as adoption_counts
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import EXPLANATIONS, LABELS, ORDER
from innovatie.domain.picture_words import Pictured
from innovatie.domain.themes import BY_SLUG, THEMES
from innovatie.insight.home import queries
from innovatie.insight.home.own import KEY, TILE, TODAY, own_pieces_of_home
from innovatie.municipalities.tile_map import tile_map
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.publication.queries import WinnerPage, winners
from innovatie.rounds.open_rounds import OpenRound, can_be_joined, open_round
from innovatie.rounds.queries import rounds
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.page_cache import FOR_VISITORS, NEWEST
from innovatie.web.personal import FOR_READERS, OWN_PIECES, own_pieces, who_may_post
from innovatie.web.render import local_path, show


class WinnerCard(msgspec.Struct, frozen=True):
    """A winner and how it spreads (None: not followed): in use, on its way, and where one reads about it."""

    winner: WinnerPage
    in_use: int | None
    under_way: int
    adoption: str


class PublicPart(msgspec.Struct, frozen=True):
    """What is the same for everybody, for one theme of the map (empty: all); photos: covers that were uploaded."""

    figures: queries.Figures
    shared_wheels: tuple[queries.SharedWheel, ...]
    new_ideas: tuple[queries.NewIdea, ...]
    winners: tuple[WinnerCard, ...]
    planning: frozenset[str]
    plan_photos: dict[int, PictureRow]
    group_photos: dict[int, PictureRow]
    by_theme: dict[str, int]


class HomeView(msgspec.Struct, frozen=True):
    """The front page; `open_rounds` are those in which something can be done today.

    `map_themes`: the themes to switch the map by, as (slug, label, chosen). `today` is what waits for who is signed in,
    `own_key` their municipality beside the map; both empty for a visitor.
    """

    template: ClassVar[str] = "insight/home.html"
    public: PublicPart
    open_rounds: tuple[OpenRound, ...]
    themes: tuple[tuple[str, str, int], ...]
    map_themes: tuple[tuple[str, str, bool], ...]
    theme: str
    map: Markup
    own_key: Markup
    today: Markup


class AboutView(msgspec.Struct, frozen=True):
    """What the platform is for and how a round goes: (label, explanation) of each phase."""

    template: ClassVar[str] = "insight/about.html"
    phases: tuple[tuple[str, str], ...]


class AccessibilityView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/accessibility.html"


class PrivacyView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/privacy.html"


class HelpView(msgspec.Struct, frozen=True):
    """Questions with answers, and whom to ask; `page` is the address on this site that somebody has trouble with."""

    template: ClassVar[str] = "insight/help.html"
    email: str
    page: str


async def _newest_winners(now: datetime) -> tuple[WinnerCard, ...]:
    """The winners published last that were not withdrawn, each with how it spreads."""
    standing_winners = [one for one in await winners() if one.withdrawn_at is None]
    newest = sorted(standing_winners, key=lambda one: (one.published_at, -one.place), reverse=True)[:3]
    found = []
    for one in newest:
        standing = await adoption_counts(one.group_id, today=dutch_day(now))
        found.append(
            WinnerCard(
                winner=one,
                in_use=standing.in_use if standing else None,
                under_way=standing.under_way if standing else 0,
                adoption=f"/overname/{standing.slug}" if standing else "",
            )
        )
    return tuple(found)


async def _public_part(theme: str, now: datetime, newest: int | None) -> PublicPart:
    """What everybody sees alike, until somebody acts; `newest` is the newest act, if the request looked it up."""

    async def look_up() -> PublicPart:
        wheels, new, best = await queries.shared_wheels(3), await queries.new_ideas(6), await _newest_winners(now)
        in_groups = [*(one.id for one in wheels), *(one.winner.group_id for one in best)]
        return PublicPart(
            figures=await queries.figures(now=now, newest=newest),
            shared_wheels=wheels,
            new_ideas=new,
            winners=best,
            plan_photos=await covers_of(Pictured.PLAN, [one.id for one in new]),
            group_photos=await covers_of(Pictured.GROUP, in_groups),
            planning=await queries.planning_towns(theme),
            by_theme=await queries.plans_by_theme(),
        )

    return await cached_until_next_act(("home", theme, dutch_day(now)), look_up, newest)


def _map(part: PublicPart, theme: str, own: Markup) -> Markup:
    kinds = dict.fromkeys(part.planning, "map-some")
    about = _(BY_SLUG[theme].label) if theme else ""
    n = len(part.planning)
    told = ngettext("%(n)s gemeente deelt een plan", "%(n)s gemeenten delen een plan", n)
    return tile_map(_("Kaart van Nederland: %(wat)s.", wat=f"{told} ({about})" if about else told), kinds, own)


class HomePages(Controller):
    @get("/", opt={FOR_VISITORS: True, FOR_READERS: who_may_post, OWN_PIECES: own_pieces_of_home})
    async def home(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The front page."""
        theme = request.query_params.get("thema", "")
        theme = theme if theme in BY_SLUG else ""
        part = await _public_part(theme, now, request.scope.get("state", {}).get(NEWEST))
        own = await own_pieces(request, actor, now)
        first = [*([theme] if theme else []), *(slug for slug in part.by_theme if slug in BY_SLUG and slug != theme)][
            :3
        ]
        view = HomeView(
            public=part,
            open_rounds=tuple(open_round(card, actor, now) for card in await rounds(now=now) if can_be_joined(card)),
            themes=tuple((one.slug, one.label, part.by_theme.get(one.slug, 0)) for one in THEMES),
            map_themes=tuple((slug, BY_SLUG[slug].label, slug == theme) for slug in first),
            theme=theme,
            map=_map(part, theme, own[TILE]),
            own_key=own[KEY],
            today=own[TODAY],
        )
        return show(request, view)

    @get("/over")
    async def about(self, request: AnyRequest) -> Response[str]:
        """About Innovatie."""
        return show(request, AboutView(phases=tuple((LABELS[phase], EXPLANATIONS[phase]) for phase in ORDER)))

    @get("/toegankelijkheid")
    async def accessibility(self, request: AnyRequest) -> Response[str]:
        """The accessibility statement."""
        return show(request, AccessibilityView())

    @get("/hulp")
    async def help(self, request: AnyRequest) -> Response[str]:
        """Questions and answers, contact, and how to tell of a problem with a page."""
        page = local_path(request.query_params.get("pagina", "")[:300], default="")
        return show(request, HelpView(email=request.app.state.settings.help_email, page=page))

    @get("/privacy")
    async def privacy(self, request: AnyRequest) -> Response[str]:
        """What is kept of people, why and how long."""
        return show(request, PrivacyView())
