"""What the SQL of a migration says about tables, in the words of Piccolo: the columns and constraints that it makes.

It reads the few shapes in which migrations are written, one column or constraint on a line; see CONTRIBUTING.md.
"""

import re
from typing import Any

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
from piccolo.constraints import Check, Constraint, Unique
from piccolo.table import Table, create_table_class

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
_COLUMN = re.compile(r'"?(?P<name>\w+)"?\s+(?P<type>double precision|varchar\([0-9]+\)|\w+)(?P<rest>.*)', re.DOTALL)
_DEFAULT = re.compile(r"DEFAULT ('(?:[^']|'')*'|[\w.-]+)")
_REFERENCES = re.compile(r'REFERENCES "?(\w+)"?')
_UNIQUE = re.compile(r"CONSTRAINT (\w+) UNIQUE \((.+)\)")
_CHECK = re.compile(r"CONSTRAINT (\w+) CHECK \((.+)\)(?: NOT VALID)?", re.DOTALL)


def statements(sql: str) -> list[str]:
    """The statements of `sql`, without comments; what stands between two $$ is left whole."""
    bare = re.sub(r"^\s*--.*$", "", sql, flags=re.MULTILINE)
    parts = re.split(r"(\$\w*\$.*?\$\w*\$|'(?:[^']|'')*'|;)", bare, flags=re.DOTALL)
    found, current = [], ""
    for part in parts:
        if part == ";":
            found.append(current.strip())
            current = ""
        else:
            current += part
    return [statement for statement in [*found, current.strip()] if statement]


_LOCKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ACCESS EXCLUSIVE", re.compile(r'^(?:ALTER|DROP) TABLE (?:IF EXISTS )?"?(\w+)')),
    ("ACCESS EXCLUSIVE", re.compile(r'^DROP TRIGGER .+? ON "?(\w+)', re.DOTALL)),
    ("SHARE ROW EXCLUSIVE", re.compile(r'^CREATE (?:CONSTRAINT )?TRIGGER .+? ON "?(\w+)', re.DOTALL)),
    ("SHARE ROW EXCLUSIVE", _REFERENCES),
)
"""What keeps a table, the strongest lock first."""


def locks(sql: str) -> dict[str, str]:
    """The tables that `sql` keeps from writers or from everybody until it is committed, each with its strongest lock.

    New tables are among them: only the database knows which are there.
    """
    taken: dict[str, str] = {}
    for lock, shape in _LOCKS:
        for statement in statements(sql):
            for table in shape.findall(statement):
                taken.setdefault(table, lock)
    return taken


def repeatable(statement: str) -> str:
    """The same, in a form that may be run again after it was done: a constraint is put in the place of itself."""
    return re.sub(
        r'(ALTER TABLE "?\w+"?) ADD (CONSTRAINT) (\w+)', r"\1 DROP \2 IF EXISTS \3, ADD \2 \3", statement, count=1
    )


def class_name(table: str) -> str:
    """The name of the class of a table: `audit_event` is AuditEvent."""
    return "".join(part.capitalize() for part in table.split("_"))


def lines_of(body: str) -> list[str]:
    """The columns and constraints between the brackets of CREATE TABLE."""
    return [line.strip() for line in re.split(r",\n    (?! )", body.strip())]


def constraint(line: str) -> Constraint | None:
    """The constraint with a name that a line makes, if it makes one."""
    made: Constraint
    if unique := _UNIQUE.fullmatch(line):
        made = Unique([name.strip().strip('"') for name in unique[2].split(",")], name=unique[1])
    elif check := _CHECK.fullmatch(line):
        made = Check(" ".join(check[2].split()), name=check[1])
    else:
        return None
    return made


def column(table: str, line: str) -> Column:
    """The column of `table` that a line describes. ValueError when it describes none."""
    found = _COLUMN.fullmatch(line)
    if found is None or not (found["type"] in TYPES or found["type"].startswith("varchar(")):
        raise ValueError(f"not a column of {table}: {line}")
    name, kind, rest = found["name"], found["type"], found["rest"]
    primary = "PRIMARY KEY" in rest
    params: dict[str, Any] = {
        "null": "NOT NULL" not in rest and not primary,
        "primary_key": primary,
        "unique": "UNIQUE" in rest,
        "index": False,
        "index_method": IndexMethod.btree,
        "choices": None,
        "db_column_name": None,
        "secret": False,
    }
    made: Column
    if references := _REFERENCES.search(rest):
        made = ForeignKey(
            references="self" if references[1] == table else _stub(references[1]),
            on_delete=OnDelete.restrict,
            on_update=OnUpdate.cascade,
            target_column=None,
            **params,
        )
    elif primary:
        made = TYPES[kind](**params)
    elif kind.startswith("varchar"):
        made = Varchar(length=int(kind[8:-1]), default=_default(kind, rest), **params)
    else:
        made = TYPES[kind](default=_default(kind, rest), **params)
    made._meta.name = name
    return made


def _stub(table: str) -> type[Table]:
    """A table of which a foreign key needs to know the name only."""
    made: type[Table] = create_table_class(class_name(table), class_kwargs={"tablename": table})
    return made


def _default(kind: str, rest: str) -> Any:
    """What Python writes where nothing is given: the same as the default of the column."""
    found = _DEFAULT.search(rest)
    if found is None:
        return None
    if found[1].startswith("'"):
        text = found[1][1:-1].replace("''", "'")
        return text.encode() if kind == "bytea" else text
    return {"true": True, "false": False}[found[1]] if kind == "boolean" else int(found[1])
