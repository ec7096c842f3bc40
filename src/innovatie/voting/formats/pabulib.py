"""Pabulib files (pabulib.org/format): sections META, PROJECTS and VOTES, fields separated by semicolons.

Only approval ballots are read (`vote_type` approval or choose-1). Costs and budget do not matter to a committee
rule. A candidate is named by its project_id.

What one voter wrote carelessly does not cost the whole file, but is told (`warnings`): a project named twice counts
once, an empty place between commas counts as nothing, a ballot that is left out altogether is blank. With choose-1
every ballot holds one project, so PAV is plurality; that is told as well.
"""

import csv
from collections.abc import Iterator
from fractions import Fraction

from innovatie.domain.plain_numbers import whole_number
from innovatie.voting.formats.profiles import ApprovalFile, MalformedFile, refuse_lone_returns, seen_as

APPROVAL_TYPES = ("approval", "choose-1")
SECTIONS = ("META", "PROJECTS", "VOTES")
COUNTED = ("vote_type", "num_projects", "num_votes")
"""The keys of META that say something of the count."""


def parse_pabulib(text: str) -> ApprovalFile:
    """Parse the text of a .pb file."""
    refuse_lone_returns(text)
    sections = _sections(text)
    meta = _meta(sections.get("META", []))
    for name in SECTIONS:
        if name not in sections:
            raise MalformedFile(0, f"het deel {name} ontbreekt")
    line, kind = meta.get("vote_type", (sections["META"][0][0], ""))
    kind = kind.lower()
    if kind not in APPROVAL_TYPES:
        found = f"vote_type is {kind!r}" if kind else "vote_type ontbreekt"
        raise MalformedFile(line, f"alleen goedkeuringsstemmen zijn te tellen, maar {found}")
    candidates = _projects(sections["PROJECTS"])
    votes = _Votes(candidates, choose_one=kind == "choose-1")
    votes.read(sections["VOTES"])
    for key, number in (("num_projects", len(candidates)), ("num_votes", len(votes.ballots))):
        line, said = meta.get(key, (0, str(number)))
        if whole_number(said) != number:
            raise MalformedFile(line, f"META noemt {key} {said}, het bestand heeft er {number}")
    return ApprovalFile(tuple(candidates), tuple(votes.ballots), tuple(votes.voters), warnings=votes.warnings())


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
    """Each row with the line on which it begins."""
    reader = csv.reader(text.split("\n"), delimiter=";", strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            most = csv.field_size_limit()
            too_long = f"een vakje heeft meer dan {most} tekens; staat er een aanhalingsteken open?"
            quote = "een aanhalingsteken staat open of midden in een vakje"
            raise MalformedFile(line, too_long if "limit" in str(error) else quote) from None
        yield line, [cell.rstrip("\r") for cell in row]


def _meta(rows: Rows) -> dict[str, tuple[int, str]]:
    """The line and the value of each key."""
    meta: dict[str, tuple[int, str]] = {}
    for line, row in rows[1:]:
        key = row[0].strip().lower()
        if len(row) < 2:
            raise MalformedFile(line, "een regel in META is 'sleutel;waarde'")
        if key in COUNTED and key in meta:
            raise MalformedFile(line, f"{key} staat er twee keer in META")
        if key in COUNTED and any(cell.strip() for cell in row[2:]):
            raise MalformedFile(line, f"{key} heeft meer dan een waarde")
        meta[key] = line, row[1].strip()
    return meta


def _column(header: tuple[int, list[str]], name: str) -> int:
    names = [cell.strip().lower() for cell in header[1]]
    if name not in names:
        raise MalformedFile(header[0], f"de kolom {name} ontbreekt")
    if names.count(name) > 1:
        raise MalformedFile(header[0], f"de kolom {name} staat er twee keer")
    return names.index(name)


def _projects(rows: Rows) -> list[str]:
    column = _column(rows[0], "project_id")
    candidates: list[str] = []
    known: set[str] = set()
    for line, row in rows[1:]:
        name = row[column].strip() if column < len(row) else ""
        if not name:
            raise MalformedFile(line, "project_id is leeg")
        if "," in name:
            raise MalformedFile(line, f"in project_id {name!r} staat een komma; in een stem scheidt die projecten")
        if seen_as(name) in known:
            raise MalformedFile(line, f"project {name!r} staat er twee keer")
        known.add(seen_as(name))
        candidates.append(name)
    if not candidates:
        raise MalformedFile(rows[0][0], "er zijn geen projecten")
    return candidates


class _Votes:
    """The ballots, and the lines of what was read otherwise than it stands."""

    def __init__(self, candidates: list[str], *, choose_one: bool) -> None:
        self.place = {name: position for position, name in enumerate(candidates)}
        self.choose_one = choose_one
        self.voters: list[str] = []
        self.ballots: list[tuple[frozenset[int], Fraction]] = []
        self.doubled: list[int] = []
        self.holes: list[int] = []
        self.left_out: list[int] = []
        self.known: dict[str, tuple[frozenset[int], bool, bool]] = {}

    def read(self, rows: Rows) -> None:
        width = len(rows[0][1])
        voter_column, vote_column = _column(rows[0], "voter_id"), _column(rows[0], "vote")
        if len(rows) == 1:
            raise MalformedFile(rows[0][0], "er staan geen stemmen in het bestand")
        seen: set[str] = set()
        one = Fraction(1)
        for line, row in rows[1:]:
            voter = row[voter_column].strip() if voter_column < len(row) else ""
            if not voter:
                raise MalformedFile(line, "voter_id ontbreekt")
            if voter in seen:
                raise MalformedFile(line, f"kiezer {voter!r} staat er twee keer")
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                raise MalformedFile(line, f"de regel heeft {len(row)} vakjes, de kop {width}")
            seen.add(voter)
            self.voters.append(voter)
            if vote_column >= len(row):
                # Some files leave the last, empty cell of a blank ballot out.
                self.left_out.append(line)
            self.ballots.append((self._approved(row[vote_column] if vote_column < len(row) else "", line), one))

    def _approved(self, vote: str, line: int) -> frozenset[int]:
        if vote not in self.known:
            self.known[vote] = self._read_vote(vote, line)
        approved, doubled, hole = self.known[vote]
        if doubled:
            self.doubled.append(line)
        if hole:
            self.holes.append(line)
        return approved

    def _read_vote(self, vote: str, line: int) -> tuple[frozenset[int], bool, bool]:
        places = [name.strip() for name in vote.split(",")] if vote.strip() else []
        names = [name for name in places if name]
        for name in names:
            if name not in self.place:
                raise MalformedFile(line, f"project {name!r} staat niet in PROJECTS")
        approved = frozenset(self.place[name] for name in names)
        if self.choose_one and len(approved) > 1:
            raise MalformedFile(line, f"bij choose-1 kiest een kiezer een project, hier zijn het er {len(approved)}")
        return approved, len(approved) != len(names), len(names) != len(places)

    def warnings(self) -> tuple[str, ...]:
        told = [
            f"{_on(lines)}: {what}."
            for lines, what in (
                (self.doubled, "een project staat twee keer in een stem; het telt een keer"),
                (self.holes, "tussen komma's staat niets; dat telt niet mee"),
                (self.left_out, "het vakje vote ontbreekt; gelezen als blanco"),
            )
            if lines
        ]
        if self.choose_one:
            told.append("Bij choose-1 heeft elke kiezer een project; pav is dan hetzelfde als de meeste stemmen.")
        return tuple(told)


def _on(lines: list[int]) -> str:
    """The first three lines by number, and how many more there are."""
    named = ", ".join(map(str, lines[:3]))
    rest = f" en nog {len(lines) - 3}" if len(lines) > 3 else ""
    return f"Regel {named}{rest}"
