"""Pabulib files (pabulib.org/format): sections META, PROJECTS and VOTES, fields separated by semicolons.

Only approval ballots are read (`vote_type` approval or choose-1). Costs and budget do not matter to a committee
rule. A candidate is named by its project_id.

What one voter wrote carelessly does not cost the whole file, but is told (`warnings`): a project named twice counts
once, an empty place between commas counts as nothing, a ballot that is left out altogether is blank. With choose-1
every ballot holds one project, so PAV is plurality; that is told as well. So is what the file says of itself and
does not keep: a ballot outside `min_length` and `max_length`, a column `votes` beside a project that its ballots do
not bear out. Those ballots count as they stand.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from innovatie.domain.plain_numbers import whole_number
from innovatie.voting.formats.profiles import (
    ApprovalFile,
    MalformedFile,
    refuse_lone_returns,
    refuse_unreadable,
    seen_as,
)

APPROVAL_TYPES = ("approval", "choose-1")
SECTIONS = ("META", "PROJECTS", "VOTES")
LENGTHS = ("min_length", "max_length")
"""How many projects a ballot of one voter may name at least and at most."""
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
    votes = _Votes(candidates, choose_one=kind == "choose-1", lengths=_lengths(meta))
    votes.read(sections["VOTES"])
    for key, number in (("num_projects", len(candidates)), ("num_votes", len(votes.ballots))):
        line, said = meta.get(key, (0, str(number)))
        if whole_number(said) != number:
            raise MalformedFile(line, f"META noemt {key} {said}, het bestand heeft er {number}")
    warnings = votes.warnings() + _unlike_the_projects(sections["PROJECTS"], candidates, votes.ballots)
    return ApprovalFile(tuple(candidates), tuple(votes.ballots), tuple(votes.voters), warnings=warnings)


Rows = list[tuple[int, list[str]]]


def _sections(text: str) -> dict[str, Rows]:
    """Rows with their line numbers, by section; the first row of a section is its header."""
    sections: dict[str, Rows] = {}
    rows: Rows | None = None
    for line, row in _rows(text):
        first = row[0].strip().upper() if row else ""
        if not first and not any(cell.strip() for cell in row):
            continue
        alone = not any(cell.strip() for cell in row[1:])
        # A spreadsheet makes every row as wide as the widest; where the section has begun, `meta;` is a blank ballot.
        if first in SECTIONS and alone and (len(row) == 1 or first not in sections):
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


def _lengths(meta: dict[str, tuple[int, str]]) -> tuple[int | None, int | None]:
    """The fewest and the most projects of a ballot, None where the file does not say so in a whole number."""
    fewest, most = (whole_number(meta[key][1]) if key in meta else None for key in LENGTHS)
    return fewest, most


def _unlike_the_projects(
    rows: Rows, candidates: list[str], ballots: list[tuple[frozenset[int], Fraction]]
) -> tuple[str, ...]:
    """What the column `votes` of PROJECTS says otherwise than the ballots do; files without it say nothing."""
    names = [cell.strip().lower() for cell in rows[0][1]]
    if "votes" not in names:
        return ()
    column = names.index("votes")
    counted = Counter(place for approved, _ in ballots for place in approved)
    other = [
        line
        for place, (line, row) in enumerate(rows[1 : len(candidates) + 1])
        if column < len(row) and row[column].strip() and whole_number(row[column].strip()) != counted[place]
    ]
    return (
        (f"{_on(other)}: de kolom votes noemt een ander aantal dan de stemmen zelf; de stemmen tellen.",)
        if other
        else ()
    )


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
        refuse_unreadable(name, line)
        if seen_as(name) in known:
            raise MalformedFile(line, f"project {name!r} staat er twee keer")
        known.add(seen_as(name))
        candidates.append(name)
    if not candidates:
        raise MalformedFile(rows[0][0], "er zijn geen projecten")
    return candidates


class _Votes:
    """The ballots, and the lines of what was read otherwise than it stands."""

    def __init__(
        self, candidates: list[str], *, choose_one: bool, lengths: tuple[int | None, int | None] = (None, None)
    ) -> None:
        self.lengths = lengths
        self.place = {name: position for position, name in enumerate(candidates)}
        self.choose_one = choose_one
        self.voters: list[str] = []
        self.ballots: list[tuple[frozenset[int], Fraction]] = []
        self.doubled: list[int] = []
        self.holes: list[int] = []
        self.left_out: list[int] = []
        self.too_few: list[int] = []
        self.too_many: list[int] = []
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
            refuse_unreadable(voter, line)
            if seen_as(voter) in seen:
                raise MalformedFile(line, f"kiezer {voter!r} staat er twee keer")
            if len(row) > width and any(cell.strip() for cell in row[width:]):
                raise MalformedFile(line, f"de regel heeft {len(row)} vakjes, de kop {width}")
            seen.add(seen_as(voter))
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
        fewest, most = self.lengths
        if fewest is not None and len(approved) < fewest:
            self.too_few.append(line)
        if most is not None and len(approved) > most:
            self.too_many.append(line)
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
                (self.too_few, f"minder projecten dan min_length {self.lengths[0]}; de stem telt zoals hij er staat"),
                (self.too_many, f"meer projecten dan max_length {self.lengths[1]}; de stem telt zoals hij er staat"),
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
