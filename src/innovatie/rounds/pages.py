"""Rounds for everybody, and the desk from which VNG directs them."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.phases import EXPLANATIONS, LABELS, ORDER, Phase
from innovatie.notifications.previews import Preview
from innovatie.rounds import actions, queries
from innovatie.rounds.forms import read_deadline, read_round
from innovatie.rounds.notifications import preview_of
from innovatie.rounds.payloads import What
from innovatie.rounds.round_templates import TEMPLATES, settings_of
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

LOOK = "bekijken"
"""The button that shows the message first."""


class RoundsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "rounds/list.html"
    rounds: tuple[queries.RoundCard, ...]
    may_direct: bool


class RoundView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "rounds/round.html"
    round: queries.RoundDetail
    changes: tuple[queries.ChangeRow, ...]
    may_direct: bool


class NewRoundView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "rounds/new.html"
    form: Form
    phases: tuple[tuple[str, str, str], ...]
    kinds: tuple[tuple[str, str], ...]


class DirectView(msgspec.Struct, frozen=True):
    """`opening` and `extension`: the messages to everybody; `looking`: the form of which one was asked for."""

    template: ClassVar[str] = "rounds/direct.html"
    round: queries.RoundDetail
    changes: tuple[queries.ChangeRow, ...]
    form: Form
    next_phase: str
    next_label: str
    opening: Preview | None
    extension: Preview | None
    looking: str


def _new_round(form: Form) -> NewRoundView:
    return NewRoundView(
        form=form,
        phases=tuple((phase.value, LABELS[phase], EXPLANATIONS[phase]) for phase in ORDER),
        kinds=tuple((name, _(text)) for name, (text, _settings) in TEMPLATES.items()),
    )


class RoundPages(Controller):
    @get("/rondes")
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """All rounds."""
        may_direct = bool(authority.may(actor, Act.DIRECT_ROUND))
        return show(request, RoundsView(rounds=await queries.rounds(now=now), may_direct=may_direct))

    @get("/rondes/{code:str}")
    async def detail(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One round with its phase line."""
        round_ = await queries.round_by_code(code, now=now)
        view = RoundView(
            round=round_,
            changes=await queries.changes(round_.id),
            may_direct=bool(authority.may(actor, Act.DIRECT_ROUND)),
        )
        return show(request, view)


class RoundDeskPages(Controller):
    path = "/vng/rondes"
    guards = (vng_only,)

    @get("/nieuw")
    async def new(self, request: AnyRequest, actor: By) -> Response[str]:
        """The form for a new round."""
        authority.require(actor, Act.DIRECT_ROUND)
        return show(request, _new_round(Form()))

    @post("/nieuw")
    async def create(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Make a new round, in preparation."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        data = read_round(form)
        if form.ok:
            making = actions.create_round(
                actor=actor,
                code=data.code,
                name=data.name,
                description=data.description,
                deadlines=data.deadlines,
                settings=settings_of(data.template),
                now=now,
            )
            if await done(form, making):
                return redirect(f"/vng/rondes/{data.code}", request, _("De ronde is gemaakt. Open nu de eerste fase."))
        return show(request, _new_round(form), status=422)

    @get("/{code:str}")
    async def direct(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Direct one round: open, extend, close."""
        authority.require(actor, Act.DIRECT_ROUND)
        return show(request, await _direct(code, Form(), now))

    @post("/{code:str}/openen")
    async def open_next(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Open the next phase."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        deadline = read_deadline(form, "deadline", required=False)
        expected = form.choice("fase", label=_("Fase"), options=Phase, required=True)
        round_ = await queries.round_by_code(code, now=now)
        if form.ok and form.value("actie") == LOOK:
            return show(request, await _direct(code, form, now, looking="openen", deadline=deadline))
        if form.ok and expected is not None:
            opening = actions.open_next_phase(
                actor=actor, round_id=round_.id, deadline=deadline, now=now, expected=expected
            )
            if await done(form, opening):
                message = _("De fase %(fase)s is open.", fase=LABELS[expected].lower())
                return redirect(f"/vng/rondes/{code}", request, message)
        return show(request, await _direct(code, form, now), status=422)

    @post("/{code:str}/verlengen")
    async def extend(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Move the deadline of the present phase, with a reason."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        deadline = read_deadline(form, "nieuwe_deadline", required=True)
        reason = form.text("reden", label=_("Reden"), required=True, multiline=True, max_length=1_000)
        round_ = await queries.round_by_code(code, now=now)
        if form.ok and form.value("actie") == LOOK:
            return show(request, await _direct(code, form, now, looking="verlengen", deadline=deadline, reason=reason))
        if form.ok and deadline is not None:
            extending = actions.extend_phase(actor=actor, round_id=round_.id, deadline=deadline, reason=reason, now=now)
            if await done(form, extending):
                return redirect(f"/vng/rondes/{code}", request, _("De fase is verlengd."))
        return show(request, await _direct(code, form, now), status=422)

    @post("/{code:str}/sluiten")
    async def close(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Close the present phase."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        reason = form.text("reden_sluiten", label=_("Reden"), multiline=True, max_length=1_000)
        round_ = await queries.round_by_code(code, now=now)
        if form.ok:
            closing = actions.close_phase(actor=actor, round_id=round_.id, reason=reason, now=now)
            if await done(form, closing):
                return redirect(f"/vng/rondes/{code}", request, _("De fase is gesloten."))
        return show(request, await _direct(code, form, now), status=422)


async def _direct(
    code: str, form: Form, now: datetime, *, looking: str = "", deadline: datetime | None = None, reason: str = ""
) -> DirectView:
    """`looking`: of which form the message was asked for, with the deadline and the reason that were typed there."""
    round_ = await queries.round_by_code(code, now=now)
    following, current = round_.next_phase, round_.current
    opening = extension = None
    if following is not None:
        planned = next(row.deadline for row in round_.phases if row.phase is following)
        until = deadline if looking == "openen" and deadline is not None else planned
        opening = await preview_of(round_, following, What.OPENED, until, now=now)
    if looking == "verlengen" and current is not None:
        extension = await preview_of(round_, current.phase, What.EXTENDED, deadline, reason=reason, now=now)
    return DirectView(
        round=round_,
        changes=await queries.changes(round_.id),
        form=form,
        next_phase=following.value if following else "",
        next_label=LABELS[following] if following else "",
        opening=opening,
        extension=extension,
        looking=looking,
    )
