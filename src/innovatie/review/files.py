"""Review files: CSV in, values of the domain out; a bad file names the file, the line and the reason.

Small tables go through the one reader of tables. Similarities may have millions of rows: they are first read
in blocks with NumPy; whatever that reading does not understand at once is read again row by row, which is
where the exact line and reason come from.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from innovatie.domain.plain_numbers import exact_number, whole_number, with_point
from innovatie.domain.review_assignment import (
    REVIEWS_PER_GROUP,
    DuplicatePairError,
    Fit,
    Group,
    Pair,
    Problem,
    Reviewer,
    problem,
)
from innovatie.domain.review_calibration import Review
from innovatie.domain.tables import BadTable, Column, as_text, is_total, match, require
from innovatie.infra.table_files import read_file
from innovatie.review.blocks import fit_in_blocks


class BadFile(Exception):
    """A file that cannot be used; the message is Dutch and names file, line and reason."""

    def __init__(self, path: Path, line: int | None, reason: str) -> None:
        where = f"{path}, regel {line}" if line else f"{path}"
        super().__init__(f"{where}: {reason}")


def rows(path: Path, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their line number; checks the header, the number of cells and the encoding."""
    columns = [*(Column(name, required=True) for name in required), *map(Column, optional)]
    try:
        table = read_file(path)
        matching = require(match(table, columns))
    except BadTable as error:
        raise BadFile(path, error.problems[0].line, str(error.problems[0])) from None
    first = next(iter(table.problems), None)
    for row in table.rows:
        if first is not None and first.line < row.line:
            break
        yield row.line, {key: as_text(row.cells[place]) for key, place in matching.places.items()}
    if first is not None:
        raise BadFile(path, first.line, str(first))


def read_groups(path: Path, reviews: int = REVIEWS_PER_GROUP) -> list[Group]:
    """`group,size[,reviews][,kring]`: size is the number of ideas; reviews overrules the number per group."""
    found: dict[str, Group] = {}
    for line, cells in rows(path, ("group", "size"), ("reviews", "kring")):
        name = _name(path, line, cells, "group", found)
        found[name] = Group(
            name,
            size=_whole(path, line, cells["size"], "size", low=1),
            reviews=_whole(path, line, cells["reviews"], "reviews", low=0) if cells.get("reviews") else reviews,
            kring=cells.get("kring", ""),
        )
    if not found:
        raise BadFile(path, None, "er staan geen groepen in dit bestand.")
    return list(found.values())


def read_reviewers(path: Path) -> list[Reviewer]:
    """`reviewer,municipality,kring,maximum`."""
    found: dict[str, Reviewer] = {}
    for line, cells in rows(path, ("reviewer", "municipality", "kring", "maximum")):
        name = _name(path, line, cells, "reviewer", found)
        found[name] = Reviewer(
            name, cells["municipality"], cells["kring"], _whole(path, line, cells["maximum"], "maximum", low=0)
        )
    if not found:
        raise BadFile(path, None, "er staan geen beoordelaars in dit bestand.")
    return list(found.values())


def read_conflicts(path: Path, groups: set[str], reviewers: set[str]) -> dict[Pair, set[str]]:
    """`group,reviewer,reason`; a pair may occur more than once, with other reasons."""
    found: dict[Pair, set[str]] = {}
    for line, cells in rows(path, ("group", "reviewer", "reason")):
        pair = _pair(path, line, cells, groups, reviewers)
        found.setdefault(pair, set()).add(cells["reason"] or "belang")
    return found


def read_reviews(path: Path) -> list[Review]:
    """`group,reviewer,score,confidence`: score 1 to 5, or empty for "kan ik niet beoordelen" (left out)."""
    found: list[Review] = []
    seen: set[Pair] = set()
    for line, cells in rows(path, ("group", "reviewer", "score", "confidence")):
        if not cells["group"] or not cells["reviewer"]:
            raise BadFile(path, line, "group en reviewer mogen niet leeg zijn.")
        pair = (cells["group"], cells["reviewer"])
        if pair in seen:
            raise BadFile(path, line, f"{pair[1]} heeft {pair[0]} al eerder in dit bestand beoordeeld.")
        seen.add(pair)
        confidence = (
            _whole(path, line, cells["confidence"], "confidence", low=1, high=3) if cells["confidence"] else None
        )
        if cells["score"]:
            score = _decimal(path, line, cells["score"], "score", low=1.0, high=5.0)
            found.append(Review(*pair, score, confidence))
    return found


def read_problem(
    *,
    groups: Path,
    reviewers: Path,
    similarity: Path,
    conflicts: Path | None,
    reviews: int,
    ring: bool | None,
    cap: float,
) -> Problem:
    """The four files as one problem. The ring is on when asked, or by itself when the groups carry a Kring."""
    group_rows = read_groups(groups, reviews)
    reviewer_rows = read_reviewers(reviewers)
    group_order = [g.id for g in group_rows]
    reviewer_order = [r.id for r in reviewer_rows]
    banned = read_conflicts(conflicts, set(group_order), set(reviewer_order)) if conflicts else {}
    fit = fit_in_blocks(similarity, group_order, reviewer_order)
    if fit is None:
        fit, lines = _fit_by_row(similarity, group_order, reviewer_order)
    try:
        return problem(
            groups=group_rows,
            reviewers=reviewer_rows,
            fit=fit,
            group_order=group_order,
            reviewer_order=reviewer_order,
            conflicts=banned,
            ring=any(g.kring for g in group_rows) if ring is None else ring,
            cap=cap,
        )
    except DuplicatePairError as error:
        _, lines = _fit_by_row(similarity, group_order, reviewer_order)
        raise BadFile(similarity, lines[error.position], "dit paar staat er al in.") from None


def _fit_by_row(path: Path, groups: list[str], reviewers: list[str]) -> tuple[Fit, list[int]]:
    """Row by row, with the line number of every pair."""
    group_place = {name: i for i, name in enumerate(groups)}
    reviewer_place = {name: i for i, name in enumerate(reviewers)}
    g: list[int] = []
    r: list[int] = []
    s: list[float] = []
    lines: list[int] = []
    for line, cells in rows(path, ("group", "reviewer", "similarity")):
        pair = _pair(path, line, cells, group_place, reviewer_place)
        g.append(group_place[pair[0]])
        r.append(reviewer_place[pair[1]])
        s.append(_decimal(path, line, cells["similarity"], "similarity", low=0.0, high=1.0))
        lines.append(line)
    return Fit(np.array(g, dtype=np.int64), np.array(r, dtype=np.int64), np.array(s, dtype=np.float64)), lines


def _pair(
    path: Path,
    line: int,
    cells: dict[str, str],
    groups: dict[str, int] | set[str],
    reviewers: dict[str, int] | set[str],
) -> Pair:
    if cells["group"] not in groups:
        raise BadFile(path, line, f"groep {cells['group']!r} staat niet in het bestand met groepen.")
    if cells["reviewer"] not in reviewers:
        raise BadFile(path, line, f"beoordelaar {cells['reviewer']!r} staat niet in het bestand met beoordelaars.")
    return cells["group"], cells["reviewer"]


def _name(
    path: Path, line: int, cells: dict[str, str], column: str, seen: dict[str, Group] | dict[str, Reviewer]
) -> str:
    name = cells[column]
    if not name:
        raise BadFile(path, line, f"{column} mag niet leeg zijn.")
    if name in seen:
        raise BadFile(path, line, f"{column} {name!r} staat er al in.")
    if is_total(name):
        raise BadFile(path, line, f"dit lijkt een regel met totalen (‘{name}’). Haal deze regel weg.")
    return name


def _whole(path: Path, line: int, text: str, column: str, *, low: int, high: int | None = None) -> int:
    limits = f"van {low} tot en met {high}" if high is not None else f"van {low} of meer"
    number = whole_number(text)
    if number is None or number < low or (high is not None and number > high):
        raise BadFile(path, line, f"{column} {text[:40]!r} is geen geheel getal {limits}.")
    return number


def _decimal(path: Path, line: int, text: str, column: str, *, low: float, high: float) -> float:
    number = exact_number(with_point(text))
    if number is None or not low <= number <= high:
        raise BadFile(path, line, f"{column} {text[:40]!r} is geen getal van {low:g} tot en met {high:g}.")
    return float(number)
