"""For who makes a winner, and VNG: bringing milestones up to date, who has which role, and risks."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.realisation import ROLES
from innovatie.domain.vocabulary import MilestoneState, RiskSize
from innovatie.domain.whole_numbers import whole
from innovatie.grouping.queries import municipalities_of
from innovatie.publication.queries import WinnerPage, elaboration
from innovatie.realisation import actions, queries
from innovatie.realisation.forms import (
    OTHER,
    SIZES,
    filled,
    filled_parts,
    read_milestone,
    read_parts,
    states,
)
from innovatie.realisation.pages.plan import winner_of
from innovatie.realisation.rights import keeper
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class MilestoneView(msgspec.Struct, frozen=True):
    """`before`: the milestone that is brought up to date, None for a new one; `removable`: it may be a mistake."""

    template: ClassVar[str] = "realisation/milestone.html"
    winner: WinnerPage
    before: queries.Milestone | None
    form: Form
    owners: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    removable: bool


class PartsView(msgspec.Struct, frozen=True):
    """`standing`: of the roles that the writer has seen; `theirs`: what somebody else kept meanwhile."""

    template: ClassVar[str] = "realisation/parts.html"
    winner: WinnerPage
    form: Form
    roles: tuple[tuple[str, str, str], ...]
    standing: str
    theirs: tuple[queries.Part, ...]


class RiskView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "realisation/risk.html"
    winner: WinnerPage
    form: Form
    sizes: tuple[tuple[str, str], ...]


class KeepingPages(Controller):
    guards = (signed_in,)

    @get("/winnaars/{segment:str}/realisatie/mijlpalen/nieuw")
    async def new(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """The empty form of a milestone."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        form = Form.filled({"begin": dutch_day(now).isoformat(), "stand": MilestoneState.PLANNED.value})
        return show(request, await _milestone_view(found, None, form, dutch_day(now)))

    @post("/winnaars/{segment:str}/realisatie/mijlpalen/nieuw")
    async def add(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Plan a milestone."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        form = Form(await request.form())
        text = read_milestone(form, before=None)
        if text and await done(form, actions.add_milestone(actor=actor, group_id=found.group_id, text=text, now=now)):
            return redirect(f"{found.address}/realisatie", request, _("De mijlpaal staat in het plan."))
        return show(request, await _milestone_view(found, None, form, dutch_day(now)), status=form.status)

    @get("/winnaars/{segment:str}/realisatie/mijlpalen/{number:int}")
    async def milestone(
        self, request: AnyRequest, segment: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """The form with a milestone in it."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        before = await queries.milestone(found.group_id, number)
        return show(request, await _milestone_view(found, before, filled(before), dutch_day(now)))

    @post("/winnaars/{segment:str}/realisatie/mijlpalen/{number:int}")
    async def change(
        self, request: AnyRequest, segment: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Bring a milestone up to date."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        before = await queries.milestone(found.group_id, number)
        form = Form(await request.form())
        text = read_milestone(form, before=before)
        act = text and actions.change_milestone(
            actor=actor,
            group_id=found.group_id,
            number=number,
            version=whole(form.value("versie")) or 0,
            text=text,
            now=now,
        )
        if act and await done(form, act):
            return redirect(f"{found.address}/realisatie", request, _("De mijlpaal is bijgewerkt."))
        if form.status == Conflict.status:  # what somebody else wrote is shown beside it; saving again is possible
            form.values["versie"] = str(before.version)
        return show(request, await _milestone_view(found, before, form, dutch_day(now)), status=form.status)

    @post("/winnaars/{segment:str}/realisatie/mijlpalen/{number:int}/weghalen")
    async def remove(
        self, request: AnyRequest, segment: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Take a milestone out of the plan."""
        found = await winner_of(segment)
        await actions.remove_milestone(actor=actor, group_id=found.group_id, number=number, now=now)
        return redirect(f"{found.address}/realisatie", request, _("De mijlpaal is uit het plan gehaald."))

    @get("/winnaars/{segment:str}/realisatie/rollen")
    async def parts(self, request: AnyRequest, segment: FromPath[str], actor: By) -> Response[str]:
        """Who has which role; what the finalist wrote of it stands there to begin with."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        written = (await elaboration(found.round_id, found.group_id)).content
        present = await queries.parts(found.group_id)
        return show(request, _parts_view(found, filled_parts(present, written), queries.standing(present)))

    @post("/winnaars/{segment:str}/realisatie/rollen")
    async def set_parts(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Keep who has which role."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        form = Form(await request.form())
        parts = read_parts(form)
        seen = form.value("stand")
        if not form.ok:
            return show(request, _parts_view(found, form, seen), status=422)
        act = actions.set_parts(actor=actor, group_id=found.group_id, parts=parts, now=now, seen=seen)
        if await done(form, act):
            return redirect(f"{found.address}/realisatie", request, _("De rollen zijn bewaard."))
        theirs = await queries.parts(found.group_id)  # shown beside what was typed; saving again is possible
        return show(request, _parts_view(found, form, queries.standing(theirs), theirs), status=409)

    @get("/winnaars/{segment:str}/realisatie/risicos/nieuw")
    async def new_risk(self, request: AnyRequest, segment: FromPath[str], actor: By) -> Response[str]:
        """The empty form of a risk."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        return show(request, _risk_view(found, Form()))

    @post("/winnaars/{segment:str}/realisatie/risicos/nieuw")
    async def add_risk(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Note a risk."""
        found = await winner_of(segment)
        await keeper(actor=actor, group_id=found.group_id)
        form = Form(await request.form())
        title = form.text("risico", label=_("Wat kan er misgaan?"), required=_("Schrijf wat er mis kan gaan."))
        measure = form.text("maatregel", label=_("Wat doet u eraan?"), multiline=True, max_length=2_000)
        chance = form.choice("kans", label=_("Hoe groot is de kans?"), options=RiskSize, required=True)
        harm = form.choice("schade", label=_("Hoe erg is het dan?"), options=RiskSize, required=True)
        if form.ok and chance and harm:
            await actions.add_risk(
                actor=actor,
                group_id=found.group_id,
                title=title,
                measure=measure,
                chance=chance,
                harm=harm,
                now=now,
            )
            return redirect(f"{found.address}/realisatie", request, _("Het risico is genoteerd."))
        return show(request, _risk_view(found, form), status=422)

    @post("/winnaars/{segment:str}/realisatie/risicos/{number:int}/afsluiten")
    async def close_risk(
        self, request: AnyRequest, segment: FromPath[str], number: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """A risk is past."""
        found = await winner_of(segment)
        await actions.close_risk(actor=actor, group_id=found.group_id, number=number, now=now)
        return redirect(f"{found.address}/realisatie", request, _("Het risico is afgesloten."))


async def _milestone_view(
    found: WinnerPage, before: queries.Milestone | None, form: Form, today: date
) -> MilestoneView:
    towns = await municipalities_of(found.group_id)
    people = await queries.owners([town.id for town in towns], today=today)
    return MilestoneView(
        winner=found,
        before=before,
        form=form,
        owners=(*((str(town.id), town.name) for town in towns), (OTHER, _("Een andere organisatie"))),
        people=tuple((str(one.id), f"{one.name} ({one.town_name})") for one in people),
        states=states(),
        removable=before is not None and before.why_it_stays(today) is None,
    )


def _parts_view(found: WinnerPage, form: Form, standing: str, theirs: tuple[queries.Part, ...] = ()) -> PartsView:
    return PartsView(
        winner=found,
        form=form,
        roles=tuple((role.value, _(label), _(purpose)) for role, (label, purpose) in ROLES.items()),
        standing=standing,
        theirs=theirs,
    )


def _risk_view(found: WinnerPage, form: Form) -> RiskView:
    return RiskView(winner=found, form=form, sizes=tuple((size.value, _(label)) for size, label in SIZES.items()))
