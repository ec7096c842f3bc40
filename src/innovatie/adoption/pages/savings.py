"""What sharing a solution saves, with every number it rests on."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.adoption.assumptions import kept_assumptions, merged_assumptions
from innovatie.adoption.estimates import SavingsCase, savings_of
from innovatie.adoption.forms import PARTS, filled_assumptions, read_assumptions
from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.timeline import timeline_of
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.savings import CLASSES
from innovatie.domain.wording import wording
from innovatie.web.forms import Form, refusals_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

CLASS_WORDS = (
    wording("minder dan 25.000 inwoners"),
    wording("25.000 tot 50.000 inwoners"),
    wording("50.000 tot 100.000 inwoners"),
    wording("100.000 inwoners of meer"),
)
PART_WORDS = {
    "bouwen": wording("Zelf bouwen, eenmalig"),
    "beheer_zelf": wording("Zelf beheren, per jaar"),
    "invoeren": wording("Overnemen, eenmalig"),
    "beheer_samen": wording("Samen beheren, per jaar"),
}


class SavingsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/savings.html"
    solution: queries.SolutionDetail
    case: SavingsCase
    form: Form
    classes: tuple[tuple[int, str, int], ...]
    parts: tuple[tuple[str, str], ...]
    years: int
    changed: bool
    derived: bool
    may_keep: bool


class SavingsPages(Controller):
    @get("/overname/{slug:str}/besparing")
    async def savings(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The estimate; every number it rests on can be changed in the address."""
        form = Form({key: value for key, value in request.query_params.items() if value})
        derived = form.values.pop("ook_afgeleid", "") == "ja"
        return await _page(request, slug, form, actor, now, derived=derived)

    @post("/overname/{slug:str}/besparing")
    async def keep_assumptions(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """VNG makes the numbers in the form the usual ones of this solution."""
        authority.require(actor, Act.FOLLOW_SOLUTION)
        solution = await queries.solution(number_of(slug))
        form = Form(await request.form())
        with refusals_in(form):
            chosen = read_assumptions(form, merged_assumptions(solution.assumptions))
            if form.ok:
                await actions.set_assumptions(
                    actor=actor, solution_id=solution.id, assumptions=kept_assumptions(chosen), now=now
                )
                message = _("Deze getallen gelden nu voor iedereen.")
                return redirect(f"/overname/{solution.slug}/besparing", request, message)
        return await _page(request, slug, form, actor, now, derived=False)


async def _page(
    request: AnyRequest, slug: str, form: Form, actor: Actor, now: datetime, *, derived: bool
) -> Response[str]:
    """The estimate with the numbers of `form`; with the usual ones, and what is wrong, when those cannot be."""
    solution = await queries.solution(number_of(slug))
    story = await timeline_of(solution, day=dutch_day(now), today=dutch_day(now))
    usual = chosen = merged_assumptions(solution.assumptions)
    changed = bool(form.values)
    if form.ok:
        with refusals_in(form):
            chosen = read_assumptions(form, usual)
    if not form.ok:
        chosen = usual
    case = savings_of(story, chosen, derived=derived)
    view = SavingsView(
        solution=solution,
        case=case,
        form=Form.filled(filled_assumptions(chosen)) if form.ok else form,
        classes=tuple(
            (i, words, dict(case.by_class)[name])
            for i, (name, words) in enumerate(zip(CLASSES, CLASS_WORDS, strict=True))
        ),
        parts=tuple((field, PART_WORDS[field]) for field, _attribute in PARTS),
        years=chosen.years,
        changed=changed,
        derived=derived,
        may_keep=bool(authority.may(actor, Act.FOLLOW_SOLUTION)),
    )
    return show(request, view, status=200 if form.ok else form.status)
