"""A file that somebody sent with the list of plans of a municipality: its columns, and what each is read as."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from innovatie.domain.errors import Invalid
from innovatie.domain.idea_import import COLUMN_LABELS, Reading, columns_in
from innovatie.domain.idea_rows import ImportRow
from innovatie.domain.municipality_names import MunicipalityNames
from innovatie.domain.tables import NOT_COMPUTED, BadTable, Problem, Table, as_text, described, match, shown
from innovatie.ideas.lines_of_plans import read_list
from innovatie.infra.table_files import read_sent

LEFT_OUT = "-"
"""Said of a column of the file that is not to be read."""
_FIRST_ROWS = 20
_FOR_PRIVATE_USE = NOT_COMPUTED[0]
_OWN_ONLY = "Haal deze regel weg: elke gemeente voert haar eigen plannen in."


class OwnList:
    """`headers` as the file has them; `sheets` of a spreadsheet, the one that was read first."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.headers = table.headers
        self.sheets = table.sheets

    @classmethod
    async def opened(cls, content: bytes, *, sheet: str) -> "OwnList":
        """Invalid, under `bestand`, when there is no table in the bytes."""
        try:
            return cls(await read_sent(content, sheet=sheet))
        except BadTable as error:
            raise Invalid({"bestand": described(error.problems)}) from None

    def given(self, choices: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, str]:
        """Header to column of ours, or '' for none, where somebody said so: now (`choices`), or else the last time."""
        said = {header: kept[header] or LEFT_OUT for header in self.headers if header in kept} | dict(choices)
        return {
            header: "" if said[header] == LEFT_OUT else said[header]
            for header in self.headers
            if said.get(header) == LEFT_OUT or said.get(header) in COLUMN_LABELS
        }

    def columns(self, given: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """Each header, its first value, and what it is read as: a column of ours, LEFT_OUT, or '' when nobody knows."""
        matching = match(self._table, columns_in(self._table), given)
        read_as = {place: column for column, place in matching.places.items()}
        found = []
        for place, header in enumerate(self.headers):
            first = shown(self._first(place).removeprefix(_FOR_PRIVATE_USE))
            if not header and not first and place not in read_as:
                continue  # a column that somebody left open
            otherwise = "" if header in matching.unknown or not header else LEFT_OUT
            found.append((header, first, read_as.get(place, otherwise)))
        return found

    async def read(
        self, codes: Sequence[str], names: MunicipalityNames, today: date, given: Mapping[str, str]
    ) -> Reading:
        """The plans in it, of the municipality with the first of `codes` where no column says whose.

        The other codes are of what went up in it. A new plan of yet another one is a problem of its line.
        """
        reading = await asyncio.to_thread(read_list, self._table, codes[0], names, today, given)
        rows: list[ImportRow] = []
        problems = list(reading.problems)
        for row in reading.rows:
            if row.here is not None:
                rows.append(row)
            elif row.municipality in codes:
                rows.append(replace(row, municipality=codes[0]))
            else:
                whose = names.name(row.municipality)
                problems.append(Problem(row.line, f"dit plan is van {whose}. {_OWN_ONLY}"))
        return replace(reading, rows=tuple(rows), problems=tuple(sorted(problems, key=lambda one: one.line)))

    def _first(self, place: int) -> str:
        return next((text for row in self._table.rows[:_FIRST_ROWS] if (text := as_text(row.cells[place]))), "")
