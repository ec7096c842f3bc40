"""Where a municipality wants to keep what was done in votes for it: the address of its archive."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor, Context
from innovatie.municipalities.actions import set_archive_address
from innovatie.municipalities.queries import Archive, archive_of
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show

HERE = "/mijn-gemeente/archief"


class ArchiveView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "voting/archive.html"
    archive: Archive
    form: Form


def _own(actor: Actor) -> int:
    authority.require(actor, Act.KEEP_ARCHIVE, Context(municipality_id=actor.municipality_id))
    return actor.municipality_id or 0  # who may keep it acts for one


class ArchivePages(Controller):
    path = HERE
    guards = (signed_in,)

    @get()
    async def archive(self, request: AnyRequest, actor: By) -> Response[str]:
        """The address, and what goes there."""
        found = await archive_of(_own(actor))
        return show(request, ArchiveView(archive=found, form=Form.filled({"archief": found.address})))

    @post()
    async def keep(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Keep another address, or none."""
        own = _own(actor)
        form = Form(await request.form())
        address = form.email("archief", label=_("Archiefadres"))
        if form.ok:
            act = set_archive_address(actor=actor, municipality_id=own, address=address, now=now)
            if await done(form, act):
                return redirect(HERE, request, _("Het archiefadres is bewaard."))
        return show(request, ArchiveView(archive=await archive_of(own), form=form), status=form.status)
