"""Headers of others to the columns that we know: by folded name, by another name it goes by, or as somebody said."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from innovatie.domain.tables.table import BadTable, Problem, Table, as_text, is_empty, shown


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a feature knows by `key`; `names` are other headers for it. `ignored`: known, and not read."""

    key: str
    names: tuple[str, ...] = ()
    required: bool = False
    ignored: bool = False


@dataclass(frozen=True, slots=True)
class Matching:
    """Where each column stands. `unknown` are headers that nobody knows and that hold something."""

    places: Mapping[str, int]
    headers: tuple[str, ...]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]

    def header(self, key: str) -> str:
        """The column's name in this file."""
        place = self.places.get(key)
        return key if place is None else self.headers[place]


def folded(name: str) -> str:
    """How headers are compared: without capitals, accents, spaces and signs."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def match(
    table: Table, columns: Sequence[Column], given: Mapping[str, str] | None = None, *, others_may: bool = False
) -> Matching:
    """Where `columns` stand in `table`. `given` says it for single headers: ours, or '' to leave that one out.

    What does not fit is in `problems`: a column that is missing or stands there twice, values without a header, and an
    unknown one, unless `others_may` stand there because the form is somebody else's.
    """
    if not table.rows and not any(table.headers) and table.problems:
        return Matching({}, (), (), table.problems)  # no row at all could be read: that is what is wrong
    names = {folded(name): one for one in columns for name in (one.key, *one.names)}
    said = {folded(theirs): ours for theirs, ours in (given or {}).items()}
    places: dict[str, int] = {}
    unknown: list[str] = []
    problems = [_not_there(theirs, table) for theirs in given or {} if folded(theirs) not in _all(table.headers)]
    for place, header in enumerate(table.headers):
        ours = said.get(folded(header))
        column = names.get(folded(header if ours is None else ours))
        if ours == "" or (column is not None and column.ignored):
            continue
        if column is None:
            filled = next((row for row in table.rows if not is_empty(row.cells[place])), None)
            if filled is not None and not header.strip():
                if others_may:
                    continue
                value = shown(filled.cells[place])
                problems.append(Problem(filled.line, f"boven ‘{value}’ staat geen naam van een kolom. Vul die in."))
            elif filled is not None or header.strip():
                unknown.append(header)
                problems.extend([] if others_may else [_unknown(table, header, columns)])
        elif column.key in places:
            first = table.headers[places[column.key]]
            twice = f"‘{shown(first)}’ en ‘{shown(header)}’ zijn dezelfde kolom ({column.key}). Haal er één weg."
            problems.append(Problem(table.header_line, twice))
        else:
            places[column.key] = place
    missing = [one.key for one in columns if one.required and one.key not in places]
    if missing:
        several = (
            f"de kolommen {', '.join(missing)} ontbreken" if len(missing) > 1 else f"de kolom {missing[0]} ontbreekt"
        )
        below = _headers_below(table, names)
        if below is not None:
            return Matching(places, table.headers, tuple(unknown), (below,))
        written = table.headers[: len(table.headers) - table.added]
        there = ", ".join(shown(header) for header in written[:30] if header.strip())
        problems.insert(0, Problem(table.header_line, f"{several}. In de kop staat: {there}."))
    return Matching(places, table.headers, tuple(unknown), tuple(problems))


def require(matching: Matching) -> Matching:
    """The same; BadTable when something does not fit."""
    if matching.problems:
        raise BadTable(matching.problems)
    return matching


def _headers_below(table: Table, names: Mapping[str, Column]) -> Problem | None:
    """The headers stand lower, below a title: when a later row names all columns that must be there."""
    needed = {one.key for one in names.values() if one.required}
    for row in (*table.misfits, *table.rows[:10]):
        found = {names[name].key for name in map(folded, map(as_text, row.cells)) if name in names}
        if needed and needed <= found:
            lower = f"de namen van de kolommen staan pas op regel {row.line}. Haal de regels erboven weg."
            return Problem(table.header_line, lower)
    return None


def _all(headers: Iterable[str]) -> set[str]:
    return {folded(header) for header in headers}


def _not_there(theirs: str, table: Table) -> Problem:
    return Problem(table.header_line, f"er is geen kolom ‘{shown(theirs)}’ in dit bestand.")


def _unknown(table: Table, header: str, columns: Sequence[Column]) -> Problem:
    names = {folded(name): one.key for one in columns if not one.ignored for name in (one.key, *one.names)}
    near = get_close_matches(folded(header), names, n=1, cutoff=0.7)
    ask = f"Bedoelt u ‘{names[near[0]]}’? Verander de naam" if near else "Verander de naam"
    return Problem(table.header_line, f"de kolom ‘{shown(header)}’ kennen wij niet. {ask}, of laat de kolom weg.")
