"""Migrations in SQL: what they tell Piccolo, and that a kill leaves all of one or nothing."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from piccolo.apps.migrations.auto.diffable_table import DiffableTable
from piccolo.apps.migrations.auto.schema_snapshot import SchemaSnapshot

from innovatie.infra import database, ddl, migrations
from innovatie.infra.sql_migration import SqlMigration
from tests.databases import own_name, with_database

TABLE = """
CREATE TABLE rating (
    id      serial PRIMARY KEY,
    idea    integer NOT NULL REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE,
    stars   smallint NOT NULL DEFAULT 3,
    "group" varchar(12) DEFAULT 'it''s',
    CONSTRAINT rating_once UNIQUE (idea, "group"),
    CONSTRAINT rating_stars CHECK (
        stars BETWEEN 1
          AND 5)
);
CREATE INDEX rating_idea ON rating (idea);
"""


def told(*parts: str) -> dict[str, DiffableTable]:
    managers = [SqlMigration(migration_id=f"{n}", sql=sql) for n, sql in enumerate(parts)]
    return {table.tablename: table for table in SchemaSnapshot(managers=list(managers)).get_snapshot()}


def columns(table: DiffableTable) -> dict[str, tuple[str, object, bool, bool]]:
    return {
        c._meta.name: (
            type(c).__name__,
            c._meta.params.get("default"),
            c._meta.params["null"],
            c._meta.params["index"],
        )
        for c in table.columns
    }


def test_a_table_is_told_with_its_columns_and_constraints() -> None:
    (rating,) = told(TABLE).values()
    assert rating.class_name == "Rating"
    assert columns(rating) == {
        "idea": ("ForeignKey", None, False, True),
        "stars": ("SmallInt", 3, False, False),
        "group": ("Varchar", "it's", True, False),
    }
    assert [k.ddl for k in sorted(rating.constraints, key=lambda k: k._meta.name)] == [
        'UNIQUE ("idea", "group")',
        "CHECK (stars BETWEEN 1 AND 5)",
    ]


def test_later_changes_are_told_too() -> None:
    changes = """
    ALTER TABLE rating ADD COLUMN why text NOT NULL DEFAULT '';
    ALTER TABLE rating DROP COLUMN "group";
    ALTER TABLE rating ALTER COLUMN stars DROP NOT NULL;
    ALTER TABLE rating DROP CONSTRAINT rating_stars;
    ALTER TABLE rating ADD CONSTRAINT rating_any CHECK (stars > 0) NOT VALID;
    CREATE INDEX CONCURRENTLY rating_stars ON rating (stars);
    """
    (rating,) = told(TABLE, changes).values()
    assert columns(rating) == {
        "idea": ("ForeignKey", None, False, True),
        "stars": ("SmallInt", 3, True, True),
        "why": ("Text", "", False, False),
    }
    assert {k._meta.name for k in rating.constraints} == {"rating_once", "rating_any"}
    assert told(TABLE, "DROP TABLE rating;") == {}


def test_a_line_that_is_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match="not a column of rating: stars money"):
        told("CREATE TABLE rating (\n    stars money\n);")
    with pytest.raises(ValueError, match="all or nothing"):
        SqlMigration(sql="SELECT 1", apart="SELECT 2")


def test_statements_are_not_cut_inside_functions_and_texts() -> None:
    function = "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; SELECT 2; $$"
    assert ddl.statements(f"-- it's one; or two\n{function};\nSELECT ';';") == [function, "SELECT ';'"]


def test_the_tables_that_a_migration_keeps_are_known_with_their_strongest_lock() -> None:
    triggers = """
    CREATE TRIGGER seen AFTER INSERT ON notice FOR EACH ROW EXECUTE FUNCTION f();
    CREATE TRIGGER seen BEFORE DELETE ON idea FOR EACH ROW EXECUTE FUNCTION f();
    DROP TRIGGER seen ON session;
    ALTER TABLE "group" ADD COLUMN idea integer REFERENCES idea ON DELETE RESTRICT ON UPDATE CASCADE;
    ALTER TABLE notice ADD CONSTRAINT short CHECK (length(words) < 3) NOT VALID;
    COMMENT ON TABLE person IS 'ALTER TABLE winner';
    """
    assert ddl.locks(TABLE + triggers) == {
        "group": "ACCESS EXCLUSIVE",
        "notice": "ACCESS EXCLUSIVE",
        "session": "ACCESS EXCLUSIVE",
        "idea": "SHARE ROW EXCLUSIVE",
    }


@pytest.fixture
def fresh(server_dsn: str) -> Iterator[str]:
    name = own_name("sql_migration")

    async def run(statement: str) -> None:
        connection = await asyncpg.connect(server_dsn)
        await connection.execute(statement)
        await connection.close()

    asyncio.run(run(f"CREATE DATABASE {name}"))
    yield with_database(server_dsn, name)
    asyncio.run(run(f"DROP DATABASE {name} WITH (FORCE)"))


def write(folder: Path, name: str, field: str, sql: str) -> None:
    # Piccolo imports it by this name: one of another test would be taken for it.
    (folder / f"{folder.name}_{name.replace('-', '_')}.py").write_text(
        "from innovatie.infra.sql_migration import SqlMigration\n"
        f'ID = "{name}"\n\n'
        "async def forwards():\n"
        f'    return SqlMigration(migration_id=ID, app_name="innovatie", {field}={sql!r})\n'
    )


def test_a_migration_that_fails_leaves_nothing_of_itself_and_all_before_it(fresh: str, tmp_path: Path) -> None:
    write(tmp_path, "0001-good", "sql", "CREATE TABLE good (number integer);")
    write(tmp_path, "0002-indexed", "apart", "CREATE INDEX CONCURRENTLY good_number ON good (number);")
    write(tmp_path, "0003-bad", "sql", "CREATE TABLE bad (number integer); SELECT 1/0;")

    async def run() -> tuple[list[str], object, object]:
        database.configure(fresh)
        with pytest.raises(asyncpg.DivisionByZeroError):
            await migrations.migrate(fresh, tmp_path)
        done = await database.fetch("SELECT name FROM migration ORDER BY name")
        bad = await database.fetch_value("SELECT to_regclass('bad')")
        return [row["name"] for row in done], bad, await database.fetch_value("SELECT to_regclass('good_number')::text")

    assert asyncio.run(run()) == (["0001-good", "0002-indexed"], None, "good_number")


def test_a_table_in_use_stops_the_migration_with_a_sentence(
    fresh: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("innovatie.infra.sql_migration.LOCK_TIMEOUT", "10ms")
    write(tmp_path, "0001-first", "sql", "CREATE TABLE used (number integer);")

    async def run() -> str:
        database.configure(fresh)
        await migrations.migrate(fresh, tmp_path)
        reader = await asyncpg.connect(fresh)
        try:
            async with reader.transaction():
                await reader.fetch("SELECT * FROM used")
                write(tmp_path, "0002-wants", "sql", "ALTER TABLE used ADD COLUMN more integer;")
                with pytest.raises(migrations.DatabaseIsBusy) as refused:
                    await migrations.migrate(fresh, tmp_path)
        finally:
            await reader.close()
        return str(refused.value)

    assert asyncio.run(run()).startswith("Een tabel was langer dan 5 seconden in gebruik en is niet veranderd.")


def test_rows_that_break_a_rule_are_named_and_all_before_it_stays(fresh: str, tmp_path: Path) -> None:
    write(tmp_path, "0001-heard", "sql", "CREATE TABLE heard (id serial PRIMARY KEY, words text);")
    write(tmp_path, "0002-heard-rows", "sql", "INSERT INTO heard (words) VALUES ('ja'), ('lang'), (NULL), ('langer');")
    write(
        tmp_path,
        "0003-heard-rule",
        "sql",
        "ALTER TABLE heard ADD CONSTRAINT short CHECK (length(words) < 3) NOT VALID;",
    )
    write(tmp_path, "0004-heard-checked", "apart", "ALTER TABLE heard VALIDATE CONSTRAINT short;")

    async def run() -> tuple[str, list[str]]:
        database.configure(fresh)
        with pytest.raises(migrations.RowsBreakARule) as refused:
            await migrations.migrate(fresh, tmp_path)
        return str(refused.value), await database.fetch_values(str, "SELECT name FROM migration ORDER BY name")

    told, done = asyncio.run(run())
    assert told.startswith("In tabel heard staat wat deze versie niet toelaat: (length(words) < 3) (regel short).")
    assert "Verbeter de rijen met id 2, 4 en voer innovatie migrate nog een keer uit" in told
    assert done == ["0001-heard", "0002-heard-rows", "0003-heard-rule"]


ROLLED_BACK = {
    "a rule that went with its migration": (
        "ALTER TABLE heard ADD CONSTRAINT short CHECK (length(words) < 3);",
        "Tabel heard laat niet toe wat deze versie erin verandert (regel short). PostgreSQL zegt: check constraint",
    ),
    "a row that the migration made": (
        "UPDATE heard SET words = '' WHERE words = 'ja';",
        "Tabel heard laat niet toe wat deze versie erin verandert (regel said). PostgreSQL zegt: Failing row contains (1, ",
    ),
    "two that become one": (
        "UPDATE heard SET words = lower(words);",
        "Tabel heard laat niet toe wat deze versie erin verandert (regel once). PostgreSQL zegt: Key (words)=(ja) already",
    ),
    "a column that must be filled": (
        "ALTER TABLE heard ALTER COLUMN words SET NOT NULL;",
        "Tabel heard laat niet toe wat deze versie erin verandert (regel words). PostgreSQL zegt: column ",
    ),
    "a table that went with its migration": (
        "CREATE TABLE told (words text CHECK (words <> '')); INSERT INTO told VALUES ('');",
        "Tabel told laat niet toe wat deze versie erin verandert (regel told_words_check). PostgreSQL zegt: Failing row",
    ),
}


@pytest.mark.parametrize("what", ROLLED_BACK)
def test_a_row_that_went_back_with_its_migration_is_told_in_the_words_of_postgresql(
    fresh: str, tmp_path: Path, what: str
) -> None:
    breaking, sentence = ROLLED_BACK[what]
    name = what.replace(" ", "-")  # a module is imported once for each name
    write(
        tmp_path,
        f"0001-{name}",
        "sql",
        "CREATE TABLE heard (id serial PRIMARY KEY, words text CONSTRAINT once UNIQUE CONSTRAINT said CHECK (words <> ''));"
        "INSERT INTO heard (words) VALUES ('ja'), ('JA'), (NULL), ('langer');",
    )
    write(tmp_path, f"0002-{name}", "sql", breaking)

    async def run() -> tuple[str, list[str], int]:
        database.configure(fresh)
        with pytest.raises(migrations.RowsBreakARule) as refused:
            await migrations.migrate(fresh, tmp_path)
        done = await database.fetch_values(str, "SELECT name FROM migration ORDER BY name")
        return str(refused.value), done, await database.fetch_exactly(int, "SELECT count(*) FROM heard")

    told, done, rows = asyncio.run(run())
    assert told.startswith(sentence)
    assert told.endswith("Van deze stap is niets bewaard. Verbeter die rij en " + migrations._AGAIN)
    assert (done, rows) == ([f"0001-{name}"], 4)
