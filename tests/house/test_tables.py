"""The tables: foreign keys that protect, and migrations that tell the same."""

import asyncio

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
