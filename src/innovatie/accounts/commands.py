"""For who installs Innovatie: the first accounts, and the mail domains of municipalities."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import click

# A Kring and suppliers come later, from the screens.
ROLES = ("beheerder", "vng-regisseur", "gemeentebeheerder")


@click.group()
def accounts() -> None:
    """De eerste accounts, en maildomeinen van gemeenten."""


@accounts.command()
@click.option("--naam", "name", required=True)
@click.option("--email", "address", required=True, help="Hiermee vraagt iemand een inloglink.")
@click.option("--rol", "role", type=click.Choice(ROLES), required=True)
@click.option("--gemeente", "code", help="CBS-code, zoals GM0363; alleen bij gemeentebeheerder.")
def add(name: str, address: str, role: str, code: str | None) -> None:
    """Maak een account met een rol; het maildomein mag daarna inloggen met een link."""
    if (role == "gemeentebeheerder") != (code is not None):
        raise click.UsageError("Geef --gemeente bij een gemeentebeheerder, en alleen dan.")

    async def work() -> str:
        from datetime import UTC, datetime

        from innovatie.accounts.actions.installing import add_first_account

        number = await add_first_account(name=name, address=address, role=role, code=code, now=datetime.now(UTC))
        return f"Account {number} is gemaakt. {name} kan nu een inloglink vragen op {address}."

    _run(work)


@accounts.command()
@click.argument("code")
@click.argument("domain")
def domain(code: str, domain: str) -> None:
    """Laat adressen van DOMAIN toe voor gemeente CODE (of VNG)."""

    async def work() -> str:
        from datetime import UTC, datetime

        from innovatie.accounts.actions.installing import allow_domain

        await allow_domain(code=code, domain=domain, now=datetime.now(UTC))
        return f"Adressen van {domain} horen nu bij {code}."

    _run(work)


def _run(work: Callable[[], Awaitable[str]]) -> None:
    from innovatie.infra import database
    from innovatie.settings import SettingsError, current

    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().direct_url)

    async def run() -> str:
        return await work()

    click.echo(asyncio.run(run()))
