"""Signing in: by a persona (demo only), by a link in a mail, and signing out."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts import actions, queries
from innovatie.accounts.pages import cookies
from innovatie.accounts.pages.entering import HOME, enter, network
from innovatie.accounts.pages.providers import ProviderButton, buttons, sign_out_address
from innovatie.accounts.queries.colleagues import OpenInvitation, link_waits, open_invitation
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.web.forms import Form
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, language
from innovatie.web.render import local_path, redirect, show


class SignInView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/sign_in.html"
    personas: tuple[queries.Persona, ...]
    providers: tuple[ProviderButton, ...]
    form: Form
    after: str


class LinkAskedView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/link_asked.html"
    address: str


class LinkView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/link.html"
    secret: str
    waits: bool


class InvitationView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/invitation.html"
    invitation: OpenInvitation
    secret: str


class SignInPages(Controller):
    @get("/inloggen")
    async def sign_in(self, request: AnyRequest, now: Now) -> Response[str]:
        """The ways to sign in."""
        return show(request, await _sign_in_view(request, Form(), now))

    @post("/inloggen/persona")
    async def as_persona(self, request: AnyRequest, now: Now) -> Response[str]:
        """Sign in as somebody of the demo."""
        if not request.app.state.settings.demo:
            raise NotFound("Deze pagina bestaat niet.")
        form = Form(await request.form())
        person_id = await queries.person_of_persona(form.value("persona"))
        if person_id is None:
            raise NotFound("Deze persoon bestaat niet in de demo. Kies iemand uit de lijst.")
        return await enter(request, person_id=person_id, now=now, means="persona", after=form.value("volgende"))

    @post("/inloggen/link")
    async def ask_link(self, request: AnyRequest, now: Now) -> Response[str]:
        """Ask for a link by mail; the answer is the same for every address."""
        form = Form(await request.form())
        address = form.email("email", label=_("E-mailadres"), required=True)
        if not form.ok:
            return show(request, await _sign_in_view(request, form, now), status=422)
        browser, _new = cookies.browser_secret(request)
        await actions.ask_link(
            address=address,
            browser=browser,
            known_browser=cookies.known_browser(request),
            network=network(request),
            after=local_path(form.value("volgende"), HOME),
            language=language(),
            now=now,
        )
        response = show(request, LinkAskedView(address=address))
        cookies.put_browser(request, response, browser)
        return response

    @get("/inloggen/link/{secret:str}")
    async def open_link(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """The page behind the link. Looking at it uses nothing up: programs that read mail look too."""
        view = LinkView(secret=secret, waits=await link_waits(secret, now=now))
        return show(request, view)

    @post("/inloggen/link/{secret:str}")
    async def use_link(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """Sign in with the link, in the browser that asked for it."""
        browser, _new = cookies.browser_secret(request)
        found = await actions.use_link(secret=secret, browser=browser, network=network(request), now=now)
        if found is None:
            await actions.note_failure(
                means="inloglink", reason="link onbekend, gebruikt of uit andere browser", now=now
            )
            return show(request, LinkView(secret=secret, waits=False), status=403)
        person_id, after = found
        return await enter(request, person_id=person_id, now=now, means="inloglink", after=after)

    @get("/uitnodiging/{secret:str}")
    async def invitation(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """What one was asked in for, and by whom."""
        found = await open_invitation(secret, now=now)
        if found is None:
            raise NotFound("Deze uitnodiging is verlopen, ingetrokken of al gebruikt. Vraag een nieuwe.")
        return show(request, InvitationView(invitation=found, secret=secret))

    @post("/uitnodiging/{secret:str}")
    async def accept(self, request: AnyRequest, secret: FromPath[str], now: Now) -> Response[str]:
        """Say yes: the account is made and one is signed in."""
        person_id = await actions.accept_invitation(secret=secret, now=now)
        return await enter(request, person_id=person_id, now=now, means="uitnodiging", after=HOME)

    @post("/uitloggen")
    async def sign_out(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """End this session, and the one at the provider when it began there."""
        elsewhere = None
        if actor.session_id is not None:
            began_at = await actions.end_session(actor=actor, session_id=actor.session_id, now=now)
            if began_at is not None:
                elsewhere = await sign_out_address(request, *began_at, person_id=actor.person_id or 0, now=now)
        response = (
            redirect("/", request, _("U bent uitgelogd."))
            if elsewhere is None
            else Response("", status_code=303, headers={"Location": elsewhere})
        )
        cookies.drop_session(request, response)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response


async def _sign_in_view(request: AnyRequest, form: Form, now: datetime) -> SignInView:
    demo = request.app.state.settings.demo
    asked = form.value("volgende") or request.query_params.get("volgende")
    return SignInView(
        personas=await queries.personas(today=dutch_day(now)) if demo else (),
        providers=buttons(request),
        form=form,
        after=local_path(asked, HOME),
    )
