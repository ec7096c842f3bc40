"""`innovatie backup`: the database in one moment, with what is needed to know that it came back whole."""

import asyncio
import shutil
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import asyncpg
import click
import msgspec

from innovatie.audit.backups import note_backup
from innovatie.cli.backup import contents, keys, objects, programs
from innovatie.cli.processes import sentences_for_database
from innovatie.domain.file_reasons import why_not
from innovatie.infra import database
from innovatie.infra.connecting import connect
from innovatie.infra.embedded_postgres import DatabaseError
from innovatie.infra.known_migrations import known
from innovatie.settings import SettingsError, current

_HEAD = "SELECT encode(digest, 'hex') FROM audit_seal ORDER BY id DESC LIMIT 1"


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--sleutels-met",
    "password_file",
    type=click.Path(path_type=Path),
    help="Bestand met een wachtwoord: het geheim gaat dan versleuteld mee.",
)
@click.option("--zonder-bestanden", "without_objects", is_flag=True, help="Laat bestanden in de objectopslag weg.")
def backup(folder: Path, password_file: Path | None, without_objects: bool) -> None:
    """Maak een back-up in een nieuwe map binnen FOLDER."""
    settings = current()
    dsn = settings.migration_url or settings.direct_url
    if not dsn:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    password = None if password_file is None else keys.password_in(password_file)
    now = datetime.now(UTC)
    made = folder / f"innovatie-{now:%Y%m%dT%H%M%SZ}"
    unfinished = made.with_name(f".{made.name}.bezig")
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        locked = None
        if password is not None:
            locked = keys.lock(keys.Keys(settings.required_secret(), settings.former_secrets), password)
            (unfinished / contents.KEYS).write_bytes(locked)
        told = asyncio.run(_make(dsn, unfinished, now, without_objects=without_objects))
        unfinished.rename(made)
        asyncio.run(_note(dsn, now, sum(told.rows.values())))
    except OSError as error:
        raise DatabaseError(f"In {folder} is niet te schrijven: {why_not(error)}.") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    click.echo(f"Back-up gemaakt in {made}: {len(told.rows)} tabellen, {sum(told.rows.values())} rijen.")
    if told.objects:
        click.echo(f"Bestanden uit de objectopslag die erin zitten: {len(told.objects)}.")
    if told.left_out:
        click.echo(f"Bestanden die er NIET in zitten: {told.left_out}. Geef de objectopslag zelf een back-up.")
    if locked is None:
        click.echo(
            "Het geheim (INNOVATIE_SECRET) zit er niet in. Bewaar het apart, of geef --sleutels-met: zonder het geheim "
            "werken tweede factoren, tokens en open stemmingen na een herstel niet."
        )
    else:
        click.echo("Het geheim zit er versleuteld in. Bewaar het wachtwoord op een andere plaats dan de back-up.")


async def _make(dsn: str, folder: Path, now: datetime, *, without_objects: bool) -> contents.Contents:
    async with sentences_for_database():
        connection = await connect(dsn)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            done = [str(row[0]) for row in await _listed(connection)]
            if not set(known()) & set(done):
                raise DatabaseError("In deze database staan geen tabellen van Innovatie; er is niets om te bewaren.")
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            dump = folder / contents.DUMP
            arguments = ("--format=custom", f"--snapshot={snapshot}", f"--file={dump}", "--schema=public")
            await asyncio.to_thread(programs.run, "pg_dump", *arguments, dsn=dsn)
            owned = await contents.owned(connection)
            roles = tuple(sorted({each.role for each in owned}))
            held = await objects.keys(connection)
            taken = () if without_objects else await objects.fetched(held, folder / contents.OBJECTS, dsn=dsn)
            files = [file for file in (dump, folder / contents.KEYS) if file.exists()]
            told = contents.Contents(
                form=contents.FORM,
                made_at=now,
                version=version("innovatie"),
                postgres=await connection.fetchval("SHOW server_version"),
                migrations=tuple(done),
                roles=roles,
                owned=owned,
                grants=await contents.grants(connection, roles),
                rows=await contents.rows(connection),
                head=await connection.fetchval(_HEAD) or "",
                digests={file.name: contents.digest(file) for file in files},
                has_keys=(folder / contents.KEYS).exists(),
                objects=taken,
                left_out=len(held) if without_objects else 0,
            )
    finally:
        await connection.close()
    (folder / contents.CONTENTS).write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2))
    return told


async def _listed(connection: asyncpg.Connection) -> list[asyncpg.Record]:
    if not await connection.fetchval("SELECT to_regclass('public.migration') IS NOT NULL"):
        return []
    found: list[asyncpg.Record] = await connection.fetch("SELECT name FROM migration ORDER BY name")
    return found


async def _note(dsn: str, now: datetime, rows: int) -> None:
    """In the trail: `innovatie doctor` reads from it how old the last back-up is."""
    database.configure(dsn)
    await note_backup(rows=rows, now=now)
