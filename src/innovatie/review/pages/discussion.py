"""The discussion between the reviewers of one group."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Actor, person_of
from innovatie.domain.errors import NotFound
from innovatie.review import actions, queries
from innovatie.review.queries.discussion import DiscussionView
from innovatie.review.queries.work import Dossier
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class TalkView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/discussion.html"
    dossier: Dossier
    discussion: DiscussionView
    form: Form


class DiscussionPages(Controller):
    path = "/beoordelen"
    guards = (signed_in,)

    @get("/{number:int}/overleg")
    async def talk(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """Scores and arguments of the others, for who has handed in a review of this group."""
        return show(request, await _view(actor, number, Form()))

    @post("/{number:int}/overleg")
    async def say(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Add an argument."""
        form = Form(await request.form())
        body = form.text("bijdrage", label=_("Uw argument"), multiline=True, required=True, max_length=4_000)
        if form.ok:
            act = actions.say(actor=actor, assignment_id=number, body=body, now=now)
            if await done(form, act):
                return redirect(f"/beoordelen/{number}/overleg", request, _("Uw argument staat erbij."))
        return show(request, await _view(actor, number, form), status=form.status)


async def _view(actor: Actor, number: int, form: Form) -> TalkView:
    found = await queries.dossier(number, person_id=person_of(actor))
    if not found.discussion_exists or found.state != "ingeleverd":
        raise NotFound("Over deze groep is geen overleg.")
    return TalkView(
        dossier=found,
        discussion=await queries.discussion_of(found.round_id, found.group, own_assignment=number),
        form=form,
    )
