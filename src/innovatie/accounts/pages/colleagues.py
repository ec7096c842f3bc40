"""A municipality's own administrator: who holds which role, from when to when; colleagues are asked in here."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions
from innovatie.accounts.actions.invitations import INVITED_ROLES
from innovatie.accounts.actions.roles import MUNICIPAL_ROLES
from innovatie.accounts.queries.colleagues import (
    Colleague,
    GrantRow,
    InvitationRow,
    colleagues_in,
    domains_of,
    grants_in,
    invitations_of,
    municipality_name,
)
from innovatie.audit.actions import note_reading
from innovatie.domain import authority
from innovatie.domain.authority import ROLE_LABELS, Act, Actor, Context, Role, town_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.whole_numbers import whole
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, language, ngettext
from innovatie.web.render import redirect, show

HERE = "/mijn-gemeente/mensen"


class PeopleView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/people.html"
    municipality: str
    grants: tuple[GrantRow, ...]
    invitations: tuple[InvitationRow, ...]
    colleagues: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    invited_roles: tuple[tuple[str, str], ...]
    domains: tuple[str, ...]
    to_review: int
    form: Form


def _labels(roles: tuple[Role, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((role.value, ROLE_LABELS[role]) for role in roles)


def _own(actor: Actor, act: Act) -> int:
    """The municipality acted for; NotAllowed unless the actor may do `act` there."""
    authority.require(actor, act, Context(municipality_id=actor.municipality_id))
    return town_of(actor)


async def _view(municipality_id: int, form: Form, now: datetime) -> PeopleView:
    grants = await grants_in(municipality_id, now=now)
    colleagues: tuple[Colleague, ...] = await colleagues_in(municipality_id)
    return PeopleView(
        municipality=await municipality_name(municipality_id),
        grants=grants,
        invitations=await invitations_of(municipality_id, now=now),
        colleagues=tuple((str(one.id), f"{one.name} ({one.email})" if one.email else one.name) for one in colleagues),
        roles=_labels(MUNICIPAL_ROLES),
        invited_roles=_labels(INVITED_ROLES),
        domains=await domains_of(municipality_id),
        to_review=sum(grant.review_due for grant in grants),
        form=form,
    )


class ColleaguePages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def people(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Roles of colleagues. Looking at names and addresses leaves a row in the trail."""
        municipality_id = _own(actor, Act.GRANT_ROLE)
        await note_reading(
            actor=actor,
            page="mensen en rollen",
            object_kind="gemeente",
            object_id=municipality_id,
            now=now,
            on_behalf_of=municipality_id,
        )
        form = Form({"vanaf": dutch_day(now).isoformat()})
        return show(request, await _view(municipality_id, form, now))

    @post("/rol")
    async def grant(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Give a role to a colleague."""
        municipality_id = _own(actor, Act.GRANT_ROLE)
        form = Form(await request.form())
        person = form.integer("persoon", label=_("Collega"), required=True)
        role = form.choice("rol", label=_("Rol"), options=dict(_labels(MUNICIPAL_ROLES)), required=True)
        starts = form.date("vanaf", label=_("Vanaf"), required=True)
        ends = form.date("tot", label=_("Tot en met"))
        reason = form.text("reden", label=_("Reden"), max_length=500)
        if form.ok and person is not None and starts is not None and role:
            with refusals_in(form, also=NotFound):
                await actions.grant_role(
                    actor=actor,
                    municipality_id=municipality_id,
                    person_id=person,
                    role=Role(role),
                    starts=starts,
                    ends=ends,
                    reason=reason,
                    now=now,
                )
                return redirect(HERE, request, _("De rol is gegeven."))
        return show(request, await _view(municipality_id, form, now), status=form.status)

    @post("/rol/{number:int}/intrekken")
    async def revoke(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take a role back."""
        _own(actor, Act.GRANT_ROLE)
        await actions.revoke_role(actor=actor, grant_id=number, now=now)
        return redirect(HERE, request, _("De rol is ingetrokken."))

    @post("/nalopen")
    async def review(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The yearly look: confirm the roles that are still right."""
        municipality_id = _own(actor, Act.GRANT_ROLE)
        sent = (whole(str(number)) for number in (await request.form()).getall("rol", []))
        chosen = tuple(number for number in sent if number is not None)
        confirmed = await actions.confirm_roles(actor=actor, municipality_id=municipality_id, grant_ids=chosen, now=now)
        return redirect(
            HERE, request, ngettext("U hebt %(n)s rol nagelopen.", "U hebt %(n)s rollen nagelopen.", confirmed)
        )

    @post("/uitnodigen")
    async def invite(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Ask a colleague in by mail."""
        municipality_id = _own(actor, Act.INVITE_PERSON)
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=True, max_length=120)
        address = form.email("email", label=_("E-mailadres"), required=True)
        role = form.choice("uitnodigingsrol", label=_("Rol"), options=dict(_labels(INVITED_ROLES)), required=True)
        if form.ok and role:
            with refusals_in(form):
                await actions.invite(
                    actor=actor,
                    municipality_id=municipality_id,
                    name=name,
                    address=address,
                    role=Role(role),
                    language=language(),
                    now=now,
                )
                return redirect(HERE, request, _("De uitnodiging is verstuurd."))
        return show(request, await _view(municipality_id, form, now), status=form.status)

    @post("/uitnodiging/{number:int}/intrekken")
    async def withdraw(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take an invitation back."""
        await actions.withdraw_invitation(actor=actor, number=number, now=now)
        return redirect(HERE, request, _("De uitnodiging is ingetrokken."))
