"""The three kinds of files, each to claims: this municipality, this solution, this stage, since then."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from innovatie.domain.adoption_states import Stage
from innovatie.domain.errors import DomainError
from innovatie.domain.tables import BadTable, Cells, Column, decoded, match, require, shown, told_of
from innovatie.domain.yaml_reasons import wrong_in
from innovatie.infra.table_files import bytes_of, read_file

FORMATS = ("register-dates", "softwarecatalogus", "publiccode")
ORIGINS = {
    "register-dates": "algoritmeregister",
    "softwarecatalogus": "softwarecatalogus",
    "publiccode": "publiccode",
}
_STATUS = {
    "gepland": Stage.DECIDED,
    "actief": Stage.IN_USE,
    "in gebruik": Stage.IN_USE,
    "productie": Stage.IN_USE,
    "in productie": Stage.IN_USE,
    "uit te faseren": Stage.IN_USE,
    "beëindigd": Stage.STOPPED,
    "beeindigd": Stage.STOPPED,
    "uitgefaseerd": Stage.STOPPED,
}


class BadSource(DomainError):
    """The file as a whole cannot be read."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A line that could not be used, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What one line says. `town` is a CBS code or a name as it was written."""

    line: int
    solution: str
    town: str
    stage: Stage
    on: date
    version: str = ""


@dataclass(slots=True)
class ReadFile:
    """The claims of a file in its order, and the lines that made none."""

    kind: str
    claims: list[Claim] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)
    url: str = ""


LONGEST = 120
"""Characters of the name of a solution, a version or a municipality."""
_COLUMNS = {
    "register-dates": (
        Column("innovatie", required=True),
        Column("gemeente_code", ("gemeente", "gemeentecode"), required=True),
        Column("eerste_registratie", ("datum",), required=True),
    ),
    "softwarecatalogus": (
        Column("organisatie", ("gemeente",), required=True),
        Column("voorziening", ("pakket", "pakketversie"), required=True),
        Column("status", required=True),
        Column("versie"),
        Column("startdatum"),
        Column("einddatum"),
    ),
}


def read(path: Path, kind: str, *, today: date) -> ReadFile:
    """Read a file of this kind. BadSource when it is no such file at all."""
    try:
        if kind == "publiccode":
            return _publiccode(path, decoded(bytes_of(path))[0], today)
        table = read_file(path)
        matching = require(match(table, _COLUMNS[kind], others_may=True))
    except BadTable as error:
        first = error.problems[0]
        where = f"{path}, regel {first.line}" if first.line else f"{path}"
        raise BadSource(f"{where}: {first}") from None
    found = ReadFile(kind, unusable=[Unusable(one.line, str(one)) for one in table.problems])
    for row in table.rows:
        cells = Cells(row, matching)
        claims = list(_register(cells) if kind == "register-dates" else _catalogue(cells))
        if cells.problems:
            found.unusable.extend(Unusable(one.line, str(one)) for one in told_of(row, cells.problems))
        else:
            found.claims.extend(claims)
    return found


def _register(cells: Cells) -> Iterator[Claim]:
    name = cells.text("innovatie", required=True, longest=LONGEST)
    if name == "*register*":
        return
    on = _required_day(cells, "eerste_registratie")
    town = cells.text("gemeente_code", required=True)
    if on is not None:
        yield Claim(cells.line, name, town, Stage.IN_USE, on)


def _catalogue(cells: Cells) -> Iterator[Claim]:
    status = cells.text("status", required=True)
    stage = _STATUS.get(status.casefold())
    if status and stage is None:
        cells.fail("status", f"‘{shown(status)}’ kennen wij niet. Kies uit {', '.join(_STATUS)}.")
    start, end = cells.day("startdatum", begins=True), cells.day("einddatum")
    if start is not None and end is not None and end < start:
        cells.fail("einddatum", "de einddatum ligt voor de startdatum.")
    name, town = (cells.text(key, required=True, longest=LONGEST) for key in ("voorziening", "organisatie"))
    version = cells.text("versie", longest=60)
    if cells.problems or stage is None:
        return
    if stage is not Stage.STOPPED:
        begin = _required_day(cells, "startdatum", begins=True)
        if begin is not None:
            yield Claim(cells.line, name, town, stage, begin, version)
        return
    if start is not None:
        yield Claim(cells.line, name, town, Stage.IN_USE, start, version)
    stop = _required_day(cells, "einddatum")
    if stop is not None:
        yield Claim(cells.line, name, town, Stage.STOPPED, stop, version)


def _required_day(cells: Cells, key: str, *, begins: bool = False) -> date | None:
    before = len(cells.problems)
    day = cells.day(key, begins=begins)
    if day is None and len(cells.problems) == before:
        cells.fail(key, "hier staat niets. Vul een datum in, zoals 2026-03-05.")
    return day


def _publiccode(path: Path, text: str, today: date) -> ReadFile:
    """Everything is read as text: a date that does not exist is no reason to refuse who uses it."""
    try:
        content: object = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 -- makes nothing but texts
    except yaml.YAMLError as error:
        line, reason = wrong_in(text, error)
        raise BadSource(f"{path}, regel {line}: {reason}.") from None
    except RecursionError:
        raise BadSource(f"{path}: de haakjes staan te diep in elkaar.") from None
    if not isinstance(content, dict) or not isinstance(name := content.get("name"), str) or not name.strip():
        raise BadSource(f"{path}: dit is geen publiccode.yml: name ontbreekt.")
    users = content.get("usedBy") or []
    if not isinstance(users, list):
        raise BadSource(f"{path}: usedBy is geen lijst.")
    found = ReadFile("publiccode", url=str(content.get("url", "")))
    for line, user in enumerate(users, start=1):
        if not isinstance(user, str):
            raise BadSource(f"{path}: in usedBy is nummer {line} geen naam.")
        town = re.sub(r"^(gemeente|municipality of)\s+", "", user.strip(), flags=re.IGNORECASE)
        found.claims.append(Claim(line, name, town, Stage.IN_USE, today))
    return found
