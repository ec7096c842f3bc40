"""Rounds for everybody. VNG, who directs them, sees its drafts here too."""

from datetime import date, datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.changes.queries import changes_of
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import days_until, dutch_day
from innovatie.domain.icalendar import calendar
from innovatie.domain.vocabulary import PublicResource
from innovatie.rounds import queries
from innovatie.rounds.calendar import CalendarDay, Month, as_file_days, days_of, from_today
from innovatie.rounds.course import course_of
from innovatie.rounds.open_rounds import OpenRound, can_be_joined, open_round
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.page_cache import FOR_VISITORS
from innovatie.web.personal import FOR_READERS, who_may_direct
from innovatie.web.render import show


class RoundsView(msgspec.Struct, frozen=True):
    """`open`: rounds in which something can be done today; `drafts`: those that only VNG sees."""

    template: ClassVar[str] = "rounds/list.html"
    open: tuple[OpenRound, ...]
    drafts: tuple[OpenRound, ...]
    others: tuple[OpenRound, ...]
    may_direct: bool


class RoundView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "rounds/round.html"
    round: queries.RoundDetail
    changes: tuple[queries.ChangeRow, ...]
    may_direct: bool
    days_left: int | None
    """Whole days until the deadline of the open phase; 0: today is the last; None: no phase open, or no deadline."""


class CalendarView(msgspec.Struct, frozen=True):
    """What is still to come; `code` and `name` of the one round whose days they are, empty for all."""

    template: ClassVar[str] = "rounds/calendar.html"
    months: tuple[Month, ...]
    code: str
    name: str


async def _file(request: AnyRequest, name: str, days: tuple[CalendarDay, ...], now: datetime) -> Response[str]:
    site: str = request.app.state.settings.base_url
    changes = await changes_of(PublicResource.ROUND, sorted({one.code for one in days}))
    body = calendar(name, as_file_days(days, site=site, changes=changes), now=now)
    return Response(body, media_type="text/calendar", headers={"Cache-Control": "public, max-age=3600"})


class RoundPages(Controller):
    @get("/rondes/kalender")
    async def all_days(self, request: AnyRequest, now: Now) -> Response[str]:
        """What is still to come in all rounds, by month."""
        days = days_of(await queries.rounds_in_full(now=now))
        return show(request, CalendarView(months=from_today(days, _today(now)), code="", name=""))

    @get("/rondes/kalender.ics")
    async def all_days_as_file(self, request: AnyRequest, now: Now) -> Response[str]:
        """The days of all rounds, to subscribe to."""
        return await _file(request, "Innovatie", days_of(await queries.rounds_in_full(now=now)), now)

    @get("/rondes/{code:str}/kalender")
    async def days(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """What is still to come in one round."""
        round_ = await queries.round_by_code(code, now=now, drafts=bool(authority.may(actor, Act.DIRECT_ROUND)))
        months = from_today(days_of([round_]), _today(now))
        return show(request, CalendarView(months=months, code=round_.code, name=round_.name))

    @get("/rondes/{code:str}/kalender.ics")
    async def days_as_file(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """The days of one round, to subscribe to."""
        round_ = await queries.round_by_code(code, now=now)
        return await _file(request, round_.name, days_of([round_]), now)

    @get("/rondes", opt={FOR_VISITORS: True, FOR_READERS: who_may_direct})
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """All rounds."""
        may_direct = bool(authority.may(actor, Act.DIRECT_ROUND))
        found = [open_round(card, actor, now) for card in await queries.rounds(now=now, drafts=may_direct)]
        published = [one for one in found if not one.card.is_draft]
        view = RoundsView(
            open=tuple(one for one in published if can_be_joined(one.card)),
            drafts=tuple(one for one in found if one.card.is_draft),
            others=tuple(one for one in published if not can_be_joined(one.card)),
            may_direct=may_direct,
        )
        return show(request, view)

    @get("/rondes/{code:str}", opt={FOR_VISITORS: True, FOR_READERS: who_may_direct})
    async def detail(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One round with its phase line."""
        may_direct = bool(authority.may(actor, Act.DIRECT_ROUND))
        round_ = await queries.round_by_code(code, now=now, drafts=may_direct)
        view = RoundView(
            round=round_,
            changes=await course_of(round_.id),
            may_direct=may_direct,
            days_left=_days_left(round_, now),
        )
        return show(request, view)


def _days_left(round_: queries.RoundDetail, now: datetime) -> int | None:
    deadline = round_.current.deadline if round_.current is not None and round_.open_phase is not None else None
    return days_until(deadline, now) if deadline is not None else None


def _today(now: datetime) -> date:
    return dutch_day(now)
