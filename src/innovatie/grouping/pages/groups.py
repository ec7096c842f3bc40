"""The list of groups, one group, and what people do with it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from innovatie.domain.authority import Act, Actor, Context, may
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.slugs import number_of
from innovatie.domain.themes import BY_SLUG, THEMES
from innovatie.grouping import actions, queries
from innovatie.grouping.actions.talking import LINK_KINDS
from innovatie.grouping.reasons import Why, why_together
from innovatie.web.guards import signed_in
from innovatie.web.i18n import _
from innovatie.web.pagination import Page, page
from innovatie.web.render import redirect, show

AnyRequest = Request[Any, Any, Any]


class GroupsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "grouping/list.html"
    groups: tuple[queries.GroupCard, ...]
    page: Page
    themes: tuple[tuple[str, str], ...]
    theme: str
    everything: bool


class GroupView(msgspec.Struct, frozen=True):
    """The `may_` fields say what the reader may do; `own_ideas` are those of the municipality acted for."""

    template: ClassVar[str] = "grouping/group.html"
    group: queries.GroupDetail
    theme: str
    why: Why
    decisions: tuple[queries.DecisionRow, ...]
    links: tuple[queries.LinkRow, ...]
    remarks: tuple[queries.RemarkRow, ...]
    link_kinds: Mapping[str, str]
    may_direct: bool
    may_talk: bool
    may_lead: bool
    own_ideas: frozenset[int]


def _number(segment: str) -> int:
    number = number_of(segment)
    if number is None:
        raise NotFound("Deze groep bestaat niet.")
    return number


async def _form(request: AnyRequest) -> Mapping[str, Any]:
    return await request.form()


class GroupPages(Controller):
    path = "/groepen"

    @get("/")
    async def index(self, request: AnyRequest) -> Response[Any]:
        """All groups, the largest first."""
        theme = str(request.query_params.get("thema", ""))
        theme = theme if theme in BY_SLUG else ""
        everything = request.query_params.get("alle") == "ja"
        wanted = page(request.query_params.get("pagina", 1), total=10**9)
        cards, total = await queries.groups(
            theme=theme, together_only=not everything, offset=wanted.offset, limit=wanted.size
        )
        view = GroupsView(
            groups=tuple(cards),
            page=page(wanted.number, total=total),
            themes=tuple((one.slug, one.label) for one in THEMES),
            theme=theme,
            everything=everything,
        )
        return show(request, view)

    @get("/{segment:str}")
    async def detail(self, request: AnyRequest, segment: FromPath[str], actor: NamedDependency[Actor]) -> Response[Any]:
        """One group; a merged one and an old address lead to where it is now."""
        group = await queries.group(_number(segment))
        if group.merged_into is not None:
            successor = await queries.group(group.merged_into)
            return redirect(
                successor.card.address,
                request,
                _("Groep %(oud)s is samengevoegd met deze groep.") % {"oud": group.card.id},
            )
        if request.scope["path"] != group.card.address:
            return Response("", status_code=301, headers={"Location": group.card.address})
        theme = BY_SLUG.get(group.card.theme)
        here = actor.municipality_id
        over = Context(municipality_id=here)
        taking_part = {one.id for one in group.municipalities}
        rows = {one.id for one in group.municipalities if one.id == here}
        view = GroupView(
            group=group,
            theme=theme.label if theme else "",
            why=await why_together([one.id for one in group.members]),
            decisions=tuple(await queries.decisions_of(group.card.id)),
            links=tuple(await queries.links_of(group.card.id)),
            remarks=tuple(await queries.remarks_of(group.card.id)),
            link_kinds=LINK_KINDS,
            may_direct=bool(may(actor, Act.DIRECT_GROUPS)),
            may_talk=bool(may(actor, Act.DISCUSS_GROUP, over)) or bool(may(actor, Act.DIRECT_GROUPS)),
            may_lead=here in taking_part and here != group.lead_id and bool(may(actor, Act.DISCUSS_GROUP, over)),
            own_ideas=frozenset(
                one.id
                for one in group.members
                if rows and any(m.id == here and m.code == one.municipality_code for m in group.municipalities)
            ),
        )
        return show(request, view)

    @post("/{number:int}/reactie", guards=[signed_in])
    async def remark(
        self, request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """A contribution to the discussion."""
        form = await _form(request)
        await actions.remark(
            actor=actor,
            group_id=number,
            municipality_id=actor.municipality_id,
            text=str(form.get("reactie", "")),
            now=now,
        )
        return await _back(request, number, _("Uw reactie staat erbij."))

    @post("/{number:int}/trekker", guards=[signed_in])
    async def lead(
        self, request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """The acting municipality takes the lead, or VNG names one."""
        form = await _form(request)
        chosen = str(form.get("gemeente", ""))
        municipality = int(chosen) if chosen.isascii() and chosen.isdigit() else actor.municipality_id
        if municipality is None:
            raise Invalid({"gemeente": "Kies een gemeente."})
        await actions.name_lead(actor=actor, group_id=number, municipality_id=municipality, now=now)
        return await _back(request, number, _("De trekker is bekend."))

    @post("/{number:int}/splitsen", guards=[signed_in])
    async def split(
        self, request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Take the chosen plans out, with a reason."""
        form = await request.form()
        chosen = [str(value) for value in form.getall("plan", [])]
        made = await actions.split_off(
            actor=actor,
            group_id=number,
            idea_ids=[int(value) for value in chosen if value.isascii() and value.isdigit()],
            reason=str(form.get("reden", "")),
            municipality_id=actor.municipality_id,
            now=now,
        )
        return await _back(request, made, _("De plannen staan nu in een eigen groep."))

    @post("/{number:int}/verbinden", guards=[signed_in])
    async def link(
        self, request: AnyRequest, number: FromPath[int], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """A typed link to another group."""
        form = await _form(request)
        other = number_of(str(form.get("andere", "")).strip())
        if other is None:
            raise Invalid({"andere": "Geef het nummer van de andere groep."})
        await actions.link_groups(
            actor=actor, group_id=number, other_id=other, kind=str(form.get("soort", "")), now=now
        )
        return await _back(request, number, _("Het verband is gelegd."))

    @post("/besluiten/{decision:int}/ongedaan", guards=[signed_in])
    async def undo(
        self,
        request: AnyRequest,
        decision: FromPath[int],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """Undo a merge or a split."""
        form = await _form(request)
        restored = await actions.undo(actor=actor, decision_id=decision, reason=str(form.get("reden", "")), now=now)
        return await _back(request, restored, _("Het besluit is ongedaan gemaakt."))


async def _back(request: AnyRequest, number: int, message: str) -> Response[Any]:
    group = await queries.group(number)
    return redirect(group.card.address, request, message)
