"""What others may see: the shortlist for everybody, the feedback for the municipalities of a group."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
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
from innovatie.web.render import show

AnyRequest = Request[Any, Any, Any]


class ShortlistView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/shortlist.html"
    round: RoundDetail
    settled: SettledShortlist | None
    draws: tuple[Draw, ...]


class FeedbackView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/feedback.html"
    feedback: Feedback


class OutcomePages(Controller):
    @get("/rondes/{code:str}/shortlist")
    async def shortlist(
        self, request: AnyRequest, code: FromPath[str], now: NamedDependency[datetime]
    ) -> Response[Any]:
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
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: NamedDependency[Actor]
    ) -> Response[Any]:
        """Feedback for who takes part in the group, and for VNG; for others it does not exist."""
        found = await queries.feedback_of(code, group)
        theirs = await queries.municipalities_of(group)
        chair = authority.may(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))
        if found is None or not (chair or theirs & set(actor.municipalities())):
            raise NotFound("Deze terugkoppeling is er niet, of nog niet.")
        return show(request, FeedbackView(feedback=found))
