"""`innovatie search ...`: measure the search. Imports inside, so that the shell is quick."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import click

_PATH = click.Path(path_type=Path)


@click.group()
def search() -> None:
    """Zoeken: meten hoe goed het vindt, en de index opnieuw maken."""


@search.command()
@click.option("--documents", required=True, type=_PATH, help="JSON Lines met id, title en text.")
@click.option("--queries", required=True, type=_PATH, help="JSON Lines met id, kind, query en relevant.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de cijfers als JSON.")
@click.option("--engine", type=click.Choice(["postgres", "meilisearch"]), default="postgres", show_default=True)
def evaluate(documents: Path, queries: Path, as_json: bool, engine: str) -> None:
    """Zet de documenten in een lege index, stel alle vragen en vergelijk met wat mensen vonden."""
    from innovatie.search.texts import FileProblem, read_documents, read_queries

    try:
        texts, judged = read_documents(documents), read_queries(queries)
    except FileProblem as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)
    figures = asyncio.run(_measure(texts, judged, engine))
    if as_json:
        click.echo(json.dumps(figures, ensure_ascii=False))
        return
    for name, values in {"alles": figures, **figures["by_kind"]}.items():
        click.echo(
            f"{name:10} {values['queries']:4} vragen  nDCG@10 {values['ndcg_at_10']:.3f}"
            f"  vangst@20 {values['recall_at_20']:.3f}  MRR {values['mrr']:.3f}"
        )


async def _measure(texts: Any, judged: Any, engine: str) -> dict[str, Any]:
    from innovatie.search.evaluation import measure
    from innovatie.search.postgres import PostgresEngine
    from innovatie.search.scratch import scratch_database

    async with scratch_database():
        if engine == "postgres":
            return await measure(texts, judged, PostgresEngine())
        raise click.ClickException("Meilisearch is hier nog niet ingesteld (INNOVATIE_MEILISEARCH_URL).")
