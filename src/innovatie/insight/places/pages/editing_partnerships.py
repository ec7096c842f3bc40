"""`/vng/samenwerkingsverbanden`: VNG and the administrator keep which municipalities work together, and since when."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get, post
from litestar.params import FromPath

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.insight.places.queries import partnership_address
from innovatie.municipalities import actions
from innovatie.municipalities import queries as municipalities
from innovatie.web.forms import Form, done
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


def kinds() -> dict[str, str]:
    """What a partnership may be, with its name."""
    return {"kring": _("Kring"), "samenwerkingsverband": _("Samenwerkingsverband")}


class NewPartnershipView(msgspec.Struct, frozen=True):
    template: ClassVar[str] = "municipalities/new_partnership.html"
    form: Form
    kinds: dict[str, str]
    towns: tuple[tuple[str, str], ...]


class KeepingView(msgspec.Struct, frozen=True):
    """`members` are those of today and to come; `towns` may join, `leavers` may leave: (number, name)."""

    template: ClassVar[str] = "municipalities/keep_partnership.html"
    partnership: municipalities.PartnershipRow
    address: str
    members: tuple[municipalities.MembershipRow, ...]
    towns: tuple[tuple[str, str], ...]
    leavers: tuple[tuple[str, str], ...]
    about: Form
    joining: Form
    leaving: Form


class KeepingPartnerships(Controller):
    path = "/vng/samenwerkingsverbanden"

    @get("/nieuw")
    async def new(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """The form for a new partnership."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)
        return show(request, await _new(Form({"sinds": dutch_day(now).isoformat()}), dutch_day(now)))

    @post("/nieuw")
    async def found(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """Found a partnership with its first members."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        form = Form(await request.form())
        name, description = _about(form)
        kind = form.choice("soort", label=_("Soort"), options=kinds(), required=True)
        starts = form.date("sinds", label=_("Lid sinds"), required=True)
        towns = await _towns(dutch_day(now))
        members = form.many("gemeenten", label=_("Gemeenten"), options=towns, required=_("Kies de gemeenten."))
        if form.ok and kind is not None and starts is not None:
            founding = actions.found_partnership(
                actor=actor,
                kind=kind,
                name=name,
                description=description,
                member_ids=[int(member) for member in members],
                starts=starts,
                now=now,
            )
            if await done(form, founding):
                return redirect("/samenwerkingsverbanden", request, _("%(naam)s is gemaakt.", naam=name))
        return show(request, await _new(form, dutch_day(now)), status=form.status)

    @get("/{number:int}")
    async def keep(
        self,
        request: AnyRequest,
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Who is a member; forms to let a municipality in or out, and to change the name."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)
        return show(request, await _keeping(number, dutch_day(now)))

    @post("/{number:int}")
    async def change(
        self,
        request: AnyRequest,
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """Change the name and the description."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        form = Form(await request.form())
        name, description = _about(form)
        if form.ok:
            changing = actions.change_partnership(
                actor=actor, partnership_id=number, name=name, description=description, now=now
            )
            if await done(form, changing):
                return redirect(f"/vng/samenwerkingsverbanden/{number}", request, _("De gegevens zijn bewaard."))
        return show(request, await _keeping(number, dutch_day(now), about=form), status=form.status)

    @post("/{number:int}/leden")
    async def let_in(
        self,
        request: AnyRequest,
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """A municipality becomes a member."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        form = Form(await request.form())
        town = form.choice("gemeente", label=_("Gemeente"), options=await _towns(dutch_day(now)), required=True)
        starts = form.date("sinds", label=_("Lid sinds"), required=True)
        if form.ok and town is not None and starts is not None:
            joining = actions.join_partnership(
                actor=actor, partnership_id=number, municipality_id=int(town), starts=starts, now=now
            )
            if await done(form, joining):
                return redirect(f"/vng/samenwerkingsverbanden/{number}", request, _("De gemeente is toegevoegd."))
        return show(request, await _keeping(number, dutch_day(now), joining=form), status=form.status)

    @post("/{number:int}/einde")
    async def let_out(
        self,
        request: AnyRequest,
        number: FromPath[int],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """A membership ends on a day; what the municipality did as a member stays."""
        authority.require(actor, Act.MANAGE_MUNICIPALITIES)  # before the form: its page shows the register
        form = Form(await request.form())
        options = [(str(row.municipality_id), row.municipality) for row in await _members(number, dutch_day(now))]
        town = form.choice("vertrekker", label=_("Gemeente"), options=options, required=True)
        ends = form.date("tot_en_met", label=_("Lid tot en met"), required=True)
        if form.ok and town is not None and ends is not None:
            leaving = actions.leave_partnership(
                actor=actor, partnership_id=number, municipality_id=int(town), ends=ends, now=now
            )
            if await done(form, leaving):
                return redirect(f"/vng/samenwerkingsverbanden/{number}", request, _("Het lidmaatschap eindigt dan."))
        return show(request, await _keeping(number, dutch_day(now), leaving=form), status=form.status)


def _about(form: Form) -> tuple[str, str]:
    name = form.text("naam", label=_("Naam"), required=_("Vul de naam in."), max_length=120)
    return name, form.text("omschrijving", label=_("Omschrijving"), multiline=True, max_length=1_000)


async def _towns(day: date) -> tuple[tuple[str, str], ...]:
    """(number, name) of the municipalities of `day`, by name."""
    return tuple((str(town.id), town.name) for town in await municipalities.municipalities_on(day))


async def _members(number: int, day: date) -> tuple[municipalities.MembershipRow, ...]:
    """The members of `day` and those to come."""
    rows = await municipalities.members_of(number, day=None)
    return tuple(row for row in rows if row.ends is None or row.ends >= day)


async def _new(form: Form, day: date) -> NewPartnershipView:
    return NewPartnershipView(form=form, kinds=kinds(), towns=await _towns(day))


async def _keeping(
    number: int,
    day: date,
    *,
    about: Form | None = None,
    joining: Form | None = None,
    leaving: Form | None = None,
) -> KeepingView:
    row = await municipalities.partnership(number, day=day)
    members = await _members(number, day)
    present = {member.municipality_id for member in members}
    return KeepingView(
        partnership=row,
        address=partnership_address(row.id, row.name),
        members=members,
        towns=tuple(town for town in await _towns(day) if int(town[0]) not in present),
        leavers=tuple((str(member.municipality_id), member.municipality) for member in members),
        about=about or Form({"naam": row.name, "omschrijving": row.description}),
        joining=joining or Form({"sinds": day.isoformat()}),
        leaving=leaving or Form({"tot_en_met": day.isoformat()}),
    )
