"""One's own account: what one may do and why, sessions, tokens."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions, queries
from innovatie.accounts.api_tokens import LONGEST_LIFE, SCOPE_LABELS, Scope
from innovatie.accounts.queries.account import FactorState, SessionRow, TokenRow, factor_state, sessions_of, tokens_of
from innovatie.accounts.queries.colleagues import municipalities_named
from innovatie.accounts.rights import Right, rights_of
from innovatie.accounts.sessions import SessionLimits
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, person_of
from innovatie.domain.dutch_dates import dutch_day
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, ngettext
from innovatie.web.render import local_path, redirect, show


class RightsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/rights.html"
    grants: tuple[queries.HeldGrant, ...]
    allowed: tuple[Right, ...]
    refused: tuple[Right, ...]
    factor: FactorState
    towns: tuple[tuple[str, str], ...]
    form: Form


class AccountView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/account.html"
    sessions: tuple[SessionRow, ...]
    factor: FactorState
    manages_people: bool
    reads_trail: bool
    form: Form


class TokensView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/tokens.html"
    tokens: tuple[TokenRow, ...]
    form: Form
    purposes: tuple[tuple[str, str], ...]
    towns: tuple[tuple[str, str], ...]
    fresh: str
    longest: int


class AccountPages(Controller):
    guards = (signed_in,)

    @get("/wat-mag-ik")
    async def rights(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Every act, whether one may do it today, and why (not)."""
        allowed, refused = rights_of(actor)
        view = RightsView(
            grants=await queries.held_grants(person_of(actor), today=dutch_day(now)),
            allowed=allowed,
            refused=refused,
            factor=await factor_state(person_of(actor), actor.session_id, now=now),
            towns=await municipalities_named(actor.municipalities()),
            form=Form({"gemeente": str(actor.municipality_id or "")}),
        )
        return show(request, view)

    @post("/account/gemeente")
    async def act_for(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Choose for which of one's own municipalities one acts."""
        form = Form(await request.form())
        chosen = form.integer("gemeente", label=_("Gemeente"), required=True)
        await actions.act_for(actor=actor, municipality_id=chosen or 0, now=now)
        return redirect(local_path(form.value("volgende"), "/mijn-werk"), request)

    @get("/account")
    async def account(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Sessions that are open, one's name, and the ways to more."""
        return show(request, await _account_view(request, actor, Form({"naam": actor.name}), now))

    @post("/account/naam")
    async def rename(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Change one's own name."""
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=True, max_length=120)
        if form.ok:
            with refusals_in(form):
                await actions.rename(actor=actor, name=name, now=now)
                return redirect("/account", request, _("Uw naam is gewijzigd."))
        return show(request, await _account_view(request, actor, form, now), status=form.status)

    @post("/account/sessies/andere")
    async def end_others(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """End all sessions but this one, and what else gives access."""
        ended = await actions.end_other_sessions(actor=actor, now=now)
        return redirect(
            "/account",
            request,
            ngettext("Op %(n)s andere plek bent u uitgelogd.", "Op %(n)s andere plekken bent u uitgelogd.", ended)
            + " "
            + _("Tokens en het adres van uw agenda werken niet meer."),
        )

    @post("/account/sessies/{number:int}")
    async def end_one(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """End one session of one's own."""
        await actions.end_session(actor=actor, session_id=number, now=now)
        return redirect("/account", request, _("Die sessie is beëindigd."))

    @get("/account/tokens")
    async def tokens(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Tokens for programs."""
        return show(request, await _tokens_view(actor, Form({"dagen": "30"}), now))

    @post("/account/tokens")
    async def make_token(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Make a token; it is shown on this very page and never again."""
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=True, max_length=80)
        purposes = form.many("doelen", label=_("Waarvoor"), options=SCOPE_LABELS, required=True)
        days = form.integer("dagen", label=_("Geldig (dagen)"), required=True, minimum=1, maximum=LONGEST_LIFE.days)
        town = form.integer("voor", label=_("Voor"))
        if form.ok and days is not None:
            token = await actions.make_token(
                actor=actor,
                name=name,
                scopes=tuple(Scope(purpose) for purpose in purposes),
                days=days,
                municipality_id=town or None,
                key=request.app.state.token_key,
                issuer=request.app.state.settings.base_url,
                now=now,
            )
            return show(
                request,
                await _tokens_view(actor, Form({"dagen": "30"}), now, fresh=token),
                headers={"Cache-Control": "no-store"},
            )
        return show(request, await _tokens_view(actor, form, now), status=422)

    @post("/account/tokens/{number:int}/intrekken")
    async def revoke_token(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Revoke a token of one's own."""
        await actions.revoke_token(actor=actor, number=number, now=now)
        return redirect("/account/tokens", request, _("Het token werkt niet meer."))


async def _account_view(request: AnyRequest, actor: Actor, form: Form, now: datetime) -> AccountView:
    limits: SessionLimits = request.app.state.limits
    sessions = await sessions_of(
        person_of(actor),
        current=actor.session_id,
        alive_since=now - limits.absolute,
        idle_since=now - limits.idle,
    )
    return AccountView(
        sessions=sessions,
        factor=await factor_state(person_of(actor), actor.session_id, now=now),
        manages_people=bool(authority.may(actor, Act.GRANT_ROLE, Context(municipality_id=actor.municipality_id))),
        reads_trail=bool(authority.may(actor, Act.READ_AUDIT)),
        form=form,
    )


async def _tokens_view(actor: Actor, form: Form, now: datetime, *, fresh: str = "") -> TokensView:
    return TokensView(
        tokens=await tokens_of(person_of(actor), now=now),
        form=form,
        purposes=tuple((scope.value, label) for scope, label in SCOPE_LABELS.items()),
        towns=await municipalities_named(actor.municipalities()),
        fresh=fresh,
        longest=LONGEST_LIFE.days,
    )
