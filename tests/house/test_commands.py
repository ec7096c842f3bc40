"""Every feature's commands can be reached from the one command line."""

from pathlib import Path

import click

from innovatie import paths
from innovatie.cli.registry import COMMANDS, LazyGroup


def test_each_feature_with_commands_is_on_the_command_line() -> None:
    features = {
        path.parent.name if path.name == "commands.py" else path.name
        for path in Path(paths.PACKAGE).glob("*/commands*")
        if path.name == "commands.py"
    }
    registered = {where.split(".")[1] for where, _ in COMMANDS.values()}
    assert features - registered == set()


def test_each_command_is_where_the_registry_says() -> None:
    group = LazyGroup("innovatie")
    context = click.Context(group)
    assert [name for name in COMMANDS if group.get_command(context, name) is None] == []
