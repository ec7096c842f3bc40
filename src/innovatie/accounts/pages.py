"""Signing in (in the demo: by choosing a persona), signing out, and what one may do here."""

from datetime import datetime
from typing import Any, ClassVar

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency

from innovatie.accounts import actions, queries
from innovatie.accounts.sessions import SessionLimits
from innovatie.domain.authority import Actor
from innovatie.domain.errors import NotFound
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.i18n import _
from innovatie.web.render import local_path, redirect, show


class SignInView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/sign_in.html"
    personas: tuple[queries.Persona, ...]
    after: str


class RightsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/rights.html"
    grants: tuple[queries.HeldGrant, ...]


class AccountPages(Controller):
    @get("/inloggen")
    async def sign_in(self, request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Response[Any]:
        """The sign-in page."""
        demo = request.app.state.settings.demo
        view = SignInView(
            personas=await queries.personas(today=now.date()) if demo else (),
            after=local_path(request.query_params.get("volgende"), "/mijn-werk"),
        )
        return show(request, view)

    @post("/inloggen/persona")
    async def as_persona(self, request: Request[Any, Any, Any], now: NamedDependency[datetime]) -> Response[Any]:
        """Sign in as somebody of the demo."""
        if not request.app.state.settings.demo:
            raise NotFound("Deze pagina bestaat niet.")
        form = Form(await request.form())
        person_id = await queries.person_of_persona(form.value("persona"))
        if person_id is None:
            raise NotFound("Deze persoon bestaat niet in de demo. Kies iemand uit de lijst.")
        return await enter(request, person_id=person_id, now=now, means="persona", after=form.value("volgende"))

    @post("/uitloggen")
    async def sign_out(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """End this session."""
        if actor.session_id is not None:
            await actions.end_session(actor=actor, session_id=actor.session_id, now=now)
        response = redirect("/", request, _("U bent uitgelogd."))
        response.delete_cookie(request.app.state.limits.cookie)
        return response

    @get("/wat-mag-ik", guards=[signed_in])
    async def rights(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """The roles one holds today, and over what."""
        assert actor.person_id is not None
        return show(request, RightsView(grants=await queries.held_grants(actor.person_id, today=now.date())))

    @post("/account/gemeente", guards=[signed_in])
    async def act_for(
        self, request: Request[Any, Any, Any], actor: NamedDependency[Actor], now: NamedDependency[datetime]
    ) -> Response[Any]:
        """Choose for which of one's own municipalities one acts."""
        form = Form(await request.form())
        chosen = form.integer("gemeente", label=_("Gemeente"), required=True)
        await actions.act_for(actor=actor, municipality_id=chosen or 0, now=now)
        return redirect(local_path(form.value("volgende"), "/mijn-werk"), request)


async def enter(
    request: Request[Any, Any, Any], *, person_id: int, now: datetime, means: str, after: str
) -> Response[Any]:
    """Start a session for somebody whose identity has been established, and send them on. A new secret each time."""
    secret = await actions.start_session(
        person_id=person_id, device=request.headers.get("user-agent", ""), now=now, means=means
    )
    limits: SessionLimits = request.app.state.limits
    response = redirect(local_path(after, "/mijn-werk"), request)
    response.set_cookie(
        Cookie(
            key=limits.cookie,
            value=secret,
            path="/",
            secure=limits.secure,
            httponly=True,
            samesite="lax",
            max_age=int(limits.absolute.total_seconds()),
        )
    )
    return response
