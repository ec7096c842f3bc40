"""The tables: foreign keys that protect, and migrations that tell the same."""

import asyncio

from piccolo.apps.migrations.auto.schema_snapshot import SchemaSnapshot
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.columns import Column, ForeignKey
from piccolo.columns.base import OnDelete

from innovatie.piccolo_app import APP_CONFIG, FEATURES
from tests.house.source import CODE


def columns() -> list[Column]:
    return [column for table in APP_CONFIG.table_classes for column in table._meta.columns]


def name(column: Column) -> str:
    return f"{column._meta.table.__name__}.{column._meta.name}"


def test_every_feature_with_tables_is_in_the_piccolo_app() -> None:
    assert {file.parent.name for file in CODE.glob("*/tables.py")} - set(FEATURES) == set()


def test_every_foreign_key_restricts_deletion() -> None:
    keys = [column for column in columns() if isinstance(column, ForeignKey)]
    assert len(keys) > 5
    cascading = [name(key) for key in keys if key._foreign_key_meta.on_delete is not OnDelete.restrict]
    assert cascading == []


async def _difference() -> list[str]:
    manager = AutoMigrationManager()
    statements = await manager.get_alter_statements(APP_CONFIG)
    return [line for group in statements for line in group.statements]


def test_the_migrations_tell_the_same_as_the_tables() -> None:
    assert asyncio.run(_difference()) == []


async def _checks_of_the_migrations() -> dict[str, str]:
    managers = await AutoMigrationManager().get_migration_managers(app_config=APP_CONFIG)
    return {
        f"{table.tablename}.{check._meta.name}": check.ddl
        for table in SchemaSnapshot(managers=managers).get_snapshot()
        for check in table.constraints
    }


def test_each_check_of_the_migrations_is_letter_for_letter_that_of_the_tables() -> None:
    """Piccolo compares the names of constraints only: a new word in a list of the domain needs a migration."""
    tables = {
        f"{t._meta.tablename}.{c._meta.name}": c.ddl for t in APP_CONFIG.table_classes for c in t._meta.constraints
    }
    assert asyncio.run(_checks_of_the_migrations()) == tables
