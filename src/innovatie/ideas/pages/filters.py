"""The filters of the list of ideas: read from an address, as boxes of a form and as links with counts."""

from collections.abc import Mapping
from functools import lru_cache

import msgspec

from innovatie.domain.idea_states import STAGE_LABELS, STATE_LABELS, Stage, State
from innovatie.domain.themes import BY_SLUG, THEMES
from innovatie.domain.whole_numbers import whole
from innovatie.ideas import queries
from innovatie.web.i18n import _, language
from innovatie.web.pagination import query_string

Options = tuple[tuple[str, str, int], ...]


class FilterBox(msgspec.Struct, frozen=True):
    """One filter of the list: its name in the address, its label, and per value its label and count."""

    name: str
    label: str
    chosen: str
    everything: str
    options: Options


Facet = tuple[str, tuple[tuple[str, int, str, bool, str], ...]]
"""A label, and per value: its words, its count, the address that chooses it (or lets go), chosen or not, theme."""


def read_filter(query: Mapping[str, str]) -> queries.Filter:
    """The filter in the address; values that do not exist are left out, so that an old link still gives a list."""
    theme, stage, year = query.get("thema", ""), query.get("stadium", ""), whole(query.get("jaar", ""))
    state, sort = query.get("staat", ""), query.get("sorteer", "")
    return queries.Filter(
        words=str(query.get("q", ""))[:200].replace("\x00", "").strip(),
        theme=theme if theme in BY_SLUG else "",
        stage=stage if stage in STAGE_LABELS else "",
        year=year if year is not None and 1990 <= year <= 2200 else None,
        province=str(query.get("provincie", ""))[:40].replace("\x00", ""),
        round=str(query.get("ronde", ""))[:12].replace("\x00", ""),
        state=State.WITHDRAWN.value if state == State.WITHDRAWN.value else State.SUBMITTED.value,
        sort=sort if sort in queries.SORTS else "nieuwste",
    )


def in_address(wanted: queries.Filter) -> dict[str, str]:
    """The filter as it stands in an address, without what goes without saying."""
    values = {
        "q": wanted.words,
        "thema": wanted.theme,
        "stadium": wanted.stage,
        "jaar": str(wanted.year or ""),
        "provincie": wanted.province,
        "ronde": wanted.round,
        "staat": wanted.state if wanted.state != State.SUBMITTED.value else "",
        "sorteer": wanted.sort if wanted.sort != "nieuwste" else "",
    }
    return {name: value for name, value in values.items() if value}


_BOXES_CACHED = 500
_cached_boxes: dict[tuple[queries.Filter, str], tuple[queries.Facets, tuple[FilterBox, ...]]] = {}


def boxes(wanted: queries.Filter, counts: queries.Facets) -> tuple[FilterBox, ...]:
    """The filters with their labels; kept as long as the very same counts are."""
    key = (wanted, language())
    kept = _cached_boxes.get(key)
    if kept is not None and kept[0] is counts:
        return kept[1]
    if len(_cached_boxes) >= _BOXES_CACHED:
        _cached_boxes.clear()
    made = _boxes(wanted, counts)
    _cached_boxes[key] = (counts, made)
    return made


def _boxes(wanted: queries.Filter, counts: queries.Facets) -> tuple[FilterBox, ...]:
    years = {str(wanted.year): 0} if wanted.year and str(wanted.year) not in counts.year else {}
    return (
        FilterBox(
            "thema",
            _("Thema"),
            wanted.theme,
            _("Alle thema’s"),
            tuple((theme.slug, _(theme.label), counts.theme.get(theme.slug, 0)) for theme in THEMES),
        ),
        FilterBox(
            "stadium",
            _("Stadium"),
            wanted.stage,
            _("Elk stadium"),
            tuple((stage.value, _(STAGE_LABELS[stage.value]), counts.stage.get(stage.value, 0)) for stage in Stage),
        ),
        FilterBox(
            "jaar",
            _("Jaar"),
            str(wanted.year or ""),
            _("Alle jaren"),
            tuple((value, value, n) for value, n in {**counts.year, **years}.items()),
        ),
        FilterBox(
            "provincie",
            _("Provincie"),
            wanted.province,
            _("Alle provincies"),
            tuple((value, value, n) for value, n in counts.province.items()),
        ),
        FilterBox(
            "staat",
            _("Staat"),
            wanted.state if wanted.state != State.SUBMITTED.value else "",
            _("%(staat)s (%(n)s)", staat=_(STATE_LABELS["ingediend"]), n=counts.state.get("ingediend", 0)),
            (("ingetrokken", _(STATE_LABELS["ingetrokken"]), counts.state.get("ingetrokken", 0)),),
        ),
    )


def facets_of(made: tuple[FilterBox, ...], chosen: dict[str, str]) -> tuple[Facet, ...]:
    """The filters as links, the values with most plans first; what is chosen comes first and leads back."""
    return _facets_of(made, tuple(chosen.items()))


@lru_cache(maxsize=_BOXES_CACHED)
def _facets_of(made: tuple[FilterBox, ...], in_address: tuple[tuple[str, str], ...]) -> tuple[Facet, ...]:
    chosen = dict(in_address)
    found = []
    for box in made:
        options = [one for one in box.options if one[2] or one[0] == box.chosen]
        if box.name == "thema":
            options.sort(key=lambda one: (one[0] != box.chosen, -one[2]))
        if len(options) > 1 or box.chosen:
            links = tuple(
                (
                    label,
                    n,
                    f"/ideeen{query_string(chosen, **{box.name: '' if value == box.chosen else value})}",
                    value == box.chosen,
                    value if box.name == "thema" else "",
                )
                for value, label, n in options
            )
            found.append((box.label, links))
        elif box.name == "staat" and options:
            value, label, n = options[0]
            address = f"/ideeen{query_string(chosen, **{box.name: value})}"
            found.append((box.label, ((label, n, address, False, ""),)))
    return tuple(found)
