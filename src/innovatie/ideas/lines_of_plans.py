"""Plans as JSON Lines by the names of the API, read by the one reader of tables."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import islice
from typing import Final

from innovatie.domain.idea_content import submission_errors
from innovatie.domain.idea_import import FIELDS, Reading, columns_in, is_our_own, read_ideas
from innovatie.domain.idea_rows import ImportRow
from innovatie.domain.idea_states import Stage
from innovatie.domain.municipality_names import MunicipalityNames
from innovatie.domain.tables import (
    OF_A_STRANGER,
    BadTable,
    Problem,
    Table,
    decoded,
    is_document,
    match,
    named_first,
    objects_on_lines,
    shown,
    table_of,
)
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
_NEEDED: Final[dict[str, object]] = dict.fromkeys(("bronnummer", "titel", "samenvatting"))
"""What every line must say: asked for on each line, also when no line has it."""
_STRANGE: Final = wording("dit veld kennen wij niet.")
_MOST_STRANGE: Final = 10
"""Unknown fields of one line that are told; who mends these finds the others."""
_NO_TEXT: Final = wording("deze regel is geen UTF-8. Stuur alle tekst als UTF-8.")
IN_THE_API: Final = {ours: theirs for theirs, ours in _COLUMNS.items()}


def require_whole(reading: Reading) -> None:
    """Raises BadTable with everything that is wrong, when something is."""
    if reading.problems:
        raise BadTable(reading.problems)


def is_list(body: bytes) -> bool:
    """Whether JSON is to be read as a list of `read_list`: one document, or a file or an answer of ours, as it is."""
    try:
        text, _encoding = decoded(body)
    except BadTable:
        return False
    return is_our_own(named_first(text)) or is_document(text.removeprefix("\ufeff"))


def read_lines(body: bytes, code: str, names: MunicipalityNames, today: date) -> Reading:
    """The plans of the lines; a line without a municipality is of the one with `code`.

    Each line is judged by itself: what is wrong with one says nothing about the others, and is told of that line.
    BadTable when there are more lines than there is room for.
    """
    objects, problems = _objects(body)
    for line, sent in objects:
        strange_names = islice((name for name in sent if name not in _COLUMNS), _MOST_STRANGE)
        problems += [Problem(line, _STRANGE, column=shown(name)) for name in strange_names]
    strange = {problem.line for problem in problems}
    otherwise: dict[str, object] = {"gemeentecode": code, "stadium": Stage.IDEA.value}  # as for one plan
    filled = [
        (line, _NEEDED | sent | {name: sent.get(name) or value for name, value in otherwise.items()})
        for line, sent in objects
        if line not in strange
    ]
    rows: list[ImportRow] = []
    if filled:
        reading = read_ideas(table_of(filled, ()), "jsonl", municipalities=names, today=today, given=_given(filled))
        problems += reading.problems
        named = {line: _fields(sent) for line, sent in objects}
        for row in reading.rows:
            unfinished = _unfinished(row)
            problems += unfinished
            # A field that another line names says nothing of this one.
            rows += [] if unfinished else [replace(row, named=row.named & named[row.line])]
    if not objects and not problems:
        problems.append(Problem(1, wording("er staan geen plannen in.")))
    return Reading(tuple(rows), tuple(sorted(problems, key=lambda one: one.line)))


def read_list(
    table: Table, code: str, names: MunicipalityNames, today: date, given: Mapping[str, str] | None = None
) -> Reading:
    """The plans in a list of the municipality with `code`, which are its own where no column says whose.

    `given` says for a header which column of ours it is, or ''. A list without a stage holds ideas.
    """
    places = match(table, columns_in(table), given).places
    added = {} if {"gemeentecode", "gemeente"} & set(places) else {"gemeentecode": code}
    if "stadium" not in places:
        added["stadium"] = Stage.IDEA.value
    read_as = dict(given or {})
    for column, value in added.items():
        header = f"{column} van elke regel"  # the file may have one of this name that is not to be read
        table, read_as[header] = table.with_column(header, value), column
    reading = read_ideas(table, "auto", municipalities=names, today=today, given=read_as)
    unfinished = [problem for row in reading.rows if row.here is None for problem in _unfinished(row)]
    wrong = {one.line for one in unfinished}
    return replace(
        reading,
        rows=tuple(row for row in reading.rows if row.line not in wrong),
        problems=tuple(sorted((*reading.problems, *unfinished), key=lambda one: one.line)),
    )


def _objects(body: bytes) -> tuple[list[tuple[int, dict[str, object]]], list[Problem]]:
    """The object on each line. Where the text as a whole is in no encoding that we know, its good lines still count."""
    try:
        text, _encoding = decoded(body)
    except BadTable:
        lines = body.split(b"\n")
        wrong = [place for place, line in enumerate(lines) if not _is_text(line)]
        for place in wrong:
            lines[place] = b""
        objects, problems = objects_on_lines(b"\n".join(lines).decode("utf-8"), room=OF_A_STRANGER)
        return objects, [*problems, *(Problem(place + 1, _NO_TEXT) for place in wrong)]
    return objects_on_lines(text.removeprefix("\ufeff"), room=OF_A_STRANGER)


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fields(sent: Mapping[str, object]) -> frozenset[str]:
    """The fields of a plan that a line names."""
    return frozenset(FIELDS[column] for name in sent if (column := _COLUMNS.get(name, "")) in FIELDS)


def _given(objects: Sequence[tuple[int, dict[str, object]]]) -> dict[str, str]:
    return {name: _COLUMNS[name] for _line, sent in objects for name in sent}


def _unfinished(row: ImportRow) -> Sequence[Problem]:
    """What a plan still misses before others may see it: a program posts finished plans only."""
    return [Problem(row.line, why, column=FIELD_NAMES[field]) for field, why in submission_errors(row.content).items()]
