"""A database with any number of made-up ideas in their wheels, indexed by the product's own code.

A twentieth of the ideas is one wheel (5,000 of 100,000) and a tenth is of one municipality. Only titles are embedded
when the index is filled: that saves a quarter of an hour, and an index of vectors is as large and as slow with them.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from benchmarks.content import NOW
from benchmarks.synthetic_plans import plans
from innovatie import paths
from innovatie.domain.authority import SYSTEM
from innovatie.domain.idea_states import Stage
from innovatie.domain.themes import THEMES
from innovatie.infra import database, migrations
from innovatie.infra.embeddings import embed
from innovatie.municipalities.bundled_register import load_own_table
from innovatie.search import indexing
from innovatie.search.postgres import index_writer
from innovatie.search.sources import sources

_IDEA = (
    "id", "title", "summary", "problem", "approach", "stage", "theme", "contact", "links", "municipality", "state",
    "version", "created_at", "updated_at", "submitted_at", "withdraw_reason", "source", "public_value",
)  # fmt: skip


async def fill(dsn: str, number: int, *, index: bool = True, progress: Callable[[int], None] = lambda _: None) -> None:
    """Migrate the empty database at `dsn`, put the ideas and their groups in, and make the search index if `index`."""
    database.configure(dsn)
    await migrations.migrate(dsn, paths.MIGRATIONS)
    await database.open_pool(maximum=4)
    try:
        await load_own_table(actor=SYSTEM, now=NOW)
        await _put_in(number)
        await database.execute("ANALYZE")
        if not index:
            return
        index_writer.embed = _titles_only  # type: ignore[attr-defined]
        await indexing.reindex(sources(), progress=progress)
    finally:
        index_writer.embed = embed  # type: ignore[attr-defined]
        await database.close_pool()


async def _titles_only(texts: list[str]) -> Any:
    return await embed([text.partition(". ")[0] for text in texts])


async def _put_in(number: int) -> None:
    towns = await database.fetch_values(int, "SELECT id FROM municipality WHERE ended IS NULL ORDER BY id")
    wheels: dict[int, list[int]] = {}
    async with database.transaction() as connection:
        rows = _rows(number, towns, wheels)
        while batch := list(itertools.islice(rows, 5_000)):
            await connection.copy_records_to_table("idea", records=batch, columns=_IDEA)
        await connection.execute("SELECT setval(pg_get_serial_sequence('idea', 'id'), (SELECT max(id) FROM idea))")
        await connection.execute(
            "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
            " SELECT id, municipality, 'indiener', created_at, '' FROM idea"
        )
        await connection.execute(
            "INSERT INTO idea_participant (idea, municipality, role, joined_at, note)"
            " SELECT i.id, m.id, 'aangehaakt', i.created_at, '' FROM idea i"
            " JOIN municipality m ON m.id % 97 = i.id % 97 AND m.id <> i.municipality WHERE m.ended IS NULL"
            " AND i.id <= 10000 ON CONFLICT DO NOTHING"
        )
        await connection.executemany(
            "INSERT INTO idea_group (id, title, summary, theme, founding_idea, created_at)"
            " SELECT $1, title, '', theme, id, created_at FROM idea WHERE id = $2",
            [(group, ideas[0]) for group, ideas in enumerate(wheels.values(), start=1)],
        )
        await connection.execute(
            "SELECT setval(pg_get_serial_sequence('idea_group', 'id'), (SELECT max(id) FROM idea_group))"
        )
        await connection.copy_records_to_table(
            "group_member",
            records=[
                (g, idea, "founder" if idea == ideas[0] else "confirmed", NOW)
                for g, ideas in enumerate(wheels.values(), start=1)
                for idea in ideas
            ],
            columns=("group", "idea", "how", "added_at"),
        )


def _rows(number: int, towns: list[int], wheels: dict[int, list[int]]) -> Iterator[tuple[object, ...]]:
    chance = random.Random(20261122)
    stages, themes = [stage.value for stage in Stage], [theme.slug for theme in THEMES]
    for place, (document, wheel) in enumerate(plans(number, largest=number // 20), start=1):
        wheels.setdefault(wheel, []).append(place)
        town = towns[0] if chance.random() < 0.1 else chance.choice(towns)
        moment = NOW - timedelta(days=chance.randrange(1, 1800), seconds=place)
        third = len(document.text) // 3
        texts = (document.text[:third], document.text[third : 2 * third], document.text[2 * third :])
        yield (
            place, document.title, *texts, chance.choice(stages), themes[wheel % len(themes)], "", "[]", town,
            "ingediend", 1, moment, moment, moment, "", "", "",
        )  # fmt: skip
