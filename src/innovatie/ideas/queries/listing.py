"""The list of ideas: its filters with counts, its order, its pages. The hot read of the site, in plain SQL."""

import time
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Final

import msgspec

from innovatie.domain.idea_states import State
from innovatie.infra import read_routing
from innovatie.infra.database import current_connection, fetch_as

SORTS: Final[dict[str, str]] = {
    "nieuwste": "i.submitted_at DESC, i.id DESC",
    "oudste": "i.submitted_at, i.id",
    "titel": "lower(i.title), i.id",
    "gemeenten": "others DESC, i.submitted_at DESC, i.id DESC",
}
FILTERS: Final = ("theme", "stage", "year", "province", "state")
EXPORT_PAGE: Final = 1_000
_FACET_SECONDS: Final = 2.0
_FACET_ENTRIES: Final = 500
_MOST_WORDS: Final = 8


class Filter(msgspec.Struct, frozen=True):
    """What the reader asked for; empty means: any. `state` is ingediend unless withdrawn ideas are asked for."""

    words: str = ""
    theme: str = ""
    stage: str = ""
    year: int | None = None
    province: str = ""
    round: str = ""
    state: str = State.SUBMITTED.value
    sort: str = "nieuwste"


class IdeaCard(msgspec.Struct, frozen=True):
    """An idea in a list; `others` counts the municipalities besides the submitter.

    `excerpt` is how its summary begins, marks of Markdown and all: pages show it with the filter `plain`.
    """

    id: int
    title: str
    excerpt: str
    stage: str
    theme: str
    state: State
    municipality: str
    province: str
    submitted_at: datetime | None
    others: int


class ExportRow(msgspec.Struct, frozen=True):
    """An idea with all its public fields; `others` are the codes of those who take part besides the submitter."""

    id: int
    title: str
    summary: str
    problem: str
    approach: str
    public_value: str
    stage: str
    theme: str
    planned_start: date | None
    cost_euro: int | None
    effort_hours: int | None
    contact: str
    links: tuple[str, ...]
    state: State
    submitted_at: datetime | None
    version: int
    municipality_code: str
    municipality: str
    province: str
    round: str | None
    source: str
    source_number: str | None
    others: str | None


class Facets(msgspec.Struct, frozen=True):
    """How many ideas there are in all, and per value of each filter with the other filters kept."""

    total: int
    theme: dict[str, int]
    stage: dict[str, int]
    year: dict[str, int]
    province: dict[str, int]
    state: dict[str, int]


_OTHERS = "(SELECT count(*) FROM idea_participant d WHERE d.idea = i.id AND d.left_at IS NULL AND d.role <> 'indiener')"
_CARD = f"""
    SELECT i.id, i.title, left(i.summary, 400) AS excerpt, i.stage, i.theme, i.state, m.name AS municipality,
           m.province, i.submitted_at, {_OTHERS} AS others
      FROM idea i JOIN municipality m ON m.id = i.municipality
"""
_YEAR = "extract(year FROM i.submitted_at AT TIME ZONE 'Europe/Amsterdam')::int"


class _Where:
    """The conditions of a filter and their arguments."""

    def __init__(self, wanted: Filter) -> None:
        self.arguments: list[object] = []
        self.words = "true"
        for word in wanted.words.split()[:_MOST_WORDS]:
            place = self.place(f"%{_escaped(word)}%")
            self.words += (
                f" AND i.id IN (SELECT w.id FROM idea w WHERE plain_text(w.title || ' ' || w.summary)"
                f" LIKE plain_text({place}) UNION SELECT w.id FROM idea w JOIN municipality n ON n.id = w.municipality"
                f" WHERE n.sort_name LIKE plain_text({place}))"
            )
        if wanted.round:
            self.words += f" AND i.round IN (SELECT r.id FROM round r WHERE r.code = {self.place(wanted.round)})"
        self.by: dict[str, str] = {
            "theme": f"i.theme = {self.place(wanted.theme)}" if wanted.theme else "true",
            "stage": f"i.stage = {self.place(wanted.stage)}" if wanted.stage else "true",
            "year": f"{_YEAR} = {self.place(wanted.year)}" if wanted.year else "true",
            "province": f"m.province = {self.place(wanted.province)}" if wanted.province else "true",
            "state": f"i.state = '{State(wanted.state).value}'",
        }

    def place(self, value: object) -> str:
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    @property
    def all(self) -> str:
        return " AND ".join(part for part in (self.words, *self.by.values()) if part != "true") or "true"

    def but(self, name: str) -> str:
        """All conditions except that of one filter, on the columns of `facets`."""
        return " AND ".join(f"{other}_ok" for other in self.by if other != name)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


async def cards(wanted: Filter, *, offset: int, limit: int) -> list[IdeaCard]:
    """One page of the list. Drafts never appear."""
    where = _Where(wanted)
    return await fetch_as(
        IdeaCard,
        f"{_CARD} WHERE {where.all} ORDER BY {SORTS.get(wanted.sort) or SORTS['nieuwste']}"
        f" LIMIT {int(limit)} OFFSET {int(offset)}",
        *where.arguments,
    )


class TownCount(msgspec.Struct, frozen=True):
    """A municipality that submitted `n` of the ideas of a list."""

    code: str
    name: str
    n: int


async def towns(wanted: Filter) -> tuple[TownCount, ...]:
    """The municipalities that submitted the ideas of this list, those with most first."""
    where = _Where(wanted)
    return tuple(
        await fetch_as(
            TownCount,
            f"SELECT m.code, m.name, count(*) AS n FROM idea i JOIN municipality m ON m.id = i.municipality"
            f" WHERE {where.all} GROUP BY m.id ORDER BY n DESC, m.sort_name",
            *where.arguments,
        )
    )


async def ideas_of(municipality_ids: tuple[int, ...], *, limit: int = 200) -> list[IdeaCard]:
    """The submitted ideas in which one of these municipalities takes part, the newest first."""
    return await fetch_as(
        IdeaCard,
        f"{_CARD} WHERE i.state = 'ingediend' AND i.id IN (SELECT d.idea FROM idea_participant d"
        " WHERE d.municipality = ANY($1) AND d.left_at IS NULL) ORDER BY i.submitted_at DESC, i.id DESC LIMIT $2",
        list(municipality_ids),
        limit,
    )


async def drafts_of(municipality_ids: tuple[int, ...]) -> list[IdeaCard]:
    """The drafts of these municipalities, the last changed first."""
    return await fetch_as(
        IdeaCard,
        f"{_CARD} WHERE i.state = 'concept' AND i.municipality = ANY($1) ORDER BY i.updated_at DESC, i.id DESC",
        list(municipality_ids),
    )


_cache: dict[tuple[bool, Filter], tuple[float, Facets]] = {}
"""At the replica?, wanted -> when counted, what was found. Who must see the primary gets no counts of a replica."""


async def facets(wanted: Filter) -> Facets:
    """Counts for the filters of the list; at most two seconds old, for they cost more than the list itself.

    Inside a transaction they are counted anew: what it has done so far belongs to it alone.
    """
    key = msgspec.structs.replace(wanted, sort="")
    if current_connection() is not None:
        return await _count(key)
    at_replica = read_routing.at_replica()
    cached = _cache.get((at_replica, key))
    if cached is not None and time.monotonic() - cached[0] < _FACET_SECONDS:
        return cached[1]
    found = await _count(key)
    if len(_cache) >= _FACET_ENTRIES:
        _cache.clear()
    if read_routing.at_replica() == at_replica:  # the replica may have failed half-way
        _cache[at_replica, key] = (time.monotonic(), found)
    return found


def clear_facets() -> None:
    """Count anew at the next request of this process: somebody expects to see what they just did."""
    _cache.clear()


class _Count(msgspec.Struct, frozen=True):
    """How many ideas have this value of one facet."""

    facet: str
    value: str | None
    n: int


async def _count(wanted: Filter) -> Facets:
    where = _Where(wanted)
    values = {
        "theme": "i.theme",
        "stage": "i.stage",
        "year": f"{_YEAR}::text",
        "province": "m.province",
        "state": "i.state",
    }
    columns = ", ".join(f"{values[name]} AS {name}, ({where.by[name]}) AS {name}_ok" for name in FILTERS)
    counts = " UNION ALL ".join(
        f"SELECT '{name}' AS facet, {name} AS value, count(*) AS n FROM base WHERE {where.but(name)} GROUP BY {name}"
        for name in FILTERS
    )
    everything = " AND ".join(f"{name}_ok" for name in FILTERS)
    rows = await fetch_as(
        _Count,
        f"""
        WITH base AS MATERIALIZED (
            SELECT {columns} FROM idea i JOIN municipality m ON m.id = i.municipality
             WHERE i.state <> 'concept' AND {where.words}
        )
        {counts} UNION ALL SELECT 'total', '', count(*) FROM base WHERE {everything}
        """,
        *where.arguments,
    )
    found: dict[str, dict[str, int]] = {name: {} for name in (*FILTERS, "total")}
    for row in rows:
        if row.value is not None:
            found[row.facet][row.value] = row.n
    return Facets(
        total=found["total"][""],
        theme=found["theme"],
        stage=found["stage"],
        year=dict(sorted(found["year"].items(), reverse=True)),
        province=dict(sorted(found["province"].items())),
        state=found["state"],
    )


async def export_rows(wanted: Filter) -> AsyncIterator[list[ExportRow]]:
    """Every idea of the list with all its public fields, for files: in pages of a thousand, by number.

    No connection is held between two pages: whoever reads slowly holds up nobody. A plan that changes meanwhile stands
    in the file as it was at its own page.
    """
    where = _Where(wanted)
    after, most = where.place(0), EXPORT_PAGE
    sql = f"""
        SELECT i.id, i.title, i.summary, i.problem, i.approach, i.public_value, i.stage, i.theme, i.planned_start,
               i.cost_euro, i.effort_hours, i.contact, i.links, i.state, i.submitted_at, i.version,
               m.code AS municipality_code, m.name AS municipality, m.province, r.code AS round,
               i.source, i.source_number,
               (SELECT string_agg(n.code, ' ' ORDER BY n.code) FROM idea_participant d
                  JOIN municipality n ON n.id = d.municipality
                 WHERE d.idea = i.id AND d.left_at IS NULL AND d.role <> 'indiener') AS others
          FROM idea i JOIN municipality m ON m.id = i.municipality LEFT JOIN round r ON r.id = i.round
         WHERE {where.all} AND i.id > {after} ORDER BY i.id LIMIT {most}
        """
    last = 0
    while page := await fetch_as(ExportRow, sql, *where.arguments[:-1], last):
        yield page
        last = page[-1].id
