"""The forms of who keeps an agreement: itself, its parties, signatures, tasks and files."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption.queries import solution as solution_of
from innovatie.agreements import actions, forms, queries
from innovatie.agreements.rights import keeper_of_new, kept
from innovatie.domain.authority import Actor
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Conflict
from innovatie.domain.whole_numbers import whole
from innovatie.municipalities.queries import municipalities_on, partnership, partnerships
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show
from innovatie.web.requests import sent_file


class TextView(msgspec.Struct, frozen=True):
    """`before`: the agreement that is brought up to date, None for a new one about `subject`."""

    template: ClassVar[str] = "agreements/edit.html"
    before: queries.Agreement | None
    subject: str
    form: Form
    kinds: tuple[tuple[str, str], ...]


class PartyView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "agreements/party.html"
    agreement: queries.Agreement
    form: Form
    sorts: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]
    names: tuple[str, ...]


class SignatureView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "agreements/signature.html"
    agreement: queries.Agreement
    form: Form
    parties: tuple[tuple[str, str], ...]
    signatures: tuple[queries.Signature, ...]
    names: dict[int, str]


class FileView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "agreements/file.html"
    agreement: queries.Agreement
    form: Form


class KeepingPages(Controller):
    path = "/overeenkomsten"
    guards = (signed_in,)

    @get("/nieuw")
    async def new(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The empty form, about `?oplossing=12` or `?verband=3`."""
        about = {name: request.query_params.get(name, "") for name in ("oplossing", "verband")}
        form = Form.filled({"begin": dutch_day(now).isoformat(), "opzegtermijn": 12, **about})
        return show(request, await _new_view(actor, form, dutch_day(now)))

    @post("/nieuw")
    async def make(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Make it; only its parties see it until it is shown."""
        form = Form(await request.form())
        view = await _new_view(actor, form, dutch_day(now))
        text = forms.read_agreement(form)
        made: list[int] = []

        async def make(text: actions.AgreementText) -> None:
            made.append(
                await actions.make_agreement(
                    actor=actor,
                    text=text,
                    solution=whole(form.value("oplossing")),
                    partnership=whole(form.value("verband")),
                    now=now,
                )
            )

        if text and await done(form, make(text)):
            message = _("De overeenkomst is bewaard. Voeg nu de partijen toe.")
            return redirect(f"/overeenkomsten/{made[0]}/partijen/nieuw", request, message)
        return show(request, view, status=form.status)

    @get("/{number:int}/wijzigen")
    async def edit(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """The form with the agreement in it."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        return show(request, _text_view(found, forms.filled(found)))

    @post("/{number:int}/wijzigen")
    async def change(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """Bring it up to date."""
        found = await kept(number, actor=actor, today=dutch_day(now))
        form = Form(await request.form())
        text = forms.read_agreement(form)
        version = whole(form.value("versie")) or 0
        act = text and actions.change_agreement(actor=actor, number=number, version=version, text=text, now=now)
        if act and await done(form, act):
            return redirect(found.base, request, _("De overeenkomst is bijgewerkt."))
        if form.status == Conflict.status:  # what somebody else wrote is shown beside it; saving again is possible
            form.values["versie"] = str(found.version)
        return show(request, _text_view(found, form), status=form.status)

    @post("/{number:int}/tonen")
    async def make_public(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """From now on everybody sees it."""
        await actions.show_agreement(actor=actor, number=number, now=now)
        return redirect(f"/overeenkomsten/{number}", request, _("Iedereen kan deze overeenkomst nu zien."))

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


async def _new_view(actor: Actor, form: Form, today: date) -> TextView:
    """Raises NotFound for a subject that is not there, NotAllowed for who may not make one about it."""
    solution, group = whole(form.value("oplossing")), whole(form.value("verband"))
    await keeper_of_new(actor=actor, solution=solution, partnership=group)
    subject = (await solution_of(solution)).title if solution is not None else ""
    if group is not None:
        subject = subject or (await partnership(group, day=today)).name
    return TextView(None, subject, form, forms.kinds())


def _text_view(found: queries.Agreement, form: Form) -> TextView:
    return TextView(found, found.solution_title or found.partnership_name or "", form, forms.kinds())


async def _party_view(found: queries.Agreement, form: Form, today: date) -> PartyView:
    towns = [town.name for town in await municipalities_on(today)]
    groups = [one.name for one in await partnerships(day=today)]
    return PartyView(found, form, forms.sorts(), forms.roles(), (*towns, *groups))


async def _signature_view(found: queries.Agreement, form: Form) -> SignatureView:
    present = await queries.parties(found.id)
    return SignatureView(
        agreement=found,
        form=form,
        parties=tuple((str(one.id), one.name) for one in present),
        signatures=await queries.signatures(found.id),
        names={one.id: one.name for one in present},
    )
