"""A round before it begins: a new one, from nothing or like an earlier one; changed, shown, hidden, thrown away."""

from datetime import date, datetime, timedelta
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.phases import EXPLANATIONS, LABELS, ORDER
from innovatie.domain.round_calendar import USUAL_DAYS, working_day
from innovatie.insight.directing.forms import (
    copied_from,
    filled_from,
    lengths_of_round,
    read_code,
    read_plan,
    with_proposal,
)
from innovatie.insight.directing.rules import PLACES
from innovatie.rounds import actions, queries
from innovatie.rounds.queries import RoundCard, RoundDetail
from innovatie.rounds.round_templates import TEMPLATES
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

PROPOSE = "voorstel"
"""The button that fills in the dates."""
SHOWN = "tonen"
"""The button that makes a round and shows it to everybody at once."""


class PhaseField(msgspec.Struct, frozen=True):
    """The last day of one phase in a form; `fixed`: the phase has been opened, its day changes by an extension."""

    name: str
    label: str
    explanation: str
    fixed: bool


class PlanView(msgspec.Struct, frozen=True):
    """The form of a round: a new one (`code` is empty), or one that stands. `earlier`: what a new one may be like."""

    template: ClassVar[str] = "insight/directing/plan.html"
    form: Form
    code: str
    name: str
    phases: tuple[PhaseField, ...]
    kinds: tuple[tuple[str, str], ...]
    rule_places: tuple[int, ...]
    rules_fixed: bool
    begun: bool
    earlier: tuple[RoundCard, ...]


def _kinds() -> tuple[tuple[str, str], ...]:
    return tuple((name, _(text)) for name, (text, _settings) in TEMPLATES.items())


async def _new(form: Form, now: datetime) -> PlanView:
    return PlanView(
        form=form,
        code="",
        name="",
        phases=tuple(PhaseField(f"deadline_{p.value}", LABELS[p], EXPLANATIONS[p], False) for p in ORDER),
        kinds=_kinds(),
        rule_places=PLACES,
        rules_fixed=False,
        begun=False,
        earlier=await queries.rounds(now=now, drafts=True),
    )


def _standing(form: Form, round_: RoundDetail) -> PlanView:
    return PlanView(
        form=form,
        code=round_.code,
        name=round_.name,
        phases=tuple(
            PhaseField(f"deadline_{row.phase.value}", row.label, row.explanation, round_.has_reached(row.phase))
            for row in round_.phases
        ),
        kinds=_kinds(),
        rule_places=PLACES,
        rules_fixed=round_.frozen_at is not None,
        begun=round_.phase is not None,
        earlier=(),
    )


async def _like(code: str, now: datetime) -> Form:
    """A form for a round like an earlier one: the next free number of its next year, a year after it began."""
    round_ = await queries.round_by_code(code, now=now, drafts=True)
    year, number = (int(part) for part in round_.code.split("-"))
    taken = {card.code for card in await queries.rounds(now=now, drafts=True)}
    while f"{year + 1}-{number}" in taken:
        number += 1
    began = round_.row_of(ORDER[0]).opened_at or round_.starts_at or now
    first = dutch_day(began) + timedelta(days=364)
    today = dutch_day(now)
    return copied_from(round_, code=f"{year + 1}-{number}", first_day=working_day(max(first, _tomorrow(today))))


def _tomorrow(today: date) -> date:
    return today + timedelta(days=1)


class PreparingPages(Controller):
    path = "/vng/rondes"
    guards = (vng_only,)

    @get("/nieuw")
    async def new(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The form for a new round; `?kopie=2026-1`: filled in like that one."""
        authority.require(actor, Act.DIRECT_ROUND)
        model = request.query_params.get("kopie", "")
        return show(request, await _new(await _like(model, now) if model else Form.filled({"vanzelf": "ja"}), now))

    @post("/nieuw")
    async def create(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Make a new round, as a draft."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        if form.value("actie") == PROPOSE:
            proposal = with_proposal(form, USUAL_DAYS)
            return show(request, await _new(proposal, now), status=200 if proposal.ok else 422)
        code, plan = read_code(form), read_plan(form)
        if form.ok:
            making = actions.create_round(
                actor=actor,
                code=code,
                name=plan.name,
                description=plan.description,
                deadlines=plan.deadlines,
                settings=plan.settings,
                starts_at=plan.starts_at,
                opens_itself=plan.opens_itself,
                witnesses=plan.witnesses,
                now=now,
            )
            if await done(form, making):
                if form.value("actie") == SHOWN:
                    await _shown(actor, code, now)
                    return redirect(f"/vng/rondes/{code}", request, _("Iedereen ziet nu deze ronde en haar dagen."))
                message = _("Het concept is bewaard. Alleen VNG ziet het, tot u het toont of de eerste fase opent.")
                return redirect(f"/vng/rondes/{code}", request, message)
        return show(request, await _new(form, now), status=form.status)

    @get("/{code:str}/wijzigen")
    async def edit(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The form of a round that stands."""
        authority.require(actor, Act.DIRECT_ROUND)
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        return show(request, _standing(filled_from(round_), round_))

    @post("/{code:str}/wijzigen")
    async def change(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Change texts and plan."""
        authority.require(actor, Act.DIRECT_ROUND)  # before the form: its page shows the desk
        form = Form(await request.form())
        round_ = await queries.round_by_code(code, now=now, drafts=True)
        if form.value("actie") == PROPOSE:
            proposal = with_proposal(form, lengths_of_round(round_))
            return show(request, _standing(proposal, round_), status=200 if proposal.ok else 422)
        plan = read_plan(form, former=round_.settings.template)
        if form.ok:
            changing = actions.change_round(
                actor=actor,
                round_id=round_.id,
                name=plan.name,
                description=plan.description,
                deadlines=plan.deadlines,
                settings=None if round_.frozen_at else plan.settings,
                starts_at=plan.starts_at,
                opens_itself=plan.opens_itself,
                witnesses=plan.witnesses,
                now=now,
            )
            if await done(form, changing):
                return redirect(f"/vng/rondes/{code}", request, _("De ronde is gewijzigd."))
        return show(request, _standing(form, round_), status=form.status)

    @post("/{code:str}/tonen")
    async def publish(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Let everybody see the round."""
        await _shown(actor, code, now)
        return redirect(f"/vng/rondes/{code}", request, _("Iedereen ziet nu deze ronde en haar dagen."))

    @post("/{code:str}/verbergen")
    async def hide(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Make it a draft again."""
        round_ = await _directed(actor, code, now)
        await actions.hide_round(actor=actor, round_id=round_.id, now=now)
        return redirect(f"/vng/rondes/{code}", request, _("De ronde is weer een concept. Alleen VNG ziet haar."))

    @post("/{code:str}/weggooien")
    async def delete(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Throw the round away; its code must be typed, so that it is the right one."""
        round_ = await _directed(actor, code, now)
        form = Form(await request.form())
        if form.text("code", label=_("Code"), required=True, max_length=12) != code:
            raise Conflict("Typ de code van de ronde die u weggooit.")
        await actions.delete_round(actor=actor, round_id=round_.id, now=now)
        return redirect("/rondes", request, _("De ronde is weggegooid."))


async def _shown(actor: Actor, code: str, now: datetime) -> None:
    round_ = await _directed(actor, code, now)
    await actions.publish_round(actor=actor, round_id=round_.id, now=now)


async def _directed(actor: Actor, code: str, now: datetime) -> RoundDetail:
    authority.require(actor, Act.DIRECT_ROUND)
    return await queries.round_by_code(code, now=now, drafts=True)
