"""Which municipalities resemble those who take part, how earlier forecasts did, and telling them about it."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.adoption.estimates import NextRow, next_rows, whom_to_call
from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.queries.sharing import Foreseen, experiences, scoreboard
from innovatie.adoption.timeline import timeline_of
from innovatie.audit.read_cache import cached_until_next_act
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.diffusion.scoreboard import verdict_on_band
from innovatie.domain.diffusion.signs import SignScore
from innovatie.domain.dutch_dates import dutch_day
from innovatie.notifications.previews import Preview
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import ngettext
from innovatie.web.render import redirect, show


class NextView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/next.html"
    solution: queries.SolutionDetail
    rows: tuple[NextRow, ...]
    ever: int
    foreseen: tuple[Foreseen, ...]
    inside: int
    band_verdict: str
    sign_scores: tuple[SignScore, ...]
    may_nudge: bool
    mail: Preview | None


async def _likely(solution: queries.SolutionDetail, today: date) -> tuple[tuple[NextRow, ...], int]:
    """The municipalities that resemble those who take part, and how many ever did."""

    async def look_up() -> tuple[tuple[NextRow, ...], int]:
        story = await timeline_of(solution, day=today, today=today)
        return next_rows(story, await queries.others_in_use(solution.id)), story.ever

    return await cached_until_next_act(("likely", solution.id, today), look_up)


class NextAdoptersPages(Controller):
    @get("/overname/{slug:str}/volgende")
    async def next(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Who resembles those who take part; and how our earlier forecasts did."""
        solution = await queries.solution(number_of(slug))
        foreseen = await scoreboard(solution.id, today=dutch_day(now))
        rows, ever = await _likely(solution, dutch_day(now))
        may_nudge = bool(authority.may(actor, Act.PROPOSE_ADOPTION))
        calls = whom_to_call(rows, await experiences(solution.id)) if may_nudge else ()
        view = NextView(
            solution=solution,
            rows=rows,
            ever=ever,
            foreseen=foreseen,
            inside=sum(item.inside for item in foreseen),
            band_verdict=verdict_on_band((item.p10, item.p90, item.actual) for item in foreseen),
            sign_scores=await queries.sign_scores(solution.id, today=dutch_day(now)),
            may_nudge=may_nudge,
            mail=await actions.preview_nudge(solution_id=solution.id, title=solution.title, likely=calls, now=now),
        )
        return show(request, view)

    @post("/overname/{slug:str}/volgende")
    async def nudge(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """VNG tells these municipalities, with whom to call."""
        authority.require(actor, Act.PROPOSE_ADOPTION)
        solution = await queries.solution(number_of(slug))
        rows, _ever = await _likely(solution, dutch_day(now))
        calls = whom_to_call(rows, await experiences(solution.id))
        told = await actions.nudge(actor=actor, solution_id=solution.id, likely=calls, now=now)
        message = ngettext("%(n)s gemeente kreeg bericht.", "%(n)s gemeenten kregen bericht.", told)
        return redirect(f"/overname/{solution.slug}/volgende", request, message)
