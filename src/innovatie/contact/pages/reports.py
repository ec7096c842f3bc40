"""`/vng/meldingen`: reports of abuse, each with its decision, its appeal and the ruling."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.contact import actions, queries
from innovatie.domain.authority import Act, Actor, person_of, require
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class ReportsView(msgspec.Struct, frozen=True):
    """`own`: the reader, who does not rule on an appeal against what they decided; `refused`: the report at fault.

    `towns`: the municipalities for which the reader works too.
    """

    template: ClassVar[str] = "contact/reports.html"
    reports: tuple[queries.ReportRow, ...]
    own: int
    towns: tuple[int, ...]
    form: Form
    refused: int | None


async def _view(actor: Actor, form: Form, refused: int | None) -> ReportsView:
    return ReportsView(
        reports=tuple(await queries.reports()),
        own=person_of(actor),
        towns=actor.municipalities(),
        form=form,
        refused=refused,
    )


class ReportPages(Controller):
    path = "/vng/meldingen"
    guards = (vng_only,)

    @get("/")
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """What waits, and what was decided. Looking leaves a row in the trail: there are names and messages."""
        require(actor, Act.DIRECT_GROUPS)
        view = await _view(actor, Form(), None)
        await note_reading(actor=actor, page="meldingen", object_kind="melding", object_id="alle", now=now)
        return show(request, view)

    @post("/{number:int}")
    async def decide(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Decide, or rule on an appeal."""
        form = Form(await request.form())
        hide = form.values.get("besluit") == "verbergen"
        act = actions.decide(actor=actor, report_id=number, hide=hide, reason=form.values.get("reden", ""), now=now)
        if await done(form, act):
            return redirect("/vng/meldingen", request, _("Uw besluit is vastgelegd. Beide mensen horen het."))
        return show(request, await _view(actor, form, number), status=form.status)
