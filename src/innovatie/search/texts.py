"""The documents, labels and queries of a quality measurement, read from files with line and reason when wrong."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from innovatie.domain.file_reasons import why_not
from innovatie.domain.tables import BadTable, Column, as_text, match, require
from innovatie.infra.table_files import read_file


class FileProblem(ValueError):
    """A file that cannot be used: the message names file, line and reason, for the person at the shell."""


@dataclass(frozen=True, slots=True)
class Document:
    """One text to group or to find. `municipality` is who has it, by whatever name or code; empty when unknown."""

    id: str
    title: str
    text: str
    municipality: str = ""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with the relevance of documents: 2 for exactly this need, 1 for useful."""

    id: str
    kind: str
    text: str
    relevant: dict[str, int]


def read_documents(path: Path) -> list[Document]:
    """Documents of a JSON Lines file with `id`, `title`, `text` and perhaps `municipality`, in file order.

    Raises FileProblem.
    """
    found: list[Document] = []
    seen: set[str] = set()
    for number, line in numbered_lines(path):
        try:
            given = json.loads(line)
            document = Document(
                str(given["id"]),
                str(given["title"] or ""),
                str(given["text"] or ""),
                str(given.get("municipality") or ""),
            )
        except (ValueError, TypeError, KeyError) as error:
            raise FileProblem(f"{path}, regel {number}: verwacht JSON met id, title en text ({error}).") from None
        if document.id in seen:
            raise FileProblem(f"{path}, regel {number}: id {document.id} staat er al eerder.")
        seen.add(document.id)
        found.append(document)
    return found


def read_queries(path: Path) -> list[JudgedQuery]:
    """Queries of a JSON Lines file with `id`, `kind`, `query` and `relevant`. Raises FileProblem."""
    found: list[JudgedQuery] = []
    for number, line in numbered_lines(path):
        try:
            given = json.loads(line)
            relevant = {str(key): int(value) for key, value in given["relevant"].items()}
            found.append(JudgedQuery(str(given["id"]), str(given["kind"]), str(given["query"]), relevant))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise FileProblem(
                f"{path}, regel {number}: verwacht JSON met id, kind, query en relevant ({error})."
            ) from None
    return found


def read_labels(path: Path) -> dict[str, str]:
    """Document id -> group, from a CSV file with the columns `id` and `group`. Raises FileProblem."""
    labels: dict[str, str] = {}
    try:
        table = read_file(path)
        matching = require(match(table, (Column("id", required=True), Column("group", required=True)), others_may=True))
        if table.problems:
            raise BadTable(table.problems)
    except BadTable as error:
        raise FileProblem(f"{path}, regel {error.problems[0].line}: {error.problems[0]}") from None
    for row in table.rows:
        name, group = (as_text(row.cells[matching.places[key]]) for key in ("id", "group"))
        if not name or not group:
            raise FileProblem(f"{path}, regel {row.line}: id en group moeten gevuld zijn.")
        if name in labels:
            raise FileProblem(f"{path}, regel {row.line}: id {name} staat er al eerder.")
        labels[name] = group
    return labels


def write_each(path: Path, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A figure of each thing that was measured, as CSV that `benchmarks.compare` reads. Raises FileProblem."""
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            writer.writerows(rows)
    except OSError as error:
        raise FileProblem(f"{path}: kan dit bestand niet schrijven ({why_not(error)}).") from None


def numbered_lines(path: Path) -> list[tuple[int, str]]:
    """The lines of a text file that say something, each with its number. Raises FileProblem."""
    return [(number, line) for number, line in enumerate(_lines(path), start=1) if line.strip()]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise FileProblem(f"{path}: kan dit bestand niet lezen ({why_not(error)}).") from None
    except UnicodeDecodeError:
        raise FileProblem(f"{path}: dit bestand is geen UTF-8.") from None
