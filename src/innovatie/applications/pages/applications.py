"""The administrator of a municipality registers its systems, changes their keys and ends them."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.accounts.api_tokens import OF_APPLICATIONS, SCOPE_LABELS, Scope
from innovatie.accounts.queries.colleagues import municipality_name
from innovatie.applications import actions, queries
from innovatie.applications.pages.tokens import TOKEN_ADDRESS
from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context, town_of
from innovatie.web.forms import Form, refusals_in
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE = "/mijn-gemeente/koppelingen"
_PURPOSES = {scope.value: SCOPE_LABELS[scope] for scope in OF_APPLICATIONS}


class ApplicationsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "applications/applications.html"
    municipality: str
    applications: tuple[queries.ApplicationRow, ...]
    purposes: tuple[tuple[str, str], ...]
    form: Form


class ApplicationView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "applications/application.html"
    application: queries.ApplicationRow
    keys: tuple[queries.KeyRow, ...]
    token_address: str
    issuer: str
    form: Form


def _own(actor: Actor) -> int:
    """The municipality acted for; NotAllowed unless the actor administers it."""
    authority.require(actor, Act.MANAGE_APPLICATIONS, Context(municipality_id=actor.municipality_id))
    return town_of(actor)


async def _list(town: int, form: Form) -> ApplicationsView:
    return ApplicationsView(
        municipality=await municipality_name(town),
        applications=await queries.applications_of(town),
        purposes=tuple(_PURPOSES.items()),
        form=form,
    )


async def _one(request: AnyRequest, town: int, number: int, form: Form) -> ApplicationView:
    base = request.app.state.settings.base_url
    return ApplicationView(
        application=await queries.application_of(number, municipality_id=town),
        keys=await queries.keys_of(number),
        token_address=base + TOKEN_ADDRESS,
        issuer=base,
        form=form,
    )


class ApplicationPages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def index(self, request: AnyRequest, actor: By) -> Response[str]:
        """The applications of one's municipality."""
        return show(request, await _list(_own(actor), Form()))

    @post()
    async def register(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Register one, with its public key."""
        town = _own(actor)
        form = Form(await request.form())
        name = form.text("naam", label=_("Naam"), required=True, max_length=80)
        supplier = form.text("leverancier", label=_("Leverancier"), max_length=80)
        purposes = form.many("doelen", label=_("Waarvoor"), options=_PURPOSES, required=True)
        key = form.text("sleutel", label=_("Openbare sleutel"), required=True, max_length=20_000, multiline=True)
        if form.ok:
            with refusals_in(form):
                number = await actions.register(
                    actor=actor,
                    municipality_id=town,
                    name=name,
                    supplier=supplier,
                    scopes=[Scope(one) for one in purposes],
                    key_text=key,
                    now=now,
                )
                return redirect(f"{HERE}/{number}", request, _("De koppeling is aangemeld."))
        return show(request, await _list(town, _without_private_key(form)), status=form.status)

    @get("/{number:int}")
    async def detail(self, request: AnyRequest, number: FromPath[int], actor: By) -> Response[str]:
        """One application with its keys."""
        return show(request, await _one(request, _own(actor), number, Form()))

    @post("/{number:int}/sleutels")
    async def add_key(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Another key beside those that hold."""
        town = _own(actor)
        form = Form(await request.form())
        key = form.text("sleutel", label=_("Openbare sleutel"), required=True, max_length=20_000, multiline=True)
        if form.ok:
            with refusals_in(form, under="sleutel"):
                await actions.add_key(actor=actor, municipality_id=town, number=number, key_text=key, now=now)
                return redirect(f"{HERE}/{number}", request, _("De sleutel is toegevoegd."))
        return show(request, await _one(request, town, number, _without_private_key(form)), status=form.status)

    @post("/{number:int}/sleutels/{key:int}/einde")
    async def end_key(
        self, request: AnyRequest, number: FromPath[int], key: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """End a key."""
        await actions.end_key(actor=actor, municipality_id=_own(actor), number=number, key_id=key, now=now)
        return redirect(f"{HERE}/{number}", request, _("De sleutel werkt niet meer."))

    @post("/{number:int}/einde")
    async def end(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """End an application."""
        await actions.end(actor=actor, municipality_id=_own(actor), number=number, now=now)
        return redirect(HERE, request, _("De koppeling werkt niet meer."))


def _without_private_key(form: Form) -> Form:
    """A private key is not written into a page once more."""
    if "PRIVATE" in form.value("sleutel") or '"d"' in form.value("sleutel"):
        form.values["sleutel"] = ""
    return form
