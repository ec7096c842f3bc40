"""Where municipalities voted: a tile for each, and how many of each province. After the count only."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction

import msgspec
from markupsafe import Markup

from innovatie.municipalities.tile_map import tile_map
from innovatie.voting.queries import RollCallRow
from innovatie.web.i18n import ngettext


class ProvinceTurnout(msgspec.Struct, frozen=True):
    """How many municipalities of a province voted, of `whole` that might."""

    name: str
    voted: int
    whole: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.voted, self.whole)


class TurnoutMap(msgspec.Struct, frozen=True):
    """`own`: municipalities that voted themselves; `via_kring`: whose Kring did; `silent`: of whom no vote counted."""

    map: Markup
    own: int
    via_kring: int
    silent: int
    provinces: tuple[ProvinceTurnout, ...]

    @property
    def extremes(self) -> tuple[ProvinceTurnout, ProvinceTurnout] | None:
        """The provinces with the highest and the lowest share; None when there is no one of each."""
        ranked = sorted(self.provinces, key=lambda one: (one.share, one.name))
        if len(ranked) < 2:
            return None
        low, second, high, other = ranked[0], ranked[1], ranked[-1], ranked[-2]
        alone = low.share < second.share and high.share > other.share
        return (high, low) if alone else None


def turnout_map(rows: Iterable[RollCallRow], provinces: Mapping[str, str]) -> TurnoutMap:
    """From the roll-call; `provinces`: the province of each code."""
    rows = tuple(rows)
    kinds = {row.code: "map-way" if row.via else "map-some" for row in rows if row.voted}
    via = sum(kind == "map-way" for kind in kinds.values())
    whole, voted = Counter[str](), Counter[str]()
    for row in rows:
        if province := provinces.get(row.code):
            whole[province] += 1
            voted[province] += row.voted
    told = ngettext("%(n)s gemeente stemde", "%(n)s gemeenten stemden", len(kinds))
    return TurnoutMap(
        map=tile_map(told, kinds),
        own=len(kinds) - via,
        via_kring=via,
        silent=len(rows) - len(kinds),
        provinces=tuple(ProvinceTurnout(name, voted[name], whole[name]) for name in sorted(whole)),
    )
