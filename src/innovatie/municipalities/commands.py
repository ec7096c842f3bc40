"""`innovatie municipalities import`: next year's table of municipalities, shown before it is done."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from innovatie.domain.dutch_dates import dutch_day
from innovatie.domain.municipal_table import CODE

if TYPE_CHECKING:
    from innovatie.domain.municipal_table import Changes, Fact


@click.group()
def municipalities() -> None:
    """Gemeenten bijhouden."""


@municipalities.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--date", "day", help="De dag waarop de tabel ingaat, zoals 2027-01-01; anders uit de bestandsnaam.")
@click.option(
    "--successor",
    "successors",
    multiple=True,
    metavar="OUD=NIEUW",
    help="Opvolger van een gemeente die verdwijnt, bijvoorbeeld GM0530=GM1992. Mag vaker.",
)
@click.option("--yes", is_flag=True, help="Vraag niets en doe het.")
@click.option("--dry-run", is_flag=True, help="Laat alleen zien wat er verandert.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON.")
def import_(
    *, file: Path | None, day: str | None, successors: tuple[str, ...], yes: bool, dry_run: bool, as_json: bool
) -> None:
    """Lees de gemeentetabel in FILE, laat zien wat er verandert, en neem hem over als u ja zegt.

    Zonder FILE: vul een lege database met de gemeenten, herindelingen, Kringen en samenwerkingsverbanden van 2026
    die Innovatie zelf meebrengt.
    """
    if file is None:
        asyncio.run(_load_own())
        return
    from innovatie.domain.municipal_completion import read_for
    from innovatie.domain.tables import BadTable
    from innovatie.infra.table_files import read_file

    starts, heirs = _day(day, file), _heirs(successors)
    try:
        facts = read_for(read_file(file), asyncio.run(_known(starts)), starts, successors=heirs)
    except BadTable as error:
        for problem in error.problems:
            click.echo(f"{file}:{problem.line}: {problem}" if problem.line else f"{file}: {problem}", err=True)
        sys.exit(2)
    changes = asyncio.run(_compare(facts, starts, heirs))
    _tell(changes, starts, as_json)
    if changes.ended:
        click.echo(
            f"Noem de opvolger van {', '.join(changes.ended)} met --successor, of in de kolom ontstaan_uit.", err=True
        )
        sys.exit(2)
    if changes.divided:
        for old, heirs_of in changes.divided:
            click.echo(
                f"{old} is volgens de tabel verdeeld over {', '.join(heirs_of)}."
                f" Noem met --successor {old}=NIEUW waarin plannen, stemmen en overname doorgaan.",
                err=True,
            )
        sys.exit(2)
    if dry_run or changes.nothing:
        return
    if not yes and not click.confirm("Deze tabel overnemen?", default=False, err=True):
        click.echo("Er is niets veranderd.", err=True)
        return
    asyncio.run(_take_over(facts, starts, heirs))
    if not as_json:
        later = starts > dutch_day(datetime.now(UTC))
        click.echo(
            f"De tabel staat klaar voor {starts}. Tot die dag verandert niets." if later else "De tabel is overgenomen."
        )


@municipalities.command("call-off")
@click.option("--date", "day", required=True, help="De dag waarop de tabel zou ingaan, zoals 2027-01-01.")
def call_off(*, day: str) -> None:
    """Blaas de gemeentetabel af die voor een dag klaarstaat: op die dag verandert er niets."""
    from innovatie.domain.authority import SYSTEM
    from innovatie.domain.errors import NotFound
    from innovatie.municipalities.actions import call_off_table

    _configure()
    try:
        asyncio.run(call_off_table(actor=SYSTEM, day=_day(day, Path()), now=datetime.now(UTC)))
    except NotFound as error:
        raise click.ClickException(error.message) from None
    click.echo("De tabel is afgeblazen.")


def _day(given: str | None, file: Path) -> date:
    if given is not None:
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise click.BadParameter(f"‘{given}’ is geen datum zoals 2027-01-01", param_hint="--date") from None
    year = re.search(r"(?<![0-9])(20[0-9][0-9])(?![0-9])", file.name)
    if year is None:
        raise click.UsageError("Noem met --date de dag waarop de tabel ingaat, zoals 2027-01-01.")
    return date(int(year[1]), 1, 1)


def _heirs(given: tuple[str, ...]) -> dict[str, str]:
    heirs: dict[str, str] = {}
    for one in given:
        old, _, new = one.partition("=")
        if not (CODE.fullmatch(old) and CODE.fullmatch(new)):
            raise click.BadParameter(f"‘{one}’ is niet OUD=NIEUW, zoals GM0530=GM1992", param_hint="--successor")
        heirs[old] = new
    return heirs


async def _load_own() -> None:
    from innovatie.domain.authority import SYSTEM
    from innovatie.municipalities.bundled_register import YEAR, load_own_table

    _configure()
    if not await load_own_table(actor=SYSTEM, now=datetime.now(UTC)):
        raise click.ClickException("Er zijn al gemeenten. Noem het bestand met de tabel van het nieuwe jaar.")
    click.echo(f"De gemeenten van {YEAR} staan in de database, met hun herindelingen en samenwerkingsverbanden.")


async def _known(day: date) -> dict[str, Fact]:
    from innovatie.municipalities.facts import facts_on

    _configure()
    return await facts_on(day)


async def _compare(facts: tuple[Fact, ...], day: date, heirs: dict[str, str]) -> Changes:
    from innovatie.domain.municipal_table import compare
    from innovatie.municipalities.queries import standing

    _configure()
    return compare(await standing(day=day, year=day.year), facts, heirs)


async def _take_over(facts: tuple[Fact, ...], day: date, heirs: dict[str, str]) -> None:
    from innovatie.domain.authority import SYSTEM
    from innovatie.municipalities.actions import take_over_table

    _configure()
    await take_over_table(actor=SYSTEM, facts=facts, day=day, successors=heirs, now=datetime.now(UTC))


def _configure() -> None:
    from innovatie.infra import database
    from innovatie.settings import SettingsError, current

    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().direct_url)


def _tell(changes: Changes, day: date, as_json: bool) -> None:
    if as_json:
        told = {
            "datum": day.isoformat(),
            "bekend": changes.known,
            "nieuw": [fact.code for fact in changes.new],
            "opgegaan": [{"oud": old, "nieuw": new} for old, new in changes.merged],
            "zonderOpvolger": list(changes.ended),
            "hernoemd": [{"code": code, "was": was, "wordt": now} for code, was, now in changes.renamed],
            "verhuisd": [{"code": code, "was": was, "wordt": now} for code, was, now in changes.moved],
            "inwoners": [{"code": code, "was": was, "wordt": now} for code, was, now in changes.inhabitants],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"Gemeenten op {day.isoformat()}: {changes.known} bekend.")
    for fact in changes.new:
        click.echo(f"  nieuw: {fact.code} {fact.name}")
    for old, new in changes.merged:
        click.echo(f"  opgegaan: {old} in {new}")
    for code in changes.ended:
        click.echo(f"  verdwenen zonder opvolger: {code}")
    for code, was, now in changes.renamed:
        click.echo(f"  naam van {code}: {was} wordt {now}")
    for code, was, now in changes.moved:
        click.echo(f"  provincie van {code}: {was} wordt {now}")
    if changes.inhabitants:
        click.echo(f"  inwoners: {len(changes.inhabitants)} nieuwe aantallen voor {day.year}")
    if changes.nothing:
        click.echo("  Er verandert niets.")
