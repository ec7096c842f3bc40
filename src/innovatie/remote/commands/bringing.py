"""`innovatie remote post`, `import` and `report`: what needs a token. Sent again after a broken line, done once."""

from datetime import datetime
from pathlib import Path

import click
import msgspec

from innovatie.domain.adoption_states import Stage
from innovatie.domain.counting_words import counted
from innovatie.domain.json_faults import NOT_JSON
from innovatie.domain.whole_numbers import LARGEST
from innovatie.remote.commands.group import at_site, bytes_of
from innovatie.remote.errors import RemoteError
from innovatie.remote.shapes import GeplaatstUit, MeldingIn
from innovatie.remote.site import Site

MOST_LINES_TOLD = 50


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="Eigen sleutel: hetzelfde plan met dezelfde sleutel wordt één keer geplaatst.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON, zoals de API haar geeft.")
@click.pass_obj
def post(site: Site, *, file: Path, key: str | None, as_json: bool) -> None:
    """Plaats het plan in FILE: JSON met de velden van de API (titel, samenvatting, probleem, thema, contact, ...)."""
    body = bytes_of(file)
    try:
        msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except NOT_JSON as error:
        raise RemoteError(f"{file} is geen plan als JSON: {error}.") from None

    async def posted(site: Site) -> GeplaatstUit:
        return await site.post_idea(body, key=key)

    made = at_site(site, posted)
    if as_json:
        click.echo(msgspec.json.encode(made).decode())
        return
    click.echo(f"Geplaatst als plan {made.nummer}: {site.address}{made.webpagina.href}")
    for one in made.vergelijkbaar or ():
        click.echo(f"Lijkt hierop ({one.graad}): {one.titel} ({one.gemeente})  {site.address}{one.webpagina.href}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--source", required=True, help="Naam van uw systeem; dezelfde naam en hetzelfde nummer is hetzelfde plan."
)
@click.option("--sheet", default="", help="Het blad van een spreadsheet; anders het eerste waar iets in staat.")
@click.option("--municipality", default="", help="Code van de gemeente van wie de bron is, als u er voor meer werkt.")
@click.option("--dry-run", is_flag=True, help="Vertel wat er zou gebeuren, zonder te bewaren.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON, zoals de API haar geeft.")
@click.pass_context
def import_(
    context: click.Context, *, file: Path, source: str, sheet: str, municipality: str, dry_run: bool, as_json: bool
) -> None:
    """Voer de plannen in FILE in: JSON Lines met de velden van de API, CSV of een spreadsheet. Allemaal of geen."""
    site: Site = context.obj
    body = bytes_of(file)
    done = at_site(
        site,
        lambda site: site.import_ideas(body, source=source, trial=dry_run, municipality=municipality, sheet=sheet),
    )
    if as_json:
        click.echo(msgspec.json.encode(done).decode())
    else:
        for note in done.opmerkingen:
            click.echo(f"{file}: {note}", err=True)
        wrong = [line for line in done.regels if line.uitkomst == "fout"]
        for line in wrong[:MOST_LINES_TOLD]:
            for one in line.ongeldig:
                click.echo(f"{file}:{line.regel}: {one.naam}: {one.reden}", err=True)
        if len(wrong) > MOST_LINES_TOLD:
            click.echo(f"En nog {counted(len(wrong) - MOST_LINES_TOLD, 'regel', 'regels')} met fouten.", err=True)
        for line in done.regels:
            if line.uitkomst == "botsing":
                click.echo(
                    f"{file}:{line.regel}: plan {line.nummer} is daar ook gewijzigd. Wat daar staat, blijft; de"
                    f" gemeente kiest op {site.address}/ideeen/{line.nummer}.",
                    err=True,
                )
        would = "Dit zou gebeuren" if done.proef else "Klaar"
        click.echo(
            f"{would}: {counted(done.nieuw, 'plan', 'plannen')} nieuw, {done.gewijzigd} gewijzigd, {done.gelijk}"
            f" gelijk, {done.fout} fout."
        )
    if done.fout:
        context.exit(2)


@click.command()
@click.argument("solution", type=click.IntRange(1, LARGEST))
@click.argument("stage", type=click.Choice(tuple(one.value for one in Stage)))
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Sinds welke dag, zoals 2026-11-30; anders vandaag.")
@click.option("--note", default="", help="Toelichting; iedereen kan haar lezen.")
@click.option("--municipality", help="Code van de gemeente, als u er voor meer werkt.")
@click.option("--key", help="Eigen sleutel: dezelfde melding met dezelfde sleutel wordt één keer bewaard.")
@click.pass_obj
def report(
    site: Site,
    *,
    solution: int,
    stage: str,
    since: datetime | None,
    note: str,
    municipality: str | None,
    key: str | None,
) -> None:
    """Meld hoe ver een gemeente is met oplossing SOLUTION, bijvoorbeeld: report 181 in_gebruik."""
    sent = MeldingIn(
        stap=stage,
        sinds_datum=since.date() if since else msgspec.UNSET,
        toelichting=note,
        gemeentecode=municipality or msgspec.UNSET,
    )
    made = at_site(site, lambda site: site.report_adoption(solution, sent, key=key))
    click.echo(f"Gemeld als melding {made.melding}: {site.address}{made.webpagina.href}")
