"""VNG withdraws a finalist: asked by one director with a reason, confirmed by another."""

from collections.abc import Awaitable
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.whole_numbers import whole
from innovatie.domain.withdrawn_finalists import GROUNDS, FinalistGround
from innovatie.notifications.queries import is_director
from innovatie.rounds.queries import round_by_id
from innovatie.voting import actions, queries
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class WithdrawFinalistView(msgspec.Struct, frozen=True):
    """`asked_by_me`: this director asked, so another one confirms. `vote`: the final, once it was opened.

    `refusal`: why this finalist cannot be withdrawn now; None when it can. `asker_left`: who asked directs no more.
    """

    template: ClassVar[str] = "voting/withdraw_finalist.html"
    finalist: queries.FinalistState
    vote: queries.Vote | None
    asked_by_me: bool
    asker_left: bool
    refusal: str | None
    people: int
    """How many hear it."""
    grounds: tuple[tuple[str, str], ...]
    form: Form


class WithdrawFinalistPages(Controller):
    path = "/vng/stemming/{code:str}/finalisten/{group:int}"
    guards = (vng_only,)

    @get()
    async def look(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """How it stands with this finalist."""
        return show(request, await _view(code, group, actor, Form(), now))

    @post("/terugtrekken")
    async def ask(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Ask another director to withdraw it."""
        form = Form(await request.form())
        ground = form.choice("grond", label=_("Waarom"), options=FinalistGround, required=True)
        reason = form.text("reden", label=_("Reden"), required=True, multiline=True, max_length=2_000)
        if form.ok and ground is not None:
            asking = actions.ask_finalist_withdrawal(
                actor=actor, round_code=code, group_id=group, ground=ground, reason=reason, now=now
            )
            return await _after(
                request, asking, form, (code, group, actor, now), _("Gevraagd. Een andere regisseur bevestigt.")
            )
        return show(request, await _view(code, group, actor, form, now), status=form.status)

    @post("/bevestigen")
    async def confirm(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Withdraw it, as a colleague asked."""
        form = Form(await request.form())
        seen = whole(form.value("gezien")) or 0
        act = actions.confirm_finalist_withdrawal(actor=actor, round_code=code, group_id=group, seen=seen, now=now)
        return await _after(request, act, form, (code, group, actor, now), _("De finalist doet niet meer mee."))

    @post("/laten")
    async def drop(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Drop the request: the finalist stays."""
        form = Form(await request.form())
        act = actions.drop_finalist_withdrawal(actor=actor, round_code=code, group_id=group, now=now)
        return await _after(request, act, form, (code, group, actor, now), _("De finalist blijft meedoen."))


async def _after(
    request: AnyRequest, act: Awaitable[None], form: Form, at: tuple[str, int, Actor, datetime], message: str
) -> Response[str]:
    code, group, actor, now = at
    if await done(form, act):
        return redirect(f"/vng/stemming/{code}/finalisten/{group}", request, message)
    return show(request, await _view(code, group, actor, form, now), status=form.status)


async def _view(code: str, group: int, actor: Actor, form: Form, now: datetime) -> WithdrawFinalistView:
    authority.require(actor, Act.DIRECT_VOTE)
    found = await queries.finalist_state(code, group)
    vote = await queries.find_vote(code, "finale", now=now)
    is_open = vote is not None and vote.state == "open"
    return WithdrawFinalistView(
        finalist=found,
        vote=vote,
        asked_by_me=found.asked_by is not None and found.asked_by == actor.person_id,
        asker_left=found.request is not None and not await is_director(found.asked_by, today=dutch_day(now)),
        refusal=queries.why_no_withdrawal(found, await round_by_id(found.round_id, now=now), vote, now),
        people=await actions.withdrawal_reach(group_id=group, vote=vote if is_open else None, now=now),
        grounds=tuple((ground.value, _(label)) for ground, label in GROUNDS.items()),
        form=form,
    )
