"""`innovatie ideas import`: plans from a file of a municipality, or from the Dutch Algorithm Register."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from innovatie.domain.counting_words import counted
from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.errors import Invalid
from innovatie.domain.idea_import import FORMATS, REGISTER_SOURCE, read_ideas
from innovatie.domain.idea_rows import SOURCE_LABELS
from innovatie.domain.tables import BadTable, Problem

if TYPE_CHECKING:
    from innovatie.ideas.actions import Imported

MOST_PROBLEMS = 50
"""Wrong lines that are told; the rest is counted."""


@click.group()
def ideas() -> None:
    """Plannen invoeren."""


@ideas.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="auto", show_default=True, help="De indeling van de tekst."
)
@click.option("--source", help="Naam van de bron; dezelfde naam en hetzelfde nummer is hetzelfde plan.")
@click.option("--sheet", default="", help="Het blad van een spreadsheet; anders het eerste waar iets in staat.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="KOP=KOLOM",
    help="Lees de kolom KOP als KOLOM; KOP= slaat hem over. Mag vaker.",
)
@click.option("--dry-run", is_flag=True, help="Controleer alles en vertel wat er zou gebeuren, zonder te bewaren.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def import_(
    *, file: Path, form: str, source: str | None, sheet: str, columns: tuple[str, ...], dry_run: bool, as_json: bool
) -> None:
    """Voer de plannen in FILE in: allemaal of geen. Nog een keer invoeren maakt niets dubbel.

    FILE is CSV, JSON, JSON Lines of een spreadsheet (.xlsx of .ods). De kolommen staan in docs/import.md.
    """
    name = source or (REGISTER_SOURCE if form == "algorithm-register" else file.stem[:40])
    outcome = asyncio.run(
        _import(file=file, form=form, source=name, sheet=sheet, columns=_given(columns), dry_run=dry_run)
    )
    told = {
        "bron": name,
        "proef": dry_run,
        "nieuw": outcome.new,
        "gewijzigd": outcome.changed,
        "gelijk": outcome.unchanged,
        "ingetrokken": outcome.withdrawn,
        "botsingen": [
            {"regel": one.line, "plan": one.idea, "velden": [field.field for field in one.fields]}
            for one in outcome.conflicts
        ],
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    would = "Dit zou gebeuren" if dry_run else "Klaar"
    click.echo(
        f"{would}: {counted(outcome.new, 'plan', 'plannen')} nieuw, {outcome.changed} gewijzigd,"
        f" {outcome.unchanged} gelijk."
    )
    if outcome.withdrawn:
        click.echo(f"{counted(outcome.withdrawn, 'plan is', 'plannen zijn')} hier ingetrokken en veranderen niet.")
    for one in outcome.conflicts:
        fields = ", ".join(SOURCE_LABELS[field.field] for field in one.fields)
        click.echo(
            f"{file}:{one.line}: plan {one.idea} ‘{one.title}’ is hier ook gewijzigd: {fields}. Wat hier staat, blijft;"
            f" de gemeente kiest op /ideeen/{one.idea}.",
            err=True,
        )


def _given(columns: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for one in columns:
        theirs, separator, ours = one.rpartition("=")
        if not separator or not theirs.strip():
            raise click.BadParameter(f"‘{one}’ is niet KOP=KOLOM, zoals ‘Naam plan=titel’", param_hint="--column")
        given[theirs.strip()] = ours.strip()
    return given


async def _import(
    *, file: Path, form: str, source: str, sheet: str, columns: dict[str, str], dry_run: bool
) -> Imported:
    from innovatie.domain.authority import SYSTEM
    from innovatie.ideas.actions import import_ideas
    from innovatie.infra import database
    from innovatie.infra.table_files import read_file
    from innovatie.municipalities.naming import towns_by_name
    from innovatie.settings import SettingsError, current

    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    text_form = {"auto": "", "algorithm-register": ""}.get(form, form)
    try:
        table = read_file(file, form=text_form, sheet=sheet)
    except BadTable as error:
        _refuse(file, error.problems)
    database.configure(current().direct_url)
    await database.open_pool(maximum=2)
    now = datetime.now(UTC)
    try:
        today = dutch_day(now)
        names = (await towns_by_name(day=today)).names
        reading = read_ideas(table, form, municipalities=names, today=today, given=columns)
        for note in reading.notes:
            click.echo(note, err=True)
        if reading.problems:
            _refuse(file, reading.problems)
        with _bar(len(reading.rows)) as progress:
            return await import_ideas(
                actor=SYSTEM, source=source, rows=reading.rows, dry_run=dry_run, progress=progress, now=now
            )
    except Invalid as error:
        raise click.ClickException(" ".join(error.errors.values())) from None
    finally:
        await database.close_pool()


def _refuse(file: Path, problems: Sequence[Problem]) -> NoReturn:
    for problem in problems[:MOST_PROBLEMS]:
        place = f"{file}:{problem.line}" if problem.line else str(file)
        click.echo(f"{place}: {problem}", err=True)
    more = len(problems) - MOST_PROBLEMS
    if more > 0:
        click.echo(f"En nog {counted(more, 'fout', 'fouten')}.", err=True)
    click.echo("Er is niets ingevoerd.", err=True)
    sys.exit(2)


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
