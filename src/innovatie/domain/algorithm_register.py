"""The export of the Dutch Algorithm Register (algoritmes.overheid.nl), as CSV or JSON, to plans.

Its headers are those of the publication standard of the register; the extract with codes of municipalities that
earlier versions of Innovatie took is read too.
"""

from datetime import date
from typing import Final

from innovatie.domain.idea_content import CONTACT_LIMIT, TEXT_LIMIT, TITLE_LIMIT, IdeaContent
from innovatie.domain.idea_rows import LONGEST_NUMBER, ImportRow, checked, links_of, town_of
from innovatie.domain.idea_states import Stage
from innovatie.domain.municipality_names import MunicipalityNames
from innovatie.domain.tables import Cells, Column, shown
from innovatie.domain.theme_guess import guess_theme

REGISTER_SOURCE: Final = "Algoritmeregister"

REGISTER_COLUMNS: Final = (
    Column("id", ("algorithm_id", "lars"), required=True),
    Column("title", ("name", "naam"), required=True),
    Column("description", ("description_short", "korte omschrijving"), required=True),
    Column("organization", ("organisation", "organisatie")),
    Column("municipality_code"),
    Column("status", required=True),
    Column("registered_on", ("publication_dt", "create_dt")),
    Column("begin_date"),
    Column("goal", ("doel",)),
    Column("lawful_basis", ("legal_basis", "wettelijke basis")),
    Column("contact_email"),
    Column("url"),
    Column("website"),
)
_STAGES: Final = {
    "in gebruik": Stage.IN_USE.value,
    "in use": Stage.IN_USE.value,
    "in ontwikkeling": Stage.PILOT.value,
    "ontwikkeling": Stage.PILOT.value,
    "in development": Stage.PILOT.value,
    "buiten gebruik": Stage.STOPPED.value,
    "out of use": Stage.STOPPED.value,
    "gearchiveerd": Stage.STOPPED.value,
}


def register_row(cells: Cells, municipalities: MunicipalityNames, today: date) -> ImportRow:
    """One algorithm as a plan. Texts longer than a title or a contact may be are cut at a word, with a sign."""
    title = cells.text("title", required=True)
    goal, basis = (cells.text(key, multiline=True) for key in ("goal", "lawful_basis"))
    description = cells.text("description", multiline=True, longest=TEXT_LIMIT)
    status = cells.text("status", required=True)
    stage = _STAGES.get(status.casefold().replace("_", " "), "")
    if status and not stage:
        cells.fail("status", f"‘{shown(status)}’ kennen wij niet. Kies uit {', '.join(_STAGES)}.")
    organization = cells.text("organization")
    approach = "\n\n".join(
        f"**{head}**\n\n{text}" for head, text in (("Doel", goal), ("Wettelijke grondslag", basis)) if text
    )
    content = IdeaContent(
        title=_cut(title, TITLE_LIMIT),
        summary=description or title,
        approach=approach,
        stage=stage,
        theme=guess_theme(title, description),
        contact=_cut(organization, CONTACT_LIMIT),
        links=tuple(dict.fromkeys((*_links(cells, "url"), *_links(cells, "website")))),
    )
    number = cells.text("id", required=True, longest=LONGEST_NUMBER)
    return ImportRow(
        line=cells.line,
        number=number,
        municipality=town_of(cells, municipalities, "municipality_code", "organization"),
        content=checked(cells, content),
        co_submitters=(),
        submitted=cells.day("registered_on", latest=today),
        named=frozenset(("title", "summary", "approach", "stage", "theme", "contact", "links", "submitted")),
    )


def _links(cells: Cells, key: str) -> tuple[str, ...]:
    """The addresses in this column; the register takes any text there, so text that is none is left out."""
    before = len(cells.problems)
    found = links_of(cells, key)
    del cells.problems[before:]
    return found


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return f"{text[: longest - 1].rsplit(' ', 1)[0]}…"
