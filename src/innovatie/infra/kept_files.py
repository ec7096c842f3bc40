"""Where the bytes of a file are: in its row, or in the object store, whichever was set when it came.

A table of files has a column of bytes (`content`, or `jpeg` of a picture) and `kept_as`: the key of the object that
holds the bytes instead, empty when the row has them itself. A trigger writes down the key of each row that goes or
lets go of its object (`object_to_erase`), so that nothing that erases a row need think of the store.
"""

import asyncio
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Final, TypeVar

import msgspec
import structlog
from piccolo.columns import Bytea
from piccolo.table import Table

from innovatie.domain.errors import FileLost
from innovatie.infra import object_store
from innovatie.infra.database import execute, fetch_as, fetch_one_as, fetch_values
from innovatie.infra.rate_limit import Limit, take

_log = structlog.get_logger()
SENT: Final = Limit(name="bestanden", size=60, period=timedelta(days=1))
"""Files that one person sends, wherever: what is taken off a page stays in its row, so no number there is a limit."""
ORPHAN_AFTER: Final = timedelta(days=1)
"""An object without a row may belong to an act that is not done yet; after this time to one that never was."""


class Kept(msgspec.Struct, frozen=True):
    """What goes into a row: the bytes and no key, or a key and no bytes."""

    content: bytes | None
    kept_as: str


class KeptFile(msgspec.Struct, frozen=True):
    """What is read of a row: its bytes (none when they are elsewhere), and the key of its object (or nothing)."""

    content: bytes
    kept_as: str


File = TypeVar("File", bound=KeptFile)


class FileTable(msgspec.Struct, frozen=True):
    """A table of files. `column`: where its bytes are."""

    name: str
    column: str


class Counted(msgspec.Struct, frozen=True):
    """How many files of a table stand where, and their size in bytes as far as the rows have them."""

    table: str
    in_rows: int
    bytes_in_rows: int
    in_store: int


@cache
def file_tables() -> tuple[FileTable, ...]:
    """Every table whose files may stand in the store, by name."""
    tables: list[type[Table]] = import_module("innovatie.piccolo_app").APP_CONFIG.table_classes
    found = []
    for table in tables:
        columns = {column._meta.name: column for column in table._meta.columns}
        if "kept_as" in columns:
            (place,) = (name for name in ("content", "jpeg") if isinstance(columns.get(name), Bytea))
            found.append(FileTable(table._meta.tablename, place))
    return tuple(sorted(found, key=lambda table: table.name))


async def kept_of(person: int | None, content: bytes, *, now: datetime) -> Kept:
    """As `kept`, of a file that this person sent. TooMany beyond a day's limit."""
    await take(SENT, person, now=now)
    return await kept(content)


async def kept(content: bytes) -> Kept:
    """Keep a new file; what its row holds. When the act is undone the object is removed later. Raises ObjectsAway."""
    if not object_store.in_use():
        return Kept(content, "")
    return Kept(None, await object_store.put(content))


async def opened(file: File) -> File:
    """The same with its bytes, wherever they are. Raises FileLost when its object is gone or another, ObjectsAway."""
    if not file.kept_as:
        return file
    return msgspec.structs.replace(file, content=await object_store.get(file.kept_as))


async def content_of_row(table: str, number: int) -> bytes:
    """The bytes of row `number`; none when the row is gone. Raises FileLost, ObjectsAway."""
    (column,) = (known.column for known in file_tables() if known.name == table)
    row = await fetch_one_as(
        KeptFile, f'SELECT coalesce("{column}", \'\') AS content, kept_as FROM "{table}" WHERE id = $1', number
    )
    return b"" if row is None else (await opened(row)).content


async def counted() -> list[Counted]:
    """How many files of each table stand where."""
    return [
        row
        for table in file_tables()
        for row in await fetch_as(
            Counted,
            f"SELECT '{table.name}' AS \"table\","
            f' count(*) FILTER (WHERE octet_length("{table.column}") > 0) AS in_rows,'
            f' coalesce(sum(octet_length("{table.column}")), 0)::bigint AS bytes_in_rows,'
            f" count(*) FILTER (WHERE kept_as <> '') AS in_store FROM \"{table.name}\"",
        )
    ]


async def keys() -> set[str]:
    """The key of every object that some row names."""
    return {
        key
        for table in file_tables()
        for key in await fetch_values(str, f"SELECT kept_as FROM \"{table.name}\" WHERE kept_as <> ''")
    }


async def sweep(*, now: datetime) -> int:
    """Erase objects that no row names, of acts that were undone; how many. Raises ObjectsAway."""
    if not object_store.in_use():
        return 0
    old = {key async for key, at in object_store.listed() if now - at > ORPHAN_AFTER}
    orphans = old - await keys()
    for key in orphans:
        await object_store.remove(key)
    if orphans:
        _log.info("objects without a row are erased", number=len(orphans))
    return len(orphans)


async def unmoved(table: FileTable, *, to_store: bool) -> list[int]:
    """The rows whose file stands on the other side."""
    other = f"kept_as = '' AND octet_length(\"{table.column}\") > 0" if to_store else "kept_as <> ''"
    return await fetch_values(int, f'SELECT id FROM "{table.name}" WHERE {other} ORDER BY id')


async def move(table: FileTable, number: int, *, to_store: bool) -> bool:
    """Bring the file of one row to the other side, read it back there, and only then let go of the first.

    False when the row changed meanwhile. Raises FileLost when what is read is not what was written, ObjectsAway.
    """
    here = f'SELECT "{table.column}" AS content, kept_as FROM "{table.name}" WHERE id = $1'
    row = await fetch_one_as(Kept, here, number)
    if row is None or bool(row.kept_as) == to_store or (to_store and not row.content):
        return False
    if not to_store:
        content = await object_store.get(row.kept_as)
        tag = await execute(
            f'UPDATE "{table.name}" SET "{table.column}" = $2, kept_as = \'\' WHERE id = $1 AND kept_as = $3',
            number,
            content,
            row.kept_as,
        )
        return tag.endswith(" 1")
    content = row.content or b""
    key = await object_store.put(content)
    if await object_store.get(key) != content:
        raise FileLost
    tag = await execute(
        f'UPDATE "{table.name}" SET "{table.column}" = NULL, kept_as = $2'
        f" WHERE id = $1 AND kept_as = '' AND \"{table.column}\" = $3",
        number,
        key,
        content,
    )
    if not tag.endswith(" 1"):
        await object_store.remove(key)
        return False
    return True


async def broken() -> list[tuple[str, int]]:
    """Every row whose object is not there or is another, by reading each: table and number. Raises ObjectsAway."""
    found = []
    for table in file_tables():
        for number in await unmoved(table, to_store=False):
            try:
                await content_of_row(table.name, number)
            except FileLost:
                found.append((table.name, number))
            await asyncio.sleep(0)
    return found
