"""Pabulib files (pabulib.org/format): sections META, PROJECTS and VOTES, fields separated by semicolons.

Only approval ballots are read (`vote_type` approval or choose-1). Costs and budget do not matter to a committee
rule. A candidate is named by its project_id.
"""

import csv
from collections.abc import Iterator
from fractions import Fraction

from innovatie.voting.formats.profiles import ApprovalFile, MalformedFile

APPROVAL_TYPES = ("approval", "choose-1")
SECTIONS = ("META", "PROJECTS", "VOTES")


def parse_pabulib(text: str) -> ApprovalFile:
    """Parse the text of a .pb file."""
    sections = _sections(text)
    meta_line, meta = _meta(sections.get("META", []))
    for name in SECTIONS:
        if name not in sections:
            raise MalformedFile(0, f"het deel {name} ontbreekt")
    kind = meta.get("vote_type", "").lower()
    if kind not in APPROVAL_TYPES:
        found = f"vote_type is {kind!r}" if kind else "vote_type ontbreekt"
        raise MalformedFile(meta_line, f"alleen goedkeuringsstemmen zijn te tellen, maar {found}")
    candidates = _projects(sections["PROJECTS"])
    voters, ballots = _votes(sections["VOTES"], {name: place for place, name in enumerate(candidates)})
    for key, number in (("num_projects", len(candidates)), ("num_votes", len(ballots))):
        if meta.get(key, str(number)) != str(number):
            raise MalformedFile(meta_line, f"META noemt {key} {meta[key]}, het bestand heeft er {number}")
    return ApprovalFile(tuple(candidates), tuple(ballots), tuple(voters))


Rows = list[tuple[int, list[str]]]


def _sections(text: str) -> dict[str, Rows]:
    """Rows with their line numbers, by section; the first row of a section is its header."""
    sections: dict[str, Rows] = {}
    rows: Rows | None = None
    for line, row in _rows(text):
        first = row[0].strip().upper() if row else ""
        if not first and not any(cell.strip() for cell in row):
            continue
        if first in SECTIONS and len(row) == 1:
            if first in sections:
                raise MalformedFile(line, f"het deel {first} staat er twee keer")
            rows = sections[first] = []
        elif rows is None:
            raise MalformedFile(line, "het bestand begint niet met META")
        else:
            rows.append((line, row))
    for name, found in sections.items():
        if not found:
            raise MalformedFile(0, f"het deel {name} heeft geen kopregel")
    return sections


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.split("\n"), delimiter=";", strict=True)
    try:
        for row in reader:
            yield reader.line_num, [cell.rstrip("\r") for cell in row]
    except csv.Error as error:
        raise MalformedFile(reader.line_num, f"de regel is niet te lezen: {error}") from None


def _meta(rows: Rows) -> tuple[int, dict[str, str]]:
    meta: dict[str, str] = {}
    for line, row in rows[1:]:
        if len(row) < 2:
            raise MalformedFile(line, "een regel in META is 'sleutel;waarde'")
        meta[row[0].strip()] = row[1].strip()
    return rows[0][0] if rows else 0, meta


def _column(header: tuple[int, list[str]], name: str) -> int:
    names = [cell.strip().lower() for cell in header[1]]
    if name not in names:
        raise MalformedFile(header[0], f"de kolom {name} ontbreekt")
    return names.index(name)


def _projects(rows: Rows) -> list[str]:
    column = _column(rows[0], "project_id")
    candidates: list[str] = []
    known: set[str] = set()
    for line, row in rows[1:]:
        name = row[column].strip() if column < len(row) else ""
        if not name:
            raise MalformedFile(line, "project_id is leeg")
        if name in known:
            raise MalformedFile(line, f"project {name!r} staat er twee keer")
        known.add(name)
        candidates.append(name)
    if not candidates:
        raise MalformedFile(rows[0][0], "er zijn geen projecten")
    return candidates


def _votes(rows: Rows, place: dict[str, int]) -> tuple[list[str], list[tuple[frozenset[int], Fraction]]]:
    voter_column, vote_column = _column(rows[0], "voter_id"), _column(rows[0], "vote")
    if len(rows) == 1:
        raise MalformedFile(rows[0][0], "er staan geen stemmen in het bestand")
    voters: list[str] = []
    ballots: list[tuple[frozenset[int], Fraction]] = []
    sets: dict[str, frozenset[int]] = {}
    seen: set[str] = set()
    one = Fraction(1)
    for line, row in rows[1:]:
        if len(row) <= voter_column:
            raise MalformedFile(line, "voter_id ontbreekt")
        voter = row[voter_column].strip()
        if voter in seen:
            raise MalformedFile(line, f"kiezer {voter!r} staat er twee keer")
        # Some files leave the last, empty cell of a blank ballot out.
        vote = row[vote_column] if vote_column < len(row) else ""
        if vote not in sets:
            sets[vote] = _approved(vote, place, line)
        seen.add(voter)
        voters.append(voter)
        ballots.append((sets[vote], one))
    return voters, ballots


def _approved(vote: str, place: dict[str, int], line: int) -> frozenset[int]:
    names = [name.strip() for name in vote.split(",") if name.strip()]
    for name in names:
        if name not in place:
            raise MalformedFile(line, f"project {name!r} staat niet in PROJECTS")
    approved = frozenset(place[name] for name in names)
    if len(approved) != len(names):
        raise MalformedFile(line, "een project staat twee keer in een stem")
    return approved
