"""A migration that is SQL, readable by whoever runs the database, and that still tells Piccolo what its tables are.

Piccolo compares the tables of the code with what the migrations say (`piccolo migrations new --auto`, and the house
test). What they say is read from the SQL itself, so that a table stands in a migration once.
"""

import re
from dataclasses import dataclass
from typing import Any

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns import (
    JSONB,
    BigInt,
    BigSerial,
    Boolean,
    Bytea,
    Column,
    Date,
    DoublePrecision,
    ForeignKey,
    Integer,
    OnDelete,
    OnUpdate,
    Real,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.indexes import IndexMethod
from piccolo.constraints import Check, Unique
from piccolo.table import Table, create_table_class

from innovatie.infra.database import transaction

TYPES: dict[str, type[Column]] = {
    "serial": Serial,
    "bigserial": BigSerial,
    "integer": Integer,
    "smallint": SmallInt,
    "bigint": BigInt,
    "real": Real,
    "double precision": DoublePrecision,
    "boolean": Boolean,
    "bytea": Bytea,
    "date": Date,
    "timestamptz": Timestamptz,
    "jsonb": JSONB,
    "text": Text,
}
_TABLE = re.compile(r"^CREATE TABLE (?P<name>\S+) \(\n(?P<lines>.*?)\n\);$", re.MULTILINE | re.DOTALL)
_INDEX = re.compile(r'^CREATE INDEX (?P<name>\w+) ON (?P<table>\S+) \((?P<column>[\w"]+)\);$', re.MULTILINE)
_COLUMN = re.compile(r'"?(?P<name>\w+)"?\s+(?P<type>double precision|varchar\(\d+\)|\w+)(?P<rest>.*)')
_DEFAULT = re.compile(r"DEFAULT ('(?:[^']|'')*'|[\w.-]+)")
_REFERENCES = re.compile(r'REFERENCES "?(\w+)"?')
_UNIQUE = re.compile(r"CONSTRAINT (\w+) UNIQUE \((.+)\)")
_CHECK = re.compile(r"CONSTRAINT (\w+) CHECK \((.+)\)$", re.DOTALL)

_OWN_KEY = ["id", "serial", "PRIMARY", "KEY"]
"""Piccolo gives each table this column without being told."""


@dataclass
class SqlMigration(MigrationManager):
    """Runs `sql` in one transaction. `tables`: the part of it that makes tables which the code knows."""

    sql: str = ""
    tables: str = ""

    def __post_init__(self) -> None:
        """Tell Piccolo of the tables, once they are known."""
        indexed = {(found["table"].strip('"'), found["column"].strip('"')) for found in _INDEX.finditer(self.tables)}
        for found in _TABLE.finditer(self.tables):
            self._tell(found["name"].strip('"'), found["lines"], indexed)

    def _tell(self, table: str, lines: str, indexed: set[tuple[str, str]]) -> None:
        columns = []
        constraints: list[tuple[str, type[Unique] | type[Check], dict[str, Any]]] = []
        for line in re.split(r",\n    (?! )", lines.strip()):
            if unique := _UNIQUE.fullmatch(line):
                names = [name.strip().strip('"') for name in unique[2].split(",")]
                constraints.append((unique[1], Unique, {"columns": names, "nulls_distinct": True}))
            elif check := _CHECK.fullmatch(line):
                constraints.append((check[1], Check, {"condition": " ".join(check[2].split())}))
            elif line.split() != _OWN_KEY:
                columns.append(_column(table, line, indexed))
        self.add_table(class_name=_class_name(table), tablename=table, columns=columns)
        for name, kind, params in constraints:
            self.add_constraint(
                table_class_name=_class_name(table),
                tablename=table,
                constraint_name=name,
                constraint_class=kind,
                params=params,
            )

    async def run(self, backwards: bool = False) -> None:
        """Make what the SQL says; a migration is never undone, an older database comes from a back-up."""
        if backwards:
            raise NotImplementedError("migrations only go forwards")
        async with transaction() as connection:
            for raw in self.raw:
                await raw()
            await connection.execute(self.sql)


def _stub(table: str) -> type[Table]:
    """A table of which a foreign key needs to know the name only."""
    made: type[Table] = create_table_class(_class_name(table), class_kwargs={"tablename": table})
    return made


def _class_name(table: str) -> str:
    return "".join(part.capitalize() for part in table.split("_"))


def _column(table: str, line: str, indexed: set[tuple[str, str]]) -> Column:
    """The column that a line of CREATE TABLE describes."""
    found = _COLUMN.fullmatch(line)
    if found is None:
        raise ValueError(f"not a column: {line}")
    name, kind, rest = found["name"], found["type"], found["rest"]
    primary = "PRIMARY KEY" in rest
    params: dict[str, Any] = {
        "null": "NOT NULL" not in rest and not primary,
        "primary_key": primary,
        "unique": "UNIQUE" in rest,
        "index": (table, name) in indexed,
        "index_method": IndexMethod.btree,
        "choices": None,
        "db_column_name": name if primary else None,
        "secret": False,
    }
    if references := _REFERENCES.search(rest):
        column: Column = ForeignKey(
            references="self" if references[1] == table else _stub(references[1]),
            on_delete=OnDelete.restrict,
            on_update=OnUpdate.cascade,
            target_column=None,
            **params,
        )
    elif primary:
        column = TYPES[kind](**params)
    elif kind.startswith("varchar"):
        column = Varchar(length=int(kind[8:-1]), default=_default(kind, rest), **params)
    else:
        column = TYPES[kind](default=_default(kind, rest), **params)
    column._meta.name = name
    return column


def _default(kind: str, rest: str) -> Any:
    """What Python writes where nothing is given: the same as the default of the column."""
    found = _DEFAULT.search(rest)
    if found is None:
        return None
    if found[1].startswith("'"):
        text = found[1][1:-1].replace("''", "'")
        return text.encode() if kind == "bytea" else text
    return {"true": True, "false": False}[found[1]] if kind == "boolean" else int(found[1])
