"""Forecasts and their proof on files, without a database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from innovatie.adoption.commands.group import adoption, stop

if TYPE_CHECKING:
    from innovatie.adoption.series_files import SeriesFile

FILE = click.Path(path_type=Path)
COUNTS = click.Choice(["auto", "new", "cumulative"])
LENGTHS = click.Choice(["jaar", "kwartaal", "maand", "week"])


@adoption.command()
@click.argument("file", type=FILE)
@click.option("--population", type=click.IntRange(min=1), help="Hoeveel er kunnen meedoen, bijvoorbeeld 342.")
@click.option("--horizon", type=click.IntRange(1, 40), default=4, show_default=True, help="Perioden vooruit.")
@click.option("--counts", type=COUNTS, default="auto", show_default=True, help="Wat de kolom adopters bevat.")
@click.option("--period", "length", type=LENGTHS, help="Lengte van een periode als het bestand die niet noemt.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Laatste dag die is gevolgd (bij datums).")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def forecast(
    *,
    file: Path,
    population: int | None,
    horizon: int,
    counts: str,
    length: str | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Hoeveel doen er mee na elke volgende periode: P10, P50 en P90 van het lopende totaal.

    FILE heeft de kolommen period,adopters of municipality,date.
    """
    from innovatie.domain.diffusion import forecast as foresee
    from innovatie.domain.diffusion import judge
    from innovatie.domain.diffusion.rules import may_show_ceiling

    found = load_series(file, population, counts, length, until)
    if len(found) > 1:
        stop(f"{file}: hierin staan {len(found)} reeksen; geef een bestand met een reeks.")
    one = found[0]
    if one.population_from == "aanname":
        stop("Geef met --population op hoeveel er kunnen meedoen.")
    verdict = judge(one.series, horizon)
    told: dict[str, object] = {
        "counts": one.counts.value,
        "population": one.series.population,
        "adopters": one.series.total,
        "seen": len(one.series.new),
    }
    if one.guessed:
        told["note"] = (
            "De aantallen zijn gelezen als lopend totaal. "
            "Zijn het nieuwe deelnemers per periode, geef dan --counts new."
        )
    if verdict.refused:
        _say({"refused": verdict.reason, **told}, as_json=as_json)
        return
    outlook = foresee(one.series, verdict.horizon)
    rows = [{"period": b.period.label, "p10": b.p10, "p50": b.p50, "p90": b.p90} for b in outlook.bands]
    answer: dict[str, object] = {"periods": rows, **told}
    if verdict.reason:
        answer["limited"] = verdict.reason
    if may_show_ceiling(one.series, outlook):
        answer["ceiling"] = {"p10": outlook.ceiling[0], "p90": outlook.ceiling[1]}
    lines = [f"{b.period.label}: {b.p50} ({b.p10} tot {b.p90})" for b in outlook.bands]
    _say(answer, *lines, as_json=as_json)


def load_series(
    path: Path, population: int | None, counts: str, length: str | None, until: datetime | None
) -> list[SeriesFile]:
    from innovatie.adoption.series_files import Counts, FileProblem, load_directory, load_file
    from innovatie.domain.diffusion import PeriodLength

    load = load_directory if path.is_dir() else load_file
    try:
        return load(
            path,
            population=population,
            counts=Counts(counts),
            length=PeriodLength(length) if length else None,
            until=until.date() if until else None,
        )
    except FileProblem as problem:
        stop(problem.message)


def _say(answer: dict[str, object], *lines: str, as_json: bool) -> None:
    """As JSON, or else `lines` in words, with what must be said around them."""
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    if "note" in answer:
        click.echo(answer["note"], err=True)
    if "refused" in answer:
        click.echo(answer["refused"])
        return
    for line in lines:
        click.echo(line)
    if "limited" in answer:
        click.echo(answer["limited"])
