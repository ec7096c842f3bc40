"""What no plan of a statement shows: SQL that is put together, rows of Piccolo, and functions and views of the database.

`test_sql` lets PostgreSQL plan what is written out whole. Here each text of the source that speaks of tables is read,
wherever it stands and whatever it becomes part of.
"""

import asyncio
from pathlib import Path

import asyncpg
import pytest

from tests.house.reading_sql import READS, WRITES, complaint, far_in
from tests.house.source import CODE, ROOT
from tests.house.test_sql import DEPTH, owner

OF_FUNCTION = {
    "adoption_event_is_final": "adoption", "append_only": "infra", "audit_content": "audit", "audit_field": "audit",
    "audit_on_commit": "audit", "file_let_go": "operations", "fn_pgqueuer_changed": "infra", "number_public_change": "changes",
    "plain_text": "search", "note_plan_to_count": "ideas", "note_part_to_count": "ideas", "note_group_to_count": "grouping",
    "count_plans": "grouping", "count_plans_anew": "grouping", "count_plans_of_groups": "grouping", "plan_count_is_due": "ideas",
}  # fmt: skip
OF_VIEW = {"mail_domain": "accounts"}
"""Functions and views of the database, and the feature whose tables they may speak of, with those below it."""
BY_DECISION = {
    "count_plans": "0060", "count_plans_anew": "0060", "count_plans_of_groups": "0060", "note_group_to_count": "0060",
}  # fmt: skip
"""Functions that reach further, and the decision that says why."""


def feature_of(file: Path) -> str:
    return file.relative_to(CODE).parts[0].removesuffix(".py")


def test_no_text_of_a_feature_speaks_of_a_table_out_of_its_reach() -> None:
    files = [file for file in CODE.rglob("*.py") if file.name != "tables.py" and file.parent.name != "tables"]
    found = {file.relative_to(CODE).as_posix(): far_in(feature_of(file), file.read_text("utf-8")) for file in files}
    assert {file: far for file, far in found.items() if far} == {}


@pytest.mark.parametrize(
    ("feature", "source", "far"),
    [
        ("audit", 'fetch("SELECT title FROM idea")', "audit reads idea"),
        ("audit", 'sql = "SELECT title" + " FROM " + "idea"', "audit reads idea"),
        ("audit", 'sql = f"SELECT {columns} FROM idea WHERE {where}"', "audit reads idea"),
        ("audit", 'sql = f"LEFT JOIN idea i ON {on}"', "audit reads idea"),
        (
            "accounts",
            'sql = "WITH x AS (SELECT 1) SELECT * FROM x JOIN public.ballot b ON true"',
            "accounts reads ballot",
        ),
        ("review", 'sql = f"UPDATE role_grant SET {change}"', "review writes role_grant"),
        ("review", 'sql = "INSERT INTO role_grant (person) VALUES ($1)"', "review writes role_grant"),
        ("review", 'sql = "DELETE" + " FROM " + "role_grant"', "review writes role_grant"),
        ("review", 'sql = "LOCK TABLE role_grant IN SHARE MODE"', "review writes role_grant"),
        ("review", 'sql = "TRUNCATE role_grant"', "review writes role_grant"),
        ("review", "from innovatie.accounts.tables import RoleGrant\nRoleGrant.update({})", "review writes RoleGrant"),
        ("review", "from innovatie.accounts.tables import RoleGrant as R\nR(role=1).save()", "review writes R"),
        (
            "review",
            "from innovatie.accounts.tables.people import RoleGrant\nRoleGrant.insert()",
            "review writes RoleGrant",
        ),
        ("audit", 'f"select {columns} from idea"', "audit writes idea"),
        ("audit", 'f"SELECT {columns} FROM person p, idea i"', "audit reads idea"),
        ("review", 'f"insert into role_grant {values}"', "review writes role_grant"),
        (
            "review",
            "import innovatie.accounts.tables as t\nt.RoleGrant.insert()",
            "review imports innovatie.accounts.tables whole, so that its rows are not seen",
        ),
        (
            "review",
            "from innovatie.accounts.tables import RoleGrant\nrow = await RoleGrant.objects().first()\nawait row.save()",
            "review writes row",
        ),
        ("review", "from innovatie.accounts.tables import RoleGrant\nR = RoleGrant\nR.insert()", "review writes R"),
        ("audit", 'fetch(" ".join(["SELECT title", "FROM", "idea"]))', "audit reads idea"),
        ("review", 'fetch(" ".join(("DELETE", f"FROM role_grant {where}")))', "review writes role_grant"),
        ("audit", 'TABLE = "idea"\nfetch(f"SELECT title FROM {TABLE}")', "audit reads idea"),
        (
            "audit",
            'for table in ("idea", "audit_event"):\n    fetch(f"SELECT 1 FROM \\"{table}\\"")',
            "audit reads idea",
        ),
        ("review", 'table = "role_grant"\nexecute("DELETE FROM " + table)', "review writes role_grant"),
        ("review", 'table = "role_grant"\nexecute("UPDATE {} SET a = 1".format(table))', "review writes role_grant"),
        ("review", 'table = "role_grant"\nexecute("UPDATE %s SET a = 1" % table)', "review writes role_grant"),
        (
            "review",
            "from innovatie import accounts\naccounts.tables.RoleGrant.insert()",
            "review imports innovatie.accounts whole, so that its rows are not seen",
        ),
        (
            "review",
            "import innovatie\ninnovatie.accounts.tables.RoleGrant.insert()",
            "review imports innovatie whole, so that its rows are not seen",
        ),
        (
            "review",
            'import_module("innovatie.accounts.tables").RoleGrant.insert()',
            "review imports innovatie.accounts.tables whole, so that its rows are not seen",
        ),
        (
            "review",
            "from innovatie.accounts.tables import RoleGrant\nRoleGrant.objects().get_or_create(1)",
            "review writes RoleGrant",
        ),
    ],
)
def test_what_reaches_too_far_is_found(feature: str, source: str, far: str) -> None:
    assert far in far_in(feature, source)


def test_what_a_feature_may_do_is_let_be() -> None:
    assert far_in("review", 'a = "SELECT name FROM person", "UPDATE review SET draft = 1", f"FROM {table}"') == []
    read = "from innovatie.accounts.tables import RoleGrant\nRoleGrant.exists().where(RoleGrant.id == 1)"
    assert far_in("review", read) == []


async def _made_by_migrations(dsn: str) -> tuple[dict[str, str], dict[str, str], list[tuple[str, str]]]:
    """Functions with their text, views with theirs, and which table calls which function at a change."""
    connection = await asyncpg.connect(dsn)
    try:
        functions = await connection.fetch(
            "SELECT p.proname, p.prosrc FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace"
            " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
        )
        views = await connection.fetch("SELECT viewname, definition FROM pg_views WHERE schemaname = 'public'")
        triggers = await connection.fetch(
            "SELECT c.relname, p.proname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        )
        return (
            dict(functions),
            dict(views),
            [(table, function) for table, function in triggers],
        )
    finally:
        await connection.close()


def test_functions_and_views_of_the_database_keep_to_their_feature(database_dsn: str) -> None:
    functions, views, triggers = asyncio.run(_made_by_migrations(database_dsn))
    assert set(functions) == set(OF_FUNCTION) and set(views) == set(OF_VIEW)
    far = []
    for name in functions.keys() - BY_DECISION:
        text = functions[name]
        far += [complaint(OF_FUNCTION[name], "writes", table) for table in WRITES.findall(text)]
        far += [complaint(OF_FUNCTION[name], "reads", table) for table in READS.findall(text)]
    for name, text in views.items():
        far += [complaint(OF_VIEW[name], "reads", table) for table in READS.findall(text)]
    for table, function in triggers:
        of = owner(table)
        assert of is not None, f"{table} has no owner"
        if function not in BY_DECISION and of != OF_FUNCTION[function] and DEPTH[OF_FUNCTION[function]] <= DEPTH[of]:
            far.append(f"{table} calls {function}")
    assert [one for one in far if one] == []
    assert all(list((ROOT / "docs" / "adr").glob(f"{number}-*.md")) for number in BY_DECISION.values())
