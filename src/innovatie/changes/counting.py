"""How many things a list has, counted again only after something public changed."""

from typing import Final

from innovatie.changes.collection import AnyCollection, Asked, count
from innovatie.changes.queries import newest_change
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra.database import current_connection

_MOST: Final = 1_000
_kept: dict[tuple[object, ...], tuple[int, int]] = {}


async def counted(collection: AnyCollection, asked: Asked) -> int:
    """As `collection.count`; inside a transaction always counted anew: what it did so far belongs to it alone."""
    if current_connection() is not None:
        return await count(collection, asked)
    key = (collection.name, tuple(sorted(asked.filters.items())), asked.since, dutch_day(asked.now))
    newest = await newest_change()
    known = _kept.get(key)
    if known is not None and known[0] == newest:
        return known[1]
    found = await count(collection, asked)
    if len(_kept) >= _MOST:
        _kept.clear()
    _kept[key] = (newest, found)
    return found
