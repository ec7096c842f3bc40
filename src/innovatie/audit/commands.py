"""For the auditor: does the trail still hold, from the first row to the last?"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from innovatie.domain.audit_chain import Verdict

TAMPERED = 1

OTHER_LOGS: list[Callable[[bool], bool]] = []
"""Checks of the logs of later stages, added by the command line. Each says what is wrong (all of it, unless quiet)
on the screen, and returns whether its logs are whole."""


@click.group()
def audit() -> None:
    """Het logboek van handelingen controleren."""


@audit.command()
@click.option("--kop", "head", help="Een eerder bewaarde kop (64 tekens): die moet nog in de keten zitten.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def verify(head: str | None, as_json: bool) -> None:
    """Reken de hele keten na en noem de eerste regel die niet klopt."""
    verdict = asyncio.run(_verify(_read_head(head)))
    whole = verdict.fault is None and verdict.head_seen
    if as_json:
        fault = None if verdict.fault is None else {"regel": verdict.fault.number, "reden": verdict.fault.reason}
        told = {"klopt": whole, "regels": verdict.rows, "kop": verdict.head.hex(), "fout": fault}
        told["kopGevonden"] = verdict.head_seen
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _tell(verdict)
    whole = all([check(as_json) for check in OTHER_LOGS]) and whole  # noqa: C419 -- each must tell what it found
    if not whole:
        sys.exit(TAMPERED)


def _read_head(text: str | None) -> bytes | None:
    if text is None:
        return None
    try:
        head = bytes.fromhex(text)
    except ValueError:
        head = b""
    if len(head) != 32:
        raise click.BadParameter("geef de kop als 64 tekens 0-9 en a-f", param_hint="--kop")
    return head


def _tell(verdict: Verdict) -> None:
    if verdict.fault is not None:
        click.echo(f"Het logboek klopt niet: regel {verdict.fault.number}: {verdict.fault.reason}.", err=True)
        click.echo(f"De {verdict.rows} regels daarvoor kloppen.", err=True)
    elif not verdict.head_seen:
        click.echo("De bewaarde kop zit niet in het logboek: er is een stuk af of het is vervangen.", err=True)
    else:
        click.echo(f"Het logboek klopt: {verdict.rows} regels. Kop: {verdict.head.hex()}")


async def _verify(expected_head: bytes | None) -> Verdict:
    from innovatie.audit import queries
    from innovatie.domain import audit_chain
    from innovatie.infra import database
    from innovatie.settings import SettingsError, current

    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().direct_url)
    async with database.transaction():  # one view of the whole, whatever is added meanwhile
        await database.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        links = [link async for link in queries.links()]
    return audit_chain.verify(links, expected_head=expected_head)
