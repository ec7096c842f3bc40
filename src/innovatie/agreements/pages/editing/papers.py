"""The forms of its files."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.agreements import actions, queries
from innovatie.agreements.rights import kept
from innovatie.domain.dutch_dates import dutch_day
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file


class FileView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "agreements/file.html"
    agreement: queries.Agreement
    form: Form


class PaperPages(Controller):
    path = "/overeenkomsten"
    guards = (signed_in,)

    @get("/{number:int}/bestanden/nieuw")
    async def new_file(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The form for a file."""
        return show(request, FileView(await kept(number, actor=actor, today=dutch_day(now)), Form()))

    @post("/{number:int}/bestanden/nieuw")
    async def add_file(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Add a file."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        sent = await request.form()
        file = sent_file(sent, "bestand")
        form = Form(sent)
        public = form.checkbox("openbaar", label=_("Iedereen mag dit lezen"))
        act = actions.add_file(actor=actor, number=number, name=file.name, content=file.content, public=public, now=now)
        if await done(form, act):
            return redirect(found.base, request, _("Het bestand is toegevoegd."))
        return show(request, FileView(found, form), status=form.status)

    @post("/{number:int}/bestanden/{file:int}/weghalen")
    async def remove_file(
        self, request: AnyRequest, number: FromPath[int], file: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Take a file away."""
        await actions.remove_file(actor=actor, number=number, file_id=file, now=now)
        return redirect(f"/overeenkomsten/{number}", request, _("Het bestand is weggehaald."))
