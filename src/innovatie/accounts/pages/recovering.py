"""`/account/herstel`: a way back for who lost every second factor; `/herstel`: those who vouch, confirm or stop."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions
from innovatie.accounts.actions.recovering import OWN_PAGE, PAGE
from innovatie.accounts.queries.account import FactorState, factor_state
from innovatie.accounts.queries.recovering import Recovery, judge_now, may_stop, recoveries, recovery_of
from innovatie.audit.actions import note_reading
from innovatie.domain.authority import Act, Actor, Role, may, person_of
from innovatie.domain.errors import NotAllowed
from innovatie.domain.factor_recovery import why_not_confirm, why_not_vouch
from innovatie.web.forms import Form, done, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class OwnRecoveryView(msgspec.Struct, frozen=True):
    """`mine`: what was asked, while it lives. `open_now`: the wait is over."""

    template: ClassVar[str] = "accounts/own_recovery.html"
    factor: FactorState
    mine: Recovery | None
    open_now: bool
    form: Form


class JudgedRow(msgspec.Struct, frozen=True):
    """A request, and why the reader cannot take its next step ('': they can)."""

    asked: Recovery
    refusal: str


class RecoveriesView(msgspec.Struct, frozen=True):
    """`typed_in`: the number of the request whose form comes back."""

    template: ClassVar[str] = "accounts/recoveries.html"
    rows: tuple[JudgedRow, ...]
    form: Form
    typed_in: int


class OwnRecoveryPages(Controller):
    path = OWN_PAGE
    guards = (signed_in,)

    @get()
    async def own(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Where one's own request stands."""
        return show(request, await _own(actor, Form(), now))

    @post()
    async def ask(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Ask for a way back."""
        form = Form(await request.form())
        if await done(form, actions.ask_recovery(actor=actor, now=now)):
            return redirect(OWN_PAGE, request, _("Gevraagd. Wie u kent bij uw gemeente of VNG heeft bericht."))
        return show(request, await _own(actor, form, now), status=form.status)

    @post("/stoppen")
    async def stop(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """I did not ask this, or found my factor."""
        mine = await recovery_of(person_of(actor), now=now)
        if mine is not None:
            await actions.stop_recovery(actor=actor, number=mine.id, now=now)
        return redirect(OWN_PAGE, request, _("Het herstel is gestopt."))

    @post("/uitvoeren")
    async def carry_out(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """After the wait: away with the lost factor, and on to a new one."""
        form = Form(await request.form())
        if await done(form, actions.carry_out_recovery(actor=actor, now=now)):
            return redirect("/account/tweede-factor", request, _("Stel nu een nieuwe tweede factor in."))
        return show(request, await _own(actor, form, now), status=form.status)


class RecoveryPages(Controller):
    path = PAGE
    guards = (signed_in,)

    @get()
    async def waiting(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Requests of colleagues. Looking leaves a row in the trail."""
        _require(actor)
        await note_reading(actor=actor, page="herstel", object_kind="personen", object_id=0, now=now)
        return show(request, await _all(actor, Form(), 0, now))

    @post("/{number:int}/instaan")
    async def vouch(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """It is really them."""
        _require(actor)
        form = Form(await request.form())
        reason = form.text("waaraan", label=_("Hoe weet u dat?"), required=True, max_length=500)
        if form.ok:
            with refusals_in(form, under="waaraan"):
                await actions.vouch(actor=actor, number=number, reason=reason, now=now)
                return redirect(PAGE, request, _("U staat in voor deze collega. Een ander bevestigt."))
        return show(request, await _all(actor, form, number, now), status=form.status)

    @post("/{number:int}/bevestigen")
    async def confirm(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The second of two."""
        _require(actor)
        form = Form(await request.form())
        if await done(form, actions.confirm_recovery(actor=actor, number=number, now=now)):
            return redirect(PAGE, request, _("Bevestigd. De wachttijd van drie dagen is begonnen."))
        return show(request, await _all(actor, form, 0, now), status=form.status)

    @post("/{number:int}/stoppen")
    async def stop(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """This is not right."""
        await actions.stop_recovery(actor=actor, number=number, now=now)
        return redirect(PAGE if _judges(actor) else "/account", request, _("Het herstel is gestopt."))


def _judges(actor: Actor) -> bool:
    return bool(may(actor, Act.CONFIRM_ROLE)) or actor.has(Role.MUNICIPAL_ADMIN) or actor.has(Role.VOTER)


def _require(actor: Actor) -> None:
    if not _judges(actor):
        raise NotAllowed(
            "Dit zien beheerders en stemgemachtigden van een gemeente, VNG en de beheerder van het platform."
        )


async def _own(actor: Actor, form: Form, now: datetime) -> OwnRecoveryView:
    mine = await recovery_of(person_of(actor), now=now)
    return OwnRecoveryView(
        factor=await factor_state(person_of(actor), actor.session_id, now=now),
        mine=mine,
        open_now=mine is not None and mine.is_open(now),
        form=form,
    )


async def _all(actor: Actor, form: Form, typed_in: int, now: datetime) -> RecoveriesView:
    judge = await judge_now(actor, now)
    rows = []
    for asked in await recoveries(now=now):
        if not may_stop(actor, asked):
            continue
        if asked.vouched_by is None:
            refusal = why_not_vouch(asked.asker, judge)
        elif asked.opens_at is None:
            refusal = why_not_confirm(asked.asker, judge, asked.vouched_by)
        else:
            refusal = None
        rows.append(JudgedRow(asked=asked, refusal=refusal or ""))
    return RecoveriesView(rows=tuple(rows), form=form, typed_in=typed_in)
