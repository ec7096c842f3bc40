"""`innovatie demo-plans`: the plans of the demo as labelled texts, for `innovatie grouping` to measure or to fit on."""

from pathlib import Path

import click

from innovatie.domain.file_reasons import why_not

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--documents", required=True, type=_FILE, help="Waar de teksten komen (JSON Lines).")
@click.option("--labels", required=True, type=_FILE, help="Waar de groepen komen (CSV met id en group).")
def demo_plans(documents: Path, labels: Path) -> None:
    """Schrijf de plannen van de demo met hun ware groep, in de vorm die grouping evaluate en refit lezen."""
    from innovatie.demo.plans import plans  # noqa: PLC0415 -- numpy and scipy only when asked
    from innovatie.grouping.labels import LabelledText, write  # noqa: PLC0415
    from innovatie.search.texts import Document  # noqa: PLC0415

    texts = []
    for plan in plans():
        content = plan.content
        parts = (content.summary, content.problem, content.approach, content.public_value)
        text = "\n".join(part for part in parts if part)
        texts.append(LabelledText(Document(plan.key, content.title, text, plan.municipality), plan.group or plan.key))
    try:
        write(texts, documents, labels)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: kan dit bestand niet schrijven ({why_not(error)}).") from None
    click.echo(f"{len(texts)} teksten in {len({text.group for text in texts})} groepen.")
