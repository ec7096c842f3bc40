"""What the domain forbids the database refuses, whoever writes: words outside a closed list, numbers below nothing,
ends before starts, a ballot of nobody or of two.

The rules stand here once more, apart from the tables, and random rows are held against both.
"""

import asyncio
import random
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from piccolo.columns import Column, ForeignKey
from piccolo.constraints import Check

from innovatie.piccolo_app import APP_CONFIG
from tests.house.domain_rules import (
    APART,
    CLOSED,
    IN_ORDER,
    NEEDS,
    NOT_NEGATIVE,
    OPEN,
    SOUND_LIKE_WORDS,
    Row,
    rules_broken,
)

TABLES = {table._meta.tablename: table for table in APP_CONFIG.table_classes}


def some_word(chance: random.Random, known: Iterable[str] | None, length: int) -> str:
    if known is not None and chance.random() < 0.7:
        return str(chance.choice(sorted(known)))
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz -_' ", k=chance.randint(0, min(length, 12))))


def some_value(chance: random.Random, table: str, column: Column) -> Any:
    """A random value of the column's type, often at the edge of its rule."""
    if column._meta.null and chance.random() < 0.3:
        return None
    made: dict[str, Callable[[], Any]] = {
        "Varchar": lambda: some_word(chance, CLOSED.get((table, column._meta.name)), column.length),  # type: ignore[attr-defined]
        "Text": lambda: some_word(chance, None, 12),
        "Boolean": lambda: chance.random() < 0.5,
        "Bytea": lambda: chance.randbytes(4),
        "Date": lambda: date(2026, 1, 1) + timedelta(days=chance.randint(0, 20)),
        "Timestamptz": lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=chance.randint(0, 20)),
        "JSONB": lambda: "{}",
        "DoublePrecision": lambda: chance.randint(-3, 60) / 2,
        "Real": lambda: chance.randint(-1, 3) / 2,
    }
    return made.get(type(column).__name__, lambda: chance.randint(-2, 4))()


async def insert(connection: asyncpg.Connection, table: str, row: Row) -> str:
    """The check that refused the row; empty when none did (a foreign key may have, after the checks)."""
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f"${number}" for number in range(1, len(row) + 1))
    trial = connection.transaction()
    await trial.start()
    try:
        await connection.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', *row.values())
    except asyncpg.CheckViolationError as error:
        return error.constraint_name or "a check"
    except asyncpg.IntegrityConstraintViolationError:
        return ""
    finally:
        await trial.rollback()
    return ""


async def try_rows(dsn: str, table: str) -> tuple[int, list[str]]:
    columns = [column for column in TABLES[table]._meta.columns if column._meta.name != "id"]
    connection = await asyncpg.connect(dsn)
    outer = connection.transaction()
    await outer.start()
    broken, let_in = 0, []
    try:
        for seed in range(30):
            chance = random.Random(f"{table} {seed}")
            row = {column._meta.name: some_value(chance, table, column) for column in columns}
            rules = rules_broken(table, row)
            broken += bool(rules)
            if rules and not await insert(connection, table, row):
                let_in.append(f"{rules}: {row}")
    finally:
        await outer.rollback()
        await connection.close()
    return broken, let_in


RULED = sorted(
    {table for table, _ in CLOSED}
    | {need[0] for need in NEEDS}
    | {*NOT_NEGATIVE, *IN_ORDER, *APART, "ballot", "person"}
)


@pytest.mark.parametrize("table", RULED)
def test_a_random_row_that_breaks_a_rule_of_the_domain_is_refused(database_dsn: str, table: str) -> None:
    broken, let_in = asyncio.run(try_rows(database_dsn, table))
    assert broken > 0, "the rows must be random enough to break rules"
    assert let_in == []


def test_every_column_that_sounds_like_a_closed_list_is_one_or_says_why_not() -> None:
    found = {
        (table._meta.tablename, column._meta.name)
        for table in TABLES.values()
        for column in table._meta.columns
        if column._meta.name in SOUND_LIKE_WORDS and type(column).__name__ == "Varchar"
    }
    assert found == set(CLOSED) | set(OPEN)


@pytest.mark.parametrize(("table", "column"), CLOSED)
def test_the_check_of_a_column_is_the_list_of_the_domain(table: str, column: str) -> None:
    checks = [k.get_condition_str() for k in TABLES[table]._meta.constraints if isinstance(k, Check)]
    (check,) = (text for text in checks if text.startswith(f"{column} IN ("))
    listed = check.removeprefix(f"{column} IN (").removesuffix(")").split(", ")
    assert {word.strip("'") for word in listed} == {str(word) for word in CLOSED[table, column]}


def test_every_foreign_key_has_an_index_that_begins_with_it(database_dsn: str) -> None:
    question = """
        SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND NOT EXISTS (
               SELECT FROM pg_index i WHERE i.indrelid = c.conrelid AND i.indkey[0] = c.conkey[1] AND i.indpred IS NULL)
    """

    async def ask() -> tuple[list[str], int]:
        connection = await asyncpg.connect(database_dsn)
        try:
            rows = await connection.fetch(question)
            return [row[0] for row in rows], await connection.fetchval(
                "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"
            )
        finally:
            await connection.close()

    keys = sum(isinstance(column, ForeignKey) for table in TABLES.values() for column in table._meta.columns)
    assert asyncio.run(ask()) == ([], keys)


def test_no_rule_stays_unproven_for_the_rows_of_before(database_dsn: str) -> None:
    """A constraint that comes as NOT VALID is validated by a later migration: until then old rows may break it."""
    assert asyncio.run(asked(database_dsn, "SELECT conname FROM pg_constraint WHERE NOT convalidated")) == []


async def asked(dsn: str, question: str) -> list[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        return [row[0] for row in await connection.fetch(question)]
    finally:
        await connection.close()


TWICE = {
    "winner": ("round", "place"), "finalist": ("round", "position"), "vote_option": ("vote", "position"),
    "shortlist_group": ("shortlist", "place"), "message_report": ("remark",), "elector": ("vote", "municipality"),
    "ballot": ("vote", "municipality"), "round_vote": ("round", "kind"), "group_member": ("idea",),
}  # fmt: skip
"""What nobody may have twice: one place for one plan, one ballot for one municipality, one report about one remark."""


@pytest.mark.parametrize(("table", "columns"), TWICE.items())
def test_what_there_is_one_of_cannot_be_there_twice(database_dsn: str, table: str, columns: tuple[str, ...]) -> None:
    question = f"""
        SELECT array(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey))
          FROM pg_index i WHERE i.indrelid = '{table}'::regclass AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
    """
    assert sorted(columns) in [sorted(names) for names in asyncio.run(asked(database_dsn, question))]
