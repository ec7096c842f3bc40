"""A table of all municipalities of one year, and what changes when it takes the place of another.

The columns may bear the names of our own file (naam, inwoners, ...) or English ones (name, inhabitants, ...).
`ontstaan_uit` (or `formed_from`) holds the codes of the municipalities that went
up in this one since the year before.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from innovatie.domain.tables import BadTable, Cells, Column, Problem, Table, is_empty, match, require, shown, told_of

CODE = re.compile(r"GM[0-9]{4}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_SUFFIX = re.compile(r" \([A-Z][A-Za-z]{0,2}\.\)$")
_KEPT_SUFFIX = frozenset({"GM0893", "GM0373"})  # Bergen (L.) and Bergen (NH.): two with the same name
_ALWAYS = frozenset({"code", "naam"})
"""What a table must say when the rest may be as it is now."""
MERGERS = (
    Column("datum", ("ingangsdatum", "datum ingang", "ingang", "date")),
    Column("oude_code", ("oude gemeentecode", "gemeentecode oud", "code oud", "van code", "old code"), required=True),
    Column(
        "nieuwe_code",
        ("nieuwe gemeentecode", "gemeentecode nieuw", "code nieuw", "naar code", "new code"),
        required=True,
    ),
    Column("nieuwe_naam", ("nieuwe gemeente", "gemeentenaam nieuw", "naam nieuw", "new name")),
)
"""A list of mergers, as our own of the past and as people make one of what CBS publishes."""
_COLUMNS = (
    Column("code", ("gemeentecode",), required=True),
    Column("naam", ("name", "gemeentenaam"), required=True),
    Column("provincie", ("province", "provincienaam"), required=True),
    Column("inwoners", ("inhabitants", "aantal inwoners"), required=True),
    Column("breedte", ("latitude",), required=True),
    Column("lengte", ("longitude",), required=True),
    Column("domein", ("domain", "website")),
    Column("oppervlakte_km2", ("area_km2",)),
    Column("arbeidsmarktregio", ("labour_market_region",)),
    Column("veiligheidsregio", ("safety_region",)),
    Column("buren", ("neighbours",)),
    Column("ontstaan_uit", ("formed_from",)),
    Column("begindatum", ("ingangsdatum",)),
    Column("einddatum", ("datum einde",)),
    Column("sorteernaam", ("sort_name",), ignored=True),
)
_DATES = frozenset({"begindatum", "einddatum"})
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
    """One municipality as a table states it; degrees in WGS84, area in km2, codes of neighbours.

    Without `inhabitants` the table says nothing of them.
    """

    code: str
    name: str
    province: str
    inhabitants: int | None
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


@dataclass(frozen=True, slots=True)
class Changes:
    """What a new table changes. `ended` holds codes that disappear without a successor: that must be explained.

    So must `divided`: codes of which more than one municipality is said to be formed, with those.
    """

    new: tuple[Fact, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    ended: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str, str], ...] = ()
    moved: tuple[tuple[str, str, str], ...] = ()
    inhabitants: tuple[tuple[str, int | None, int], ...] = ()
    divided: tuple[tuple[str, tuple[str, ...]], ...] = ()
    known: int = field(default=0)

    @property
    def nothing(self) -> bool:
        return not (self.new or self.merged or self.ended or self.renamed or self.moved or self.inhabitants)


def read_table(table: Table) -> tuple[Fact, ...]:
    """The facts in a table that says everything; BadTable with every wrong line when there is one."""
    return tuple(fact for _line, fact in read_facts(table))


def read_facts(
    table: Table, *, known: Mapping[str, Fact] | None = None, day: date | None = None
) -> list[tuple[int, Fact]]:
    """The facts with their lines. With `known`, those of now, province, place and inhabitants may be left out ('', 0).

    Where the table says from when until when each was there, only those of `day` count.
    """
    columns = [replace(one, required=one.key in _ALWAYS) for one in _COLUMNS] if known else _COLUMNS
    matching = require(match(table, columns, others_may=True))
    facts: list[tuple[int, Fact]] = []
    problems = list(table.problems)
    seen: dict[str, int] = {}
    for row in table.rows:
        cells = Cells(row, matching)
        if not _is_of(cells, day) and not cells.problems:
            continue
        fact = _fact(cells, may_lack=bool(known))
        if fact.code and fact.code in seen:
            cells.fail("code", f"{fact.code} staat ook op regel {seen[fact.code]}. Elke gemeente staat er één keer in.")
        seen.setdefault(fact.code, row.line)
        problems.extend(told_of(row, cells.problems))
        facts.append((row.line, fact))
    if not facts and not problems:
        problems.append(Problem(1, "er staan geen gemeenten in."))
    if problems:
        raise BadTable(sorted(problems, key=lambda one: one.line))
    return facts


def _is_of(cells: Cells, day: date | None) -> bool:
    """Whether the municipality is there on `day`, as far as the table says when it was."""
    begins, ends = cells.day("begindatum"), cells.day("einddatum")
    return day is None or ((begins is None or begins <= day) and (ends is None or ends > day))


def written(facts: Iterable[Fact]) -> str:
    """The facts as a CSV file of ours; `read_table` reads the same facts from it."""
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";", lineterminator="\n")
    lines.writerow([column.key for column in _COLUMNS if not column.ignored and column.key not in _DATES])
    for one in facts:
        degrees = (_with_comma(one.latitude), _with_comma(one.longitude))
        area = "" if one.area is None else _with_comma(one.area)
        inhabitants = "" if one.inhabitants is None else one.inhabitants
        plain = (one.code, one.name, one.province, inhabitants, *degrees, one.domain)
        lists = (" ".join(one.neighbours), " ".join(one.formed_from))
        lines.writerow([*plain, area, one.labour, one.safety, *lists])
    return out.getvalue()


def _with_comma(number: float) -> str:
    """A point before three digits would be read as one between thousands."""
    return repr(number).replace(".", ",")


def code_of(cells: Cells, key: str) -> str:
    """A code as GM0363, 0363 or 363."""
    code = cells.text(key, required=True).upper()
    if _NUMBER.fullmatch(code):
        code = f"GM{code.zfill(4)}"
    if code and not CODE.fullmatch(code):
        cells.fail(key, f"‘{shown(code)}’ is geen gemeentecode zoals GM0363.")
    return code


def _fact(cells: Cells, *, may_lack: bool) -> Fact:
    code, name = code_of(cells, "code"), cells.text("naam", required=True)
    province = cells.text("provincie", required=not may_lack)
    province = "Fryslân" if province == "Friesland" else province
    if province and province not in PROVINCES:
        cells.fail("provincie", f"‘{shown(province)}’ is geen provincie. Kies uit {', '.join(sorted(PROVINCES))}.")
    inhabitants = cells.whole("inwoners")
    if inhabitants is None and not may_lack and is_empty(cells.raw("inwoners")):
        cells.fail("inwoners", "hier staat niets. Vul het aantal inwoners in.")
    area = cells.number("oppervlakte_km2")
    return Fact(
        code=code,
        name=name if code in _KEPT_SUFFIX else _SUFFIX.sub("", name),
        province=province,
        inhabitants=inhabitants,
        latitude=_degrees(cells, "breedte", 50.5, 53.8, may_lack=may_lack),
        longitude=_degrees(cells, "lengte", 3.2, 7.4, may_lack=may_lack),
        domain=cells.text("domein", longest=120),
        area=None if area is None else float(area),
        labour=cells.text("arbeidsmarktregio", longest=80),
        safety=cells.text("veiligheidsregio", longest=80),
        neighbours=_codes(cells, "buren"),
        formed_from=_codes(cells, "ontstaan_uit"),
    )


def _codes(cells: Cells, key: str) -> tuple[str, ...]:
    codes = cells.texts(key)
    wrong = [code for code in codes if not CODE.fullmatch(code)]
    if wrong:
        cells.fail(key, f"‘{shown(wrong[0])}’ is geen gemeentecode zoals GM0363.")
    return codes


def _degrees(cells: Cells, key: str, low: float, high: float, *, may_lack: bool) -> float:
    before = len(cells.problems)
    value = cells.number(key)
    if value is None and len(cells.problems) == before and not may_lack:
        cells.fail(key, f"hier staat niets. Vul de {key} in graden in.")
    elif value is not None and not low <= value <= high:
        cells.fail(key, f"{value} ligt niet in Nederland. Vul de {key} in graden in.")
    return float(value or 0)


def compare(
    now: Mapping[str, tuple[str, str, int | None]], table: Iterable[Fact], successors: Mapping[str, str]
) -> Changes:
    """What `table` changes against the municipalities of today.

    `now` maps code to (name, province, inhabitants of the year of the table if known already); `successors` maps the
    code of a municipality that ends to its successor, in addition to what the column `ontstaan_uit` says. One that is
    divided over more must be told there: its plans, votes and adoptions go on in one of them.
    """
    facts = {fact.code: fact for fact in table}
    parts: dict[str, list[str]] = {}
    for fact in facts.values():
        for old in fact.formed_from:
            parts.setdefault(old, []).append(fact.code)
    heirs = {old: codes[0] for old, codes in parts.items() if len(codes) == 1} | dict(successors)
    gone = [code for code in now if code not in facts]
    both = [code for code in now if code in facts]
    return Changes(
        new=tuple(fact for code, fact in facts.items() if code not in now),
        merged=tuple((code, heirs[code]) for code in gone if heirs.get(code) in facts),
        ended=tuple(code for code in gone if heirs.get(code) not in facts and len(parts.get(code, ())) < 2),
        divided=tuple(
            (code, tuple(sorted(parts[code]))) for code in gone if len(parts.get(code, ())) > 1 and code not in heirs
        ),
        renamed=tuple((code, now[code][0], facts[code].name) for code in both if now[code][0] != facts[code].name),
        moved=tuple(
            (code, now[code][1], facts[code].province) for code in both if now[code][1] != facts[code].province
        ),
        inhabitants=tuple(
            (code, now[code][2], number)
            for code in both
            if (number := facts[code].inhabitants) is not None and now[code][2] != number
        ),
        known=len(now),
    )
