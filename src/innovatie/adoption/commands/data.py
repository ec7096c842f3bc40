"""What registers say, the stored map, and the nightly work by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from innovatie.adoption.commands.group import adoption, stop
from innovatie.domain.counting_words import counted

T = TypeVar("T")
FILE = click.Path(path_type=Path)


def _with_database(work: Awaitable[T]) -> T:
    """Run `work` on the database of the settings; one sentence when that cannot be."""
    from innovatie.domain.errors import DomainError, Invalid
    from innovatie.infra import database
    from innovatie.settings import current

    if not current().database_url:
        stop("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().direct_url)

    async def run() -> T:
        return await work

    try:
        return asyncio.run(run())
    except Invalid as error:
        stop(" ".join(error.errors.values()))
    except DomainError as error:
        stop(error.message)
    except (OSError, ConnectionError) as error:
        stop(f"De database is niet te bereiken: {error}.")


@adoption.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--format", "kind", required=True, type=click.Choice(["register-dates", "softwarecatalogus", "publiccode"])
)
@click.option("--dry-run", is_flag=True, help="Zeg alleen wat er zou gebeuren.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def import_(*, file: Path, kind: str, dry_run: bool, as_json: bool) -> None:
    """Voer in wie wat gebruikt: alles of niets, en twee keer is een keer.

    register-dates: CSV met innovatie,gemeente_code,eerste_registratie. softwarecatalogus: CSV met organisatie,
    voorziening, versie, startDatum, eindDatum, status. publiccode: publiccode.yml; usedBy wordt voorstel.
    """
    from innovatie.adoption.actions import import_file
    from innovatie.domain.authority import SYSTEM

    done = _with_database(import_file(actor=SYSTEM, path=file, kind=kind, now=datetime.now(UTC), dry_run=dry_run))
    if as_json:
        told = {
            "oplossingen": done.solutions,
            "nieuweOplossingen": done.new_solutions,
            "meldingen": done.statements,
            "voorstellen": done.proposals,
            "alBekend": done.known_already,
            "onbruikbaar": [{"regel": line, "reden": reason} for line, reason in done.unusable],
            "proef": done.dry_run,
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    would = "Dit zou gebeuren" if dry_run else "Ingevoerd"
    click.echo(
        f"{would}: {counted(done.solutions, 'oplossing', 'oplossingen')} ({done.new_solutions} nieuw), "
        f"{counted(done.statements, 'melding', 'meldingen')}, {counted(done.proposals, 'voorstel', 'voorstellen')}; "
        f"al bekend: {done.known_already}."
    )
    for line, reason in done.unusable:
        click.echo(f"regel {line}: {reason}", err=True)


@adoption.command()
@click.argument("file", type=FILE)
@click.option(
    "--valid-from", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Vanaf deze dag gelden de grenzen."
)
@click.option("--source", required=True, help="Wordt op de kaart genoemd, zoals: CBS en Kadaster (CC BY 4.0).")
def boundaries(*, file: Path, valid_from: datetime, source: str) -> None:
    """Voer echte gemeentegrenzen in (TopoJSON of GeoJSON), voor de kaart naast de zeshoeken."""
    from innovatie.adoption.actions import import_boundaries
    from innovatie.domain.authority import SYSTEM

    number, without = _with_database(
        import_boundaries(actor=SYSTEM, path=file, valid_from=valid_from.date(), source=source, now=datetime.now(UTC))
    )
    towns = counted(number, "gemeente", "gemeenten")
    click.echo(f"Grenzen van {towns} ingevoerd. Zonder grens: {', '.join(without) or 'geen'}.")


@adoption.command()
@click.argument("municipalities", type=FILE)
@click.option("--steps", type=click.IntRange(min=0), default=2_000_000, show_default=True)
@click.option("--output", type=FILE, help="Anders alleen de maat.")
def tiles(*, municipalities: Path, steps: int, output: Path | None) -> None:
    """Leg een zeshoek per gemeente neer en meet hoe goed buren buren blijven.

    MUNICIPALITIES is een CSV met code, latitude/breedte, longitude/lengte en neighbours/buren.
    """
    from innovatie.domain.hexmap import Place, arrange, measure
    from innovatie.domain.tables import BadTable, Cells, Column, match, require
    from innovatie.infra.table_files import read_file

    columns = [Column(key, (name,), required=True) for key, name in (("breedte", "latitude"), ("lengte", "longitude"))]
    try:
        table = read_file(municipalities)
        matching = require(
            match(table, (Column("code", required=True), *columns, Column("buren", ("neighbours",))), others_may=True)
        )
        rows = [Cells(row, matching) for row in table.rows]
        places = [
            Place(
                one.text("code", required=True),
                float(one.number("breedte") or 0),
                float(one.number("lengte") or 0),
                one.texts("buren"),
            )
            for one in rows
        ]
        if problems := [*table.problems, *(problem for one in rows for problem in one.problems)]:
            raise BadTable(problems)
    except BadTable as error:
        stop(f"{municipalities}, regel {error.problems[0].line}: {error.problems[0]}")
    cells = arrange(places, steps=steps)
    if output is not None:
        lines = [f"{code};{q};{r}" for code, (q, r) in sorted(cells.items())]
        output.write_text("code;q;r\n" + "\n".join(lines) + "\n", encoding="utf-8")
    found = measure(places, cells)
    told = {
        "gemeenten": len(cells),
        "burenBlijvenBuren": round(found.kept, 4),
        "hooguitEenErtussen": round(found.near, 4),
    }
    told |= {"verschuiving": round(found.shift, 3), "gedraaid": round(found.turned, 4)}
    click.echo(json.dumps(told))


@adoption.command()
def nightly() -> None:
    """Het nachtwerk nu: standen herrekenen, verwachtingen bewaren."""
    from innovatie.adoption.actions import nightly as work

    done = _with_database(work(now=datetime.now(UTC)))
    click.echo(f"{done} oplossingen herrekend.")
