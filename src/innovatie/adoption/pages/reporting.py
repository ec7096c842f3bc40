"""Saying how it stands: the form, the two-click update, the confirmation, experiences."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.adoption.forms import EVIDENCE, ROLES, read_experience, read_file, read_report, stage_options
from innovatie.adoption.pages.addresses import number_of
from innovatie.domain import authority
from innovatie.domain.adoption_states import LABELS
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotFound
from innovatie.domain.whole_numbers import whole
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import local_path, redirect, show


class ReportView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/report.html"
    solution: queries.SolutionDetail
    town: queries.Town
    form: Form
    stages: tuple[tuple[str, str, str], ...]
    evidence: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    statements: tuple[queries.Statement, ...]
    seen: int


class ExperienceView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/experience.html"
    solution: queries.SolutionDetail
    town: queries.Town
    form: Form


async def _town(actor: Actor, now: datetime) -> queries.Town:
    """The municipality the actor speaks for; NotAllowed when there is none."""
    authority.require(actor, Act.REPORT_ADOPTION, Context(municipality_id=actor.municipality_id))
    if actor.municipality_id is None:
        raise NotFound("Deze gemeente bestaat niet.")
    return await queries.town(actor.municipality_id, on=dutch_day(now))


async def _view(slug: str, actor: Actor, form: Form, now: datetime) -> ReportView:
    town = await _town(actor, now)
    solution = await queries.solution(number_of(slug))
    statements = await queries.statements(solution.id, town.id)
    return ReportView(
        solution=solution,
        town=town,
        form=form,
        stages=stage_options(),
        evidence=EVIDENCE,
        roles=ROLES,
        statements=statements,
        seen=max((s.id for s in statements), default=0),
    )


class ReportPages(Controller):
    guards = (signed_in,)

    @get("/overname/{slug:str}/melden")
    async def form(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The form; `stap` may come filled in from a link."""
        filled = {"stap": request.query_params.get("stap", ""), "verbetert": request.query_params.get("verbetert", "")}
        return show(request, await _view(slug, actor, Form.filled(filled), now))

    @post("/overname/{slug:str}/melden")
    async def report(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Add the statement."""
        town = await _town(actor, now)
        solution = await queries.solution(number_of(slug))
        sent = await request.form()
        form = Form(sent)
        said = read_report(form, dutch_day(now), await read_file(form, sent))
        replaces = form.value("verbetert")
        if form.ok:
            with refusals_in(form):
                await actions.report(
                    actor=actor,
                    solution_id=solution.id,
                    municipality_id=town.id,
                    stage=said.stage,
                    on=said.on,
                    now=now,
                    details=said.details,
                    replaces=whole(replaces),
                    expected=said.expected,
                )
                after = local_path(form.value("terug"), f"/overname/{solution.slug}")
                message = _("Gemeld: %(stap)s in %(gemeente)s.", stap=_(LABELS[said.stage]).lower(), gemeente=town.name)
                return redirect(after, request, message)
        return show(request, await _view(slug, actor, form, now), status=form.status)

    @post("/overname/{slug:str}/bevestigen")
    async def confirm(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """It still holds."""
        town = await _town(actor, now)
        solution = await queries.solution(number_of(slug))
        form = Form(await request.form())
        await actions.confirm(actor=actor, solution_id=solution.id, municipality_id=town.id, now=now)
        after = local_path(form.value("terug"), f"/overname/{solution.slug}")
        return redirect(after, request, _("Bevestigd: dit klopt nog voor %(gemeente)s.", gemeente=town.name))

    @get("/overname/{slug:str}/ervaring")
    async def experience_form(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        town = await _town(actor, now)
        return show(request, ExperienceView(await queries.solution(number_of(slug)), town, Form()))

    @post("/overname/{slug:str}/ervaring")
    async def experience(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Share what was learned."""
        town = await _town(actor, now)
        solution = await queries.solution(number_of(slug))
        form = Form(await request.form())
        told = read_experience(form)
        if form.ok:
            with refusals_in(form):
                await actions.write_experience(
                    actor=actor,
                    solution_id=solution.id,
                    municipality_id=town.id,
                    went_well=told.went_well,
                    otherwise=told.otherwise,
                    contact=told.contact,
                    hours=told.hours,
                    cost_euro=told.cost_euro,
                    now=now,
                )
                return redirect(f"/overname/{solution.slug}", request, _("Dank u. Uw ervaring staat op de pagina."))
        return show(request, ExperienceView(solution, town, form), status=form.status)

    @post("/overname/voorstellen/{proposal_id:int}")
    async def settle(
        self,
        request: AnyRequest,
        proposal_id: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Confirm or reject what VNG or a supplier thinks."""
        form = Form(await request.form())
        agree = form.choice("antwoord", label=_("Antwoord"), options=(("ja", ""), ("nee", "")), required=True) == "ja"
        if not form.ok:
            raise Invalid(form.errors)
        await actions.settle_proposal(actor=actor, proposal_id=proposal_id, agree=agree, now=now)
        after = local_path(form.value("terug"), "/overname/mijn-gemeente")
        return redirect(after, request, _("Bevestigd.") if agree else _("Afgewezen."))
