"""The reuse kit: what every next municipality needs."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.queries.sharing import (
    KitItem,
    experiences,
    kit,
)
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.web.forms import Form, refusals_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class KitView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/kit.html"
    solution: queries.SolutionDetail
    downloads: tuple[KitItem, ...]
    questions: tuple[KitItem, ...]
    plan: tuple[KitItem, ...]
    contacts: tuple[tuple[str, str], ...]
    form: Form
    may_add: bool


def _may_add(actor: Actor, solution: queries.SolutionDetail) -> bool:
    context = authority.Context(municipality_id=solution.maker_id)
    return bool(authority.may(actor, Act.FOLLOW_SOLUTION)) or (
        solution.maker_id is not None and bool(authority.may(actor, Act.REPORT_ADOPTION, context))
    )


async def _kit_view(solution: queries.SolutionDetail, actor: Actor, form: Form) -> KitView:
    items = await kit(solution.id)
    told = [(item.municipality, item.contact) for item in await experiences(solution.id) if item.contact]
    if solution.contact:
        told.insert(0, (solution.maker or "", solution.contact))
    return KitView(
        solution=solution,
        downloads=tuple(item for item in items if item.kind == "download"),
        questions=tuple(item for item in items if item.kind == "vraag"),
        plan=tuple(item for item in items if item.kind == "mijlpaal"),
        contacts=tuple(told),
        form=form,
        may_add=_may_add(actor, solution),
    )


class ReuseKitPages(Controller):
    @get("/overname/{slug:str}/pakket")
    async def kit(self, request: AnyRequest, slug: FromPath[str], actor: By) -> Response[str]:
        """What every next municipality needs."""
        return show(request, await _kit_view(await queries.solution(number_of(slug)), actor, Form()))

    @post("/overname/{slug:str}/pakket")
    async def add(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Add to the kit."""
        solution = await queries.solution(number_of(slug))
        if not _may_add(actor, solution):
            authority.require(actor, Act.FOLLOW_SOLUTION)
        form = Form(await request.form())
        kind = form.choice("soort", label=_("Soort"), options={k: k for k in actions.KIT_KINDS}, required=True)
        title = form.text("titel", label=_("Titel"), required=True, max_length=200)
        text = form.text("tekst", label=_("Tekst"), multiline=True, max_length=4_000)
        url = form.url("adres", label=_("Webadres"))
        planned: date | None = form.date("gepland", label=_("Gepland op"))
        if form.ok:
            with refusals_in(form):
                await actions.add_kit_item(
                    actor=actor,
                    solution_id=solution.id,
                    kind=kind or "",
                    title=title,
                    text=text,
                    url=url,
                    planned_on=planned,
                    now=now,
                )
                return redirect(f"/overname/{solution.slug}/pakket", request, _("Toegevoegd aan het pakket."))
        return show(request, await _kit_view(solution, actor, form), status=form.status)

    @post("/overname/{slug:str}/pakket/{item_id:int}/gehaald")
    async def finish(
        self,
        request: AnyRequest,
        slug: FromPath[str],
        item_id: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """A milestone of the plan was reached today."""
        try:
            await actions.finish_milestone(actor=actor, item_id=item_id, on=dutch_day(now), now=now)
        except Conflict as error:
            return redirect(f"/overname/{slug}/pakket", request, error.message)
        return redirect(f"/overname/{slug}/pakket", request, _("Mijlpaal gehaald."))
