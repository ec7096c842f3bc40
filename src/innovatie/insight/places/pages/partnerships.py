"""`/samenwerkingsverbanden`: the Kringen and other partnerships, with their members."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath
from markupsafe import Markup

from innovatie.domain import authority
from innovatie.domain.authority import Act
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotFound
from innovatie.domain.slugs import number_of
from innovatie.insight.places import queries
from innovatie.insight.places.queries import partnership_address
from innovatie.municipalities import queries as municipalities
from innovatie.municipalities.tile_map import tile_map
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.i18n import _
from innovatie.web.render import redirect, show


class PartnershipsView(msgspec.Struct, frozen=True):
    """All partnerships: each with its address."""

    template: ClassVar[str] = "municipalities/partnerships.html"
    kringen: tuple[tuple[str, municipalities.PartnershipRow], ...]
    others: tuple[tuple[str, municipalities.PartnershipRow], ...]
    may_keep: bool


class Member(msgspec.Struct, frozen=True):
    """A municipality that is in a partnership today, with its page and its province."""

    address: str
    province: str
    row: municipalities.MembershipRow


class PartnershipView(msgspec.Struct, frozen=True):
    """One partnership: its members of today, and (address, membership) of those to come and of those who left.

    `alike`: all members of today are in it since one day, and nobody's end is known.
    """

    template: ClassVar[str] = "municipalities/partnership.html"
    partnership: municipalities.PartnershipRow
    members: tuple[Member, ...]
    alike: bool
    map: Markup
    coming: tuple[tuple[str, municipalities.MembershipRow], ...]
    former: tuple[tuple[str, municipalities.MembershipRow], ...]
    may_keep: bool


class PartnershipPages(Controller):
    @get("/samenwerkingsverbanden")
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """All Kringen and other partnerships."""
        rows = await municipalities.partnerships(day=dutch_day(now))
        addressed = tuple((partnership_address(row.id, row.name), row) for row in rows)
        view = PartnershipsView(
            kringen=tuple(pair for pair in addressed if pair[1].kind == "kring"),
            others=tuple(pair for pair in addressed if pair[1].kind != "kring"),
            may_keep=bool(authority.may(actor, Act.MANAGE_MUNICIPALITIES)),
        )
        return show(request, view)

    @get("/samenwerkingsverbanden/{segment:str}")
    async def detail(
        self,
        request: AnyRequest,
        segment: FromPath[str],
        actor: By,
        now: Now,
    ) -> Response[str]:
        """One partnership with its members, of today, of the past and to come."""
        number = number_of(segment)
        if number is None:
            raise NotFound("Dit samenwerkingsverband bestaat niet.")
        day = dutch_day(now)
        row = await municipalities.partnership(number, day=day)
        address = partnership_address(row.id, row.name)
        if segment != address.rpartition("/")[2]:
            return redirect(address, request)
        codes = {number: code for code, number in (await municipalities.ids_by_code()).items()}
        everybody = tuple(
            (queries.place_address(codes[member.municipality_id], member.municipality), member)
            for member in await municipalities.members_of(number, day=None)
        )
        places = await municipalities.provinces()
        members = tuple(
            Member(address, places[codes[one.municipality_id]], one)
            for address, one in everybody
            if one.starts <= day and (one.ends is None or one.ends >= day)
        )
        label = _("Kaart van Nederland: %(wat)s.", wat=_("de gemeenten van %(naam)s", naam=row.name))
        view = PartnershipView(
            partnership=row,
            members=members,
            alike=len({(one.row.starts, one.row.ends is None) for one in members}) == 1 and members[0].row.ends is None,
            map=tile_map(label, dict.fromkeys((codes[one.row.municipality_id] for one in members), "map-me")),
            coming=tuple(pair for pair in everybody if pair[1].starts > day),
            former=tuple(pair for pair in everybody if pair[1].ends is not None and pair[1].ends < day),
            may_keep=bool(authority.may(actor, Act.MANAGE_MUNICIPALITIES)),
        )
        return show(request, view)
