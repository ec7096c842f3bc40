"""The plan of the house holds in SQL too: a feature writes only its own tables, and reads its own and lower ones.

Each statement of the source that is written out is planned by PostgreSQL, which so refuses what no longer fits the
tables, and says itself which tables a statement reads and writes.
"""

import ast
import asyncio
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import asyncpg
import pytest

from innovatie.piccolo_app import APP_CONFIG
from tests.house.source import CODE, ROOT

ASKING = {
    "fetch": 0, "fetch_row": 0, "fetch_value": 0, "execute": 0, "execute_many": 0, "fetchval": 0, "fetchrow": 0,
    "fetch_as": 1, "fetch_one_as": 1, "fetch_values": 1, "fetch_one_value": 1, "fetch_exactly": 1,
}  # fmt: skip
"""The functions of infra/database.py (and of a connection), and which argument is the SQL."""

RAW = {"search_": "search", "rate_bucket": "infra", "pgqueuer": "infra", "migration": "infra"}
"""Tables that no tables.py knows, by the beginning of their name."""

ALLOWED: dict[str, str] = {}
"""`feature verb table`: why a feature may reach there. An entry that is not needed any more must go."""


PLAN_OF = """
CREATE FUNCTION pg_temp.plan_of(statement text) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (GENERIC_PLAN, FORMAT JSON) ' || statement INTO plan;
    RETURN plan;
END $$
"""
"""The plan of a statement with parameters, without values for them."""


class Statement(NamedTuple):
    place: str
    feature: str
    sql: str


def layers() -> list[set[str]]:
    """The features from the top down, as import-linter keeps them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    listed = next(contract["layers"] for contract in contracts if contract["containers"] == ["innovatie"])
    return [set(re.findall(r"\w+", layer)) for layer in listed]


DEPTH = {feature: depth for depth, layer in enumerate(layers()) for feature in layer}
OWNER = {table._meta.tablename: table.__module__.split(".")[1] for table in APP_CONFIG.table_classes}


def owner(table: str) -> str | None:
    return OWNER.get(table) or next((of for start, of in RAW.items() if table.startswith(start)), None)


def text(node: ast.expr, known: dict[str, str]) -> str | None:
    """The string that `node` makes of constants; None when something else is in it."""
    match node:
        case ast.Constant(value=str(value)):
            return value
        case ast.Name(id=name):
            return known.get(name)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            parts = [text(left, known), text(right, known)]
        case ast.JoinedStr(values=values):
            parts = [text(v.value if isinstance(v, ast.FormattedValue) else v, known) for v in values]
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(value=str(between)), attr="join"),
            args=[ast.List(elts=items) | ast.Tuple(elts=items)],
        ):
            joined = [text(item, known) for item in items]
            return None if None in joined else between.join(item for item in joined if item is not None)
        case _:
            return None
    return None if None in parts else "".join(part for part in parts if part is not None)


def constants(tree: ast.Module) -> dict[str, str]:
    """The names of a module, and those of its functions, that are given one text and nothing else."""
    nodes = sorted(ast.walk(tree), key=lambda node: getattr(node, "lineno", 0))
    given = Counter(node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    given.update(node.arg for node in nodes if isinstance(node, ast.arg))
    known: dict[str, str] = {}
    for node in nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        once = isinstance(target, ast.Name) and given[target.id] == 1 and isinstance(value, ast.expr)
        if once and (made := text(value, known)) is not None:
            known[target.id] = made
    return known


def statements() -> Iterator[Statement]:
    for file in sorted(CODE.rglob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        known = constants(tree)
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            position = ASKING.get(name)
            if position is not None and len(node.args) > position:
                sql = text(node.args[position], known)
                if sql and re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql):
                    place = file.relative_to(CODE)
                    yield Statement(f"{place}:{node.lineno}", place.parts[0].removesuffix(".py"), sql)


def reached(plan: Any) -> Iterator[tuple[str, str]]:
    """What a plan does to which table."""
    if isinstance(plan, list):
        for part in plan:
            yield from reached(part)
    elif isinstance(plan, dict):
        if table := plan.get("Relation Name"):
            yield "writes" if plan["Node Type"] == "ModifyTable" or "LockRows" in plan else "reads", table
        for part in plan.values():
            yield from reached(part)


async def planned(dsn: str) -> tuple[list[str], dict[str, list[str]], int]:
    """Statements that PostgreSQL refuses, those that reach too far (`feature verb table`: places), and how many."""
    connection = await asyncpg.connect(dsn)
    wrong: list[str] = []
    far: dict[str, list[str]] = {}
    collected = list(statements())
    await connection.execute(PLAN_OF)
    try:
        for place, feature, sql in collected:
            trial = connection.transaction()
            await trial.start()
            try:
                plan = await connection.fetchval("SELECT pg_temp.plan_of($1)", sql)
            except asyncpg.PostgresError as error:
                wrong.append(f"{place}: {error}")
                continue
            finally:
                await trial.rollback()
            for verb, table in set(reached(json.loads(plan))):
                of = owner(table)
                if of is None or feature not in DEPTH or feature == "demo":
                    continue
                if of != feature and (verb == "writes" or DEPTH[of] <= DEPTH[feature]):
                    far.setdefault(f"{feature} {verb} {table}", []).append(place)
    finally:
        await connection.close()
    return wrong, far, len(collected)


@pytest.fixture(scope="module")
def found(database_dsn: str) -> tuple[list[str], dict[str, list[str]], int]:
    return asyncio.run(planned(database_dsn))


Found = tuple[list[str], dict[str, list[str]], int]


def test_every_statement_fits_the_tables(found: Found) -> None:
    assert found[0] == []
    assert found[2] > 300


def test_no_statement_writes_another_features_table_or_reads_a_higher_one(found: Found) -> None:
    assert {what: places for what, places in found[1].items() if what not in ALLOWED} == {}


def test_no_exception_is_kept_longer_than_needed(found: Found) -> None:
    assert set(ALLOWED) - set(found[1]) == set()
