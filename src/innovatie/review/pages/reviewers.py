"""Becoming a reviewer, and the list of reviewers at the desk of VNG."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.audit.actions import note_reading
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, person_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.phases import Phase
from innovatie.domain.themes import THEMES, Theme
from innovatie.review import actions, queries
from innovatie.review.forms import read_expertise, read_number
from innovatie.review.queries.reviewers import MunicipalityOption, PersonOption, ReviewerProfile
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in, vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class SignUpView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/sign_up.html"
    form: Form
    profile: ReviewerProfile | None
    themes: tuple[Theme, ...]
    municipalities: tuple[MunicipalityOption, ...]
    may: bool
    reason: str


class ReviewersView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "review/reviewers.html"
    reviewers: tuple[ReviewerProfile, ...]
    people: tuple[PersonOption, ...]
    form: Form


class SignUpPages(Controller):
    path = "/beoordelen/aanmelden"
    guards = (signed_in,)

    @get("/")
    async def form(self, request: AnyRequest, actor: By) -> Response[str]:
        """Expertise, load and interests; empty for who is new."""
        known = await queries.profile_of(person_of(actor))
        filled = Form.filled({"maximum": 6})
        if known is not None:
            filled = Form.filled(
                {
                    "themas": list(known.themes),
                    "woorden": known.words,
                    "maximum": known.maximum,
                    "leveranciers": "\n".join(known.suppliers),
                    "werkgevers": [str(e) for e in known.employers],
                }
            )
        return show(request, await _sign_up(actor, filled, known))

    @post("/")
    async def send(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Sign up, accept an invitation or change the profile."""
        form = Form(await request.form())
        expertise = read_expertise(form, [m.id for m in await queries.municipalities()])
        if form.ok:
            with refusals_in(form):
                await actions.volunteer(actor=actor, expertise=expertise, now=now)
                return redirect("/beoordelen", request, _("Uw gegevens als beoordelaar zijn bewaard."))
        return show(
            request, await _sign_up(actor, form, await queries.profile_of(person_of(actor))), status=form.status
        )


async def _sign_up(actor: Actor, form: Form, known: ReviewerProfile | None) -> SignUpView:
    decision = authority.may(actor, Act.VOLUNTEER_AS_REVIEWER, Context(municipality_id=actor.municipality_id))
    return SignUpView(
        form=form,
        profile=known,
        themes=THEMES,
        municipalities=await queries.municipalities(),
        may=bool(decision),
        reason=decision.reason,
    )


class ReviewerDeskPages(Controller):
    path = "/vng/beoordelaars"
    guards = (vng_only,)

    @get("/")
    async def reviewers(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Everybody who reviews or wants to."""
        _direct(actor)
        await note_reading(actor=actor, page="beoordelaars", object_kind="beoordelaars", object_id=0, now=now)
        return show(request, await _reviewers(Form(), now))

    @post("/uitnodigen")
    async def invite(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Ask somebody to review."""
        _direct(actor)  # before the form: its page shows the desk
        form = Form(await request.form())
        person = read_number(form, "persoon", label=_("Persoon"))
        if form.ok:
            with refusals_in(form, under="persoon", also=NotFound):
                await actions.invite(actor=actor, person_id=person, now=now)
                return redirect("/vng/beoordelaars", request, _("De uitnodiging staat klaar bij ‘Beoordelen’."))
        return show(request, await _reviewers(form, now), status=form.status)

    @post("/{number:int}/toelaten")
    async def admit(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Admit a volunteer."""
        await actions.admit(actor=actor, reviewer_id=number, now=now)
        return redirect("/vng/beoordelaars", request, _("De beoordelaar is toegelaten."))

    @post("/{number:int}/stoppen")
    async def retire(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Turn a volunteer down, or let a reviewer stop."""
        await actions.retire(actor=actor, reviewer_id=number, now=now)
        return redirect("/vng/beoordelaars", request, _("De beoordelaar is gestopt."))


def _direct(actor: Actor) -> None:
    authority.require(actor, Act.DIRECT_REVIEW, Context(open_phase=Phase.REVIEW))


async def _reviewers(form: Form, now: datetime) -> ReviewersView:
    people = await queries.possible_reviewers(today=dutch_day(now))
    return ReviewersView(reviewers=await queries.profiles(), people=people, form=form)
