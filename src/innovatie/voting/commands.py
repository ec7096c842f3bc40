"""`innovatie voting`: count files of others, repeat a published count, check the ballot log.

Counting and recounting need no database and no settings; what they need is imported when they run.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from innovatie.domain.file_reasons import why_not

if TYPE_CHECKING:
    from innovatie.voting.counting import PavCount, SchulzeCount, Weights
    from innovatie.voting.verification import Verdict

Command = Callable[..., None]

APPROVAL = (".abc.yaml", ".pb")
RANKED = (".soc", ".soi", ".toc", ".toi")


@click.group()
def voting() -> None:
    """Stemmen tellen, natellen en het stemlogboek controleren."""


@voting.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", type=click.Choice(["pav", "schulze"]), required=True, help="De telregel.")
@click.option("--seats", type=click.IntRange(min=1), help="Aantal plaatsen bij pav (anders: bestand, anders 3).")
@click.option("--weights", type=click.Path(path_type=Path), help="CSV met een gewicht per stem.")
@click.option("--json", "as_json", is_flag=True, help="Schrijf de uitslag als JSON.")
def count(file: Path, rule: str, seats: int | None, weights: Path | None, as_json: bool) -> None:
    """Tel een stembestand met de kale regel: zonder quorum en zonder drempels.

    pav leest .pb (Pabulib, goedkeuringsstemmen) en .abc.yaml; schulze leest .soc, .soi, .toc en .toi (PrefLib).
    """
    from innovatie.domain.tables import BadTable
    from innovatie.infra.table_files import rows_of
    from innovatie.voting.formats import MalformedFile, MalformedWeights, weights_in

    text = _read(file)
    try:
        table = weights_in(rows_of(weights)) if weights else None
        result = _count(text, file, rule, seats, table)
    except (BadTable, MalformedWeights) as error:
        _fail(f"{weights}: {error}")
    except MalformedFile as error:
        _fail(f"{file}: {error}")
    if as_json:
        click.echo(json.dumps(result, ensure_ascii=False))
    else:
        for warning in result.get("warnings", ()):
            click.echo(f"Let op: {warning}", err=True)
        _print(result)


def _count(text: str, file: Path, rule: str, seats: int | None, weights: Weights | None) -> PavCount | SchulzeCount:
    from innovatie.voting import formats
    from innovatie.voting.counting import count_pav, count_schulze

    suffix = next((one for one in (*APPROVAL, *RANKED) if file.name.lower().endswith(one)), "")
    if not suffix:
        _fail(f"{file}: onbekend soort bestand; kies uit {', '.join((*APPROVAL, *RANKED))}.")
    if rule == "pav":
        if suffix not in APPROVAL:
            _fail(f"{file}: pav telt goedkeuringsstemmen ({', '.join(APPROVAL)}), geen volgordes.")
        parse = formats.parse_pabulib if suffix == ".pb" else formats.parse_abc_yaml
        return count_pav(parse(text), seats, weights)
    if suffix not in RANKED:
        _fail(f"{file}: schulze telt volgordes ({', '.join(RANKED)}), geen goedkeuringsstemmen.")
    if seats is not None:
        _fail("--seats hoort bij --rule pav.")
    return count_schulze(formats.parse_preflib(text, suffix[1:]), weights)


def _print(result: PavCount | SchulzeCount) -> None:
    if result["rule"] == "pav":
        click.echo(f"Commissie: {', '.join(map(str, result['committee']))}")
        click.echo(f"Score: {result['score_exact']}")
        if result["ties"]:
            click.echo(f"Gelijk met {result['tie_count'] - 1} andere:")
            for committee in result["ties"]:
                click.echo(f"  {', '.join(map(str, committee))}")
        return
    for place, tied in enumerate(result["order"], start=1):
        click.echo(f"{place}. {' = '.join(tied)}")
    click.echo("Duels (gewicht dat de rij boven de kolom zet):")
    for one, against in result["duels"].items():
        click.echo(f"  {one}: " + ", ".join(f"{other} {weight}" for other, weight in against.items()))


def _kept(command: Command) -> Command:
    """The two options for what somebody kept outside."""
    options = (
        click.option("--hoofd", "heads", multiple=True, help="Een bericht met een stand (.eml of tekst)."),
        click.option("--bewijs", "receipts", multiple=True, help="Een ontvangstbewijs (JSON of PDF)."),
    )
    for option in options:
        command = option(command)
    return command


@voting.command()
@click.argument("package", type=click.Path(path_type=Path))
@_kept
@click.option("--json", "as_json", is_flag=True, help="Schrijf het verslag als JSON.")
def recount(package: Path, heads: tuple[str, ...], receipts: tuple[str, ...], as_json: bool) -> None:
    """Tel een gepubliceerd natelpakket (zip of map) helemaal na."""
    from innovatie.voting.recount import recount as independent

    kept = [part for one in (*heads, *receipts) for part in ("--hoofd", one)]
    sys.exit(independent.main([str(package), *kept, *(["--json"] if as_json else [])]))


@voting.command()
@_kept
@click.option("--json", "as_json", is_flag=True, help="Schrijf het verslag als JSON.")
def verify(heads: tuple[str, ...], receipts: tuple[str, ...], as_json: bool) -> None:
    """Reken elk stemlogboek in de database na, en vergelijk het met wat u bewaarde; noem wat niet klopt."""
    verdicts = asyncio.run(_verify((*heads, *receipts)))
    if not as_json:
        _tell(verdicts, quiet=False)
    if as_json:
        told = [
            {"logboek": one.log, "klopt": one.sound, "rijen": one.rows, "rij": one.row, "reden": one.reason,
             "fouten": list(one.faults)}
            for one in verdicts
        ]  # fmt: skip
        click.echo(json.dumps(told, ensure_ascii=False))
    if not all(one.sound for one in verdicts):
        sys.exit(1)


def ballot_logs_whole(quiet: bool) -> bool:
    """For `innovatie audit verify`: check every ballot log and tell; quiet: only what is wrong."""
    verdicts = asyncio.run(_verify())
    _tell(verdicts, quiet=quiet)
    return all(one.sound for one in verdicts)


def _tell(verdicts: tuple[Verdict, ...], *, quiet: bool) -> None:
    for one in verdicts:
        if one.sound and not quiet:
            click.echo(f"Stemlogboek {one.log} klopt: {one.rows} rijen.")
        elif one.row is not None:
            click.echo(f"Stemlogboek {one.log} klopt niet: rij {one.row}: {one.reason}.", err=True)
        for fault in one.faults:
            click.echo(f"Stemlogboek {one.log} klopt niet: {fault}.", err=True)


async def _verify(kept: tuple[str, ...] = ()) -> tuple[Verdict, ...]:
    from innovatie.infra import database
    from innovatie.settings import SettingsError, current
    from innovatie.voting.recount import evidence
    from innovatie.voting.recount.ballot_files import Unreadable
    from innovatie.voting.verification import verify_all

    try:
        outside = [evidence.read(one) for one in kept]
    except Unreadable as error:
        _fail(f"{error}.")
    if not current().database_url:
        raise SettingsError("Zet DATABASE_URL op het adres van de database.")
    database.configure(current().direct_url)
    await database.open_pool(maximum=2)
    try:
        return await verify_all(outside)
    finally:
        await database.close_pool()


def _read(file: Path) -> str:
    try:
        raw = file.read_bytes()
    except OSError as error:
        _fail(f"{file} is niet te lezen: {why_not(error)}.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        _fail(f"{file}: regel {line}: de tekst is geen UTF-8.")


def _fail(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(2)
