"""What VNG decided about a plan in a round, for the municipality of that plan; and its appeal."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.admission import JUDGED_IN, may_appeal
from innovatie.domain.authority import Act
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import number_of
from innovatie.ideas import actions, queries
from innovatie.ideas.queries.admission import Decision, decisions_about
from innovatie.ideas.records import require_owner
from innovatie.rounds.queries import round_by_id
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class AdmissionView(msgspec.Struct, frozen=True):
    """`open`: the exclusion against which one may appeal now, if any."""

    template: ClassVar[str] = "ideas/admission.html"
    idea: queries.IdeaDetail
    decisions: tuple[Decision, ...]
    open: Decision | None
    form: Form


class AdmissionPages(Controller):
    guards = (signed_in,)

    @get("/ideeen/{segment:str}/toelating")
    async def decisions(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """What was decided, and why."""
        idea = await queries.idea_by_id(number_of(segment) or 0)
        await require_owner(actor, idea, Act.EDIT_IDEA, now)
        found = await decisions_about(idea.id)
        return show(request, AdmissionView(idea=idea, decisions=found, open=await _open(found, now), form=Form()))

    @post("/ideeen/{segment:str}/toelating")
    async def appeal(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Appeal against the exclusion."""
        idea = await queries.idea_by_id(number_of(segment) or 0)
        await require_owner(actor, idea, Act.EDIT_IDEA, now)
        found = await decisions_about(idea.id)
        against = await _open(found, now)
        if against is None:
            raise NotFound("Bezwaar maken kan niet (meer).")
        form = Form(await request.form())
        reason = form.text(
            "bezwaar",
            label=_("Bezwaar"),
            required=_("Schrijf waarom uw plan wel mee zou moeten doen."),
            multiline=True,
            max_length=4_000,
        )
        if form.ok:
            appealing = actions.appeal(actor=actor, idea_id=idea.id, round_id=against.round, reason=reason, now=now)
            if await done(form, appealing):
                return redirect(request.url.path, request, _("Uw bezwaar is verstuurd. VNG beslist opnieuw."))
        return show(request, AdmissionView(idea=idea, decisions=found, open=against, form=form), status=form.status)


async def _open(found: tuple[Decision, ...], now: datetime) -> Decision | None:
    """The exclusion against which one may appeal: not when its round is past judging."""
    latest = {one.round: one for one in reversed(found)}
    for one in latest.values():
        if may_appeal(one.verdict, one.at, now):
            round_ = await round_by_id(one.round, now=now)
            if round_.phase in JUDGED_IN and round_.ended_at is None:
                return one
    return None
