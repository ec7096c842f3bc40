"""A whole collection as a file: CSV for a Dutch spreadsheet, JSON Lines for programs, ODS for who wants a sheet."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

import msgspec

from innovatie.changes.collection import AnyCollection, pieces
from innovatie.domain.tables import MARK, csv_lines
from innovatie.insight.open_data.rows import cells, columns
from innovatie.publication.spreadsheet import MEDIA_TYPE, as_ods

_GZIP: Final = 16 + zlib.MAX_WBITS
"""How zlib calls the form of gzip."""
Making = Callable[[AnyCollection, str, datetime], AsyncIterator[bytes]]


async def as_csv(collection: AnyCollection, home: str, now: datetime) -> AsyncIterator[bytes]:
    """UTF-8 with a mark, semicolons, and no cell that a spreadsheet takes for a formula."""
    yield (MARK + csv_lines([[column.name for column in columns(collection)]])).encode()
    async for part in pieces(collection, now=now):
        yield (await asyncio.to_thread(csv_lines, cells(part, home))).encode()


async def as_jsonl(collection: AnyCollection, _home: str, now: datetime) -> AsyncIterator[bytes]:
    """One thing on each line, as the API gives it."""
    async for part in pieces(collection, now=now):
        yield await asyncio.to_thread(msgspec.json.Encoder().encode_lines, part)


async def as_sheet(collection: AnyCollection, home: str, now: datetime) -> AsyncIterator[bytes]:
    """One sheet with all rows."""
    lines: list[list[str | int]] = []
    async for part in pieces(collection, now=now):
        lines += cells(part, home)
    header = tuple(column.name for column in columns(collection))
    yield await asyncio.to_thread(as_ods, collection.title, [header, *(tuple(line) for line in lines)])


async def packed(parts: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same, packed by gzip while it is made; the same bytes each time, for it bears no moment."""
    squeezing = zlib.compressobj(wbits=_GZIP)
    async for part in parts:
        if squeezed := await asyncio.to_thread(squeezing.compress, part):
            yield squeezed
    yield squeezing.flush()


class Format(msgspec.Struct, frozen=True):
    """A form in which a collection can be had. `iana` and `eu`: its names in the lists of the catalogue."""

    ending: str
    label: str
    media_type: str
    iana: str
    eu: str


FORMATS: Final = (
    Format("csv", "CSV", "text/csv; header=present", "text/csv", "CSV"),
    Format("jsonl", "JSON Lines", "application/jsonl", "application/jsonl", "JSON"),
    Format("ods", "ODS", MEDIA_TYPE, MEDIA_TYPE, "ODS"),
)
MAKING: Final[dict[str, Making]] = {"csv": as_csv, "jsonl": as_jsonl, "ods": as_sheet}
BY_ENDING: Final = {one.ending: one for one in FORMATS}
PACKED_TYPE: Final = "application/gzip"
PACKED: Final = {f"{ending}.gz": ending for ending in ("csv", "jsonl")}
"""What can be had packed (a sheet is so already): its ending, and that of what is in it."""
