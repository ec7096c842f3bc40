"""`innovatie grouping ...`: group files, measure a grouping, fit the pair model again.

Each command imports what it needs itself: numpy and scipy only when asked.
"""

import asyncio
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from innovatie.domain.file_reasons import why_not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from innovatie.domain.similarity import PairModel
    from innovatie.grouping.labels import LabelledText
    from innovatie.grouping.refit import Labelled

_PATH = click.Path(path_type=Path)


def _stop(message: object) -> NoReturn:
    click.echo(str(message), err=True)
    sys.exit(2)


@click.group()
def grouping() -> None:
    """Groepen: welke plannen zijn hetzelfde wiel."""


@grouping.command()
@click.option("--documents", required=True, type=_PATH, help="JSON Lines met id, title en text.")
@click.option("--labels", required=True, type=_PATH, help="CSV met id en group.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de cijfers als JSON.")
@click.option("--each", type=_PATH, default=None, help="CSV met precisie en vangst van elke tekst, om te vergelijken.")
def evaluate(documents: Path, labels: Path, as_json: bool, each: Path | None) -> None:
    """Groepeer de teksten vanaf niets en vergelijk met wat mensen vonden."""
    from innovatie.grouping.evaluation import evaluate as measure
    from innovatie.grouping.model import pair_model
    from innovatie.search.texts import FileProblem, read_documents, read_labels, write_each

    try:
        measured = measure(read_documents(documents), read_labels(labels), pair_model())
        if each is not None:
            write_each(each, ("id", "cluster", "precision", "recall"), measured.each)
    except FileProblem as problem:
        _stop(problem)
    if as_json:
        click.echo(json.dumps(measured.as_json(), ensure_ascii=False))
        return
    click.echo(f"{measured.documents} teksten, {measured.true_groups} groepen volgens mensen")
    click.echo(f"{measured.found_groups} groepen gevonden")
    for name, found in (("bcubed", measured.bcubed), ("pairwise", measured.pairwise)):
        click.echo(f"{name:9} precisie {found.precision:.3f}  vangst {found.recall:.3f}  F {found.f:.3f}")
    click.echo(f"vangst bij 20 kandidaten {measured.candidate_recall_at_20:.3f}")
    for tier, values in measured.tiers.items():
        click.echo(f"{tier}: {values['suggestions']} suggesties, precisie {values['precision']:.3f}")


@grouping.command()
@click.option("--documents", required=True, type=_PATH, help="JSON Lines met id, title en text.")
@click.option("--output", required=True, type=_PATH, help="CSV met id en group.")
def run(documents: Path, output: Path) -> None:
    """Groepeer de teksten en schrijf id en group."""
    from innovatie.grouping.batch_grouping import group_documents
    from innovatie.grouping.model import pair_model
    from innovatie.search.texts import FileProblem, read_documents

    try:
        texts = read_documents(documents)
    except FileProblem as problem:
        _stop(problem)
    groups = group_documents(texts, pair_model()).groups
    try:
        with output.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["id", "group"])
            writer.writerows((text.id, int(group)) for text, group in zip(texts, groups, strict=True))
    except OSError as error:
        _stop(f"{output}: kan dit bestand niet schrijven ({why_not(error)}).")


@grouping.command()
@click.option("--documents", required=True, type=_PATH, help="Waar de teksten komen (JSON Lines).")
@click.option("--labels", required=True, type=_PATH, help="Waar de groepen komen (CSV met id en group).")
def labels(documents: Path, labels: Path) -> None:
    """Schrijf wat mensen besloten als labels, in de vorm die refit leest."""
    texts = asyncio.run(_labelled_texts())
    from innovatie.grouping.labels import write

    try:
        write(texts, documents, labels)
    except OSError as error:
        _stop(f"{error.filename}: kan dit bestand niet schrijven ({why_not(error)}).")
    click.echo(f"{len(texts)} teksten in {len({text.group for text in texts})} groepen.")


async def _labelled_texts() -> "list[LabelledText]":
    from innovatie.grouping.labels import labelled_texts
    from innovatie.infra import database

    await database.open_pool(maximum=1)
    try:
        return await labelled_texts()
    finally:
        await database.close_pool()


@grouping.command()
@click.option(
    "--collection",
    "collections",
    type=(_PATH, _PATH),
    multiple=True,
    required=True,
    help="Documenten en labels; mag vaker, elke verzameling weegt even zwaar.",
)
@click.option("--siblings", type=_PATH, default=None, help="Map met verzonnen plannen: nog een verzameling.")
@click.option("--output", type=_PATH, default=None, help="Waar de getallen komen; standaard het model van het product.")
@click.option("--show", is_flag=True, help="Toon wat er zou veranderen en schrijf niets.")
def refit(collections: tuple[tuple[Path, Path], ...], siblings: Path | None, output: Path | None, show: bool) -> None:
    """Bepaal de getallen van het model opnieuw uit gelabelde teksten."""
    from innovatie.grouping.model import NUMBERS
    from innovatie.grouping.refit import refit as fit_again

    try:
        labelled = _read(collections, siblings)
        fitted = fit_again(labelled)
    except ValueError as problem:
        _stop(problem)
    if show:
        _show_changes(_files(collections, siblings), labelled, fitted)
        return
    numbers = fitted.as_dict()
    target = output or NUMBERS
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(numbers, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(f"Model geschreven naar {target}.")


SHOWN = 20
"""Pairs of each kind that `refit --show` prints of a collection."""


def _show_changes(files: "Sequence[Path]", labelled: "Sequence[Labelled]", fitted: "PairModel") -> None:
    from innovatie.grouping.model import pair_model
    from innovatie.grouping.model_change import changes

    for file, one in zip(files, changes(labelled, pair_model(), fitted), strict=True):
        click.echo(f"{file.name}: F {one.before:.3f} wordt {one.after:.3f}")
        for meaning, pairs in (("komen bij elkaar", one.joined), ("gaan uit elkaar", one.parted)):
            click.echo(f"  {len(pairs)} paren {meaning}")
            for first, other in pairs[:SHOWN]:
                click.echo(f"    {first} | {other}")
    click.echo("Er is niets geschreven. Besluiten van mensen blijven hoe dan ook staan.")


def _files(collections: "Sequence[tuple[Path, Path]]", siblings: Path | None) -> list[Path]:
    """What each collection is called, in the order of `_read`."""
    return [documents for documents, _ in collections] + ([siblings] if siblings else [])


def _read(collections: "Sequence[tuple[Path, Path]]", siblings: Path | None) -> "list[Labelled]":
    """Raises FileProblem, also for labels from which nothing can be learnt."""
    from innovatie.grouping.refit import Labelled
    from innovatie.grouping.siblings import read_siblings
    from innovatie.search.texts import FileProblem, read_documents, read_labels

    labelled = []
    for documents, labels in collections:
        groups = read_labels(labels)
        if len(set(groups.values())) in (0, len(groups)):
            raise FileProblem(f"{labels}: er zijn geen twee teksten met dezelfde groep; daaruit valt niets te leren.")
        texts = read_documents(documents)
        labelled.append(Labelled(texts, [groups.get(text.id, "") for text in texts]))
    return [*labelled, read_siblings(siblings)] if siblings else labelled


@grouping.command()
@click.option(
    "--collection",
    "collections",
    type=(_PATH, _PATH),
    multiple=True,
    required=True,
    help="Documenten en labels; van elke verzameling wordt voorspeld wat de andere leren.",
)
@click.option("--siblings", type=_PATH, default=None, help="Map met verzonnen plannen: nog een verzameling.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de cijfers als JSON.")
def validate(collections: tuple[tuple[Path, Path], ...], siblings: Path | None, as_json: bool) -> None:
    """Groepeer elke verzameling met wat de andere leren, naast het model van het product en letters alleen."""
    from innovatie.grouping.model import pair_model
    from innovatie.grouping.validation import validate as expect

    try:
        found = expect(_read(collections, siblings), pair_model())
    except ValueError as problem:
        _stop(problem)
    if as_json:
        rows = [[one.as_json() for one in ways] for ways in found]
        names = _files(collections, siblings)
        click.echo(json.dumps([{"documents": str(n), "ways": r} for n, r in zip(names, rows, strict=True)]))
        return
    for file, ways in zip(_files(collections, siblings), found, strict=True):
        click.echo(file.name)
        for one in ways:
            click.echo(
                f"  {one.way:26} B-cubed {one.bcubed.precision:.3f} {one.bcubed.recall:.3f} F {one.bcubed.f:.3f}"
                f" ({one.low:.3f} tot {one.high:.3f})  paren F {one.pairwise.f:.3f}"
            )
