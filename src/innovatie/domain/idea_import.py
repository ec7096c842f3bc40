"""Ideas from a table of others: in our own columns, or the export of the Dutch Algorithm Register.

Reading is pure: a table in, rows and problems out. A problem names its line and column; nothing is imported when there
is one.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from innovatie.domain.algorithm_register import REGISTER_COLUMNS, REGISTER_SOURCE, register_row
from innovatie.domain.counting_words import counted
from innovatie.domain.idea_content import CONTACT_LIMIT, TEXT_LIMIT, TITLE_LIMIT, IdeaContent
from innovatie.domain.idea_rows import (
    LONGEST_NUMBER,
    SOURCE_LABELS,
    ImportRow,
    checked,
    links_of,
    town_of,
    towns_of,
)
from innovatie.domain.idea_states import STAGE_LABELS
from innovatie.domain.municipality_names import MunicipalityNames
from innovatie.domain.tables import Cells, Column, Problem, Row, Table, folded, match, shown, told_of, unharmed
from innovatie.domain.theme_guess import guess_theme
from innovatie.domain.themes import THEMES
from innovatie.domain.wording import wording

__all__ = [
    "COLUMNS",
    "FORMATS",
    "REGISTER_SOURCE",
    "ImportRow",
    "Reading",
    "columns_in",
    "is_our_own",
    "read_ideas",
]

FORMATS: Final = ("auto", "csv", "jsonl", "json", "algorithm-register")
"""How the text of a file is to be read; a spreadsheet is known by its bytes."""

COLUMNS: Final = (
    Column("bronnummer", ("nummer bij de bron", "nr", "volgnummer", "zaaknummer", "source number", "case number")),
    Column("gemeentecode", ("code gemeente", "municipality_code")),
    Column("gemeente", ("naam gemeente", "gemeentenaam", "indiener", "municipality")),
    Column("titel", ("title", "naam van het plan"), required=True),
    Column("samenvatting", ("summary",), required=True),
    Column("thema", ("theme",)),
    Column("stadium", ("stage", "fase"), required=True),
    Column("probleem", ("problem",)),
    Column("aanpak", ("approach",)),
    Column("waarde", ("publieke waarde", "verwachte publieke waarde", "public value")),
    Column("start", ("geplande start", "startdatum", "geplandeStartDatum", "planned start", "start date")),
    Column(
        "kosten", ("kosten in euro", "geschatte kosten", "kosten (euro)", "kostenEuro", "cost", "costs", "cost in euro")
    ),
    Column("uren", ("geschatte uren", "aantal uren", "hours")),
    Column("contact", ("contactpunt",)),
    Column("links", ("link", "url", "webadres")),
    Column("mede", ("mede-indieners", "mede-indiener", "medeindieners (codes)", "co-submitters")),
    Column("ingediend_op", ("ingediend op", "datum van indienen", "submitted on", "submission date")),
    # The rest of our own export: which plan it is here, and what an import never changes.
    Column("nummer"),
    Column("versie"),
    *(Column(name, ignored=True) for name in ("staat", "provincie", "ronde", "bron", "doen mee (codes)")),
)
_DATA_FILE: Final = ("nummer", "versie", "webpagina")
"""The headers that the files of `/data` and the answers of the API have together, and hardly anything else."""
_ONLY_IN_DATA: Final = tuple(
    Column(name, ignored=True)
    for name in (
        "status", "deelnemendeGemeentecodes", "aantalAndereGemeenten", "samenwerkingsverband", "gewijzigdOp",
        "ingetrokkenOp", "redenVanIntrekking", "deelnemers", "versies", "href", "webpagina",
    )
)  # fmt: skip
"""What stands in those and is no part of what a plan says; in another list a column `status` may be anything."""
FIELDS: Final = {
    "titel": "title",
    "samenvatting": "summary",
    "probleem": "problem",
    "aanpak": "approach",
    "waarde": "public_value",
    "stadium": "stage",
    "thema": "theme",
    "start": "planned_start",
    "kosten": "cost_euro",
    "uren": "effort_hours",
    "contact": "contact",
    "links": "links",
    "mede": "co_submitters",
    "ingediend_op": "submitted",
}
"""The field that each column fills."""
COLUMN_LABELS: Final = {
    "bronnummer": wording("Nummer in uw lijst"),
    **{column: SOURCE_LABELS[field] for column, field in FIELDS.items()},
    "gemeente": SOURCE_LABELS["municipality"],
    "gemeentecode": wording("Gemeentecode"),
    "nummer": wording("Nummer op Innovatie"),
    "versie": wording("Versie op Innovatie"),
}
"""What each column is called for people, in the order in which they choose."""
_THEMES: Final = {
    name.casefold(): one.slug for one in THEMES for name in (one.slug, one.label, one.slug.replace("-", " "))
}
_STAGES: Final = {
    name.casefold(): stage for stage, label in STAGE_LABELS.items() for name in (label, stage.replace("_", " "))
}


@dataclass(frozen=True, slots=True)
class Reading:
    rows: tuple[ImportRow, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...] = ()


def columns_in(table: Table) -> tuple[Column, ...]:
    """The columns that we know in this table: in a file of our own open data those that nothing is read of too."""
    return (*COLUMNS, *_ONLY_IN_DATA) if is_our_own(table.headers) else COLUMNS


def is_our_own(headers: Iterable[str]) -> bool:
    """Whether these are of a file of `/data` or of an answer of the API."""
    return set(map(folded, headers)).issuperset(_DATA_FILE)


def read_ideas(
    table: Table,
    form: str,
    *,
    municipalities: MunicipalityNames,
    today: date,
    given: Mapping[str, str] | None = None,
) -> Reading:
    """The ideas in `table`; `form` is one of FORMATS. `given` says for a header which column of ours it is, or ''.

    What is submitted later than `today` is a problem.
    """
    register = form == "algorithm-register"
    # Others add columns to their export when they like.
    matching = match(table, REGISTER_COLUMNS if register else columns_in(table), given, others_may=register)
    notes = (*table.notes, *(f"De kolom ‘{header}’ lezen wij niet." for header in matching.unknown if register))
    if matching.problems:
        return Reading((), matching.problems, notes)
    reader: Callable[[Cells, MunicipalityNames, date], ImportRow] = register_row if register else _own_row
    rows: list[ImportRow] = []
    problems = list(table.problems)
    seen: dict[str, int] = {}
    rounded: list[int] = []
    for row in table.rows:
        cells = Cells(row if register else _as_written(row), matching)
        read = reader(cells, municipalities, today)
        if cells.problems:
            # What could not be read is told; what follows from it need not be.
            problems.extend(told_of(row, cells.problems))
            continue
        key = read.number if read.here is None else f"nummer {read.here}"
        if key in seen:
            cells.fail("bronnummer", f"{key} staat ook op regel {seen[key]}. Elk plan heeft een eigen nummer.")
        seen.setdefault(key, row.line)
        problems.extend(cells.problems)
        if not cells.problems:
            rows.append(read)
            rounded += [row.line] if cells.rounded else []
    if not rows and not problems:
        problems.append(Problem(1, "er staan geen plannen in."))
    if rounded:
        notes += (
            "Waar alleen een maand, kwartaal of jaar staat, is de eerste dag genomen:"
            f" {counted(len(rounded), 'regel', 'regels')}, de eerste is regel {rounded[0]}.",
        )
    return Reading(tuple(rows), tuple(sorted(problems, key=lambda one: one.line)), notes)


def _as_written(row: Row) -> Row:
    """Our own export puts an apostrophe before what a spreadsheet would compute."""
    return Row(row.line, tuple(unharmed(cell) if isinstance(cell, str) else cell for cell in row.cells))


def _own_row(cells: Cells, municipalities: MunicipalityNames, today: date) -> ImportRow:
    title = cells.text("titel", required=True, longest=TITLE_LIMIT)
    summary = cells.text("samenvatting", required=True, multiline=True, longest=TEXT_LIMIT)
    content = IdeaContent(
        title=title,
        summary=summary,
        problem=cells.text("probleem", multiline=True, longest=TEXT_LIMIT),
        approach=cells.text("aanpak", multiline=True, longest=TEXT_LIMIT),
        public_value=cells.text("waarde", multiline=True, longest=TEXT_LIMIT),
        stage=_one_of(cells, "stadium", _STAGES, tuple(STAGE_LABELS.values()), required=True),
        theme=_one_of(cells, "thema", _THEMES, tuple(one.label for one in THEMES)) or guess_theme(title, summary),
        planned_start=cells.day("start", begins=True),
        cost_euro=cells.amount("kosten"),
        effort_hours=cells.hours("uren"),
        contact=cells.text("contact", longest=CONTACT_LIMIT),
        links=links_of(cells, "links"),
    )
    here, version = cells.whole("nummer"), cells.whole("versie")
    number = cells.text("bronnummer", longest=LONGEST_NUMBER)
    if not number and here is None and not cells.failed("bronnummer"):
        cells.fail("bronnummer", "hier staat niets. Geef elk plan het nummer dat het bij de bron heeft.")
    return ImportRow(
        line=cells.line,
        number=number,
        municipality=town_of(cells, municipalities, "gemeentecode", "gemeente"),
        content=checked(cells, content),
        co_submitters=towns_of(cells, municipalities, "mede"),
        submitted=cells.day("ingediend_op", begins=True, latest=today),
        here=here,
        version=version,
        named=frozenset(field for column, field in FIELDS.items() if cells.has(column)),
    )


def _one_of(cells: Cells, key: str, known: Mapping[str, str], labels: Sequence[str], *, required: bool = False) -> str:
    """The slug of what the cell says; who is told what to choose reads the labels, which are understood as well."""
    text = cells.text(key, required=required)
    if not text:
        return ""
    found = known.get(text.casefold().replace("_", " "), "")
    if not found:
        choices = "; ".join(map(str.__str__, labels))
        cells.fail(key, f"‘{shown(text)}’ kennen wij niet. Kies uit: {choices}.")
    return found
