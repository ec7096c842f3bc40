"""VNG keeps who may propose for the supplier of a solution."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.adoption import actions, queries
from innovatie.adoption.pages.addresses import number_of
from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.web.forms import Form, done
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _, language
from innovatie.web.render import redirect, show


class SuppliersView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "adoption/suppliers.html"
    solution: queries.SolutionDetail
    suppliers: tuple[queries.Supplier, ...]
    form: Form


async def _view(slug: str, form: Form) -> SuppliersView:
    solution = await queries.solution(number_of(slug))
    return SuppliersView(solution, await queries.suppliers_of(solution.id), form)


class SupplierPages(Controller):
    guards = (signed_in,)

    @get("/overname/{slug:str}/leveranciers")
    async def list(self, request: AnyRequest, slug: FromPath[str], actor: By) -> Response[str]:
        """Who may, and the form to ask somebody in."""
        authority.require(actor, Act.INVITE_SUPPLIER)
        return show(request, await _view(slug, Form()))

    @post("/overname/{slug:str}/leveranciers")
    async def invite(self, request: AnyRequest, slug: FromPath[str], actor: By, now: Now) -> Response[str]:
        """Ask somebody in."""
        authority.require(actor, Act.INVITE_SUPPLIER)
        form = Form(await request.form())
        view = await _view(slug, form)
        company = form.text("bedrijf", label=_("Bedrijf"), required=True, max_length=120)
        name = form.text("naam", label=_("Naam"), required=True, max_length=120)
        address = form.email("email", label=_("E-mailadres"), required=True)
        if form.ok and await done(
            form,
            actions.invite_supplier(
                actor=actor,
                solution_id=view.solution.id,
                company=company,
                name=name,
                address=address,
                language=language(),
                now=now,
            ),
        ):
            message = _("%(naam)s krijgt een mail met de weg naar het formulier.", naam=name)
            return redirect(f"/overname/{view.solution.slug}/leveranciers", request, message)
        return show(request, view, status=form.status)

    @post("/overname/leveranciers/{number:int}/stoppen")
    async def end(self, request: AnyRequest, number: FromPath[int], actor: By, now: Now) -> Response[str]:
        """No more proposals by this person."""
        solution = await queries.solution(await actions.end_supplier(actor=actor, number=number, now=now))
        return redirect(
            f"/overname/{solution.slug}/leveranciers", request, _("Deze persoon kan niets meer voorstellen.")
        )
