"""What others may see: the shortlist for everybody, the feedback for the municipalities of a group."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.review import queries
from innovatie.review.queries.feedback import Feedback
from innovatie.review.queries.scores import Draw, SettledShortlist
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import redirect, show


class ShortlistView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/shortlist.html"
    round: RoundDetail
    settled: SettledShortlist | None
    draws: tuple[Draw, ...]


class FeedbackView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/feedback.html"
    feedback: Feedback


class OfGroupView(msgspec.Struct, frozen=True):
    """Per round the address of the feedback and the name of the round."""

    template: ClassVar[str] = "review/_of_group.html"
    group: int
    rounds: tuple[tuple[str, str], ...]


class OutcomePages(Controller):
    @get("/beoordelen/groepen/{group:int}", guards=(signed_in,))
    async def of_group(self, request: AnyRequest, group: FromPath[int], actor: By) -> Response[str]:
        """For the page of a group: where its feedback is, for who may read it; without htmx the newest itself."""
        rounds = await queries.rounds_with_feedback(group) if await _may_read(actor, group) else []
        if request.headers.get("hx-request") == "true":
            return show(request, OfGroupView(group=group, rounds=tuple(rounds)))
        if not rounds:
            raise NotFound("Er is voor deze groep nog geen terugkoppeling.")
        return redirect(f"/rondes/{rounds[0][0]}/groepen/{group}/terugkoppeling", request)

    @get("/rondes/{code:str}/shortlist")
    async def shortlist(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """The shortlist of a round, without order or figures."""
        round_ = await round_by_code(code, now=now)
        view = ShortlistView(
            round=round_,
            settled=await queries.settled_shortlist(round_.id),
            draws=await queries.draws_of(round_.id),
        )
        return show(request, view)

    @get("/rondes/{code:str}/groepen/{group:int}/terugkoppeling", guards=(signed_in,))
    async def feedback(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By
    ) -> Response[str]:
        """Feedback for who takes part in the group, and for VNG; for others it does not exist."""
        found = await queries.feedback_of(code, group)
        if found is None or not await _may_read(actor, group):
            raise NotFound("Deze terugkoppeling is er niet, of nog niet.")
        return show(request, FeedbackView(feedback=found))


async def _may_read(actor: Actor, group: int) -> bool:
    """Who takes part in the group, and VNG."""
    if authority.may(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW)):
        return True
    return bool(await queries.municipalities_of(group) & set(actor.municipalities()))
