"""`/beheer/accounts` and `/beheer/rollen`: accounts and roles that no municipality gives itself."""

from datetime import datetime
from typing import ClassVar, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions
from innovatie.accounts.actions.life_cycle import GIVEN_BY_PLATFORM
from innovatie.accounts.pages.privacy import WORD
from innovatie.accounts.queries.accounts import (
    AccountRow,
    ProposalRow,
    RoleRow,
    account,
    accounts_found,
    open_proposals,
    roles_of,
    scopes,
)
from innovatie.audit.actions import note_reading
from innovatie.domain import authority
from innovatie.domain.authority import ROLE_LABELS, Act, Actor, Role
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid, NotAllowed, NotFound
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE: Final = "/beheer/accounts"
ROLES: Final = tuple((role.value, ROLE_LABELS[role]) for role in GIVEN_BY_PLATFORM)


class AccountsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/accounts.html"
    words: str
    accounts: tuple[AccountRow, ...]
    form: Form


class AccountView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/account_of.html"
    account: AccountRow
    grants: tuple[RoleRow, ...]
    roles: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]
    form: Form
    word: str


class ProposalsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/proposals.html"
    proposals: tuple[ProposalRow, ...]


async def _view(person_id: int, form: Form, now: datetime) -> AccountView:
    today = dutch_day(now)
    found = await account(person_id, today=today)
    if found is None:
        raise NotFound("Dit account bestaat niet.")
    return AccountView(
        account=found,
        grants=await roles_of(person_id, today=today),
        roles=ROLES,
        scopes=await scopes(today=today),
        form=form,
        word=WORD,
    )


def _require(actor: Actor) -> None:
    authority.require(actor, Act.MANAGE_PLATFORM)


class AccountsPages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def accounts(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Find an account by name or address. Looking leaves a row in the trail."""
        _require(actor)
        words = " ".join(request.query_params.get("q", "").split())[:100]
        await note_reading(actor=actor, page="accounts", object_kind="personen", object_id=0, now=now)
        found = await accounts_found(words, today=dutch_day(now))
        return show(request, AccountsView(words=words, accounts=found, form=Form()))

    @post()
    async def add(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Open an account; its role follows on its page."""
        _require(actor)
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=True, max_length=120)
        address = form.email("email", label=_("E-mailadres"), required=True)
        if form.ok:
            with refusals_in(form):
                number = await actions.open_account(actor=actor, name=name, address=address, now=now)
                return redirect(f"{HERE}/{number}", request, _("Het account is gemaakt. Geef nu een rol."))
        found = await accounts_found("", today=dutch_day(now))
        return show(request, AccountsView(words="", accounts=found, form=form), status=form.status)

    @get("/{number:int}")
    async def one(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """An account with all its roles. Looking leaves a row in the trail."""
        _require(actor)
        view = await _view(number, Form(), now)
        await note_reading(actor=actor, page="account", object_kind="persoon", object_id=number, now=now)
        return show(request, view)

    @post("/{number:int}/rol")
    async def appoint(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Give a role, or propose it."""
        _require(actor)
        form = Form(await request.form())
        role = form.choice("rol", label=_("Rol"), options=dict(ROLES), required=True)
        over = form.choice("waarvoor", label=_("Waarvoor"), options=dict(await scopes(today=dutch_day(now))))
        ends = form.date("tot", label=_("Tot en met"))
        reason = form.text("reden", label=_("Reden"), required=True, max_length=500)
        kind, _space, scope = (over or "").partition(" ")
        wanted = {Role.MUNICIPAL_ADMIN: "gemeente", Role.KRING_REPRESENTATIVE: "kring"}.get(role or "", "")  # type: ignore[call-overload]
        if form.ok and kind != wanted:
            form.fail("waarvoor", _("Kies een gemeente bij haar beheerder, een Kring bij een vertegenwoordiger."))
        if form.ok and role:
            with refusals_in(form, under="rol"):
                given = await actions.appoint(
                    actor=actor, person_id=number, role=Role(role), over=int(scope) if scope else None, ends=ends,
                    reason=reason, now=now,
                )  # fmt: skip
                proposed = _("De rol is voorgesteld. Een tweede persoon bevestigt haar.")
                return redirect(f"{HERE}/{number}", request, _("De rol is gegeven.") if given else proposed)
        return show(request, await _view(number, form, now), status=form.status)

    @post("/{number:int}/sluiten")
    async def close(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Close an account."""
        await actions.close_account(actor=actor, person_id=number, now=now)
        return redirect(f"{HERE}/{number}", request, _("Het account is gesloten."))

    @post("/{number:int}/heropenen")
    async def reopen(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Open a closed account again."""
        await actions.reopen_account(actor=actor, person_id=number, now=now)
        return redirect(f"{HERE}/{number}", request, _("Het account is weer open."))

    @post("/{number:int}/wissen")
    async def erase(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Erase somebody on their request."""
        _require(actor)
        form = Form(await request.form())
        typed = form.text("bevestiging", label=_("Bevestiging"), required=True)
        if form.ok and typed != WORD:
            form.fail("bevestiging", _("Typ het woord %(woord)s om te bevestigen.", woord=WORD))
        if not form.ok:
            return show(request, await _view(number, form, now), status=422)
        if actor.person_id == number:
            raise NotAllowed("Uw eigen gegevens wist u bij Mijn gegevens.")
        key = request.app.state.settings.required_secret()
        await actions.erase_person(actor=actor, person_id=number, now=now, key=key)
        return redirect(HERE, request, _("Deze persoon is gewist."))

    @post("/rol/{number:int}/intrekken")
    async def revoke(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """End any role at once."""
        _require(actor)
        await actions.revoke_role(actor=actor, grant_id=number, now=now)
        return redirect(HERE, request, _("De rol is ingetrokken."))


class ProposalPages(Controller):
    path = "/beheer/rollen"
    guards = (signed_in,)

    @get()
    async def proposals(self, request: AnyRequest, actor: By) -> Response[str]:
        """Roles of weight that wait for a second person."""
        authority.require(actor, Act.CONFIRM_ROLE)
        return show(request, ProposalsView(proposals=await open_proposals(reader=actor.person_id or 0)))

    @post("/{number:int}")
    async def decide(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Confirm or refuse one."""
        form = Form(await request.form())
        give = form.choice("besluit", label=_("Besluit"), options={"geven": "", "weigeren": ""}, required=True)
        if not form.ok:
            raise Invalid(form.errors)
        await actions.decide_proposal(actor=actor, proposal_id=number, give=give == "geven", now=now)
        return redirect(
            "/beheer/rollen", request, _("De rol is gegeven.") if give == "geven" else _("De rol is geweigerd.")
        )
