"""Migrations run while the site serves: no statement may keep a table from its users for long."""

import asyncio
import importlib
import re
import sys

import pytest

from innovatie import paths
from innovatie.infra import ddl
from innovatie.infra.sql_migration import SqlMigration

FIRST = "innovatie_0001_first"
FILES = sorted(file.stem for file in paths.MIGRATIONS.glob("*.py") if file.stem != "__init__")

_TABLE, _NAME = r'ALTER TABLE "?\w+"?', r'"?\w+"?'
_TYPE = r"(?:double precision|varchar\([0-9]+\)|integer|smallint|bigint|real|boolean|bytea|date|timestamptz|jsonb|text)"
_CONSTANT = r"(?:'(?:[^']|'')*'|-?[0-9.]+|true|false)"
SAFE = tuple(
    re.compile(shape, re.DOTALL)
    for shape in (
        rf"{_TABLE} ADD COLUMN {_NAME} {_TYPE}(?: NOT NULL DEFAULT {_CONSTANT}| DEFAULT {_CONSTANT})?",
        rf"{_TABLE} ADD COLUMN {_NAME} {_TYPE} REFERENCES {_NAME} ON DELETE RESTRICT ON UPDATE CASCADE",
        rf"{_TABLE} ADD CONSTRAINT \w+ (?:CHECK|FOREIGN KEY) \(.+\) NOT VALID",
        rf"{_TABLE} ADD CONSTRAINT \w+ (?:UNIQUE|PRIMARY KEY) USING INDEX \w+",
        rf"{_TABLE} ALTER COLUMN {_NAME} (?:DROP NOT NULL|DROP DEFAULT|SET DEFAULT {_CONSTANT}|SET STORAGE [A-Z]+)",
        rf"{_TABLE} DROP (?:COLUMN|CONSTRAINT) {_NAME}",
        rf"DROP (?:TABLE|FUNCTION|VIEW|SEQUENCE) {_NAME}(?:\(\))?",
        r"UPDATE \w+ SET .+ WHERE .+",
        r"DELETE FROM \w+ WHERE .+",
        r"COMMENT ON .+",
        r"CREATE SEQUENCE .+",
        r"CREATE (?:OR REPLACE )?(?:FUNCTION|VIEW) .+",
        r"(?:CREATE (?:CONSTRAINT )?|DROP )TRIGGER .+",
        # Reads two tables under the lock of the trail: who acts waits at the commit, 60 ms with 5,000 plans.
        r"SELECT count_plans_anew\(\)",
    )
)
"""What takes no lock for longer than a blink, however many rows there are. What is not here is refused until somebody
knows it to be safe: PostgreSQL has too many ways to keep a table from its users to list those."""
WHY_NOT = (
    (r"CREATE (UNIQUE )?INDEX (?!CONCURRENTLY)", "CREATE INDEX keeps writers out: CONCURRENTLY, in a migration apart"),
    (r"DROP INDEX (?!CONCURRENTLY)", "DROP INDEX waits for readers: CONCURRENTLY, in a migration apart"),
    (r"ALTER TABLE .* ADD COLUMN .* NOT NULL(?!.*DEFAULT)", "a new column may be empty or has a default"),
    (r"ALTER TABLE .* ADD COLUMN .*DEFAULT (now|random|gen_|clock_)", "such a default writes every row anew"),
    (r"ALTER TABLE .* ADD COLUMN .*(UNIQUE|PRIMARY KEY)", "first the column, then an index CONCURRENTLY"),
    (r"ALTER TABLE .* ADD COLUMN .*(bigserial|serial|GENERATED)", "such a column writes every row anew"),
    (r"ALTER TABLE .* ADD CONSTRAINT \w+ (CHECK|FOREIGN KEY)(?!.*NOT VALID)", "first NOT VALID, then VALIDATE apart"),
    (r"ALTER TABLE .* ADD CONSTRAINT \w+ (UNIQUE|PRIMARY KEY) \(", "an index CONCURRENTLY, then USING INDEX"),
    (r"ALTER TABLE .* ALTER COLUMN .* SET NOT NULL", "a CHECK (... IS NOT NULL) NOT VALID, then VALIDATE apart"),
    (r"ALTER TABLE .* ALTER COLUMN .* TYPE ", "a new column instead: this may write every row anew"),
    (r"ALTER TABLE .* RENAME", "the version before still asks for the old name"),
    (r"(VACUUM FULL|CLUSTER|REINDEX (?!.*CONCURRENTLY)|LOCK TABLE|TRUNCATE)", "nobody can use the table meanwhile"),
    (r"(UPDATE|DELETE FROM) (?!.* WHERE )", "all rows at once: in parts, or by a job"),
    (r"ALTER TABLE .* VALIDATE CONSTRAINT", "in a migration apart"),
)
ONLY_APART = re.compile(
    r"DROP INDEX CONCURRENTLY IF EXISTS \w+|CREATE (UNIQUE )?INDEX CONCURRENTLY \w+ ON .+"
    r'|ALTER TABLE "?\w+"? VALIDATE CONSTRAINT \w+|REINDEX .*CONCURRENTLY .+'
    r'|ALTER TABLE "?\w+"? ADD CONSTRAINT \w+ CHECK \(.+\) NOT VALID'
)
TOGETHER = 7
"""So many tables one migration keeps at most until it is committed: with more, the whole site stands still a moment."""


ALL_ROWS = re.compile(r"(?:\[|true\b|not false\b|\w+ IS NOT NULL$|(\S+) ?= ?\1$)", re.IGNORECASE)
"""Conditions that leave out no row, or that hide behind brackets what they leave out."""
FILLED_AT_ONCE = {FIRST, "innovatie_0003_told_of_votes", "innovatie_0005_round_drafts"}
"""Made before this was forbidden; rounds and their votes are dozens of rows."""


def outside_brackets(statement: str) -> str:
    """The statement without its texts, and with [] for what stands between brackets."""
    bare = re.sub(r"'(?:[^']|'')*'", "''", statement)
    while (shorter := re.sub(r"\([^()]*\)", "[]", bare)) != bare:
        bare = shorter
    return bare


def hidden(statement: str) -> str | None:
    """What a statement does besides the shape that it has, as far as that keeps people waiting."""
    bare = outside_brackets(statement)
    if bare.startswith("ALTER TABLE") and "," in bare:
        return "one action in one statement, so that each is looked at"
    if bare.startswith(("UPDATE", "DELETE")):
        where = re.search(r" WHERE (.+)", bare, re.DOTALL)
        return "all rows at once: in parts, or by a job" if where is None or ALL_ROWS.match(where[1]) else None
    return None


def locked_while_filled(statements: list[str]) -> list[str]:
    """Changes of many rows of a table that an ALTER TABLE before it in the same transaction keeps from everybody."""
    altered: set[str] = set()
    found = []
    for statement in statements:
        if match := re.match(r'(ALTER TABLE|UPDATE|DELETE FROM) "?(\w+)', statement):
            altered |= {match[2]} if match[1] == "ALTER TABLE" else set()
            if match[1] != "ALTER TABLE" and match[2] in altered:
                found.append(f"{statement}: nobody can use the table meanwhile, fill it in a migration after this one")
    return found


def complaints(sql: str) -> list[str]:
    """Why statements of `sql` would keep people waiting; tables that are new in it have no users yet. One for each."""
    found = []
    statements = [" ".join(statement.split()) for statement in ddl.statements(sql)]
    new = {match[1] for s in statements if (match := re.match(r'CREATE TABLE (?:IF NOT EXISTS )?"?(\w+)', s))}
    for statement in statements:
        table = re.match(r'(?:CREATE (?:UNIQUE )?INDEX .*? ON|ALTER TABLE|UPDATE|DELETE FROM) "?(\w+)', statement)
        of_new = re.match(r'CREATE TABLE "?\w+"? \(', statement) is not None or (table is not None and table[1] in new)
        if not of_new and not any(shape.fullmatch(statement) for shape in SAFE):
            known = (why for shape, why in WHY_NOT if re.match(shape, statement, re.IGNORECASE))
            found.append(f"{statement}: {next(known, 'no shape that is known to be safe, see SAFE')}")
        elif not of_new and (why := hidden(statement)):
            found.append(f"{statement}: {why}")
    return found


def apart(sql: str) -> list[str]:
    """Why statements cannot stand in a migration apart: each must be safe to do again after it was cut short."""
    statements = [" ".join(statement.split()) for statement in ddl.statements(sql)]
    found = [f"{s}: belongs in a transaction" for s in statements if not ONLY_APART.fullmatch(s)]
    for number, statement in enumerate(statements):
        made = re.match(r"CREATE (?:UNIQUE )?INDEX CONCURRENTLY (\w+) ON", statement)
        if made and f"DROP INDEX CONCURRENTLY IF EXISTS {made[1]}" not in statements[:number]:
            found.append(f"{statement}: a half made one may be there, drop it IF EXISTS first")
    return found


def load(name: str) -> SqlMigration:
    if str(paths.MIGRATIONS) not in sys.path:
        sys.path.insert(0, str(paths.MIGRATIONS))
    migration = asyncio.run(importlib.import_module(name).forwards())
    assert isinstance(migration, SqlMigration), f"{name}: write migrations in SQL, see CONTRIBUTING.md"
    return migration


def test_migrations_are_numbered_and_named() -> None:
    assert FIRST in FILES
    for number, name in enumerate(FILES, start=1):
        match = re.fullmatch(r"innovatie_(\d{4})_([a-z_]+)", name)
        assert match, f"{name}: innovatie_NNNN_what_it_does"
        assert int(match[1]) == number, f"{name}: number {number:04} is the next one"
        assert load(name).migration_id == f"{match[1]}-{match[2].replace('_', '-')}"


@pytest.mark.parametrize("name", FILES)
def test_no_migration_after_the_first_keeps_people_waiting(name: str) -> None:
    migration = load(name)
    if name != FIRST:
        assert complaints(migration.sql) + apart(migration.apart) == []
    if name not in {FIRST, "innovatie_0056_moments_and_places"}:  # the second was released before this was asked
        new = set(re.findall(r'CREATE TABLE "?(\w+)', migration.sql))
        assert len(ddl.locks(migration.sql).keys() - new) <= TOGETHER, "one table at a time, in a migration apart"
    if name not in FILLED_AT_ONCE:
        assert locked_while_filled([" ".join(s.split()) for s in ddl.statements(migration.sql)]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE INDEX a ON idea (title)",
        "CREATE UNIQUE INDEX a ON idea (title)",
        "DROP INDEX a",
        "ALTER TABLE idea ADD COLUMN a integer NOT NULL",
        "ALTER TABLE idea ADD COLUMN a timestamptz DEFAULT now()",
        "ALTER TABLE idea ADD COLUMN a integer UNIQUE",
        "ALTER TABLE idea ADD COLUMN a serial",
        "ALTER TABLE idea ADD CONSTRAINT a CHECK (version > 0)",
        "ALTER TABLE idea ADD CONSTRAINT a FOREIGN KEY (x) REFERENCES person",
        "ALTER TABLE idea ADD CONSTRAINT a UNIQUE (title)",
        "ALTER TABLE idea\n    ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE idea ALTER COLUMN a TYPE bigint",
        "ALTER TABLE idea RENAME COLUMN a TO b",
        "UPDATE idea SET version = 1",
        "DELETE FROM idea",
        "DELETE FROM idea WHERE true",
        "TRUNCATE idea",
        "LOCK TABLE idea",
        "ALTER TABLE idea VALIDATE CONSTRAINT a",
        "ALTER TABLE idea ADD COLUMN a uuid DEFAULT uuidv7()",
        "ALTER TABLE idea ADD COLUMN a text DEFAULT a_function()",
        "ALTER TABLE idea ADD a timestamptz DEFAULT clock_timestamp()",
        "ALTER TABLE idea ADD COLUMN a integer CHECK (a > 0)",
        "ALTER TABLE idea ADD COLUMN a integer, ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        "ALTER TABLE idea ADD CHECK (a > 0)",
        "ALTER TABLE idea ADD UNIQUE (a)",
        "ALTER TABLE idea ADD FOREIGN KEY (a) REFERENCES person",
        "ALTER TABLE idea ADD CONSTRAINT a EXCLUDE USING gist (a WITH =)",
        "ALTER TABLE idea ALTER a SET NOT NULL",
        "ALTER TABLE idea ALTER a TYPE bigint",
        "alter table idea alter a set not null",
        "ALTER TABLE idea SET UNLOGGED",
        "ALTER INDEX a RENAME TO b",
        "DO $$ BEGIN UPDATE idea SET version = 1; END $$",
        "WITH x AS (SELECT 1) UPDATE idea SET version = 1",
        "UPDATE idea SET version = 1 WHERE true",
        "UPDATE idea SET version = 1 WHERE TRUE",
        "UPDATE idea SET version = 1 WHERE (true)",
        "UPDATE idea SET version = 1 WHERE id = id",
        "UPDATE idea SET version = 1 WHERE id IS NOT NULL",
        "UPDATE idea SET version = (SELECT 1 WHERE false)",
        "UPDATE idea SET title = ' WHERE id = 1'",
        "ALTER TABLE idea ADD CONSTRAINT a CHECK (x > 0), ADD CONSTRAINT b CHECK (y > 0) NOT VALID",
        "ALTER TABLE idea ADD CONSTRAINT a CHECK (x > 0), ALTER COLUMN b SET NOT NULL, ADD CONSTRAINT c CHECK (y > 0) NOT VALID",
        "INSERT INTO person SELECT * FROM person",
        "CREATE TABLE new AS SELECT * FROM idea",
        "SET lock_timeout = 0",
    ],
)
def test_a_statement_that_locks_is_found(statement: str) -> None:
    assert len(complaints(statement)) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE idea ADD COLUMN a integer",
        "ALTER TABLE idea ADD COLUMN a integer NOT NULL DEFAULT 0",
        "ALTER TABLE idea ADD CONSTRAINT a CHECK (version > 0) NOT VALID",
        "CREATE TABLE new (\n    a integer\n);\nCREATE INDEX new_a ON new (a);\nALTER TABLE new ADD CONSTRAINT b UNIQUE (a)",
        "UPDATE idea SET version = 1 WHERE id = 3",
        "DELETE FROM idea WHERE id = 3",
        "UPDATE idea SET version = 1 WHERE id IN (SELECT idea FROM group_member) AND version = 0",
        "ALTER TABLE idea ADD CONSTRAINT a CHECK (state IN ('a', 'b') AND num_nonnulls(x, (y)) = 1) NOT VALID",
    ],
)
def test_a_statement_that_does_not_lock_passes(statement: str) -> None:
    assert complaints(statement) == []


def test_a_table_is_not_filled_while_it_is_locked() -> None:
    added, filled = "ALTER TABLE idea ADD COLUMN a integer", "UPDATE idea SET a = 1 WHERE version = 3"
    assert len(locked_while_filled([added, filled])) == 1
    assert locked_while_filled([filled, added]) == locked_while_filled([added, filled.replace("idea", "person")]) == []


def test_a_migration_apart_can_be_done_again() -> None:
    good = "DROP INDEX CONCURRENTLY IF EXISTS a; CREATE INDEX CONCURRENTLY a ON idea (title);"
    assert apart(good + "ALTER TABLE idea VALIDATE CONSTRAINT b") == []
    assert len(apart("CREATE INDEX CONCURRENTLY a ON idea (title)")) == 1
    assert apart("ALTER TABLE idea ADD CONSTRAINT b CHECK (version > 0) NOT VALID") == []
    assert len(apart("ALTER TABLE idea ADD CONSTRAINT b CHECK (version > 0)")) == 1
    assert len(apart("ALTER TABLE idea ADD COLUMN a integer")) == 1
