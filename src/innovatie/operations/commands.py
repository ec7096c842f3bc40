"""`innovatie files`: where the files stand, bringing them to the other side, and whether each is whole."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from innovatie.settings import SettingsError, current

Outcome = TypeVar("Outcome")


@click.group()
def files() -> None:
    """Waar de bestanden staan: in PostgreSQL of in een objectopslag (S3)."""


@files.command()
def status() -> None:
    """Vertel hoeveel bestanden waar staan."""
    from innovatie.infra import kept_files, object_store
    from innovatie.operations.queries import waiting_to_be_erased

    async def look() -> None:
        for row in await kept_files.counted():
            click.echo(
                f"{row.table:<18} {row.in_rows} in PostgreSQL ({row.bytes_in_rows / 1e6:.1f} MB),"
                f" {row.in_store} in de objectopslag"
            )
        click.echo(f"{await waiting_to_be_erased()} in de objectopslag wachten op wissen door de worker.")
        click.echo(f"Nieuwe bestanden gaan naar {'de objectopslag' if object_store.in_use() else 'PostgreSQL'}.")

    _run(look)


@files.command()
@click.argument("place", metavar="NAAR", type=click.Choice(["objectopslag", "database"]))
def move(place: str) -> None:
    """Breng elk bestand naar NAAR (objectopslag of database) en controleer het daar, terwijl de site draait."""
    from innovatie.domain.errors import FileLost
    from innovatie.infra import kept_files, object_store
    from innovatie.operations.actions import erase_due

    if not object_store.in_use():
        raise SettingsError("Zet INNOVATIE_OBJECTS_URL op de objectopslag waar de bestanden heen of vandaan gaan.")
    to_store = place == "objectopslag"

    async def bring() -> list[str]:
        lost = []
        for table in kept_files.file_tables():
            moved = 0
            for number in await kept_files.unmoved(table, to_store=to_store):
                try:
                    moved += await kept_files.move(table, number, to_store=to_store)
                except FileLost:
                    lost.append(f"{table.name} {number}")
            click.echo(f"{table.name:<18} {moved} verplaatst en gecontroleerd.")
        if not to_store:
            await erase_due()
        return lost

    _tell(_run(bring))


@files.command()
def verify() -> None:
    """Lees elk bestand in de objectopslag en vergelijk het met zijn SHA-256. Code 1 als er een ontbreekt."""
    from innovatie.infra import kept_files

    async def read() -> list[str]:
        return [f"{table} {number}" for table, number in await kept_files.broken()]

    lost = _run(read)
    _tell(lost)
    click.echo("Elk bestand in de objectopslag is er en is heel.")


def _tell(lost: list[str]) -> None:
    for one in lost:
        click.echo(f"{one}: ontbreekt in de objectopslag, of is een ander bestand geworden.", err=True)
    if lost:
        raise click.exceptions.Exit(1)


def _run(work: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Raises SettingsError in one sentence when the store is away; a database that is away is the caller's sentence."""
    from innovatie.infra import database
    from innovatie.infra.object_store import ObjectsAway

    settings = current()
    if not settings.database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(settings.database_url, direct=settings.database_direct_url)

    async def run() -> Outcome:
        await database.open_pool(maximum=2)
        try:
            return await work()
        finally:
            await database.close_pool()

    try:
        return asyncio.run(run())
    except ObjectsAway as error:
        raise SettingsError(
            f"De objectopslag van INNOVATIE_OBJECTS_URL is niet te bereiken of laat ons niet binnen ({error}). Wat al "
            "verplaatst is, staat goed; voer de opdracht later opnieuw uit."
        ) from error
