"""The inbox of proposals: for VNG all of them, for a municipality those about its own groups."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from innovatie.domain.authority import Act, Actor, may
from innovatie.domain.slugs import number_of, numbered
from innovatie.domain.wording import wording
from innovatie.grouping import actions, queries
from innovatie.web.guards import signed_in
from innovatie.web.i18n import _
from innovatie.web.pagination import Page, page
from innovatie.web.render import redirect, show

AnyRequest = Request[Any, Any, Any]
STATES = {
    "open": wording("Open"),
    "uitgevoerd": wording("Uitgevoerd"),
    "afgewezen": wording("Afgewezen"),
    "vervallen": wording("Vervallen"),
}


class InboxView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "grouping/proposals.html"
    proposals: tuple[queries.ProposalRow, ...]
    page: Page
    state: str
    states: tuple[tuple[str, str], ...]
    may_direct: bool
    may_answer: bool
    addresses: dict[int, str]


class ProposalPages(Controller):
    path = "/groepen/voorstellen"
    guards = (signed_in,)

    @get("/")
    async def inbox(self, request: AnyRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Open proposals, the surest first; earlier ones by state."""
        directs = bool(may(actor, Act.DIRECT_GROUPS))
        state = str(request.query_params.get("staat", "open"))
        state = state if state in STATES else "open"
        wanted = page(request.query_params.get("pagina", 1), total=10**9)
        own = None if directs else (actor.municipality_id or 0)
        rows, total = await queries.proposals(state=state, municipality_id=own, offset=wanted.offset, limit=wanted.size)
        addresses: dict[int, str] = {}
        for row in rows:
            addresses[row.group] = f"/groepen/{numbered(row.group, row.group_title)}"
            if row.other_group is not None:
                addresses[row.other_group] = f"/groepen/{numbered(row.other_group, row.other_title)}"
        view = InboxView(
            proposals=tuple(rows),
            page=page(wanted.number, total=total),
            state=state,
            states=tuple(STATES.items()),
            may_direct=directs,
            may_answer=directs or actor.municipality_id is not None,
            addresses=addresses,
        )
        return show(request, view)

    @post("/")
    async def propose(
        self, request: AnyRequest, actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Propose to merge two groups, with a reason."""
        form = await request.form()
        group, other = number_of(str(form.get("groep", ""))), number_of(str(form.get("andere", "")).strip())
        made = await actions.propose_merge(
            actor=actor,
            group_id=group or 0,
            other_id=other or 0,
            reason=str(form.get("reden", "")),
            municipality_id=actor.municipality_id,
            now=now,
        )
        message = _("Uw voorstel ligt bij beide groepen.") if made else _("Dit voorstel was er al.")
        return redirect("/groepen/voorstellen", request, message)

    @post("/{number:int}/akkoord")
    async def agree(
        self, request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Agree for one's own side; VNG for sides that are silent."""
        merged = await actions.agree(actor=actor, proposal_id=number, municipality_id=actor.municipality_id, now=now)
        message = (
            _("De groepen zijn samengevoegd.")
            if merged
            else _("Uw instemming staat erbij. De andere groep is aan zet.")
        )
        return redirect("/groepen/voorstellen", request, message)

    @post("/{number:int}/bezwaar")
    async def objection(
        self, request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Object with a reason."""
        form = await request.form()
        await actions.object_to(
            actor=actor,
            proposal_id=number,
            municipality_id=actor.municipality_id,
            reason=str(form.get("reden", "")),
            now=now,
        )
        return redirect("/groepen/voorstellen", request, _("Uw bezwaar staat erbij. De groepen blijven apart."))
