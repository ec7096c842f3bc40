"""Rounds for everybody. VNG, who directs them, sees its drafts here too."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.rounds import queries
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import show


class RoundsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "rounds/list.html"
    rounds: tuple[queries.RoundCard, ...]
    may_direct: bool


class RoundView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "rounds/round.html"
    round: queries.RoundDetail
    changes: tuple[queries.ChangeRow, ...]
    may_direct: bool


class RoundPages(Controller):
    @get("/rondes")
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """All rounds."""
        may_direct = bool(authority.may(actor, Act.DIRECT_ROUND))
        return show(request, RoundsView(rounds=await queries.rounds(now=now, drafts=may_direct), may_direct=may_direct))

    @get("/rondes/{code:str}")
    async def detail(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One round with its phase line."""
        may_direct = bool(authority.may(actor, Act.DIRECT_ROUND))
        round_ = await queries.round_by_code(code, now=now, drafts=may_direct)
        view = RoundView(round=round_, changes=await queries.changes(round_.id), may_direct=may_direct)
        return show(request, view)
