"""Choosing between what stands in an idea and what its source says."""

from litestar import Controller, Response, post
from litestar.params import FromPath

from innovatie.ideas import actions
from innovatie.ideas.pages.detail import find
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect


class SourceConflictPages(Controller):
    path = "/ideeen/{segment:str}/bron"

    @post("/", guards=[signed_in])
    async def settle(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Keep what stands here, or take what the source says."""
        idea = await find(segment, actor)
        form = Form(await request.form())
        number = form.integer("botsing", label=_("Botsing"))
        take = form.values.get("keuze") == "overnemen"
        await actions.settle_conflict(actor=actor, idea_id=idea.id, conflict_id=number or 0, take=take, now=now)
        told = _("Wat de bron zegt, is overgenomen.") if take else _("Het plan blijft zoals het is.")
        return redirect(idea.address, request, told)
