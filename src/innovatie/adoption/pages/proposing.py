"""VNG or a supplier says what it thinks of several municipalities at once; each of them decides."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.adoption.pages.addresses import number_of
from innovatie.domain.adoption_states import LABELS, NOTE_LIMIT, Stage
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.idea_rows import parted_names
from innovatie.domain.municipality_names import UnknownName
from innovatie.municipalities.naming import towns_by_name
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import redirect, show

_OFFERED = tuple(stage for stage in Stage if stage not in (Stage.NONE, Stage.DECLINED))


class ProposeView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/propose.html"
    solution: queries.SolutionDetail
    form: Form
    stages: tuple[tuple[str, str], ...]
    waiting: tuple[queries.Proposal, ...]
    answers: queries.Answers
    company: str | None
    """The company that a supplier speaks for; None for VNG, which sees the proposals of all."""


async def _view(actor: Actor, slug: str, form: Form) -> ProposeView:
    solution = await queries.solution(number_of(slug))
    company = await actions.in_whose_name(actor=actor, solution_id=solution.id)
    return ProposeView(
        solution=solution,
        form=form,
        stages=tuple((stage.value, _(LABELS[stage])) for stage in _OFFERED),
        waiting=tuple(
            one
            for one in await queries.proposals_for()
            if one.solution == solution.id and company in (None, one.proposer)
        ),
        answers=await queries.answers_to(solution.id, company),
        company=company,
    )


def _told(made: actions.Proposed) -> str:
    """What became of the proposal, in a sentence for each outcome."""
    parts = [
        ngettext(
            "%(n)s gemeente krijgt de vraag of dit klopt.",
            "%(n)s gemeenten krijgen de vraag of dit klopt.",
            len(made.asked),
        )
        if made.asked
        else _("Er is niets gevraagd.")
    ]
    if made.known:
        parts.append(
            ngettext("%(n)s gemeente meldde dit zelf al.", "%(n)s gemeenten meldden dit zelf al.", len(made.known))
        )
    if made.waiting:
        parts.append(
            ngettext(
                "%(n)s gemeente moet uw vorige vraag nog beantwoorden.",
                "%(n)s gemeenten moeten uw vorige vraag nog beantwoorden.",
                len(made.waiting),
            )
        )
    return " ".join(parts)


async def _named(form: Form, now: datetime) -> list[int]:
    """The municipalities that the writer named, one on a line, by name or code; those unknown stand in the form."""
    lines = [line.strip() for line in form.value("gemeenten").splitlines() if line.strip()]
    towns = await towns_by_name(day=dutch_day(now))
    found: list[int] = []
    if not lines:
        form.fail("gemeenten", _("Noem ten minste een gemeente."))
    for line in lines:
        for name in parted_names(line, towns.names):
            try:
                found.append(towns.present(name))
            except UnknownName as error:
                form.fail("gemeenten", error.message.translated())
    return list(dict.fromkeys(found))


class ProposePages(Controller):
    guards = (signed_in,)

    @get("/overname/{slug:str}/voorstel")
    async def form(self, request: AnyRequest, slug: FromPath[str], actor: By) -> Response[str]:
        """The form, with what still waits for an answer."""
        return show(request, await _view(actor, slug, Form.filled({"namens": "VNG"})))

    @post("/overname/{slug:str}/voorstel")
    async def propose(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One proposal for each municipality, all or none."""
        form = Form(await request.form())
        view = await _view(actor, slug, form)
        proposer = view.company or form.text("namens", label=_("Namens"), required=True, max_length=120)
        form.text("gemeenten", label=_("Gemeenten"), required=True, multiline=True, max_length=20_000)
        towns = await _named(form, now) if "gemeenten" not in form.errors else []
        offered = {stage.value: "" for stage in _OFFERED}
        stage = form.choice("stap", label=_("Waar staan deze gemeenten?"), options=offered, required=True)
        on = form.date("datum", label=_("Sinds wanneer?")) or dutch_day(now)
        note = form.text("toelichting", label=_("Toelichting"), multiline=True, max_length=NOTE_LIMIT)
        url = form.url("bewijs", label=_("Link naar bewijs"))
        if form.ok:
            with refusals_in(form):
                made = await actions.propose_for(
                    actor=actor,
                    solution_id=view.solution.id,
                    municipalities=towns,
                    stage=Stage(stage or ""),
                    on=on,
                    proposer=proposer,
                    note=note,
                    evidence_url=url,
                    now=now,
                )
                return redirect(f"/overname/{view.solution.slug}/voorstel", request, _told(made))
        return show(request, view, status=form.status)
