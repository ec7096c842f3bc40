"""`/`, `/over`, `/toegankelijkheid`, `/privacy` and `/data`."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get

from innovatie.adoption.queries import counts as adoption_counts
from innovatie.audit.read_cache import until_next_act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.phases import EXPLANATIONS, LABELS, ORDER, Phase
from innovatie.domain.themes import THEMES
from innovatie.insight.home import queries
from innovatie.publication.queries import WinnerPage, winners
from innovatie.rounds.queries import RoundCard, rounds
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.render import local_path, show

THEME_LABELS = {theme.slug: theme.label for theme in THEMES}


class PublicPart(msgspec.Struct, frozen=True):
    """What is the same for everybody; `winners` with the number of municipalities that use it (None: not followed)."""

    figures: queries.Figures
    shared_wheels: tuple[queries.SharedWheel, ...]
    new_ideas: tuple[queries.NewIdea, ...]
    winners: tuple[tuple[WinnerPage, int | None], ...]


class HomeView(msgspec.Struct, frozen=True):
    """The front page; `open_rounds` are those in which something can be done today."""

    template: ClassVar[str] = "insight/home.html"
    public: PublicPart
    open_rounds: tuple[RoundCard, ...]
    theme_labels: dict[str, str]


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


class OpenDataView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/open_data.html"


async def _newest_winners(now: datetime) -> tuple[tuple[WinnerPage, int | None], ...]:
    """The winners published last, each with the number of municipalities that use it (None: not followed)."""
    newest = sorted(await winners(), key=lambda one: one.published_at, reverse=True)[:3]
    found = []
    for one in newest:
        standing = await adoption_counts(one.group_id, today=dutch_day(now))
        found.append((one, standing.in_use if standing else None))
    return tuple(found)


async def _public_part(now: datetime) -> PublicPart:
    """What everybody sees alike, until somebody acts."""

    async def look_up() -> PublicPart:
        return PublicPart(
            figures=await queries.figures(now=now),
            shared_wheels=await queries.shared_wheels(3),
            new_ideas=await queries.new_ideas(6),
            winners=await _newest_winners(now),
        )

    return await until_next_act(("home", dutch_day(now)), look_up)


class HomePages(Controller):
    @get("/")
    async def home(self, request: AnyRequest, now: Now) -> Response[str]:
        """The front page."""
        view = HomeView(
            public=await _public_part(now),
            open_rounds=tuple(card for card in await rounds(now=now) if card.is_open and card.phase is not Phase.ADOPT),
            theme_labels=THEME_LABELS,
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

    @get("/data")
    async def open_data(self, request: AnyRequest) -> Response[str]:
        """Where the open data are and what one may do with them."""
        return show(request, OpenDataView())

    @get("/privacy")
    async def privacy(self, request: AnyRequest) -> Response[str]:
        """What is kept of people, why and how long."""
        return show(request, PrivacyView())
