"""The groups of a round: for everybody, and for VNG, who settles them at the end of the grouping phase."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.phases import Phase
from innovatie.domain.picture_words import Pictured
from innovatie.grouping import actions, queries
from innovatie.pictures.queries import PictureRow, covers_of
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show


class RoundGroupsView(msgspec.Struct, frozen=True):
    """`settled`: the groups stand; otherwise these are the groups as they would be now."""

    template: ClassVar[str] = "grouping/round.html"
    round: RoundDetail
    groups: tuple[queries.GroupCard, ...]
    settled: bool
    photos: dict[int, PictureRow]


class SettleView(msgspec.Struct, frozen=True):
    """What VNG sees before and after settling; `missing` are groups whose ideas came later."""

    template: ClassVar[str] = "grouping/settle.html"
    round: RoundDetail
    groups: tuple[queries.GroupCard, ...]
    missing: tuple[queries.GroupCard, ...]
    loose: int
    may_settle: bool


async def _groups(round_: RoundDetail) -> tuple[tuple[queries.GroupCard, ...], bool]:
    settled = tuple(await queries.groups_in_round(round_.id))
    return (settled, True) if settled else (tuple(await queries.groups_of_ideas_in(round_.id)), False)


class RoundGroupPages(Controller):
    @get("/rondes/{code:str}/groepen")
    async def index(self, request: AnyRequest, code: FromPath[str], now: Now) -> Response[str]:
        """The groups that take part in a round."""
        round_ = await round_by_code(code, now=now)
        groups, settled = await _groups(round_)
        photos = await covers_of(Pictured.GROUP, [one.id for one in groups])
        view = RoundGroupsView(round=round_, groups=groups, settled=settled, photos=photos)
        return show(request, view, fragment="grouping/_of_round.html")


class SettleGroupsPages(Controller):
    path = "/vng/rondes/{code:str}/groepen"
    guards = (vng_only,)

    @get("/")
    async def preview(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Which groups take part, and which would be added."""
        authority.require(actor, Act.DIRECT_GROUPS)
        round_ = await round_by_code(code, now=now)
        settled = tuple(await queries.groups_in_round(round_.id))
        known = {card.id for card in settled}
        candidates = await queries.groups_of_ideas_in(round_.id)
        view = SettleView(
            round=round_,
            groups=settled,
            missing=tuple(card for card in candidates if card.id not in known),
            loose=await queries.ungrouped_ideas_in(round_.id),
            may_settle=round_.phase in (Phase.GROUP, Phase.REVIEW),
        )
        return show(request, view)

    @post("/")
    async def settle(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Settle the groups of the round; from the review on they are frozen."""
        authority.require(actor, Act.DIRECT_GROUPS)
        round_ = await round_by_code(code, now=now)
        numbers = await actions.enter_round(actor=actor, round_id=round_.id, now=now)
        message = ngettext("%(n)s groep doet mee.", "%(n)s groepen doen mee.", len(numbers))
        return redirect(f"/vng/rondes/{code}", request, _("De groepen staan vast.") + " " + message)
