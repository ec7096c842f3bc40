"""`innovatie search ...`: measure the search. Imports inside, so that the shell is quick."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

if TYPE_CHECKING:
    from innovatie.search.evaluation import Means, SearchFigures
    from innovatie.search.texts import Document, JudgedQuery

_PATH = click.Path(path_type=Path)


@click.group()
def search() -> None:
    """Zoeken: meten hoe goed het vindt, en de index opnieuw maken."""


@search.command()
@click.option("--documents", required=True, type=_PATH, help="JSON Lines met id, title en text.")
@click.option("--queries", required=True, type=_PATH, help="JSON Lines met id, kind, query en relevant.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de cijfers als JSON.")
@click.option("--engine", type=click.Choice(["postgres", "meilisearch"]), default="postgres", show_default=True)
@click.option("--each", type=_PATH, default=None, help="CSV met nDCG@10 van elke vraag, om te vergelijken.")
def evaluate(documents: Path, queries: Path, as_json: bool, engine: str, each: Path | None) -> None:
    """Zet de documenten in een lege index, stel alle vragen en vergelijk met wat mensen vonden."""
    from innovatie.search.texts import FileProblem, read_documents, read_queries, write_each

    try:
        texts, judged = read_documents(documents), read_queries(queries)
    except FileProblem as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    figures = asyncio.run(_measure(texts, judged, engine))
    if each is not None:
        try:
            write_each(each, ("id", "cluster", "ndcg"), [(name, name, value) for name, value in figures.each])
        except FileProblem as problem:
            click.echo(str(problem), err=True)
            sys.exit(2)
    if as_json:
        click.echo(msgspec.json.encode(msgspec.structs.replace(figures, each=())).decode())
        return
    rows: list[tuple[str, Means]] = [("alles", figures), *figures.by_kind.items()]
    for name, means in rows:
        click.echo(
            f"{name:10} {means.queries:4} vragen  nDCG@10 {means.ndcg_at_10:.3f}"
            f"  vangst@20 {means.recall_at_20:.3f}  MRR {means.mrr:.3f}"
        )


@search.command()
@click.option("--words", required=True, type=_PATH, help="Nederlandse woorden, één op een regel.")
@click.option("--output", type=_PATH, default=None, help="Waar de tabel komt; standaard die van het product.")
def parts(words: Path, output: Path | None) -> None:
    """Tel in een woordenlijst van welke woorden samenstellingen gemaakt zijn."""
    from innovatie.domain.file_reasons import why_not
    from innovatie.search.language import PARTS
    from innovatie.search.word_parts import count_parts

    try:
        rows = count_parts(words.read_text(encoding="utf-8").splitlines())
        heading = [line for line in PARTS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        lines = [*heading, *(f"{word} {first} {last}" for word, first, last in rows)]
        (output or PARTS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        click.echo(f"{words}: dit bestand is niet te lezen ({why_not(error)}).", err=True)
        sys.exit(2)
    click.echo(f"{len(rows)} delen van samenstellingen.")


@search.command()
def reindex() -> None:
    """Maak de zoekindex opnieuw uit de tabellen. Zoeken gaat ondertussen door met de oude."""
    from innovatie.search.engine import EngineDown

    try:
        number = asyncio.run(_reindex())
    except EngineDown:
        click.echo(
            "De index van PostgreSQL is gemaakt, het zoeken werkt. Meilisearch antwoordt niet: probeer het opnieuw als"
            " die terug is.",
            err=True,
        )
        sys.exit(1)
    click.echo(f"{number} documenten geïndexeerd.")


async def _reindex() -> int:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from innovatie.infra import database
    from innovatie.search import indexing
    from innovatie.search.postgres import PostgresEngine
    from innovatie.search.sources import sources

    await database.open_pool(maximum=2)
    try:
        total = await PostgresEngine().count() or None  # as many as there are now: about as many as there will be
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task("Zoekindex maken", total=total)
            return await indexing.reindex(sources(), progress=lambda done: progress.advance(task, done))
    finally:
        await database.close_pool()


async def _measure(texts: list[Document], judged: list[JudgedQuery], engine: str) -> SearchFigures:
    from innovatie.search.engine import EngineDown
    from innovatie.search.evaluation import measure
    from innovatie.search.meilisearch_engine import MeilisearchEngine
    from innovatie.search.postgres import PostgresEngine
    from innovatie.search.scratch import scratch_database
    from innovatie.settings import current

    async with scratch_database():
        if engine == "postgres":
            return await measure(texts, judged, PostgresEngine())
        settings = current()
        if not settings.meilisearch_url:
            raise click.ClickException("Zet INNOVATIE_MEILISEARCH_URL op het adres van de Meilisearch-server.")
        own = MeilisearchEngine(settings.meilisearch_url, settings.meilisearch_key, index="innovatie_meting")
        try:
            return await measure(texts, judged, own, also=PostgresEngine())
        except EngineDown as error:
            raise click.ClickException(f"De Meilisearch-server antwoordt niet: {error}") from None
