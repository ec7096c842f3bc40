"""The patchwork of partnerships ("lappendeken"): how many each municipality is in, and which ones overlap."""

from typing import ClassVar

import msgspec
from litestar import Controller, Response, get
from markupsafe import Markup

from innovatie.adoption.pictures import NumberMap, number_map_drawing, to_svg
from innovatie.agreements import queries
from innovatie.domain.agreements import doubles, overlaps
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.whole_numbers import whole
from innovatie.domain.wording import counted, wording
from innovatie.municipalities.queries import municipalities_on
from innovatie.municipalities.tile_map import tile_map
from innovatie.web.handlers import AnyRequest, Now
from innovatie.web.i18n import _
from innovatie.web.render import show

KINDS = {
    "samenwerkingsverband": wording("Samenwerkingsverbanden"),
    "kring": wording("Kringen"),
    "alles": wording("Alles"),
}
"""Which partnerships are looked at; the first one when nobody asks."""


class Pair(msgspec.Struct, frozen=True):
    """Two partnerships and the names of the municipalities in both; `whole`: one lies wholly within the other."""

    one: int
    one_name: str
    other: int
    other_name: str
    towns: tuple[str, ...]
    whole: bool


class TownRow(msgspec.Struct, frozen=True):
    """A municipality and its partnerships: (number, name)."""

    code: str
    name: str
    partnerships: tuple[tuple[int, str], ...]


class Double(msgspec.Struct, frozen=True):
    """A municipality that more than one agreement binds for the same solution: (number, title) of each."""

    town: str
    solution: int
    solution_title: str
    agreements: tuple[tuple[int, str], ...]


class PatchworkView(msgspec.Struct, frozen=True):
    """`chosen`: the partnership of the picture, None for all. `spread`: (partnerships, municipalities in so many)."""

    template: ClassVar[str] = "agreements/patchwork.html"
    kind: str
    kinds: tuple[tuple[str, str], ...]
    picture: Markup
    chosen: int | None
    chosen_name: str
    options: tuple[tuple[str, str], ...]
    spread: tuple[tuple[int, int], ...]
    pairs: tuple[Pair, ...]
    towns: tuple[TownRow, ...]
    doubles: tuple[Double, ...]


class PatchworkPages(Controller):
    @get("/samenwerkingsverbanden/lappendeken")
    async def patchwork(self, request: AnyRequest, now: Now) -> Response[str]:
        """All partnerships on one map; `?verband=3` shows one with what it overlaps, `?soort=kring` the Kringen."""
        today = dutch_day(now)
        asked = request.query_params.get("soort", "")
        kind = asked if asked in KINDS else next(iter(KINDS))
        rows = [one for one in await queries.memberships(day=today) if kind in ("alles", one.kind)]
        members: dict[int, dict[int, queries.Membership]] = {}
        for one in rows:
            members.setdefault(one.partnership, {})[one.town] = one
        names = {one.partnership: one.name for one in rows}
        wanted = whole(request.query_params.get("verband", ""))
        chosen = wanted if wanted in members else None
        pairs = _pairs(members, names, chosen)
        towns = await municipalities_on(today)
        inside = _inside(rows)
        counts = {town.code: len(inside.get(town.id, ())) for town in towns}
        spread: dict[int, int] = {}
        for number in counts.values():
            spread[number] = spread.get(number, 0) + 1
        called = {town.code: town.name for town in towns}
        view = PatchworkView(
            kind=kind,
            kinds=tuple((name, _(label)) for name, label in KINDS.items()),
            picture=_all_map(counts, called) if chosen is None else _one_map(members, chosen, names[chosen]),
            chosen=chosen,
            chosen_name=names[chosen] if chosen is not None else "",
            options=tuple((str(number), name) for number, name in sorted(names.items(), key=lambda one: one[1])),
            spread=tuple(sorted(spread.items())),
            pairs=pairs,
            towns=tuple(
                TownRow(town.code, town.name, inside[town.id])
                for town in towns
                if len(inside.get(town.id, ())) > 1 and (chosen is None or town.id in members[chosen])
            ),
            doubles=_doubles(await queries.bound(today=today)),
        )
        return show(request, view)


def _inside(rows: list[queries.Membership]) -> dict[int, tuple[tuple[int, str], ...]]:
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    for one in rows:
        found[one.town] = (*found.get(one.town, ()), (one.partnership, one.name))
    return found


def _pairs(
    members: dict[int, dict[int, queries.Membership]], names: dict[int, str], chosen: int | None
) -> tuple[Pair, ...]:
    return tuple(
        Pair(
            one=pair.one,
            one_name=names[pair.one],
            other=pair.other,
            other_name=names[pair.other],
            towns=tuple(sorted(members[pair.one][town].town_name for town in pair.shared)),
            whole=len(pair.shared) in (len(members[pair.one]), len(members[pair.other])),
        )
        for pair in overlaps({number: tuple(towns) for number, towns in members.items()})
        if chosen in (None, pair.one, pair.other)
    )


def _all_map(counts: dict[str, int], names: dict[str, str]) -> Markup:
    notes = {
        code: str(
            counted(
                wording("%(naam)s: 1 verband", naam=names[code]),
                wording("%(naam)s: %(n)s verbanden", naam=names[code], n=number),
                number,
            )
        )
        for code, number in counts.items()
    }
    data = NumberMap(
        title=_("In hoeveel verbanden zit elke gemeente?"),
        words=_("Hoe donkerder, hoe meer verbanden. Het aantal staat in het vakje; de tabel eronder noemt ze."),
        numbers=counts,
        names=names,
        limits=(1, 2, 3, 4),
        notes=notes,
    )
    return to_svg(number_map_drawing(data), name="lappendeken", kind="tile-map")


def _one_map(members: dict[int, dict[int, queries.Membership]], chosen: int, name: str) -> Markup:
    own = {one.code for one in members[chosen].values()}
    shared = {
        one.code
        for number, towns in members.items()
        if number != chosen and towns.keys() & members[chosen].keys()
        for one in towns.values()
    }
    kinds = dict.fromkeys(shared, "map-way") | dict.fromkeys(own, "map-me")
    label = _("De gemeenten van %(naam)s, en de verbanden die daarmee overlappen", naam=name)
    return tile_map(label, kinds)


def _doubles(rows: tuple[queries.Bound, ...]) -> tuple[Double, ...]:
    bound: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        bound.setdefault(row.agreement, []).append((row.town, row.solution))
    towns = {row.town: row.town_name for row in rows}
    solutions = {row.solution: row.solution_title for row in rows}
    titles = {row.agreement: row.title for row in rows}
    return tuple(
        Double(towns[town], solution, solutions[solution], tuple((one, titles[one]) for one in those))
        for town, solution, those in doubles(bound)
    )
