"""A whole collection as a file: CSV for a Dutch spreadsheet, JSON Lines for programs, ODS for who wants a sheet."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Final

import msgspec

from innovatie.changes.collection import AnyCollection, pieces
from innovatie.domain.tables import harmless
from innovatie.insight.open_data.rows import cells, columns
from innovatie.publication.spreadsheet import MEDIA_TYPE, as_ods

Making = Callable[[AnyCollection, str, datetime], AsyncIterator[bytes]]


async def as_csv(collection: AnyCollection, home: str, now: datetime) -> AsyncIterator[bytes]:
    """UTF-8 with a mark, semicolons, and no cell that a spreadsheet takes for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.name for column in columns(collection)])
    yield ("\ufeff" + buffer.getvalue()).encode()
    async for part in pieces(collection, now=now):
        buffer.seek(0)
        buffer.truncate()
        lines = [[harmless(value) for value in line] for line in cells(part, home)]
        await asyncio.to_thread(writer.writerows, lines)
        yield buffer.getvalue().encode()


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
