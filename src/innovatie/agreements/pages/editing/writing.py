"""The forms of an agreement itself: a new one, bringing it up to date, showing it to everybody."""

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
from innovatie.municipalities.queries import partnership
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class TextView(msgspec.Struct, frozen=True):
    """`before`: the agreement that is brought up to date, None for a new one about `subject`."""

    template: ClassVar[str] = "agreements/edit.html"
    before: queries.Agreement | None
    subject: str
    form: Form
    kinds: tuple[tuple[str, str], ...]


class AgreementWritingPages(Controller):
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
