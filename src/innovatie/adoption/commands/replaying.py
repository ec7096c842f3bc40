"""Forecasts replayed on series of which the outcome is known, and the weights that are learned from such series."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from innovatie.adoption.commands.forecasting import COUNTS, FILE, LENGTHS, load_series
from innovatie.adoption.commands.group import adoption, stop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from innovatie.adoption.series_files import SeriesFile
    from innovatie.domain.diffusion.backtest import Backtest, Score
    from innovatie.domain.diffusion.learning import Learned, Lesson
    from innovatie.domain.diffusion.series import Series

LEAST_SOURCES = 3


@adoption.command()
@click.argument("directory", type=FILE)
@click.option("--population", type=click.IntRange(min=1), help="Voor alle reeksen; anders per bestand.")
@click.option("--horizon", type=click.IntRange(1, 40), default=5, show_default=True, help="Perioden vooruit.")
@click.option("--counts", type=COUNTS, default="auto", show_default=True, help="Wat de kolom adopters bevat.")
@click.option("--period", "length", type=LENGTHS, help="Lengte van een periode als het bestand die niet noemt.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Laatste dag die is gevolgd (bij datums).")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def backtest(
    *,
    directory: Path,
    population: int | None,
    horizon: int,
    counts: str,
    length: str | None,
    until: datetime | None,
    as_json: bool,
) -> None:
    """Speel reeksen met bekende afloop na met 3, 5 en 8 perioden gezien.

    De fout is de gemiddelde absolute fout van het lopende totaal over de perioden vooruit (standaard 5, of zoveel
    als er nog zijn); de dekking is het deel van die perioden dat tussen P10 en P90 valt. Reeksen met minder dan twee
    deelnemers gezien, of zonder periode om mee te vergelijken, tellen niet mee en staan onder left_out.

    Een bron is een map in DIRECTORY, of een bestand met meer reeksen. Met drie bronnen of meer worden de gewichten ook
    opnieuw geleerd zonder de bron die wordt voorspeld; dat staat onder kept_apart. Onder shown staat hetzelfde van wat
    de pagina's zouden laten zien: de andere momenten worden geweigerd (refused).
    """
    found = load_series(directory, population, counts, length, until)
    results = _replay_all(found, directory, horizon)
    guessed = sum(one.population_from == "aanname" for one in found)
    if guessed and not as_json:
        sizes = sorted({one.series.population for one in found if one.population_from == "aanname"})
        click.echo(f"Bij {guessed} reeksen is aangenomen hoeveel er kunnen meedoen: {sizes}.", err=True)
    if as_json:
        click.echo(json.dumps(results, ensure_ascii=False, indent=1))
        return
    for seen, figures in results.items():
        known = {key: value for key, value in figures.items() if value is not None and not isinstance(value, dict)}
        said = "" if known["series"] else "geen reeks is te beoordelen; "
        click.echo(f"{seen} perioden gezien: {said}" + ", ".join(f"{key} {value}" for key, value in known.items()))


@adoption.command()
@click.argument("directory", type=FILE)
def learn(directory: Path) -> None:
    """Leer de gewichten van de verwachting uit een map met bronnen, en schrijf ze als Python.

    Een bron is een map in DIRECTORY, of een bestand met meer reeksen. De uitvoer hoort in domain/diffusion/learned.py.
    """
    from innovatie.domain.diffusion import learning

    found = load_series(directory, None, "auto", None, None)
    lessons = [one for by_source in _lessons(found, directory).values() for one in by_source]
    try:
        learned = learning.learn(lessons)
    except ValueError:
        stop("Leren kan pas met twee bronnen of meer.")
    click.echo(_module(learned, sorted({one.source for one in lessons}), len(lessons)), nl=False)


def source_of(one: SeriesFile, directory: Path) -> str:
    """The folder in `directory` in which the file lies; beside it, the file itself."""
    inside = one.path.relative_to(directory).parts if one.path.is_relative_to(directory) else (one.path.name,)
    return inside[0] if len(inside) > 1 else one.path.stem


def _lessons(found: list[SeriesFile], directory: Path) -> dict[str, list[Lesson]]:
    from innovatie.domain.diffusion.learning import lessons_of

    lessons: dict[str, list[Lesson]] = {}
    for one in found:
        source = source_of(one, directory)
        lessons.setdefault(source, []).extend(lessons_of(source, one.series))
    return lessons


def _apart(found: list[SeriesFile], directory: Path) -> dict[str, Learned]:
    """For each source what is learned without it; empty with too few sources."""
    from innovatie.domain.diffusion.learning import apart

    lessons = _lessons(found, directory)
    told = {source for source, some in lessons.items() if some}
    if len(told) < LEAST_SOURCES:
        return {}
    every = [one for some in lessons.values() for one in some]
    return {source: apart(every, source) for source in sorted(told)}


def _replay_all(found: list[SeriesFile], directory: Path, horizon: int) -> dict[str, dict[str, object]]:
    from rich.console import Console
    from rich.progress import track

    from innovatie.domain.diffusion.backtest import SEEN, Backtest, score

    console = Console(stderr=True)
    sources = [source_of(one, directory) for one in found]
    learned = _apart(found, directory)
    results: dict[str, dict[str, object]] = {}
    for seen in SEEN:
        watched = track(
            list(zip(found, sources, strict=True)),
            f"{seen} perioden gezien",
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        scores = [(score(one.series, seen, horizon), source) for one, source in watched]
        done = [(item, source) for item, source in scores if item is not None]
        figures = _figures(Backtest(seen, tuple(item for item, _ in done), len(scores) - len(done)))
        figures["horizon"] = horizon
        figures["populations"] = sorted({one.series.population for one in found})
        figures["counts"] = sorted({one.counts.value for one in found})
        if len(set(sources)) > 1:
            figures["sources"] = _by_source(seen, done)
        if learned:
            again = [
                (score(one.series, seen, horizon, recipes=learned[source].recipes, rivals={}), source)
                for one, source in zip(found, sources, strict=True)
                if source in learned
            ]
            told = [(one.series, learned[of]) for one, of in zip(found, sources, strict=True) if of in learned]
            apart = _kept_apart(seen, done, [(item, source) for item, source in again if item is not None])
            figures["kept_apart"] = {**apart, "shown": _shown(seen, horizon, told)}
        else:
            figures["shown"] = _shown(seen, horizon, [(one.series, None) for one in found])
        results[str(seen)] = figures
    return results


def _kept_apart(seen: int, done: list[tuple[Score, str]], again: list[tuple[Score, str]]) -> dict[str, object]:
    """The figures of what was learned without each source; the rivals are those of the same series."""
    from dataclasses import replace

    from innovatie.domain.diffusion.backtest import Backtest

    rivals = {(item.name, source): item.rivals for item, source in done}
    whole = [(replace(item, rivals=rivals[item.name, source]), source) for item, source in again]
    return {**_figures(Backtest(seen, tuple(item for item, _ in whole), 0)), "sources": _by_source(seen, whole)}


def _shown(seen: int, horizon: int, found: Sequence[tuple[Series, Learned | None]]) -> dict[str, object]:
    """The band at the moments and as far ahead as the rules allow; None: with what the pages know."""
    from innovatie.domain.diffusion.backtest import Backtest, score
    from innovatie.domain.diffusion.learned import PROVEN, RECIPES
    from innovatie.domain.diffusion.rules import judge

    scores, refused = [], 0
    for series, learned in found:
        if len(series.new) <= seen:
            continue
        recipes, proven = (learned.recipes, learned.proven) if learned else (RECIPES, PROVEN)
        verdict = judge(series.seen(seen), horizon, proven)
        one = score(series, seen, max(verdict.horizon, 1), recipes=recipes, rivals={})
        if one is not None and not verdict.refused:
            scores.append(one)
        refused += one is not None and verdict.refused
    outcome = Backtest(seen, tuple(scores), 0)
    fast, slow = outcome.only(lambda one: one.fast), outcome.only(lambda one: not one.fast)
    return {**_band(outcome), "refused": refused, "fast": _band(fast), "slow": _band(slow)}


def _by_source(seen: int, done: list[tuple[Score, str]]) -> dict[str, dict[str, object]]:
    from innovatie.domain.diffusion.backtest import Backtest

    names = sorted({source for _, source in done})
    return {name: _figures(Backtest(seen, tuple(item for item, source in done if source == name), 0)) for name in names}


def _figures(outcome: Backtest) -> dict[str, object]:
    from innovatie.domain.diffusion.backtest import RIVALS

    error = outcome.mean_error()
    others = {rival: outcome.mean_error(rival) for rival in RIVALS}
    best = min((value for rival in ("no_change", "damped_holt") if (value := others[rival]) is not None), default=None)
    figures: dict[str, object] = {"series": len(outcome.scores), "mae": _rounded(error)}
    figures |= {f"mae_{rival}": _rounded(value) for rival, value in others.items()}
    figures["ratio_no_change"] = _ratio(error, others["no_change"])
    figures["ratio_best_of_no_change_and_damped_holt"] = _ratio(error, best)
    figures |= _band(outcome)
    figures["width_80"] = _rounded(outcome.width)
    figures["left_out"] = outcome.left_out
    figures["fast"] = _band(outcome.only(lambda one: one.fast))
    figures["slow"] = _band(outcome.only(lambda one: not one.fast))
    return figures


def _band(outcome: Backtest) -> dict[str, object]:
    return {
        "series": len(outcome.scores),
        "coverage_80": _rounded(outcome.coverage),
        "above": _rounded(outcome.share("above")),
        "below": _rounded(outcome.share("below")),
    }


def _ratio(one: float | None, other: float | None) -> float | None:
    return round(one / other, 4) if one is not None and other else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _module(learned: Learned, sources: list[str], lessons: int) -> str:
    """learned.py, as the formatter of the house would write it."""
    lines = [
        '"""What was learned: weights of the mix and of the ends of its band, by kind of start (`mixing`), and how',
        "many periods ahead that band may be shown (`calibrating`).",
        "",
        f"Written by `innovatie adoption learn DIRECTORY` from {lessons} moments in series of {len(sources)} sources:",
        *textwrap.wrap(f"{', '.join(sources)}.", 120),
        "What they are and how well this does elsewhere: docs/forecast.md.",
        '"""',
        "",
        "from innovatie.domain.diffusion.mixing import Proven, Recipe, Recipes",
        "",
        "# fmt: off",
        "PROVEN: Proven = {",
        *(f"    {kind}: {periods}," for kind, periods in learned.proven.items()),
        "}",
        "",
        "RECIPES: Recipes = {",
    ]
    for kind, recipe in learned.recipes.items():
        lines.append(f"    {kind}: Recipe(")
        for name in ("middle", "low", "high", "shifts"):
            values = ", ".join(map(str, getattr(recipe, name)))
            lines += textwrap.wrap(f"{name}=({values}),", 120, initial_indent=" " * 8, subsequent_indent=" " * 12)
        lines.append("    ),")
    return "\n".join([*lines, "}", "# fmt: on", ""])
