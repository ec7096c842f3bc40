"""`innovatie mail ...`: what comes back from mail servers. Imports inside, so that the shell is quick."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import click


@click.group()
def mail() -> None:
    """Mail: lees wat er terugkwam."""


@mail.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def bounced(files: tuple[Path, ...]) -> None:
    """Lees berichten over mail die niet aankwam (RFC 3464): FILES, of één bericht op de standaardinvoer.

    Laat de mailserver het adres in INNOVATIE_MAIL_FROM hierheen leiden. Een bericht dat niet over onze mail gaat, telt
    niet: code 0, zodat de mailserver het niet nog eens stuurt.
    """
    contents = [file.read_bytes() for file in files] if files else [sys.stdin.buffer.read()]
    for status in asyncio.run(_take_in(contents)):
        click.echo("Dit bericht gaat niet over mail van ons." if status is None else f"Genoteerd: {status}.")


async def _take_in(contents: list[bytes]) -> list[str | None]:
    from datetime import UTC, datetime

    from innovatie.infra import database
    from innovatie.notifications.refused import note_bounce
    from innovatie.settings import SettingsError, current

    settings = current()
    if not settings.database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(settings.direct_url)
    now = datetime.now(UTC)
    return [await note_bounce(content=one, key=settings.required_secret(), now=now) for one in contents]
