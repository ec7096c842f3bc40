"""Files that go with statements: to download, and to take back."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.domain.dutch_dates import dutch_day
from innovatie.web.downloads import download
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class WithdrawView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/withdraw.html"
    evidence: queries.EvidencePlace
    form: Form


class EvidencePages(Controller):
    @get("/overname/bewijs/{number:int}")
    async def file(self, number: FromPath[int]) -> Response[bytes]:
        """The file that goes with a statement."""
        file = await queries.evidence_file(number)
        return download(file.name, file.kind, file.content)

    @get("/overname/bewijs/{number:int}/intrekken", guards=[signed_in])
    async def ask(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Why it is taken back, and what that means."""
        place = await queries.evidence_place(number, today=dutch_day(now))
        await actions.in_capacity(actor=actor, owner=place.owner)
        return show(request, WithdrawView(place, Form()))

    @post("/overname/bewijs/{number:int}/intrekken", guards=[signed_in])
    async def withdraw(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Take it back."""
        place = await queries.evidence_place(number, today=dutch_day(now))
        await actions.in_capacity(actor=actor, owner=place.owner)
        form = Form(await request.form())
        reason = form.text("reden", label=_("Reden"), required=True, multiline=True, max_length=500)
        if form.ok and await done(form, actions.withdraw_evidence(actor=actor, number=number, reason=reason, now=now)):
            message = _("Het bewijs is ingetrokken. De melding zelf blijft staan.")
            return redirect(f"/overname/{place.slug}/gemeenten/{place.code}", request, message)
        return show(request, WithdrawView(place, form), status=form.status)
