"""One statement for all members of a Kring or partnership at once."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.domain import authority
from innovatie.domain.adoption_states import LABELS, NOTE_LIMIT, Stage
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show


class KringView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/kring.html"
    partnership: queries.Circle
    members: tuple[tuple[int, str], ...]
    solutions: tuple[tuple[int, str], ...]
    stages: tuple[tuple[str, str], ...]
    form: Form


async def _view(partnership_id: int, actor: Actor, form: Form, now: datetime) -> KringView:
    authority.require(actor, Act.REPORT_ADOPTION_AS_KRING, Context(partnership_id=partnership_id))
    circle = await queries.circle(partnership_id, on=dutch_day(now))
    return KringView(
        partnership=circle,
        members=circle.members,
        solutions=tuple((card.id, card.title) for card in await queries.solutions()),
        stages=tuple((stage.value, _(LABELS[stage])) for stage in Stage),
        form=form,
    )


class KringPages(Controller):
    guards = (signed_in,)

    @get("/overname/kring/{partnership_id:int}")
    async def form(
        self,
        request: AnyRequest,
        partnership_id: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """All members are chosen beforehand."""
        circle = await queries.circle(partnership_id, on=dutch_day(now))
        form = Form.filled({"gemeenten": [str(number) for number, _name in circle.members]})
        return show(request, await _view(partnership_id, actor, form, now))

    @post("/overname/kring/{partnership_id:int}")
    async def report(
        self,
        request: AnyRequest,
        partnership_id: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """All chosen members, or none."""
        form = Form(await request.form())
        view = await _view(partnership_id, actor, form, now)
        solution = form.choice(
            "oplossing", label=_("Oplossing"), options={str(n): t for n, t in view.solutions}, required=True
        )
        stage = form.choice("stap", label=_("Waar staan deze gemeenten?"), options=Stage, required=True)
        on = form.date("datum", label=_("Sinds wanneer?")) or dutch_day(now)
        reason = form.text("toelichting", label=_("Toelichting"), multiline=True, max_length=NOTE_LIMIT)
        chosen = form.many(
            "gemeenten", label=_("Gemeenten"), options={str(n): t for n, t in view.members}, required=True
        )
        if form.ok and stage is not None and solution is not None:
            with refusals_in(form):
                await actions.report_for_partnership(
                    actor=actor,
                    partnership_id=partnership_id,
                    solution_id=int(solution),
                    stage=stage,
                    on=on,
                    now=now,
                    details=actions.Details(reason=reason),
                    only=[int(number) for number in chosen],
                )
                message = ngettext(
                    "Gemeld voor %(n)s gemeente: %(stap)s.",
                    "Gemeld voor %(n)s gemeenten: %(stap)s.",
                    len(chosen),
                    stap=_(LABELS[stage]).lower(),
                )
                return redirect(f"/overname/{solution}", request, message)
        return show(request, view, status=form.status)
