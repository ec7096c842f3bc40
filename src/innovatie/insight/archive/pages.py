"""The archive of a round: asking for it, and taking it along."""

from datetime import datetime
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act, Actor
from innovatie.insight.archive import actions
from innovatie.insight.archive.queries import ArchiveRow, newest
from innovatie.rounds.queries import RoundDetail, round_by_code
from innovatie.web.downloads import saved_as
from innovatie.web.forms import Form, done
from innovatie.web.guards import vng_only
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class ArchiveView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "insight/directing/archive.html"
    round: RoundDetail
    archive: ArchiveRow | None
    form: Form


class RoundArchivePages(Controller):
    path = "/vng/rondes"
    guards = (vng_only,)

    @get("/{code:str}/archief")
    async def archive(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """What is in the archive, and whether it is there."""
        return show(request, await _view(code, actor, Form(), now))

    @post("/{code:str}/archief")
    async def ask(self, request: AnyRequest, code: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Have it made."""
        view = await _view(code, actor, Form(), now)
        if await done(view.form, actions.ask(actor=actor, round_id=view.round.id, now=now)):
            message = _("Het archief wordt gemaakt. U krijgt bericht als het klaarstaat.")
            return redirect(f"/vng/rondes/{code}/archief", request, message)
        return show(request, view, status=view.form.status)

    @get("/{code:str}/archief.zip")
    async def download(self, code: FromPath[str], actor: By, now: Now) -> Response[bytes]:
        """The zip; that it was taken along stands in the trail."""
        return Response(
            await actions.take_along(actor=actor, code=code, now=now),
            media_type="application/zip",
            headers={"Content-Disposition": saved_as(f"ronde-{code}.zip"), "Cache-Control": "no-store"},
        )


async def _view(code: str, actor: Actor, form: Form, now: datetime) -> ArchiveView:
    authority.require(actor, Act.DIRECT_ROUND)
    round_ = await round_by_code(code, now=now, drafts=True)
    return ArchiveView(round=round_, archive=await newest(round_.id), form=form)
