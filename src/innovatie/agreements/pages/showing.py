"""Agreements to read: a list, one with its parties and papers, and what somebody who leaves must arrange."""

from datetime import date
from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromPath

from innovatie.agreements import queries
from innovatie.agreements.rights import arranges, is_party, keeper_of_new, may_keep, speaks_for
from innovatie.domain import authority
from innovatie.domain.agreements import Standing, ToArrange
from innovatie.domain.authority import Act, Actor, Context
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import NotAllowed, NotFound
from innovatie.domain.slugs import number_of
from innovatie.domain.whole_numbers import whole
from innovatie.municipalities.queries import (
    MembershipRow,
    PartnershipRow,
    municipality_by_code,
    partnership,
    partnerships_of,
)
from innovatie.web.downloads import download
from innovatie.web.guards import signed_in
from innovatie.web.handlers import AnyRequest, By, Now
from innovatie.web.render import redirect, show

Line = tuple[queries.TaskRow, ToArrange]


class ListView(msgspec.Struct, frozen=True):
    """`mine`: those that bind one of the reader's municipalities. `add`: the address to make one here, '' if not."""

    template: ClassVar[str] = "agreements/list.html"
    agreements: tuple[queries.Agreement, ...]
    mine: tuple[queries.Agreement, ...]
    solution: int | None
    partnership: int | None
    add: str
    today: date


class AgreementView(msgspec.Struct, frozen=True):
    """`inside`: the reader sees what only parties see. `may_leave`: parties for which the reader may say so."""

    template: ClassVar[str] = "agreements/agreement.html"
    agreement: queries.Agreement
    today: date
    standing: Standing
    parties: tuple[queries.Party, ...]
    signatures: tuple[queries.Signature, ...]
    tasks: tuple[queries.TaskRow, ...]
    files: tuple[queries.FileRow, ...]
    inside: bool
    may_keep: bool
    may_leave: frozenset[int]


class ArrangeView(msgspec.Struct, frozen=True):
    """What one party that leaves (or would leave) must arrange in one agreement; `heirs` may take over its role."""

    template: ClassVar[str] = "agreements/arrange.html"
    agreement: queries.Agreement
    party: queries.Party
    names: dict[int, str]
    lines: tuple[Line, ...]
    heirs: tuple[queries.Party, ...]
    may_keep: bool
    may_hand_over: bool


class Affected(msgspec.Struct, frozen=True):
    """An agreement that a departure touches; `party`: the municipality in it, None when only the partnership is."""

    agreement: queries.Agreement
    party: queries.Party | None
    lines: tuple[Line, ...]
    names: dict[int, str]


class DepartureView(msgspec.Struct, frozen=True):
    """What a municipality must arrange when it leaves a partnership; `ends`: its last day, when that is known."""

    template: ClassVar[str] = "agreements/departure.html"
    partnership: PartnershipRow
    town_name: str
    ends: date | None
    affected: tuple[Affected, ...]
    others: tuple[MembershipRow, ...]


class AgreementPages(Controller):
    @get("/overeenkomsten")
    async def index(self, request: AnyRequest, actor: By, now: Now) -> Response[str]:
        """All that everybody may see; `?oplossing=12` or `?verband=3` for one, as a piece of its page too."""
        today = dutch_day(now)
        solution = _asked(request, "oplossing")
        partnership_id = _asked(request, "verband")
        towns = actor.municipalities(*authority.RULES[Act.KEEP_AGREEMENT].roles)
        own = await queries.of_towns(towns, today=today) if towns else ()
        chosen = tuple(
            one
            for one in own
            if solution in (None, one.solution) and (partnership_id is None or one.partnership == partnership_id)
        )
        view = ListView(
            agreements=await queries.shown(solution=solution, partnership=partnership_id),
            mine=chosen,
            solution=solution,
            partnership=partnership_id,
            add=await _add(actor, solution, partnership_id),
            today=today,
        )
        return show(request, view, fragment="agreements/_list.html")

    @get("/overeenkomsten/{segment:str}")
    async def page(self, request: AnyRequest, segment: FromPath[str], actor: By, now: Now) -> Response[str]:
        """One agreement: for everybody once it is shown, with more for who is party to it."""
        today = dutch_day(now)
        found = await agreement_at(segment)
        inside = await is_party(actor, found, today=today)
        if found.shown_at is None and not inside:
            raise NotFound("Deze overeenkomst bestaat niet.")
        if segment != found.address.rpartition("/")[2]:
            return redirect(found.address, request)
        keeps = await may_keep(actor, found, today=today)
        present = await queries.parties(found.id)
        view = AgreementView(
            agreement=found,
            today=today,
            standing=found.standing(today),
            parties=present,
            signatures=await queries.signatures(found.id) if inside else (),
            tasks=await queries.tasks(found.id) if inside else (),
            files=tuple(one for one in await queries.files(found.id) if one.public or inside),
            inside=inside,
            may_keep=keeps,
            may_leave=frozenset(
                [one.id for one in present if keeps or await speaks_for(actor=actor, party=one, today=today)]
            ),
        )
        return show(request, view)

    @get("/overeenkomsten/bestanden/{number:int}")
    async def file(self, number: FromPath[int], actor: By, now: Now) -> Response[bytes]:
        """A file, for everybody when it is public and its agreement is shown, else for who is party."""
        found = await queries.file_content(number)
        about = await queries.agreement(found.agreement)
        is_open = found.public and about.shown_at is not None
        if not is_open and not await is_party(actor, about, today=dutch_day(now)):
            raise NotFound("Dit bestand bestaat niet (meer).")
        return download(found.name, found.kind, found.content)

    @get("/overeenkomsten/{number:int}/partijen/{party:int}/regelen", guards=[signed_in])
    async def arrange(
        self, request: AnyRequest, number: FromPath[int], party: FromPath[int], actor: By, now: Now
    ) -> Response[str]:
        """What this party must arrange when it leaves."""
        today = dutch_day(now)
        found = await queries.agreement(number)
        if not await is_party(actor, found, today=today):
            raise NotFound("Deze overeenkomst bestaat niet.")
        one = await queries.party(number, party)
        present = await queries.parties(number)
        keeps = await may_keep(actor, found, today=today)
        view = ArrangeView(
            agreement=found,
            party=one,
            names={each.id: each.name for each in present},
            lines=queries.arranging(party, await queries.tasks(number), present, today),
            heirs=queries.heirs(one, present),
            may_keep=keeps,
            may_hand_over=keeps or await arranges(actor=actor, party=one, today=today),
        )
        return show(request, view)

    @get("/samenwerkingsverbanden/{number:int}/vertrek/{code:str}", guards=[signed_in])
    async def departure(
        self, request: AnyRequest, number: FromPath[int], code: FromPath[str], actor: By, now: Now
    ) -> Response[str]:
        """What a municipality must arrange when it leaves a partnership, in all agreements that this touches."""
        today = dutch_day(now)
        town = await municipality_by_code(code, day=today)
        verband = await partnership(number, day=today)
        _require_own(actor, town.id, number)
        memberships = await partnerships_of(town.id, day=None)
        own = [one for one in memberships if one.partnership_id == number]
        if not own:
            raise NotFound("Deze gemeente is geen lid van dit samenwerkingsverband.")
        view = DepartureView(
            partnership=verband,
            town_name=town.name,
            ends=own[-1].ends,
            affected=tuple(
                [
                    await _affected(one, town.id, today)
                    for one in await queries.of_partnership_and_town(number, town.id)
                    if one.shown_at is not None or await is_party(actor, one, today=today)
                ]
            ),
            others=tuple(
                one
                for one in memberships
                if one.partnership_id != number and one.starts <= today and (one.ends is None or one.ends >= today)
            ),
        )
        return show(request, view)


async def agreement_at(segment: str) -> queries.Agreement:
    """The agreement at this address. Raises NotFound."""
    number = number_of(segment)
    if number is None:
        raise NotFound("Deze overeenkomst bestaat niet.")
    return await queries.agreement(number)


def _asked(request: AnyRequest, name: str) -> int | None:
    return whole(request.query_params.get(name, ""))


async def _add(actor: Actor, solution: int | None, partnership_id: int | None) -> str:
    if actor.is_visitor or (solution is None and partnership_id is None):
        return ""
    try:
        await keeper_of_new(actor=actor, solution=solution, partnership=partnership_id)
    except NotAllowed:
        return ""
    asked = f"oplossing={solution}" if solution is not None else f"verband={partnership_id}"
    return f"/overeenkomsten/nieuw?{asked}"


def _require_own(actor: Actor, town: int, partnership_id: int) -> None:
    """People of the municipality, who represents the partnership, and VNG. Raises NotAllowed."""
    if authority.may(actor, Act.DIRECT_AGREEMENTS):
        return
    if authority.may(actor, Act.KEEP_AGREEMENT_AS_PARTNERSHIP, Context(partnership_id=partnership_id)):
        return
    authority.require(actor, Act.KEEP_AGREEMENT, Context(municipality_id=town))


async def _affected(found: queries.Agreement, town: int, today: date) -> Affected:
    present = await queries.parties(found.id)
    own = next((one for one in present if one.town == town), None)
    lines = queries.arranging(own.id, await queries.tasks(found.id), present, today) if own else ()
    return Affected(found, own, lines, {one.id: one.name for one in present})
