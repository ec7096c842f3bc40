"""What people do on the page of a group. What is refused comes back in the page, with what was typed."""

from collections.abc import Awaitable

from litestar import Controller, Response, post
from litestar.params import FromPath

from innovatie.domain.authority import Act, Actor, may
from innovatie.domain.errors import Invalid
from innovatie.domain.slugs import number_of
from innovatie.domain.whole_numbers import whole
from innovatie.grouping import actions, queries
from innovatie.grouping.pages.groups import group_view
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file


async def _answer(
    request: AnyRequest, number: int, actor: Actor, *, form: Form, act: Awaitable[object], message: str
) -> Response[str]:
    if await done(form, act):
        return redirect((await queries.standing(number)).address, request, message)
    return show(request, await group_view(number, actor, form), status=form.status)


class GroupActPages(Controller):
    path = "/groepen"
    guards = (signed_in,)

    @post("/{number:int}/trekker")
    async def lead(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The acting municipality takes the lead, or VNG names one."""
        form = Form(await request.form())
        chosen = form.integer("gemeente", label=_("Gemeente")) or actor.municipality_id
        if chosen is None:
            raise Invalid({"gemeente": "Kies een gemeente."})
        act = actions.name_lead(actor=actor, group_id=number, municipality_id=chosen, now=now)
        return await _answer(request, number, actor, form=form, act=act, message=_("De trekker is bekend."))

    @post("/{number:int}/splitsen")
    async def split(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Plans that do not belong: to a group of their own, or to another one.

        At once when one may decide it alone; else it becomes a proposal to the municipalities concerned.
        """
        sent = await request.form()
        form = Form(sent)
        ideas = [n for n in map(whole, map(str, sent.getall("plan", []))) if n is not None]
        wanted, reason, here = form.values.get("naar", "").strip(), form.values.get("reden", ""), actor.municipality_id
        target = number_of(wanted)
        if wanted and target is None:
            form.fail("naar", _("Geef het nummer van de andere groep, of laat dit leeg."))
            return show(request, await group_view(number, actor, form), status=422)
        if target is not None:
            act: Awaitable[object] = actions.propose_move(
                actor=actor, group_id=number, other_id=target, idea_ids=ideas, reason=reason, municipality_id=here,
                now=now,
            )  # fmt: skip
            message = _("Uw voorstel ligt bij de gemeenten die het aangaat.")
        elif may(actor, Act.DIRECT_GROUPS) or await queries.owners_of(ideas) == {here}:
            act = actions.split_off(
                actor=actor, group_id=number, idea_ids=ideas, reason=reason, municipality_id=here, now=now
            )
            message = _("De plannen staan nu in een eigen groep.")
        else:
            act = actions.propose_split(
                actor=actor, group_id=number, idea_ids=ideas, reason=reason, municipality_id=here, now=now
            )
            message = _("Uw voorstel ligt bij de gemeenten die het aangaat.")
        return await _answer(request, number, actor, form=form, act=act, message=message)

    @post("/{number:int}/verbinden")
    async def link(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """A typed link to another group."""
        form = Form(await request.form())
        act = actions.link_groups(
            actor=actor,
            group_id=number,
            other_id=number_of(form.values.get("ander", "").strip()) or 0,
            kind=form.values.get("soort", ""),
            now=now,
        )
        return await _answer(request, number, actor, form=form, act=act, message=_("Het verband is gelegd."))

    @post("/{number:int}/bestanden")
    async def attach(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Add a file."""
        sent = await request.form()
        file = sent_file(sent, "bestand")
        act = actions.add_file(
            actor=actor,
            group_id=number,
            municipality_id=actor.municipality_id,
            name=file.name,
            content=file.content,
            now=now,
        )
        return await _answer(request, number, actor, form=Form(), act=act, message=_("Het bestand staat erbij."))

    @post("/bestanden/{number:int}/verwijderen")
    async def detach(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take a file away."""
        group = await actions.remove_file(actor=actor, file_id=number, municipality_id=actor.municipality_id, now=now)
        return redirect((await queries.standing(group)).address, request, _("Het bestand is verwijderd."))

    @post("/besluiten/{decision:int}/ongedaan")
    async def undo(
        self,
        request: AnyRequest,
        decision: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Undo a merge, a split or a move."""
        form = Form(await request.form())
        restored = await actions.undo(actor=actor, decision_id=decision, reason=form.values.get("reden", ""), now=now)
        address = (await queries.standing(restored)).address
        return redirect(address, request, _("Het besluit is ongedaan gemaakt."))
