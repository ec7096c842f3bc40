"""`innovatie restore`: a back-up into an empty database; what came back is counted and its chains are recomputed."""

import asyncio
import os
import tempfile
from pathlib import Path

import asyncpg
import click

from innovatie.audit import queries as trail
from innovatie.cli.backup import contents, keys, objects, programs
from innovatie.cli.processes import sentences_for_database
from innovatie.domain import audit_chain
from innovatie.domain.file_reasons import why_not
from innovatie.infra import database, database_roles
from innovatie.infra.connecting import connect
from innovatie.infra.embedded_postgres import DatabaseError
from innovatie.infra.known_migrations import known
from innovatie.settings import SettingsError, current
from innovatie.voting.verification import verify_all

_LEFT_OUT = (" EXTENSION ", " SCHEMA - public ", " COMMENT - SCHEMA ", " COMMENT - EXTENSION ")
"""Lines of a dump's list that only a superuser can follow; the administrator made these things before (roles.sql)."""
EXTENSIONS = ("vector", "pg_trgm", "unaccent")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--sleutels-met",
    "password_file",
    type=click.Path(path_type=Path),
    help="Bestand met het wachtwoord van de sleutels.",
)
@click.option(
    "--geheim-naar", "secret_file", type=click.Path(path_type=Path), help="Nieuw bestand waarin het geheim komt."
)
def restore(folder: Path, password_file: Path | None, secret_file: Path | None) -> None:
    """Zet de back-up in FOLDER terug in een lege database, en controleer hem."""
    settings = current()
    dsn = settings.migration_url or settings.direct_url
    if not dsn:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    if (password_file is None) != (secret_file is None):
        raise click.UsageError("Geef --sleutels-met en --geheim-naar allebei, of geen van beide.")
    told = contents.read(folder)
    unknown = sorted(set(told.migrations) - set(known()))
    if unknown:
        raise DatabaseError(
            f"Deze back-up is van een nieuwere versie van Innovatie (migratie {unknown[-1]}). Werk eerst bij."
        )
    objects.require_store(told.objects)
    secret = None
    if password_file is not None:
        if not told.has_keys:
            raise DatabaseError("In deze back-up zitten geen sleutels; zet het geheim terug waar u het apart bewaarde.")
        secret = keys.unlock((folder / contents.KEYS).read_bytes(), keys.password_in(password_file))
    asyncio.run(_restore(dsn, folder, told))
    if settings.migration_url:
        asyncio.run(database_roles.grant_to_user_of(settings.database_url, owner_dsn=dsn))
    asyncio.run(_check(dsn, told))
    if secret is not None and secret_file is not None:
        _write(secret_file, secret.secret)
        if secret.former:
            _write(secret_file.with_name(f"{secret_file.name}.oud"), "\n".join(secret.former))
    click.echo(
        f"De back-up van {told.made_at:%d-%m-%Y %H:%M} UTC staat in de database: {sum(told.rows.values())} rijen."
    )
    if told.objects:
        click.echo(f"Bestanden die weer in de objectopslag staan: {len(told.objects)}.")
    if told.left_out:
        click.echo(f"Bestanden die niet in de back-up zaten: {told.left_out}. Zet ze terug (innovatie files verify).")
    click.echo("Alle aantallen kloppen, het logboek klopt, en elk stemlogboek klopt.")
    if set(known()) - set(told.migrations):
        click.echo("De back-up is van een oudere versie: voer innovatie migrate uit.")
    click.echo("Zet hetzelfde geheim (INNOVATIE_SECRET) terug voor u innovatie serve start.")


async def _restore(dsn: str, folder: Path, told: contents.Contents) -> None:
    async with sentences_for_database():
        connection = await connect(dsn)
    try:
        if there := await contents.tables(connection):
            raise DatabaseError(
                f"Deze database is niet leeg: er staan {len(there)} tabellen in, zoals {there[0]}. Een back-up gaat "
                "alleen in een lege database; maak er een en zet het adres daarvan in INNOVATIE_MIGRATION_URL."
            )
        await _require(connection, told)
        await objects.put_back(told.objects, folder / contents.OBJECTS)  # if it fails, the database is still empty
        listed = programs.listed(folder / contents.DUMP)
        with tempfile.NamedTemporaryFile("w", suffix=".list", encoding="utf-8") as wanted:
            lines = listed.splitlines()
            wanted.write("\n".join(line for line in lines if not any(part in line for part in _LEFT_OUT)))
            wanted.flush()
            await asyncio.to_thread(
                programs.run, "pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction",
                f"--use-list={wanted.name}", str(folder / contents.DUMP), dsn=dsn,
            )  # fmt: skip
        async with connection.transaction():
            await _give_rights(connection, told)
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseError(
            f"De rol die terugzet, mag te weinig: {error}. Zie docs/running.md, 'Herstellen'."
        ) from error
    finally:
        await connection.close()


async def _require(connection: asyncpg.Connection, told: contents.Contents) -> None:
    """Roles and extensions belong to the server: they must be there, or may be made by whoever restores."""
    there = {row[0] for row in await connection.fetch("SELECT rolname::text FROM pg_roles")}
    missing = sorted(set(told.roles) - there)
    if missing:
        raise DatabaseError(
            f"Op deze server ontbreekt de rol {missing[0]}. Laat de beheerder van PostgreSQL eerst deploy/roles.sql "
            "uitvoeren (docs/running.md)."
        )
    for name in EXTENSIONS:
        await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")


async def _give_rights(connection: asyncpg.Connection, told: contents.Contents) -> None:
    """Functions that run with the rights of another role get that owner again, and that role its rights."""
    await connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for role in told.roles:
        name = await connection.fetchval("SELECT quote_ident($1)", role)
        await connection.execute(f"GRANT USAGE, CREATE ON SCHEMA public TO {name}")
        for one in (each for each in told.owned if each.role == role):
            oid = await connection.fetchval("SELECT $1::regprocedure::text", one.function)
            await connection.execute(f"ALTER FUNCTION {oid} OWNER TO {name}")
        await connection.execute(f"REVOKE CREATE ON SCHEMA public FROM {name}")
        for grant in (each for each in told.grants if each.role == role):
            thing = await connection.fetchval("SELECT $1::regclass::text", grant.name)
            right = grant.right if grant.right.isalpha() else "SELECT"
            kind = "SEQUENCE" if grant.kind == "SEQUENCE" else "TABLE"
            await connection.execute(f"GRANT {right} ON {kind} {thing} TO {name}")


async def _check(dsn: str, told: contents.Contents) -> None:
    """DatabaseError when a number, the trail or a ballot log is not what it was."""
    database.configure(dsn)
    async with database.transaction() as connection:
        found = await contents.rows(connection)
        wrong = sorted(name for name in {*told.rows, *found} if told.rows.get(name) != found.get(name))
        if wrong:
            raise DatabaseError(
                f"Tabel {wrong[0]} heeft {found.get(wrong[0])} rijen en had er {told.rows.get(wrong[0])}: de back-up "
                "is niet heel teruggezet."
            )
        links = [link async for link in trail.links()]
        verdict = audit_chain.verify(links, expected_head=bytes.fromhex(told.head) if told.head else None)
        if verdict.fault is not None or not verdict.head_seen:
            raise DatabaseError("Het logboek in de back-up klopt niet; innovatie audit verify zegt waar.")
        for one in await verify_all([]):
            if not one.sound:
                raise DatabaseError(
                    f"Stemlogboek {one.log} in de back-up klopt niet; innovatie audit verify zegt waar."
                )


def _write(file: Path, text: str) -> None:
    """In a new file that only we can read."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise DatabaseError(f"{file} is niet te maken: {why_not(error)}.") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text + "\n")
