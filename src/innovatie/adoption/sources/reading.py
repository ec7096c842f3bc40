"""The three kinds of files, each to claims: this municipality, this solution, this stage, since then."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from innovatie.domain.adoption_states import Stage
from innovatie.domain.errors import DomainError

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


def read(path: Path, kind: str, *, today: date) -> ReadFile:
    """Read a file of this kind. BadSource when it is no such file at all."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadSource(f"{path}: dit bestand bestaat niet.") from None
    except UnicodeDecodeError:
        raise BadSource(f"{path}: dit bestand is geen UTF-8.") from None
    except OSError as error:
        raise BadSource(f"{path}: niet te lezen ({error.strerror}).") from None
    if kind == "publiccode":
        return _publiccode(path, text, today)
    need = {
        "register-dates": ("innovatie", "gemeente_code", "eerste_registratie"),
        "softwarecatalogus": ("organisatie", "voorziening", "status"),
    }[kind]
    found = ReadFile(kind)
    rows = _rows(path, text, need)
    for line, cells in rows:
        if kind == "register-dates":
            _register(found, line, cells)
        else:
            _catalogue(found, line, cells)
    return found


def _rows(path: Path, text: str, need: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    head = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count), restval="")
    names = {name.strip().lower() for name in reader.fieldnames or [] if name}
    missing = [name for name in need if name not in names]
    if missing:
        raise BadSource(f"{path}, regel 1: de kolom {', '.join(missing)} ontbreekt.")
    try:
        for cells in reader:
            yield (
                reader.line_num,
                {key.strip().lower(): (value or "").strip() for key, value in cells.items() if isinstance(key, str)},
            )
    except csv.Error as error:
        raise BadSource(f"{path}, regel {reader.line_num}: geen geldige CSV ({error}).") from None


def _day(text: str) -> date | None:
    if match := re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{4})", text):
        text = f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _register(found: ReadFile, line: int, cells: dict[str, str]) -> None:
    if cells["innovatie"] == "*register*":
        return
    on = _day(cells["eerste_registratie"])
    if not cells["innovatie"] or on is None:
        found.unusable.append(
            Unusable(line, f"'{cells['eerste_registratie']}' is geen datum." if on is None else "leeg")
        )
        return
    found.claims.append(Claim(line, cells["innovatie"], cells["gemeente_code"], Stage.IN_USE, on))


def _catalogue(found: ReadFile, line: int, cells: dict[str, str]) -> None:
    stage = _STATUS.get(cells["status"].lower())
    if stage is None:
        found.unusable.append(Unusable(line, f"de status '{cells['status']}' is onbekend."))
        return
    start, end = _day(cells.get("startdatum", "")), _day(cells.get("einddatum", ""))
    if not cells["voorziening"]:
        found.unusable.append(Unusable(line, "de voorziening ontbreekt."))
        return
    if start is not None and end is not None and end < start:
        found.unusable.append(Unusable(line, "de einddatum ligt voor de startdatum."))
        return
    name, town, version = cells["voorziening"], cells["organisatie"], cells.get("versie", "")
    if stage is Stage.STOPPED:
        if start is not None:
            found.claims.append(Claim(line, name, town, Stage.IN_USE, start, version))
        if end is None:
            found.unusable.append(Unusable(line, "beëindigd zonder einddatum."))
            return
        found.claims.append(Claim(line, name, town, Stage.STOPPED, end, version))
    elif start is None:
        found.unusable.append(Unusable(line, "er is geen startdatum."))
    else:
        found.claims.append(Claim(line, name, town, stage, start, version))


def _publiccode(path: Path, text: str, today: date) -> ReadFile:
    try:
        content: object = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise BadSource(f"{path}: geen geldige YAML ({str(error).splitlines()[0]}).") from None
    if not isinstance(content, dict) or "name" not in content:
        raise BadSource(f"{path}: dit is geen publiccode.yml: name ontbreekt.")
    users = content.get("usedBy", [])
    if not isinstance(users, list):
        raise BadSource(f"{path}: usedBy is geen lijst.")
    found = ReadFile("publiccode", url=str(content.get("url", "")))
    for line, user in enumerate(users, start=1):
        town = re.sub(r"^(gemeente|municipality of)\s+", "", str(user).strip(), flags=re.IGNORECASE)
        found.claims.append(Claim(line, str(content["name"]), town, Stage.IN_USE, today))
    return found
