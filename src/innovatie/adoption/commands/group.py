"""The group of commands, and how they stop."""

import sys
from typing import NoReturn

import click


@click.group()
def adoption() -> None:
    """Overname: verwachtingen, hun toets en het invoeren van gegevens."""


def stop(message: str) -> NoReturn:
    """One clear sentence on stderr, exit 2."""
    click.echo(message, err=True)
    sys.exit(2)
