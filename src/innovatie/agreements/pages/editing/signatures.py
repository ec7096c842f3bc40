"""The forms of its signatures."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.agreements import actions, queries
from innovatie.agreements.rights import kept
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.whole_numbers import whole
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class SignatureView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "agreements/signature.html"
    agreement: queries.Agreement
    form: Form
    parties: tuple[tuple[str, str], ...]
    signatures: tuple[queries.Signature, ...]
    names: dict[int, str]


class SignaturePages(Controller):
    path = "/overeenkomsten"
    guards = (signed_in,)

    @get("/{number:int}/handtekeningen")
    async def signatures(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Who signed, and the form for another signature."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        return show(request, await _signature_view(found, Form.filled({"getekend_op": dutch_day(now).isoformat()})))

    @post("/{number:int}/handtekeningen")
    async def sign(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Note that somebody signed for a party on a day."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        form = Form(await request.form())
        party = form.text("partij", label=_("Namens wie"), required=_("Kies voor welke partij getekend is."))
        signer = form.text("naam", label=_("Wie tekende"), required=_("Schrijf wie tekende."), max_length=120)
        capacity = form.text("functie", label=_("Functie"), max_length=120)
        signed_on = form.date("getekend_op", label=_("Getekend op"), required=True)
        if form.ok and signed_on:
            act = actions.note_signature(
                actor=actor,
                number=number,
                party_id=whole(party) or 0,
                signer=signer,
                capacity=capacity,
                signed_on=signed_on,
                now=now,
            )
            if await done(form, act):
                return redirect(f"{found.base}/handtekeningen", request, _("De handtekening is genoteerd."))
        return show(request, await _signature_view(found, form), status=form.status)

    @post("/{number:int}/handtekeningen/{signature:int}/terugnemen")
    async def take_back(
        self, request: AnyRequest, number: FromPath[int], signature: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """A signature that was noted by mistake."""
        await actions.take_back_signature(actor=actor, number=number, signature=signature, now=now)
        return redirect(f"/overeenkomsten/{number}/handtekeningen", request, _("De handtekening is teruggenomen."))


async def _signature_view(found: queries.Agreement, form: Form) -> SignatureView:
    present = await queries.parties(found.id)
    return SignatureView(
        agreement=found,
        form=form,
        parties=tuple((str(one.id), one.name) for one in present),
        signatures=await queries.signatures(found.id),
        names={one.id: one.name for one in present},
    )
