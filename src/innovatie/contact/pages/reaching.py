"""`/contact-met/plan/12`: whose it is, how one reaches them, and a message through the platform."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.contact import actions
from innovatie.contact.actions.talking import TEXT_LIMIT
from innovatie.contact.queries import Addresses, Reached, addresses_of, reached
from innovatie.domain.authority import Act, Actor, Context, may, require
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class ReachingView(msgspec.Struct, frozen=True):
    """Whom one reaches. `may_keep`: whether the reader may change the addresses."""

    template: ClassVar[str] = "contact/reaching.html"
    about: Reached
    addresses: Addresses
    may_keep: bool
    form: Form
    longest: int


class AddressesView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "contact/addresses.html"
    about: Reached
    form: Form


async def _reaching(kind: str, key: str, actor: Actor, form: Form, now: datetime) -> ReachingView:
    about = await reached(kind, key, now=now)
    return ReachingView(
        about=about,
        addresses=await addresses_of(about),
        may_keep=bool(may(actor, Act.EDIT_IDEA, Context(municipality_id=about.municipality_id))),
        form=form,
        longest=TEXT_LIMIT,
    )


class ReachingPages(Controller):
    path = "/contact-met/{kind:str}/{key:str}"

    @get("/")
    async def reaching(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """Who answers, and the form for a message; as a panel of another page for htmx."""
        return show(request, await _reaching(kind, key, actor, Form(), now), fragment="contact/_panel.html")

    @post("/", guards=[signed_in])
    async def send(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """Send the message. Who is not signed in gets the text back to send it after signing in."""
        form = Form(await request.form())
        text = form.text("bericht", label=_("Bericht"), required=True, multiline=True, max_length=TEXT_LIMIT)
        shares = form.checkbox("deel_adres", label=_("Toon mijn e-mailadres"))
        about = await reached(kind, key, now=now)
        number = 0

        async def begin() -> None:
            nonlocal number
            number = await actions.begin(actor=actor, about=about, text=text, shares_address=shares, now=now)

        if form.ok and await done(form, begin()):
            message = _("Uw bericht is verstuurd aan %(gemeente)s.", gemeente=about.municipality)
            return redirect(f"/gesprekken/{number}", request, message)
        return show(request, await _reaching(kind, key, actor, form, now), status=form.status)

    @get("/wijzigen", guards=[signed_in])
    async def addresses(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """The form for the functional addresses."""
        about = await reached(kind, key, now=now)
        require(actor, Act.EDIT_IDEA, Context(municipality_id=about.municipality_id))
        kept = await addresses_of(about)
        form = Form({"email": kept.email, "telefoon": kept.phone})
        return show(request, AddressesView(about=about, form=form))

    @post("/wijzigen", guards=[signed_in])
    async def keep(
        self, request: AnyRequest, kind: FromPath[str], key: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """Keep the functional addresses."""
        about = await reached(kind, key, now=now)
        form = Form(await request.form())
        email = form.email("email", label=_("E-mailadres van een team"))
        phone = form.text("telefoon", label=_("Telefoonnummer van een team"), max_length=40)
        act = actions.keep_addresses(actor=actor, about=about, email=email, phone=phone, now=now)
        if not form.ok:
            act.close()
        elif await done(form, act):
            return redirect(about.address, request, _("De contactgegevens zijn bewaard."))
        return show(request, AddressesView(about=about, form=form), status=form.status)
