"""Which rule of a table refused a row, and of which columns it speaks: read from the tables of the code."""

import re
from functools import cache
from typing import Final

import asyncpg
import msgspec
from piccolo.constraints import Check, Unique
from piccolo.table import TABLE_REGISTRY

_TEXTS: Final = re.compile(r"'[^']*'")


class Wall(msgspec.Struct, frozen=True):
    """A rule of a table. `columns`: none when the tables do not tell; `longest`: of texts that have an end."""

    table: str
    rule: str
    columns: tuple[str, ...] = ()
    longest: int | None = None


def wall_of(error: asyncpg.IntegrityConstraintViolationError) -> Wall:
    """The rule that the database named when it refused a row."""
    table, rule = error.table_name or "", error.constraint_name or ""
    return walls().get((table, rule)) or Wall(table=table, rule=rule)


@cache
def walls() -> dict[tuple[str, str], Wall]:
    """Each rule of each table that the code knows, by the names that PostgreSQL gives them."""
    found = []
    for table in TABLE_REGISTRY:
        name, known = table._meta.tablename, table._meta.columns
        for rule in table._meta.constraints:
            if isinstance(rule, Check):
                bare = set(re.findall(r"\w+", _TEXTS.sub("", rule.ddl)))
                columns = tuple(column._meta.name for column in known if column._meta.name in bare)
                found.append(Wall(name, rule._meta.name, columns, getattr(rule, "longest", None)))
            elif isinstance(rule, Unique):
                found.append(
                    Wall(name, rule._meta.name, tuple(c if isinstance(c, str) else c._meta.name for c in rule.columns))
                )
        for column in known:
            found.append(Wall(name, f"{name}_{column._meta.name}_key", (column._meta.name,)))
            found.append(Wall(name, f"{name}_{column._meta.name}_fkey", (column._meta.name,)))
    return {(wall.table, wall.rule): wall for wall in found}
