"""The forms of its parties."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.agreements import actions, forms, queries
from innovatie.agreements.rights import kept
from innovatie.domain.dutch_dates import dutch_day
from innovatie.municipalities.queries import municipalities_on, partnerships
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class PartyView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "agreements/party.html"
    agreement: queries.Agreement
    form: Form
    sorts: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


class PartyPages(Controller):
    path = "/overeenkomsten"
    guards = (signed_in,)

    @get("/{number:int}/partijen/nieuw")
    async def new_party(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The empty form of a party."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        form = Form.filled({"is": "gemeente", "rol": "deelnemer"})
        return show(request, await _party_view(found, form, dutch_day(now)))

    @post("/{number:int}/partijen/nieuw")
    async def add_party(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Somebody becomes a party; the form comes again for the next one when asked."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        form = Form(await request.form())
        read = await forms.read_party(form, today=dutch_day(now))
        act = read and actions.add_party(
            actor=actor, number=number, who=read[0], role=read[1], joined_on=read[2], now=now
        )
        if act and await done(form, act):
            onward = f"{found.base}/partijen/nieuw" if form.value("volgende") else found.base
            return redirect(onward, request, _("De partij is toegevoegd."))
        return show(request, await _party_view(found, form, dutch_day(now)), status=form.status)

    @post("/{number:int}/partijen/{party:int}/weghalen")
    async def remove_party(
        self, request: AnyRequest, number: FromPath[int], party: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """Take out a party that was added by mistake."""
        await actions.remove_party(actor=actor, number=number, party_id=party, now=now)
        return redirect(f"/overeenkomsten/{number}", request, _("De partij is weggehaald."))


async def _party_view(found: queries.Agreement, form: Form, today: date) -> PartyView:
    towns = [town.name for town in await municipalities_on(today)]
    groups = [one.name for one in await partnerships(day=today)]
    return PartyView(found, form, forms.sorts(), forms.roles(), (*towns, *groups))
