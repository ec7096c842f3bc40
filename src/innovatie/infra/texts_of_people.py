"""Which columns hold what people wrote, and whose each row is: read from the marks on the tables.

A table says `texts_of_people`: its columns of free text, and for a column of JSON the path of the texts in it, as in
"content.summary" (`*` is each field or item). It may say `belongs_to`: a path of foreign keys to the person or the
municipality whose row it is, when no key of its own tells, and `shown_in`: the public thing in which everybody reads
it, with the column that holds its number (`shown_when`: a condition on the row `t`).
What is not marked (codes, states, names of things, ballots, results) is no text of a person, and no name that somebody
chose ever changes it.
"""

from functools import cache
from importlib import import_module
from typing import Final

import msgspec
from piccolo.columns import JSON, JSONB, Bytea, Column, ForeignKey, Varchar
from piccolo.table import Table

from innovatie.domain.vocabulary import PublicResource
from innovatie.infra.checks import AtMost

_NOT_AUTHORS: Final = frozenset({"decided_by", "ended_by", "invited_by", "reviewed_by", "revoked_by", "settled_by"})
"""Keys to whoever handled a row that somebody else wrote."""


class MarkedColumn(msgspec.Struct, frozen=True):
    """`paths` in a column of JSON, none in one of text; `longest` signs fit in it."""

    name: str
    paths: tuple[tuple[str, ...], ...]
    is_json: bool
    longest: int | None


class MarkedTable(msgspec.Struct, frozen=True):
    """`own` and `town` are SQL over a row `t`: whether it is of person $1, and of which municipality (or NULL).

    `has_files`: the row is an uploaded file with its bytes in `content`; `columns_known` are all its columns.
    `shown_in`: the kind of public thing that shows the row, None when none does; `shown_as`: SQL for its number;
    `shown_when`: for whether it does.
    """

    name: str
    columns: tuple[MarkedColumn, ...]
    own: str
    town: str
    has_files: bool
    columns_known: frozenset[str]
    shown_in: PublicResource | None
    shown_as: str
    shown_when: str


@cache
def marked_tables() -> tuple[MarkedTable, ...]:
    """All tables with marked columns, by name."""
    tables: list[type[Table]] = import_module("innovatie.piccolo_app").APP_CONFIG.table_classes
    marked = [_marked(table) for table in tables if getattr(table, "texts_of_people", None)]
    return tuple(sorted(marked, key=lambda table: table.name))


def _marked(table: type[Table]) -> MarkedTable:
    columns = {column._meta.name: column for column in table._meta.columns}
    keys = [column for column in columns.values() if isinstance(column, ForeignKey)]
    paths = [_along(table, path.split(".")) for path in getattr(table, "belongs_to", ())]
    paths += [(f't."{key._meta.name}"', _target(key)) for key in keys if key._meta.name not in _NOT_AUTHORS]
    persons = [sql for sql, target in paths if target == "person"]
    persons += ["t.id"] if table._meta.tablename == "person" else []
    towns = [sql for sql, target in paths if target == "municipality"]
    by_column: dict[str, list[tuple[str, ...]]] = {}
    for mark in sorted(table.texts_of_people):  # type: ignore[attr-defined]
        name, *path = mark.split(".")
        by_column.setdefault(name, []).append(tuple(path))
    shown_in, shown_by = getattr(table, "shown_in", (None, ""))
    return MarkedTable(
        name=table._meta.tablename,
        columns=tuple(_column(columns[name], tuple(inside)) for name, inside in by_column.items()),
        own=f"coalesce($1 IN ({', '.join(persons)}), false)" if persons else "false",
        town=f"coalesce({', '.join(towns)})" if towns else "NULL::int",
        has_files={"name", "kind", "content", "kept_as"} <= set(columns) and isinstance(columns["content"], Bytea),
        columns_known=frozenset(columns),
        shown_in=shown_in,
        shown_as=_shown_as(table, shown_by) if shown_in else "NULL",
        shown_when=getattr(table, "shown_when", "true"),
    )


def _shown_as(table: type[Table], path: str) -> str:
    """SQL for the number of the public thing: a column of the row, or of what its keys lead to (`winner.group`)."""
    return _along(table, path.split("."))[0] if "." in path else f't."{path}"'


def _column(column: Column, paths: tuple[tuple[str, ...], ...]) -> MarkedColumn:
    name = column._meta.name
    is_json = isinstance(column, (JSON, JSONB))
    limits = [k.longest for k in column._meta.table._meta.constraints if isinstance(k, AtMost) and name in k.columns]
    longest = column.length if isinstance(column, Varchar) else min(limits, default=None)
    return MarkedColumn(name, paths if is_json else (), is_json, longest)


def _target(key: ForeignKey[Table]) -> str:
    return key._foreign_key_meta.resolved_references._meta.tablename


def _along(table: type[Table], path: list[str]) -> tuple[str, str]:
    """SQL for what a path of foreign keys from row `t` leads to, and the table that it is a row of."""
    sql, here, target = f't."{path[0]}"', table, ""
    for number, name in enumerate(path):
        key = next(column for column in here._meta.columns if column._meta.name == name)
        assert isinstance(key, ForeignKey), f"{here.__name__}.{name} is no foreign key"
        if number:
            sql = f'(SELECT x."{name}" FROM "{here._meta.tablename}" x WHERE x.id = {sql})'
        here, target = key._foreign_key_meta.resolved_references, _target(key)
    return sql, target
