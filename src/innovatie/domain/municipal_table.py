"""A table of all municipalities of one year, read from CSV, and what changes when it takes the place of another.

The columns may bear the names of our own file (naam, inwoners, ...) or English ones (name, inhabitants, ...), and be
separated by semicolons or commas. `ontstaan_uit` (or `formed_from`) holds the codes of the municipalities that went
up in this one since the year before.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_CODE = re.compile(r"^GM[0-9]{4}$")
_SUFFIX = re.compile(r" \([A-Z][A-Za-z]{0,2}\.\)$")
_KEPT_SUFFIX = frozenset({"GM0893", "GM0373"})  # Bergen (L.) and Bergen (NH.): two with the same name
_COLUMNS = {
    "code": ("code", "gemeentecode"),
    "name": ("naam", "name"),
    "province": ("provincie", "province"),
    "inhabitants": ("inwoners", "inhabitants"),
    "domain": ("domein", "domain"),
    "latitude": ("breedte", "latitude"),
    "longitude": ("lengte", "longitude"),
    "area": ("oppervlakte_km2", "area_km2"),
    "labour": ("arbeidsmarktregio", "labour_market_region"),
    "safety": ("veiligheidsregio", "safety_region"),
    "neighbours": ("buren", "neighbours"),
    "formed_from": ("ontstaan_uit", "formed_from"),
}
_REQUIRED = ("code", "name", "province", "inhabitants", "latitude", "longitude")
PROVINCES = frozenset(
    {
        "Drenthe",
        "Flevoland",
        "Fryslân",
        "Gelderland",
        "Groningen",
        "Limburg",
        "Noord-Brabant",
        "Noord-Holland",
        "Overijssel",
        "Utrecht",
        "Zeeland",
        "Zuid-Holland",
    }
)


@dataclass(frozen=True, slots=True)
class Fact:
    """One municipality as a table states it; degrees in WGS84, area in km2, codes of neighbours."""

    code: str
    name: str
    province: str
    inhabitants: int
    latitude: float
    longitude: float
    domain: str = ""
    area: float | None = None
    labour: str = ""
    safety: str = ""
    neighbours: tuple[str, ...] = ()
    formed_from: tuple[str, ...] = ()

    @property
    def sort_name(self) -> str:
        """How people look it up: no diacritics, no leading 's-."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().lower()
        return re.sub(r"[^a-z0-9]+", " ", plain.removeprefix("'s-")).strip()

    @property
    def tooi_uri(self) -> str:
        """The address of this municipality in the register of government organisations."""
        return f"https://identifier.overheid.nl/tooi/id/gemeente/{self.code.lower()}"


class BadTable(ValueError):
    """The table cannot be used; `problems` has one Dutch sentence for each line that is wrong."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new table changes. `ended` holds codes that disappear without a successor: that must be explained."""

    new: tuple[Fact, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    ended: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    inhabitants: tuple[tuple[str, int | None, int], ...] = ()
    known: int = field(default=0)

    @property
    def nothing(self) -> bool:
        return not (self.new or self.merged or self.ended or self.renamed or self.moved or self.inhabitants)


def read_table(text: str) -> tuple[Fact, ...]:
    """The facts in the text of a CSV file; BadTable with every wrong line when there is one."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    names = _names(reader.fieldnames or ())
    facts: list[Fact] = []
    problems: list[str] = []
    seen: dict[str, int] = {}
    for row in reader:
        line = reader.line_num
        try:
            fact = _fact({key: (row.get(column) or "").strip() for key, column in names.items()})
        except ValueError as error:
            problems.append(f"regel {line}: {error}")
            continue
        if fact.code in seen:
            problems.append(f"regel {line}: code {fact.code} staat ook op regel {seen[fact.code]}")
        seen[fact.code] = line
        facts.append(fact)
    if not facts and not problems:
        problems.append("er staan geen gemeenten in")
    if problems:
        raise BadTable(problems)
    return tuple(facts)


def _names(header: Iterable[str]) -> dict[str, str]:
    """Our key to the column's name in this file."""
    there = {column.strip().lower(): column for column in header}
    found = {key: there[name] for key, names in _COLUMNS.items() for name in names if name in there}
    missing = [_COLUMNS[key][0] for key in _REQUIRED if key not in found]
    if missing:
        raise BadTable([f"regel 1: de kolommen {', '.join(missing)} ontbreken"])
    return found


def _fact(row: Mapping[str, str]) -> Fact:
    code = row["code"]
    if not _CODE.match(code):
        raise ValueError(f"‘{code[:20]}’ is geen gemeentecode zoals GM0363")
    if not row["name"]:
        raise ValueError(f"de naam van {code} ontbreekt")
    if row["province"] not in PROVINCES:
        raise ValueError(f"‘{row['province'][:20]}’ is geen provincie")
    if not row["inhabitants"].isascii() or not row["inhabitants"].isdigit():
        raise ValueError(f"‘{row['inhabitants'][:20]}’ is geen aantal inwoners")
    latitude = _degrees(row["latitude"], 50.5, 53.8, "breedte")
    longitude = _degrees(row["longitude"], 3.2, 7.4, "lengte")
    area = row.get("area", "")
    return Fact(
        code=code,
        name=row["name"] if code in _KEPT_SUFFIX else _SUFFIX.sub("", row["name"]),
        province=row["province"],
        inhabitants=int(row["inhabitants"]),
        latitude=latitude,
        longitude=longitude,
        domain=row.get("domain", ""),
        area=float(area.replace(",", ".")) if area else None,
        labour=row.get("labour", ""),
        safety=row.get("safety", ""),
        neighbours=tuple(row.get("neighbours", "").split()),
        formed_from=tuple(row.get("formed_from", "").split()),
    )


def _degrees(text: str, low: float, high: float, what: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise ValueError(f"‘{text[:20]}’ is geen {what} in graden") from None
    if not low <= value <= high:
        raise ValueError(f"{what} {text} ligt niet in Nederland")
    return value


def compare(
    now: Mapping[str, tuple[str, str, int | None]], table: Iterable[Fact], successors: Mapping[str, str]
) -> Changes:
    """What `table` changes against the municipalities of today.

    `now` maps code to (name, province, inhabitants of the year of the table if known already); `successors` maps the
    code of a municipality that ends to its successor, in addition to what the column `ontstaan_uit` says.
    """
    facts = {fact.code: fact for fact in table}
    heirs = {old: fact.code for fact in facts.values() for old in fact.formed_from} | dict(successors)
    gone = [code for code in now if code not in facts]
    both = [code for code in now if code in facts]
    return Changes(
        new=tuple(fact for code, fact in facts.items() if code not in now),
        merged=tuple((code, heirs[code]) for code in gone if heirs.get(code) in facts),
        ended=tuple(code for code in gone if heirs.get(code) not in facts),
        renamed=tuple((code, now[code][0], facts[code].name) for code in both if now[code][0] != facts[code].name),
        moved=tuple(
            (code, now[code][1], facts[code].province) for code in both if now[code][1] != facts[code].province
        ),
        inhabitants=tuple(
            (code, now[code][2], facts[code].inhabitants) for code in both if now[code][2] != facts[code].inhabitants
        ),
        known=len(now),
    )
