"""`innovatie ideas import`: plans from a file of a municipality, or from the Dutch Algorithm Register."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from innovatie.domain.idea_import import FORMATS, REGISTER_SOURCE, read_ideas

if TYPE_CHECKING:
    from innovatie.ideas.actions import Imported

MOST_PROBLEMS = 50
"""Wrong lines that are told; the rest is counted."""


@click.group()
def ideas() -> None:
    """Plannen invoeren."""


@ideas.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, help="De indeling van het bestand.")
@click.option("--source", help="Naam van de bron; dezelfde naam en hetzelfde nummer is hetzelfde plan.")
@click.option("--dry-run", is_flag=True, help="Controleer alles en vertel wat er zou gebeuren, zonder te bewaren.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def import_(*, file: Path, form: str, source: str | None, dry_run: bool, as_json: bool) -> None:
    """Voer de plannen in FILE in: allemaal of geen. Nog een keer invoeren maakt niets dubbel.

    De kolommen staan in docs/import.md.
    """
    name = source or (REGISTER_SOURCE if form == "algorithm-register" else file.stem[:40])
    outcome = asyncio.run(_import(file, _read(file), form, name, dry_run))
    told = {
        "bron": name,
        "proef": dry_run,
        "nieuw": outcome.new,
        "gewijzigd": outcome.changed,
        "gelijk": outcome.unchanged,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    would = "zouden nieuw zijn" if dry_run else "zijn nieuw"
    click.echo(f"{outcome.new} plannen {would}, {outcome.changed} gewijzigd, {outcome.unchanged} waren al gelijk.")


def _read(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise click.ClickException(f"{file}:{line}: dit is geen UTF-8.") from None


async def _import(file: Path, text: str, form: str, source: str, dry_run: bool) -> Imported:
    from innovatie.domain.authority import SYSTEM
    from innovatie.ideas.actions import import_ideas
    from innovatie.infra import database
    from innovatie.municipalities.queries import ids_by_code
    from innovatie.settings import SettingsError, current

    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().database_url)
    await database.open_pool(maximum=2)
    try:
        reading = read_ideas(text, form, municipalities=await ids_by_code())
        if reading.problems:
            for problem in reading.problems[:MOST_PROBLEMS]:
                click.echo(f"{file}:{problem.line}: {problem.reason}", err=True)
            more = len(reading.problems) - MOST_PROBLEMS
            if more > 0:
                click.echo(f"En nog {more} fouten.", err=True)
            click.echo("Er is niets ingevoerd.", err=True)
            sys.exit(2)
        with _bar(len(reading.rows)) as progress:
            return await import_ideas(
                actor=SYSTEM,
                source=source,
                rows=reading.rows,
                dry_run=dry_run,
                progress=progress,
                now=datetime.now(UTC),
            )
    finally:
        await database.close_pool()


class _bar:  # noqa: N801 -- used as a verb
    """A progress bar on a terminal; silence elsewhere."""

    def __init__(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        console = Console(stderr=True)
        self.progress = Progress(console=console, transient=True, disable=not console.is_terminal)
        self.task = self.progress.add_task("Plannen invoeren", total=total)

    def __enter__(self) -> Callable[[int], None]:
        self.progress.start()
        return lambda written: self.progress.advance(self.task, written)

    def __exit__(self, *_: object) -> None:
        self.progress.stop()
