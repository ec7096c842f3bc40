"""The inbox of proposals: for VNG all of them, for a municipality those about its own groups."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.authority import Act, Actor, may
from innovatie.domain.group_consent import Side
from innovatie.domain.slugs import number_of, numbered
from innovatie.domain.wording import wording
from innovatie.grouping import actions, queries
from innovatie.grouping.notifications import INBOX
from innovatie.grouping.pages.groups import group_view
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.pagination import Page, page
from innovatie.web.render import redirect, show

STATES = {
    "open": wording("Open"),
    "uitgevoerd": wording("Uitgevoerd"),
    "afgewezen": wording("Afgewezen"),
    "vervallen": wording("Vervallen"),
}
_ON_A_PAGE = 10
"""A proposal has two groups, who agreed and two answers: twenty were twenty screens of a telephone."""


class Shown(msgspec.Struct, frozen=True):
    """A proposal with the addresses of its groups, and what this reader may do."""

    proposal: queries.ProposalDetail
    address: str
    other_address: str
    may_agree: bool
    may_object: bool
    has_agreed: bool


class InboxView(msgspec.Struct, frozen=True):
    """`refused` is the proposal whose objection came back, with what was typed in `form`."""

    template: ClassVar[str] = "grouping/proposals.html"
    proposals: tuple[Shown, ...]
    page: Page
    state: str
    states: tuple[tuple[str, str], ...]
    may_direct: bool
    form: Form
    refused: int | None


def _shown(found: queries.ProposalDetail, actor: Actor, directs: bool) -> Shown:
    row, here = found.row, actor.municipality_id
    concerned = here is not None and here in found.one.ids | found.other.ids
    agreed = any(voice.agrees and voice.municipality_id == here for voice in row.voices) and concerned
    speaks = row.state == "open" and (directs or concerned)
    return Shown(
        proposal=found,
        address=f"/groepen/{numbered(row.group, row.group_title)}",
        other_address=f"/groepen/{numbered(row.other_group, row.other_title)}" if row.other_group else "",
        may_agree=speaks and not agreed and not found.frozen,
        may_object=speaks,
        has_agreed=agreed and row.state == "open",
    )


async def _inbox(request: AnyRequest, actor: Actor, form: Form, refused: int | None = None) -> InboxView:
    directs = bool(may(actor, Act.DIRECT_GROUPS))
    state = str(request.query_params.get("staat", "open"))
    state = state if state in STATES else "open"
    wanted = page(request.query_params.get("pagina", 1), total=10**9, size=_ON_A_PAGE)
    own = None if directs else (actor.municipality_id or 0)
    rows, total = await queries.proposals(state=state, municipality_id=own, offset=wanted.offset, limit=wanted.size)
    return InboxView(
        proposals=tuple([_shown(await queries.detailed(row), actor, directs) for row in rows]),
        page=page(wanted.number, total=total, size=_ON_A_PAGE),
        state=state,
        states=tuple(STATES.items()),
        may_direct=directs,
        form=form,
        refused=refused,
    )


class ProposalPages(Controller):
    path = INBOX
    guards = (signed_in,)

    @get("/")
    async def inbox(self, request: AnyRequest, actor: By) -> Response[str]:
        """Open proposals, the surest first; earlier ones by state."""
        return show(request, await _inbox(request, actor, Form()))

    @post("/")
    async def propose(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Propose to merge two groups, with a reason. What is refused comes back in the page of the first group."""
        form = Form(await request.form())
        group = number_of(form.values.get("groep", "")) or 0
        other = number_of(form.values.get("andere", "").strip())
        if other is None:
            form.fail("andere", _("Geef het nummer van de andere groep."))
        elif await done(
            form,
            actions.propose_merge(
                actor=actor,
                group_id=group,
                other_id=other,
                reason=form.values.get("reden", ""),
                municipality_id=actor.municipality_id,
                now=now,
            ),
        ):
            return redirect(INBOX, request, _("Uw voorstel staat erbij."))
        return show(request, await group_view(group, actor, form), status=form.status)

    @post("/{number:int}/akkoord")
    async def agree(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Agree for one's own side; VNG for sides that are silent."""
        done_now = await actions.agree(actor=actor, proposal_id=number, municipality_id=actor.municipality_id, now=now)
        return redirect(INBOX, request, _said(await queries.proposal(number), done_now=done_now))

    @post("/{number:int}/bezwaar")
    async def objection(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Object with a reason."""
        form = Form(await request.form())
        act = actions.object_to(
            actor=actor,
            proposal_id=number,
            municipality_id=actor.municipality_id,
            reason=form.values.get("reden", ""),
            now=now,
        )
        if await done(form, act):
            return redirect(INBOX, request, _("Uw bezwaar staat erbij. Er verandert niets aan de groepen."))
        return show(request, await _inbox(request, actor, form, number), status=form.status)


def _said(row: queries.ProposalRow, *, done_now: bool) -> str:
    """What an agreement brought about, in words that name who agreed."""
    sides = {voice.side for voice in row.voices if voice.agrees}
    if not done_now and Side.VNG in sides:
        return _("Uw instemming staat erbij. Het gaat door als een van de kanten zelf akkoord is.")
    if not done_now:
        return _("Uw instemming staat erbij. De andere kant is aan zet.")
    if {Side.ONE, Side.OTHER} <= sides:
        return _("Beide kanten zijn akkoord. Het voorstel is uitgevoerd.")
    return _("Eén kant is akkoord, en VNG voor de kant die nog niets zei. Het voorstel is uitgevoerd.")
