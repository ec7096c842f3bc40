"""Where somebody's name or address stands in what people wrote, and what an erasure may clean without a look.

Only columns that their table marks as texts of people are looked at (infra/texts_of_people.py): a coarse question to
the database, then domain/names_in_texts.py decides.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec

from innovatie.domain.names_in_texts import Sought, words_around
from innovatie.domain.words_in_files import holds
from innovatie.infra.database import fetch_as, fetch_one_as, fetch_one_value, fetch_values
from innovatie.infra.kept_files import content_of_row
from innovatie.infra.texts_of_people import MarkedColumn, MarkedTable, marked_tables

AT_ONCE: Final = 10
"""So many rows of colleagues in one's own municipality are cleaned without anybody looking."""
_INVISIBLE: Final = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"


class Place(msgspec.Struct, frozen=True):
    """A row in which somebody's name or address stands. `own`: of that person; `town`: of which municipality.

    `around`: the words around each spot; `in_file`: in the uploaded file itself.
    """

    table: str
    row: int
    own: bool
    town: int | None
    around: tuple[str, ...]
    in_file: bool = False


async def sought_of(person_id: int, name: str, address: str | None) -> Sought:
    """What is sought of a person: the address, and the name when nobody else bears it."""
    shared = await fetch_one_value(
        bool, "SELECT true FROM person WHERE lower(name) = lower($1) AND id <> $2 LIMIT 1", name, person_id
    )
    return Sought(None if shared else name, address)


async def places_of(person_id: int, sought: Sought) -> list[Place]:
    """Every row of a marked table in which it stands, by table and number."""
    found: list[Place] = []
    for table in marked_tables():
        found += await _in_texts(table, person_id, sought)
        if table.has_files:
            found += await _in_files(table, person_id, sought)
    return found


def own_spelling(sought: Sought, *, own: bool) -> Sought:
    """In what the person wrote a name of one word is sought too."""
    return Sought(sought.name, sought.address, own)


class MarkedTexts(msgspec.Struct, frozen=True):
    """The marked columns of a row, those of JSON read."""

    id: int
    own: bool
    town: int | None
    texts: dict[str, object]


async def _in_texts(table: MarkedTable, person_id: int, sought: Sought) -> list[Place]:
    whole = " || ' ' || ".join(f"coalesce(t.\"{column.name}\"::text, '')" for column in table.columns)
    rows = await fetch_as(
        MarkedTexts,
        f"SELECT id, own, town, texts FROM (SELECT t.id, {table.own} AS own, {table.town} AS town,"
        f" {_packed(table)} AS texts, unaccent(lower(translate(normalize({whole}), $2, ''))) AS whole"
        f' FROM "{table.name}" t WHERE $1::int IS NOT NULL) q WHERE own OR EXISTS (SELECT 1 FROM'
        " unnest($3::text[]) needle WHERE position(unaccent(lower(normalize(needle))) IN whole) > 0) ORDER BY id",
        person_id,
        _INVISIBLE,
        list(sought.needles()),
    )

    def decide() -> list[Place]:
        places = []
        for row in rows:
            mine = own_spelling(sought, own=row.own)
            around = [words for column in table.columns for words in _around(column, row.texts[column.name], mine)]
            if around:
                places.append(Place(table.name, row.id, row.own, row.town, tuple(around)))
        return places

    return await asyncio.to_thread(decide) if rows else []


def _packed(table: MarkedTable) -> str:
    """SQL for the marked columns of row `t` as one value."""
    pairs = (f"'{column.name}', t.\"{column.name}\"" for column in table.columns)
    return f"jsonb_build_object({', '.join(pairs)})"


def _around(column: MarkedColumn, value: object, sought: Sought) -> list[str]:
    paths = column.paths if column.is_json else ((),)
    texts = [text for path in paths for text in _texts_at(value, path)]
    return [words for text in texts for words in words_around(text, sought)]


def _texts_at(value: object, path: tuple[str, ...]) -> list[str]:
    if isinstance(value, str):
        return [] if path else [value]
    step, rest = (path[0], path[1:]) if path else ("*", ())
    if isinstance(value, list):
        return [text for item in value for text in _texts_at(item, rest)] if step == "*" else []
    if isinstance(value, dict):
        return [text for key, item in value.items() if step in ("*", key) for text in _texts_at(item, rest)]
    return []


class _File(msgspec.Struct, frozen=True):
    id: int
    own: bool
    town: int | None


async def _in_files(table: MarkedTable, person_id: int, sought: Sought) -> list[Place]:
    found = []
    rows = await fetch_as(
        _File,
        f'SELECT t.id, {table.own} AS own, {table.town} AS town FROM "{table.name}" t'
        " WHERE (octet_length(t.content) > 0 OR t.kept_as <> '') AND $1::int IS NOT NULL ORDER BY t.id",
        person_id,
    )
    for row in rows:
        content = await content_of_row(table.name, row.id)
        if await asyncio.to_thread(holds, content, own_spelling(sought, own=row.own)):
            found.append(Place(table.name, row.id, row.own, row.town, (), in_file=True))
    return found


async def look_at(place: Place, sought: Sought) -> tuple[str, ...]:
    """The words around each spot in one row as it is now; none when it no longer stands there."""
    table = next(table for table in marked_tables() if table.name == place.table)
    row = await fetch_one_as(MarkedTexts, f"{marked_texts(table)} WHERE t.id = $1", place.row)
    if row is None or place.in_file:
        return ()
    return tuple(words for column in table.columns for words in _around(column, row.texts[column.name], sought))


def marked_texts(table: MarkedTable) -> str:
    """SQL for `MarkedTexts` of rows `t` of this table."""
    return f'SELECT t.id, false AS own, NULL::int AS town, {_packed(table)} AS texts FROM "{table.name}" t'


class Division(msgspec.Struct, frozen=True):
    """The places that are cleaned at once, and those that wait."""

    at_once: tuple[Place, ...]
    waiting: tuple[Place, ...]


async def divide(person_id: int, places: Sequence[Place]) -> Division:
    """One's own rows at once; a few of colleagues in one's own municipality too; all others wait."""
    towns = await fetch_values(
        int, "SELECT DISTINCT municipality FROM role_grant WHERE person = $1 AND municipality IS NOT NULL", person_id
    )
    near = [place for place in places if not place.own and place.town in towns]
    few = near if len(near) <= AT_ONCE else []
    at_once = [place for place in places if place.own or place in few]
    return Division(tuple(at_once), tuple(place for place in places if place not in at_once))
