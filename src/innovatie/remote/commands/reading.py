"""`innovatie remote search` and `innovatie remote mirror`: what everybody may read."""

from pathlib import Path

import click
import msgspec

from innovatie.domain.counting_words import counted
from innovatie.domain.file_reasons import why_not
from innovatie.remote.commands.group import at_site, text_of
from innovatie.remote.errors import RemoteError
from innovatie.remote.mirroring import BY_NAME, LISTS, Mirrored, mirror
from innovatie.remote.shapes import IdeeUit
from innovatie.remote.site import Site

KINDS = ("idee", "groep", "winnaar", "gemeente", "verband")


@click.command()
@click.argument("words", nargs=-1)
@click.option("--kind", type=click.Choice(KINDS), help="Alleen dit soort ding.")
@click.option("--theme", help="Alleen dit thema, zoals dienstverlening.")
@click.option("--stage", help="Alleen plannen in dit stadium, zoals pilot.")
@click.option("--year", help="Alleen wat in dit jaar is ingediend.")
@click.option("--province", help="Alleen van gemeenten in deze provincie.")
@click.option("--region", help="Alleen van gemeenten in deze arbeidsmarktregio.")
@click.option("--size", help="Alleen van gemeenten van deze grootte, zoals --counts haar noemt.")
@click.option("--round", "round_", help="Alleen uit deze ronde, zoals 2026-1.")
@click.option("--winner/--no-winner", default=None, help="Alleen winnaars, of juist niet.")
@click.option("--sort", help="De volgorde: relevantie, nieuwste of gemeenten.")
@click.option(
    "--municipality",
    "--in",
    "town",
    help="Alleen plannen waaraan deze gemeente meedoet: naam of code. Dan wordt de lijst van plannen doorzocht.",
)
@click.option("--counts", is_flag=True, help="Vertel ook hoeveel er zijn per filter.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Hoeveel ten hoogste.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON Lines, zoals de API ze geeft.")
@click.pass_obj
def search(  # noqa: PLR0917 -- the options of one command
    site: Site,
    words: tuple[str, ...],
    kind: str | None,
    theme: str | None,
    stage: str | None,
    year: str | None,
    province: str | None,
    region: str | None,
    size: str | None,
    round_: str | None,
    winner: bool | None,
    sort: str | None,
    town: str | None,
    counts: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Zoek op WORDS in alles wat openbaar is, zoals de site zelf zoekt: op woorden en op betekenis.

    Met --municipality zijn het de plannen van die gemeente, nieuwste eerst, met WORDS in titel of samenvatting.
    """
    of_plans = {"thema": theme, "stadium": stage, "jaar": year, "provincie": province, "ronde": round_}
    of_search = {
        "soort": kind,
        "regio": region,
        "grootte": size,
        "winnaar": None if winner is None else "ja" if winner else "nee",
        "sorteer": sort,
    }
    asked = {name: value for name, value in (of_plans | of_search).items() if value}
    if "" in (town, *of_plans.values(), *of_search.values()):
        raise click.UsageError("Een filter is leeg. Vul hem in of laat hem weg.")
    if town is None and not (words or asked):
        raise click.UsageError("Noem woorden om op te zoeken, of een filter.")
    if town is not None:
        beyond = [name for name in asked if name in of_search and (name, kind) != ("soort", "idee")]
        if beyond or counts:
            raise click.UsageError(
                "Bij --municipality horen alleen --theme, --stage, --year, --province, --round en --limit."
            )
        asked.pop("soort", None)
        _show_plans(site, {"gemeente": town, "q": " ".join(words)} | asked, limit=limit, as_json=as_json)
        return
    found = at_site(site, lambda site: site.search(" ".join(words), most=limit, **asked))
    if found.bedoeld:
        click.echo(f"Gezocht naar: {found.bedoeld}", err=True)
    if counts:
        for one in found.tellingen:
            values = ", ".join(f"{value.waarde} ({value.aantal})" for value in one.waarden[:10])
            click.echo(f"{one.filter}: {values}", err=True)
    for hit in found.resultaten:
        if as_json:
            click.echo(msgspec.json.encode(hit).decode())
        else:
            whose = f" ({hit.van})" if hit.van else ""
            click.echo(f"{hit.soort:>8}  {hit.titel}{whose}  {site.address}{hit.webpagina.href}")


def _show_plans(site: Site, filters: dict[str, str], *, limit: int, as_json: bool) -> None:
    async def first(site: Site) -> list[IdeeUit]:
        found = []
        async for plan in site.each("ideeen", IdeeUit, **{name: value for name, value in filters.items() if value}):
            found.append(plan)
            if len(found) == limit:
                break
        return found

    for plan in at_site(site, first):
        if as_json:
            click.echo(msgspec.json.encode(plan).decode())
        else:
            click.echo(f"{'idee':>8}  {plan.titel} ({plan.gemeente})  {site.address}{plan.webpagina.href}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--title", default="", help="De titel van het plan.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON, zoals de API haar geeft.")
@click.pass_obj
def similar(site: Site, *, file: Path, title: str, as_json: bool) -> None:
    """Wie werkt al aan wat in FILE staat? FILE is tekst, of - voor wat u typt. De site bewaart er niets van."""
    found = at_site(site, lambda site: site.similar(text_of(file), title=title))
    if as_json:
        click.echo(msgspec.json.encode(found).decode())
        return
    for one in found.resultaten or ():
        why = ", ".join([*one.taken, *one.namen, *one.woorden])
        click.echo(
            f"{one.nummer:>7}  {one.titel} ({one.gemeente}), {one.graad}: {why}  {site.address}{one.webpagina.href}"
        )


@click.command("mirror")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--list", "names", multiple=True, type=click.Choice(tuple(BY_NAME)), help="Alleen deze lijst; mag vaker.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON Lines.")
@click.pass_obj
def mirror_(site: Site, *, folder: Path, names: tuple[str, ...], as_json: bool) -> None:
    """Houd in FOLDER een kopie bij van alles wat openbaar is: één bestand met JSON Lines per lijst.

    De volgende keer komt alleen wat veranderde. Een kopie die afbrak, gaat verder waar zij was.
    """

    def told(one: Mirrored) -> None:
        if as_json:
            click.echo(msgspec.json.encode(one).decode())
        elif one.whole:
            click.echo(f"{one.name}: {counted(one.came, 'regel', 'regels')}")
        else:
            click.echo(f"{one.name}: {one.came} nieuw of gewijzigd, {one.went} vervallen")

    async def copy(site: Site) -> int:
        try:
            return await mirror(site, folder, names or tuple(one.name for one in LISTS), told=told)
        except OSError as error:
            raise RemoteError(f"In {folder} is niet te schrijven: {why_not(error)}.") from None

    until = at_site(site, copy)
    if not as_json:
        click.echo(f"Bij tot en met wijziging {until}.")
