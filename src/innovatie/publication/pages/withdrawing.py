"""VNG withdraws a winner: asked by one director with a reason, confirmed by another, and taken back within a time."""

from collections.abc import Awaitable
from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.whole_numbers import whole
from innovatie.domain.withdrawn_winners import GROUNDS, WithdrawalGround
from innovatie.notifications.queries import is_director
from innovatie.publication import actions, queries
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class WithdrawView(msgspec.Struct, frozen=True):
    """`asked_by_me`, `return_asked_by_me`: this director asked, so another one confirms. `asker_left`: who asked
    what waits now directs no more.
    """

    template: ClassVar[str] = "publication/withdraw.html"
    winner: queries.WinnerPage
    withdrawal: queries.Withdrawal | None
    may_end: bool
    asked_by_me: bool
    return_asked_by_me: bool
    asker_left: bool
    grounds: tuple[tuple[str, str], ...]
    form: Form


class WithdrawPages(Controller):
    path = "/vng/publicatie/{code:str}/winnaars/{group:int}"
    guards = (vng_only,)

    @get()
    async def look(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """How it stands with this winner."""
        return show(request, await _view(code, group, actor, Form(), now))

    @post("/intrekken")
    async def ask(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Ask another director to withdraw it."""
        await _winner(code, group, actor)
        form = Form(await request.form())
        ground = form.choice("grond", label=_("Waarom"), options=WithdrawalGround, required=True)
        reason = form.text("reden", label=_("Reden"), required=True, multiline=True, max_length=2_000)
        if form.ok and ground is not None:
            act = actions.ask_withdrawal(actor=actor, group_id=group, ground=ground, reason=reason, now=now)
            message = _("Gevraagd. Een andere regisseur bevestigt.")
            return await _after(request, act, form, (code, group, actor, now), message)
        return show(request, await _view(code, group, actor, form, now), status=form.status)

    @post("/bevestigen")
    async def confirm(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Withdraw it, as a colleague asked."""
        await _winner(code, group, actor)
        form = Form(await request.form())
        seen = whole(form.value("gezien")) or 0
        act = actions.confirm_withdrawal(actor=actor, group_id=group, seen=seen, now=now)
        return await _after(request, act, form, (code, group, actor, now), _("De winnaar is ingetrokken."))

    @post("/herstellen")
    async def end(
        self, request: AnyRequest, code: FromPath[str], group: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Ask to take it back; take it back, as a colleague asked; or drop what was asked."""
        await _winner(code, group, actor)
        form = Form(await request.form())
        at = (code, group, actor, now)
        match form.value("besluit"):
            case "laten":
                act = actions.drop_request(actor=actor, group_id=group, now=now)
                return await _after(request, act, form, at, _("Dit wordt niet meer gevraagd."))
            case "doen":
                act = actions.end_withdrawal(actor=actor, group_id=group, seen=form.value("gezien"), now=now)
                return await _after(request, act, form, at, _("Dit plan is winnaar, zoals eerst."))
        reason = form.text("herstel", label=_("Reden"), required=True, multiline=True, max_length=2_000)
        if not form.ok:
            return show(request, await _view(code, group, actor, form, now), status=form.status)
        act = actions.ask_return(actor=actor, group_id=group, reason=reason, now=now)
        return await _after(request, act, form, at, _("Gevraagd. Een andere regisseur bevestigt."))


async def _after(
    request: AnyRequest, act: Awaitable[None], form: Form, at: tuple[str, int, Actor, datetime], message: str
) -> Response[str]:
    code, group, actor, now = at
    if await done(form, act):
        return redirect(_address(code, group), request, message)
    return show(request, await _view(code, group, actor, form, now), status=form.status)


def _address(code: str, group: int) -> str:
    return f"/vng/publicatie/{code}/winnaars/{group}"


async def _winner(code: str, group: int, actor: Actor) -> queries.WinnerPage:
    """For who may withdraw it; NotFound when it is none of this round."""
    authority.require(actor, Act.PUBLISH_RESULT)
    found = await queries.winner(group)
    if found.round_code != code:
        raise NotFound("Dit is geen winnaar van deze ronde.")
    return found


async def _view(code: str, group: int, actor: Actor, form: Form, now: datetime) -> WithdrawView:
    found = await _winner(code, group, actor)
    standing = await queries.withdrawal_of(group, asked_too=True)
    asker = None if standing is None else standing.return_asked_by if standing.confirmed_at else standing.asked_by
    waits = standing is not None and (standing.confirmed_at is None or bool(standing.return_stand))
    return WithdrawView(
        winner=found,
        withdrawal=standing,
        may_end=standing is not None and standing.may_end(now),
        asked_by_me=standing is not None and standing.asked_by == actor.person_id,
        return_asked_by_me=standing is not None and standing.return_asked_by == actor.person_id,
        asker_left=waits and not await is_director(asker, today=dutch_day(now)),
        grounds=tuple((ground.value, _(label)) for ground, label in GROUNDS.items()),
        form=form,
    )
