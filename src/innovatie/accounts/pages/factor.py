"""The second factor of one's own account: an app with codes, passkeys, and showing one of them in this session."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.accounts import actions, second_factor
from innovatie.accounts.actions.passkeys import question_for_known, question_for_new
from innovatie.accounts.passkeys import Site, site_of
from innovatie.accounts.queries.account import FactorState, PasskeyRow, factor_state, passkeys_of
from innovatie.domain.authority import Actor, person_of
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

PAGE = "/account/tweede-factor"
_HOME = "/mijn-werk"


class FactorView(msgspec.Struct, frozen=True):
    """`question_new`, `question_known`: what the browser is asked, as JSON; empty where this session may not.
    `bound`: the address that passkeys are bound to.
    """

    template: ClassVar[str] = "accounts/factor.html"
    factor: FactorState
    passkeys: tuple[PasskeyRow, ...]
    form: Form
    secret: str
    picture: Markup
    bound: Site
    question_new: str
    question_known: str


class CodesView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/recovery_codes.html"
    codes: tuple[str, ...]


def _key(request: AnyRequest) -> str:
    key: str = request.app.state.settings.required_secret()
    return key


def _site(request: AnyRequest) -> Site:
    return site_of(request.app.state.settings.base_url)


class FactorPages(Controller):
    guards = (signed_in,)

    @get(PAGE)
    async def factor(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Set up an app or a passkey, or show one of them in this session."""
        return show(request, await _view(request, actor, Form(), now))

    @post(PAGE)
    async def show_factor(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """A code: the first one sets the app up, a later one makes this session strong."""
        form = Form(await request.form())
        code = form.text("code", label=_("Code"), required=_("Vul de code uit uw app in."), max_length=20)
        state = await factor_state(person_of(actor), actor.session_id, now=now)
        if form.ok:
            with refusals_in(form, under="code"):
                if state.enrolled and not (state.lately and not state.codes):
                    await actions.confirm_session(actor=actor, code=code, key=_key(request), now=now)
                    return _shown(request, state)
                codes = await actions.finish_enrolment(actor=actor, code=code, key=_key(request), now=now)
                return show(request, CodesView(codes=tuple(codes)))
        return show(request, await _view(request, actor, form, now), status=form.status)

    @post(f"{PAGE}/verwijderen")
    async def remove_factor(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Remove the app; roles that need a second factor sleep until there is one."""
        await actions.remove_factor(actor=actor, now=now)
        return redirect("/account", request, _("Uw tweede factor is verwijderd."))

    @post("/account/passkeys")
    async def add_passkey(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Keep the passkey that the browser made."""
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=_("Geef de passkey een naam."), max_length=60)
        answer = _answer(form)
        if form.ok:
            with refusals_in(form, under="passkey"):
                codes = await actions.add_passkey(actor=actor, name=name, answer=answer, site=_site(request), now=now)
                if codes:
                    return show(request, CodesView(codes=tuple(codes)))
                return redirect(PAGE, request, _("De passkey is toegevoegd."))
        return show(request, await _view(request, actor, form, now), status=form.status)

    @post("/account/passkeys/tonen")
    async def show_passkey(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """A passkey makes this session strong."""
        form = Form(await request.form())
        answer = _answer(form)
        state = await factor_state(person_of(actor), actor.session_id, now=now)
        if form.ok:
            with refusals_in(form, under="passkey"):
                await actions.confirm_with_passkey(actor=actor, answer=answer, site=_site(request), now=now)
                return _shown(request, state)
        return show(request, await _view(request, actor, form, now), status=form.status)

    @post("/account/passkeys/{number:int}/verwijderen")
    async def remove_passkey(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Remove a passkey of one's own."""
        await actions.remove_passkey(actor=actor, number=number, now=now)
        return redirect(PAGE, request, _("De passkey is verwijderd."))


def _answer(form: Form) -> str:
    """What the script put in the form; without a script there is nothing, and a sentence says what does work."""
    answer = form.value("antwoord")
    if not answer:
        form.fail("passkey", _("Uw browser gaf geen passkey. Zonder JavaScript werken alleen codes."))
    return answer


def _shown(request: AnyRequest, before: FactorState) -> Response[str]:
    """Who showed it again came to change something; who showed it first came to work."""
    return redirect(PAGE if before.shown else _HOME, request, _("Uw tweede factor is gecontroleerd."))


async def _view(request: AnyRequest, actor: Actor, form: Form, now: datetime) -> FactorView:
    state = await factor_state(person_of(actor), actor.session_id, now=now)
    site = _site(request)
    may_add = not state.enrolled or state.lately
    secret, picture, new, known = "", Markup(), "", ""
    if may_add:
        new = await question_for_new(actor=actor, site=site, key=_key(request), now=now)
    elif state.passkeys:
        known = await question_for_known(actor=actor, site=site, now=now)
    if may_add and not state.codes:
        fresh = await actions.begin_enrolment(actor=actor, key=_key(request), now=now)
        secret = fresh.reveal()
        picture = _picture(second_factor.enrolment_address(fresh, account=actor.name, issuer="Innovatie"))
    return FactorView(
        factor=state,
        passkeys=await passkeys_of(person_of(actor)) if state.shown else (),
        form=form,
        secret=secret,
        picture=picture,
        bound=site,
        question_new=new,
        question_known=known,
    )


def _picture(address: str) -> Markup:
    import segno  # noqa: PLC0415 -- only who sets up a second factor sees a code

    # omitsize: the style sheet sets the width, and without a viewBox the rest of the picture would be cut off
    drawn = segno.make(address, error="m").svg_inline(
        border=4, light="white", svgclass="qr", lineclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 -- drawn by segno: shapes only
