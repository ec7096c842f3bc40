"""Plans as JSON Lines by the names of the API, read by the one reader of tables."""

from collections.abc import Sequence
from typing import Final

from innovatie.domain.idea_content import submission_errors
from innovatie.domain.idea_import import Reading, read_ideas
from innovatie.domain.idea_rows import ImportRow
from innovatie.domain.idea_states import Stage
from innovatie.domain.municipality_names import MunicipalityNames
from innovatie.domain.tables import BadTable, Problem, Row, Table, decoded, read_json_lines
from innovatie.domain.wording import wording

FIELD_NAMES: Final = {
    "title": "titel", "summary": "samenvatting", "problem": "probleem", "approach": "aanpak", "stage": "stadium",
    "public_value": "publiekeWaarde", "theme": "thema", "planned_start": "geplandeStartDatum", "effort_hours": "uren",
    "cost_euro": "kostenEuro", "contact": "contact", "links": "links",
}  # fmt: skip
"""The name in the API of each field that the rules may refuse."""
_COLUMNS: Final = {
    "bronnummer": "bronnummer", "gemeentecode": "gemeentecode", "titel": "titel", "samenvatting": "samenvatting",
    "probleem": "probleem", "aanpak": "aanpak", "publiekeWaarde": "waarde", "stadium": "stadium", "thema": "thema",
    "geplandeStartDatum": "start", "kostenEuro": "kosten", "uren": "uren", "contact": "contact", "links": "links",
}  # fmt: skip
"""What a line may say, by the names of the API: the column of our reader of tables."""
IN_THE_API: Final = {ours: theirs for theirs, ours in _COLUMNS.items()}


def require_whole(reading: Reading) -> None:
    """Raises BadTable with everything that is wrong, when something is."""
    if reading.problems:
        raise BadTable(reading.problems)


def read_lines(body: bytes, code: str, names: MunicipalityNames) -> Reading:
    """The plans of the lines; a line without a municipality is of the one with `code`."""
    text, notes = decoded(body)
    table = read_json_lines(text)
    strange = [header for header in table.headers if header not in _COLUMNS]
    if strange:
        at = table.rows[0].line if table.rows else 1
        raise BadTable([Problem(at, wording("dit veld kennen wij niet."), column=header) for header in strange])
    given = {header: _COLUMNS[header] for header in table.headers}
    headers, rows = table.headers, table.rows
    for name, otherwise in (("gemeentecode", code), ("stadium", Stage.IDEA.value)):  # as for one plan
        if name not in headers:
            headers = (*headers, name)
            rows = tuple(Row(row.line, (*row.cells, otherwise)) for row in rows)
            given[name] = name
            continue
        at = headers.index(name)
        rows = tuple(
            row
            if row.cells[at] is not None and row.cells[at] != ""
            else Row(row.line, (*row.cells[:at], otherwise, *row.cells[at + 1 :]))
            for row in rows
        )
    reading = read_ideas(
        Table(headers, rows, problems=table.problems, notes=tuple(notes)), "jsonl", municipalities=names, given=given
    )
    unfinished = [problem for row in reading.rows for problem in _unfinished(row)]
    bad = {problem.line for problem in unfinished}
    kept = tuple(row for row in reading.rows if row.line not in bad)
    return Reading(kept, tuple(sorted((*reading.problems, *unfinished), key=lambda one: one.line)))


def _unfinished(row: ImportRow) -> Sequence[Problem]:
    """What a plan still misses before others may see it: a program posts finished plans only."""
    return [Problem(row.line, why, column=FIELD_NAMES[field]) for field, why in submission_errors(row.content).items()]
