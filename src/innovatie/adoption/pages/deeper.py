"""The deeper pages of a solution: what it saves, who may be next, the reuse kit, a milestone to celebrate."""

from datetime import date, datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.adoption import actions, queries
from innovatie.adoption.assumptions import kept_assumptions, merged_assumptions
from innovatie.adoption.forms import PARTS, filled_assumptions, read_assumptions
from innovatie.adoption.pages.addresses import number_of
from innovatie.adoption.pages.solution import map_legend
from innovatie.adoption.pictures import map_drawing, to_svg
from innovatie.adoption.queries.sharing import (
    Foreseen,
    KitItem,
    Milestone,
    experiences,
    kit,
    milestones,
    scoreboard,
)
from innovatie.adoption.reckoning import NextRow, SavingsCase, next_rows, savings_of, whom_to_call
from innovatie.adoption.story import story_of
from innovatie.audit.until_next_act import until_next_act
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.errors import Conflict, Invalid, NotFound
from innovatie.domain.savings import CLASSES
from innovatie.domain.wording import wording
from innovatie.notifications.previews import Preview
from innovatie.web.forms import Form
from innovatie.web.handlers import AnyRequest
from innovatie.web.i18n import _, ngettext
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


class NextView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/next.html"
    solution: queries.SolutionDetail
    rows: tuple[NextRow, ...]
    ever: int
    foreseen: tuple[Foreseen, ...]
    inside: int
    may_nudge: bool
    mail: Preview | None


class KitView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/kit.html"
    solution: queries.SolutionDetail
    downloads: tuple[KitItem, ...]
    questions: tuple[KitItem, ...]
    plan: tuple[KitItem, ...]
    contacts: tuple[tuple[str, str], ...]
    form: Form
    may_add: bool


class MilestoneView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/milestone.html"
    solution: queries.SolutionDetail
    milestone: Milestone
    map: Markup
    legend: tuple[tuple[str, Markup], ...]
    in_use: int
    whole: int


async def _likely(solution: queries.SolutionDetail, today: date) -> tuple[tuple[NextRow, ...], int]:
    """The municipalities that resemble those who take part, and how many ever did."""

    async def look_up() -> tuple[tuple[NextRow, ...], int]:
        story = await story_of(solution, day=today, today=today)
        return next_rows(story, await queries.others_in_use(solution.id)), story.ever

    return await until_next_act(("likely", solution.id, today), look_up)


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


class DeeperPages(Controller):
    @get("/overname/{slug:str}/besparing")
    async def savings(
        self, request: AnyRequest, slug: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """The estimate; every number it rests on can be changed in the address."""
        solution = await queries.solution(number_of(slug))
        story = await story_of(solution, day=now.date(), today=now.date())
        usual = merged_assumptions(solution.assumptions)
        form = Form({key: value for key, value in request.query_params.items() if value})
        derived = form.values.pop("ook_afgeleid", "") == "ja"
        changed = bool(form.values)
        chosen, status = usual, 200
        try:
            chosen = read_assumptions(form, usual)
        except Invalid as error:
            form.fail("", " ".join(error.errors.values()))
        if form.errors:
            chosen, status = usual, 422
        case = savings_of(story, chosen, derived=derived)
        shown = form if form.errors else Form.filled(filled_assumptions(chosen))
        view = SavingsView(
            solution=solution,
            case=case,
            form=shown,
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
        return show(request, view, status=status)

    @post("/overname/{slug:str}/besparing")
    async def keep_assumptions(
        self, request: AnyRequest, slug: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """VNG makes the numbers in the form the usual ones of this solution."""
        authority.require(actor, Act.FOLLOW_SOLUTION)
        solution = await queries.solution(number_of(slug))
        form = Form(await request.form())
        here = f"/overname/{solution.slug}/besparing"
        try:
            chosen = read_assumptions(form, merged_assumptions(solution.assumptions))
        except Invalid as error:
            return redirect(here, request, " ".join(error.errors.values()))
        if not form.ok:
            return redirect(here, request, " ".join(form.errors.values()))
        await actions.set_assumptions(
            actor=actor, solution_id=solution.id, assumptions=kept_assumptions(chosen), now=now
        )
        return redirect(here, request, _("Deze getallen gelden nu voor iedereen."))

    @get("/overname/{slug:str}/volgende")
    async def next(
        self, request: AnyRequest, slug: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Who resembles those who take part; and how our earlier forecasts did."""
        solution = await queries.solution(number_of(slug))
        foreseen = await scoreboard(solution.id, today=now.date())
        rows, ever = await _likely(solution, now.date())
        may_nudge = bool(authority.may(actor, Act.PROPOSE_ADOPTION))
        calls = whom_to_call(rows, await experiences(solution.id)) if may_nudge else ()
        view = NextView(
            solution=solution,
            rows=rows,
            ever=ever,
            foreseen=foreseen,
            inside=sum(item.inside for item in foreseen),
            may_nudge=may_nudge,
            mail=await actions.preview_nudge(solution_id=solution.id, title=solution.title, likely=calls, now=now),
        )
        return show(request, view)

    @post("/overname/{slug:str}/volgende")
    async def nudge(
        self, request: AnyRequest, slug: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """VNG tells these municipalities, with whom to call."""
        authority.require(actor, Act.PROPOSE_ADOPTION)
        solution = await queries.solution(number_of(slug))
        rows, _ever = await _likely(solution, now.date())
        calls = whom_to_call(rows, await experiences(solution.id))
        told = await actions.nudge(actor=actor, solution_id=solution.id, likely=calls, now=now)
        message = ngettext("%(n)s gemeente kreeg bericht.", "%(n)s gemeenten kregen bericht.", told)
        return redirect(f"/overname/{solution.slug}/volgende", request, message)

    @get("/overname/{slug:str}/pakket")
    async def kit(self, request: AnyRequest, slug: FromPath[str], actor: NamedDependency[Actor]) -> Response[Any]:
        """What every next municipality needs."""
        return show(request, await _kit_view(await queries.solution(number_of(slug)), actor, Form()))

    @post("/overname/{slug:str}/pakket")
    async def add(
        self, request: AnyRequest, slug: FromPath[str], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
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
            try:
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
            except Invalid as error:
                form.refuse(error)
        return show(request, await _kit_view(solution, actor, form), status=422)

    @post("/overname/{slug:str}/pakket/{item_id:int}/gehaald")
    async def finish(
        self,
        request: AnyRequest,
        slug: FromPath[str],
        item_id: FromPath[int],
        actor: NamedDependency[Actor],
        now: NamedDependency[datetime],
    ) -> Response[Any]:
        """A milestone of the plan was reached today."""
        try:
            await actions.finish_milestone(actor=actor, item_id=item_id, on=now.date(), now=now)
        except Conflict as error:
            return redirect(f"/overname/{slug}/pakket", request, error.message)
        return redirect(f"/overname/{slug}/pakket", request, _("Mijlpaal gehaald."))

    @get("/overname/{slug:str}/mijlpaal/{kind:str}")
    async def milestone(
        self, request: AnyRequest, slug: FromPath[str], kind: FromPath[str], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """A page to share."""
        solution = await queries.solution(number_of(slug))
        reached = next((item for item in await milestones(solution.id) if item.kind == kind), None)
        if reached is None:
            raise NotFound("Deze mijlpaal is nog niet bereikt.")
        story = await story_of(solution, day=reached.on, today=now.date())
        in_use = sum(1 for s in story.statuses.values() if s.ever_used)
        view = MilestoneView(
            solution=solution,
            milestone=reached,
            map=to_svg(map_drawing(story.map_data(), legend=False), name="kaart", kind="tile-map"),
            legend=map_legend(),
            in_use=in_use,
            whole=len(story.towns),
        )
        return show(request, view)
