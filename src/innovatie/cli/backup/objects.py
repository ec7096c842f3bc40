"""Files that stand in an object store go along in a back-up, and go back into a store."""

import asyncio
from pathlib import Path

import asyncpg

from innovatie.domain.errors import FileLost
from innovatie.infra import kept_files, object_store
from innovatie.infra.connecting import connect
from innovatie.infra.embedded_postgres import DatabaseError
from innovatie.infra.object_store import ObjectsAway

_NOT_SET = "Van deze site staan bestanden in een objectopslag ({number}). Zet INNOVATIE_OBJECTS_URL{instead}."
_AWAY = "De objectopslag van INNOVATIE_OBJECTS_URL is niet te bereiken of laat ons niet binnen ({error})."


async def keys(connection: asyncpg.Connection) -> list[str]:
    """The key of every object that a row names, in the moment of `connection`; none of before there was a store."""
    found: set[str] = set()
    for table in kept_files.file_tables():
        there = "SELECT true FROM pg_attribute WHERE attrelid = to_regclass($1) AND attname = 'kept_as'"
        if await connection.fetchval(there, table.name):
            rows = await connection.fetch(f"SELECT kept_as FROM \"{table.name}\" WHERE kept_as <> ''")
            found.update(str(row[0]) for row in rows)
    return sorted(found)


async def fetched(wanted: list[str], folder: Path, *, dsn: str) -> tuple[str, ...]:
    """Copy these objects into `folder`; the keys of those that are there.

    One that was erased while we copied is left out. DatabaseError when another is lost, or the store is away.
    """
    if wanted and not object_store.in_use():
        raise DatabaseError(_NOT_SET.format(number=len(wanted), instead=", of geef --zonder-bestanden"))
    lost = []
    for key in wanted:
        try:
            content = await object_store.get(key)
        except FileLost:
            lost.append(key)
        except ObjectsAway as error:
            raise DatabaseError(_AWAY.format(error=error)) from error
        else:
            await asyncio.to_thread(_write, folder / key, content)
    if lost:
        connection = await connect(dsn)
        try:
            missed = sorted(set(lost) & set(await keys(connection)))
        finally:
            await connection.close()
        if missed:
            raise DatabaseError(
                f"Bestand {missed[0]} ontbreekt in de objectopslag of is veranderd; innovatie files verify zegt welk "
                "het is. Met --zonder-bestanden maakt u toch een back-up van de rest."
            )
    return tuple(key for key in wanted if key not in lost)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(mode=0o700, exist_ok=True)
    file.write_bytes(content)


async def put_back(held: tuple[str, ...], folder: Path) -> None:
    """Put the files of a back-up into the store of the settings, under the keys that the rows know."""
    for key in held:
        try:
            await object_store.put_as(key, await asyncio.to_thread((folder / key).read_bytes))
        except ObjectsAway as error:
            raise DatabaseError(_AWAY.format(error=error)) from error


def require_store(held: tuple[str, ...]) -> None:
    """DatabaseError when a back-up has files for a store, and none is set."""
    if held and not object_store.in_use():
        raise DatabaseError(_NOT_SET.format(number=len(held), instead=" op de opslag waar zij in moeten"))
