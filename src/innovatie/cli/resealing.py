"""`innovatie reseal`: the secret was replaced; seal anew what is kept, and tell whether the old one may go."""

import asyncio
from datetime import UTC, datetime

import click

from innovatie.accounts.actions.resealing import living_tokens, reseal
from innovatie.cli.processes import sentences_for_database
from innovatie.domain.dutch_dates import dutch_day
from innovatie.infra import database
from innovatie.settings import SettingsError, current
from innovatie.voting.queries.keys import keys_in_use

STILL_NEEDED = 1


@click.command("reseal")
def reseal_all() -> None:
    """Verzegel wat bewaard wordt met het nieuwe geheim, en zeg of het oude weg mag."""
    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().direct_url)
    lines, needed = asyncio.run(_work())
    for line in lines:
        click.echo(line)
    if needed:
        raise click.exceptions.Exit(STILL_NEEDED)


async def _work() -> tuple[list[str], bool]:
    now = datetime.now(UTC)
    async with sentences_for_database():
        done = await reseal(key=current().required_secret(), now=now)
        keys, tokens = await keys_in_use(), await living_tokens(now=now)
    lines = [f"{each.what}: {each.anew} opnieuw verzegeld." for each in done]
    lines += [f"Let op: {each.unreadable} {each.what} opent geen enkel geheim." for each in done if each.unreadable]
    lines += [f"Let op: van stemming {log} ontbreekt het geheim waarmee zij is geopend." for log in keys.lost]
    lines += [f"Stemming {log} gebruikt het oude geheim tot haar uitslag bekend is." for log in keys.earlier]
    lines += [_tokens(tokens.number, tokens.last_ends)] if tokens.number and tokens.last_ends else []
    needed = bool(keys.earlier)
    if not current().former_secrets:
        lines.append("Er is geen oud geheim (INNOVATIE_SECRET_OLD).")
    elif needed:
        lines.append("Laat het oude geheim nog staan (INNOVATIE_SECRET_OLD).")
    else:
        lines.append(
            "Het oude geheim mag weg (INNOVATIE_SECRET_OLD). Formulieren die nu openstaan en links om af te melden in "
            "mails van voor de wissel werken daarna niet meer."
        )
    return lines, needed


def _tokens(number: int, last: datetime) -> str:
    return (
        f"Er gelden {number} API-tokens, tot uiterlijk {dutch_day(last):%d-%m-%Y}. Wat voor de wissel is gemaakt, "
        "werkt niet meer zodra het oude geheim weg is."
    )
