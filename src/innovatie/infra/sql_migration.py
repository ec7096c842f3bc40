"""A migration that is SQL, readable by whoever runs the database, and that still tells Piccolo what its tables are.

Piccolo compares the tables of the code with what the migrations say (`piccolo migrations new --auto`, and the house
test). What they say is read from the SQL itself (infra/ddl.py), so that a table stands in a migration once.
"""

import asyncio
import random
import re
from collections.abc import Callable
from dataclasses import dataclass

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import AddColumnClass, AddConstraintClass, MigrationManager
from piccolo.columns import Column
from piccolo.constraints import Constraint

from innovatie.infra import ddl
from innovatie.infra.database import execute, fetch_values, transaction

_OWN_KEY = ["id", "serial", "PRIMARY", "KEY"]
"""Piccolo gives each table this column without being told."""

LOCK_TIMEOUT = "5s"
"""A migration that does not get a table within this time gives up: whoever waits behind it waits no longer."""
TOGETHER_SECONDS = 30.0
"""So long a migration of several tables tries to get them all in one moment."""
_PAUSE = 0.05


@dataclass
class SqlMigration(MigrationManager):
    """Runs `sql` in one transaction; or each statement of `apart` by itself, which keeps one table at a time.

    What changes many tables belongs in `apart`, as does what PostgreSQL only does outside a transaction
    (CREATE INDEX CONCURRENTLY): a kill leaves the first ones done, and each is then done again.

    `needs`, for a migration that takes something away: the migration that code must know to work without it.
    `tables` is the part of `sql` about tables that the code knows; all of it when nothing is said. Changes that ddl.py
    cannot read (renaming) are told to Piccolo by the methods of its own manager: those only tell, nothing is run.
    """

    sql: str = ""
    apart: str = ""
    needs: str = ""
    tables: str | None = None

    def __post_init__(self) -> None:
        """Tell Piccolo what the SQL makes and takes away."""
        if self.sql and self.apart:
            raise ValueError("one migration in a transaction, another one apart: a kill must leave all or nothing")
        for statement in ddl.statements((self.sql if self.tables is None else self.tables) + self.apart):
            for shape, tell in _SHAPES:
                if found := shape.fullmatch(statement):
                    tell(self, *(part.strip('"') for part in found.groups()))
                    break

    async def run(self, backwards: bool = False) -> None:
        """Make what the SQL says; a migration is never undone, an older database comes from a back-up."""
        if backwards:
            raise ValueError("migrations only go forwards")
        async with transaction() as connection:
            await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
            await _take_together(ddl.locks(self.sql))
            for raw in self.raw:
                await raw()
            if self.sql:
                await connection.execute(self.sql)

    async def run_apart(self) -> None:
        """What is done statement by statement; each may be done again after it was cut short."""
        for statement in ddl.statements(self.apart):
            if re.search(r"\bCONCURRENTLY\b|\bVALIDATE CONSTRAINT\b", statement):
                await execute(statement, timeout_seconds=3600)  # nobody waits behind it, so it may wait itself
                continue
            async with transaction() as connection:
                await connection.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                await connection.execute(ddl.repeatable(statement), timeout=3600)

    def _create_table(self, table: str, body: str) -> None:
        columns = []
        for line in ddl.lines_of(body):
            if made := ddl.constraint(line):
                self._add(table, made)
            elif line.split() != _OWN_KEY:
                columns.append(ddl.column(table, line))
        self.add_table(class_name=ddl.class_name(table), tablename=table, columns=columns)

    def _drop_table(self, table: str) -> None:
        self.drop_table(class_name=ddl.class_name(table), tablename=table)

    def _add_column(self, table: str, line: str) -> None:
        self._add(table, ddl.column(table, line))

    def _add(self, table: str, made: Column | Constraint) -> None:
        name = ddl.class_name(table)
        if isinstance(made, Column):
            self.add_columns.append(AddColumnClass(column=made, table_class_name=name, tablename=table, schema=None))
        else:
            self.add_constraints.append(
                AddConstraintClass(constraint=made, table_class_name=name, tablename=table, schema=None)
            )

    def _drop_column(self, table: str, column: str) -> None:
        self.drop_column(table_class_name=ddl.class_name(table), tablename=table, column_name=column)

    def _add_constraint(self, table: str, line: str) -> None:
        made = ddl.constraint(line)
        if made is None:
            raise ValueError(f"not a constraint of {table}: {line}")
        self._add(table, made)

    def _drop_constraint(self, table: str, constraint: str) -> None:
        self.drop_constraint(table_class_name=ddl.class_name(table), tablename=table, constraint_name=constraint)

    def _index(self, name: str, table: str, column: str) -> None:
        """An index of one column under Piccolo's own name for it stands in the table as `index=True`."""
        if name != f"{table}_{column}":
            return
        mine = [made for made in self.add_tables if made.tablename == table]
        columns = [made for table_made in mine for made in table_made.columns]
        columns += [added.column for added in self.add_columns.add_columns if added.tablename == table]
        for made in columns:
            if made._meta.name == column:
                made._meta.index = True
                made._meta.params["index"] = True
                return
        self._alter(table, column, index=True)

    def _nullable(self, table: str, column: str, verb: str) -> None:
        self._alter(table, column, null=verb == "DROP")

    def _alter(self, table: str, column: str, **params: object) -> None:
        self.alter_column(
            table_class_name=ddl.class_name(table), tablename=table, column_name=column, params=dict(params)
        )


async def _take_together(tables: dict[str, str]) -> None:
    """All tables that this transaction will keep, or none: it waits for no table while others wait for one of its own.

    So it never stands in a circle with people at work, of whom PostgreSQL would break off one. Raises
    LockNotAvailableError after `TOGETHER_SECONDS`.
    """
    there = await fetch_values(
        str, "SELECT name FROM unnest($1::text[]) name WHERE to_regclass(name) IS NOT NULL", list(tables)
    )
    if len(there) < 2:
        return  # who waits for one keeps nobody from another
    until = asyncio.get_running_loop().time() + TOGETHER_SECONDS
    while True:
        try:
            async with transaction() as connection:
                for table in there:
                    await connection.execute(f'LOCK TABLE "{table}" IN {tables[table]} MODE NOWAIT')
            return
        except asyncpg.LockNotAvailableError:
            if asyncio.get_running_loop().time() > until:
                raise
            await asyncio.sleep(random.uniform(_PAUSE / 2, _PAUSE))  # noqa: S311 -- no secret


_NAME = r'("?\w+"?)'
_SHAPES: tuple[tuple[re.Pattern[str], Callable[..., None]], ...] = tuple(
    (re.compile(shape, re.DOTALL), tell)
    for shape, tell in (
        (rf"CREATE TABLE {_NAME} \(\n(.*)\n\)", SqlMigration._create_table),
        (rf"DROP TABLE {_NAME}", SqlMigration._drop_table),
        (rf"ALTER TABLE {_NAME} ADD COLUMN (.+)", SqlMigration._add_column),
        (rf"ALTER TABLE {_NAME} DROP COLUMN {_NAME}", SqlMigration._drop_column),
        (rf"ALTER TABLE {_NAME} ADD (CONSTRAINT .+)", SqlMigration._add_constraint),
        (rf"ALTER TABLE {_NAME} DROP CONSTRAINT {_NAME}", SqlMigration._drop_constraint),
        (rf"ALTER TABLE {_NAME} ALTER COLUMN {_NAME} (SET|DROP) NOT NULL", SqlMigration._nullable),
        (rf"CREATE INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(\w+) ON {_NAME} \({_NAME}\)", SqlMigration._index),
    )
)
