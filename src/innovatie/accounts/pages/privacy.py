"""One's own data: seeing it, taking it along, having it erased; and how long everything is kept."""

import io
import json
import zipfile
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post

from innovatie.accounts import actions
from innovatie.accounts.pages import cookies
from innovatie.accounts.personal_data_inventory import in_words
from innovatie.accounts.places_in_words import PlaceLine, in_lines
from innovatie.accounts.queries.privacy import everything_about
from innovatie.domain.authority import Actor, person_of
from innovatie.domain.processing_activities import EARLIER, REGISTER, Processing
from innovatie.domain.retention import RULES
from innovatie.domain.wording import wording
from innovatie.web.downloads import saved_as
from innovatie.web.forms import Form
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.templates import fragment

WORD = "WISSEN"


class OwnDataView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/own_data.html"
    kinds: tuple[tuple[str, int], ...]
    at_once: tuple[PlaceLine, ...]
    waiting: tuple[PlaceLine, ...]
    form: Form
    word: str


class RegisterView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/register.html"
    rules: tuple[tuple[str, int | None, str], ...]


class ProcessingsView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "accounts/processings.html"
    parts: tuple[tuple[str, tuple[Processing, ...]], ...]
    """A heading (none above what holds now) and the entries below it."""


async def _view(actor: Actor, form: Form) -> OwnDataView:
    person_id = actor.person_id or 0
    about = await everything_about(person_id)
    places = await actions.erasure_of(actor=actor, person_id=person_id)
    return OwnDataView(
        kinds=in_words({name: len(rows) for name, rows in about.items()}),
        at_once=await in_lines(places.at_once, shown=True),
        waiting=await in_lines(places.waiting, shown=False),
        form=form,
        word=WORD,
    )


def _packed(data: bytes) -> bytes:
    """A zip with the data for programs (JSON) and for people (HTML)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("gegevens.json", data)
        archive.writestr("gegevens.html", str(fragment("accounts/own_data_file.html", told=json.loads(data))))
    return packed.getvalue()


class PrivacyPages(Controller):
    @get("/account/gegevens", guards=[signed_in])
    async def own_data(self, request: AnyRequest, actor: By) -> Response[str]:
        """How much is kept, and what one can do with it."""
        return show(request, await _view(actor, Form()))

    @post("/account/gegevens/opvragen", guards=[signed_in])
    async def take_along(self, request: AnyRequest, actor: By, now: Now) -> Response[bytes]:
        """Everything, as a file."""
        data = _packed(await actions.give_data(actor=actor, now=now))
        headers = {
            "Content-Disposition": saved_as("mijn-gegevens-innovatie.zip"),
            "Cache-Control": "no-store",
        }
        return Response(data, status_code=200, media_type="application/zip", headers=headers)

    @post("/account/gegevens/wissen", guards=[signed_in])
    async def erase(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Become a former participant; asked twice, because it cannot be undone."""
        form = Form(await request.form())
        typed = form.text("bevestiging", label=_("Bevestiging"), required=True)
        if form.ok and typed != WORD:
            form.fail("bevestiging", _("Typ het woord %(woord)s om te bevestigen.", woord=WORD))
        if not form.ok:
            return show(request, await _view(actor, form), status=422)
        person_id = person_of(actor)
        key = request.app.state.settings.required_secret()
        await actions.erase_person(actor=actor, person_id=person_id, now=now, key=key)
        response = redirect("/", request, _("Uw gegevens zijn gewist. Dank voor uw bijdrage."))
        cookies.drop_session(request, response)
        return response

    @get("/privacy/bewaartermijnen")
    async def register(self, request: AnyRequest) -> Response[str]:
        """How long each kind of data is kept, and why: the very table that the daily job carries out."""
        rules = tuple((rule.kind.value, rule.keep.days if rule.keep else None, rule.reason) for rule in RULES.values())
        return show(request, RegisterView(rules=rules))

    @get("/privacy/verwerkingen")
    async def processings(self, request: AnyRequest) -> Response[str]:
        """What is done with data of people; lines of a log of data processing point to an entry and its version."""
        earlier = ((wording("Wat eerder gold"), EARLIER),) if EARLIER else ()
        parts: tuple[tuple[str, tuple[Processing, ...]], ...] = (("", tuple(REGISTER.values())), *earlier)
        return show(request, ProcessingsView(parts=parts))
