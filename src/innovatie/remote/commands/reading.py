"""`innovatie remote search` and `innovatie remote mirror`: what everybody may read."""

from pathlib import Path

import click
import msgspec

from innovatie.domain.counting_words import counted
from innovatie.domain.file_reasons import why_not
from innovatie.remote.commands.group import at_site, text_of
from innovatie.remote.errors import RemoteError
from innovatie.remote.mirroring import BY_NAME, LISTS, Mirrored, mirror
from innovatie.remote.site import Site

SEARCHED = ("ideeen", "groepen")


class _Found(msgspec.Struct, frozen=True):
    """What plans and groups both tell of themselves."""

    nummer: int
    titel: str
    gemeente: str | None = None
    trekker: str | None = None


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--in", "name", type=click.Choice(SEARCHED), default="ideeen", show_default=True, help="Waarin.")
@click.option("--theme", help="Alleen dit thema, zoals dienstverlening.")
@click.option("--municipality", help="Alleen van deze gemeente: naam of code.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Hoeveel ten hoogste.")
@click.option("--json", "as_json", is_flag=True, help="Uitvoer als JSON Lines, zoals de API ze geeft.")
@click.pass_obj
def search(
    site: Site,
    *,
    words: tuple[str, ...],
    name: str,
    theme: str | None,
    municipality: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Zoek plannen of groepen waarin alle WORDS voorkomen."""
    filters = {"q": " ".join(words), "thema": theme or "", "gemeente": municipality or ""}

    async def found(site: Site) -> list[bytes]:
        rows: list[bytes] = []
        async for piece in site.pieces(f"/api/v1/{name}", **{key: value for key, value in filters.items() if value}):
            rows += [bytes(row) for row in piece]
            if len(rows) >= limit:
                break
        return rows[:limit]

    for row in at_site(site, found):
        if as_json:
            click.echo(row.decode())
        else:
            one = msgspec.json.decode(row, type=_Found)
            whose = one.gemeente or one.trekker or "-"
            click.echo(f"{one.nummer:>7}  {one.titel} ({whose})  {site.address}/{name}/{one.nummer}")


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
