"""The values in one row, read as the web form reads them; what cannot be read is a problem and never half a value."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from innovatie.domain import typed_values
from innovatie.domain.tables.columns import Matching
from innovatie.domain.tables.table import Problem, Row, Value, as_text, is_empty, shown
from innovatie.domain.whole_numbers import whole

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199
_FIRST_SERIAL: Final = 20_000
_LAST_SERIAL: Final = 109_574
"""Days since 30 December 1899: from 1954 up to 2199."""

_ORDERING: Final = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
NOT_COMPUTED: Final = "\ue000 formule zonder uitkomst"
"""Stands for a formula that nobody has computed; nobody types its first sign, which is for private use."""
_ERRORS: Final = re.compile(
    r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|NB|N/B|VERW!|WAARDE!|DEEL/0!|NAAM\?|GETAL!|LEEG!"
    r"|OVERLOOP!|BEREKENEN!)|(?:Err|Fout):[0-9]{3}"
)
"""As Excel and LibreOffice write them, English and Dutch."""
_TOTAL: Final = re.compile(r"(sub|eind)?tota(al|len)\b.{0,20}|total|som|gemiddelde?|aantal plannen", re.IGNORECASE)
_DAY_AND_TIME: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?", re.ASCII
)
_MOST_EXACT: Final = 10**15
"""Numbers of more digits are rounded by spreadsheets, and by what reads them."""
_CUT_SHORT: Final = re.compile(r"[0-9][.,][0-9]+E\+[0-9]{1,2}", re.ASCII)
_FULL_CELL: Final = 32_767
"""What one cell of Excel holds, in units of UTF-16; the rest of a longer text is gone."""
_CUT_OFF: Final = "Zet de hele tekst erin. Ontbreekt er niets? Haal dan één teken weg."
_AS_TEXT: Final = "Geef de cel de opmaak Tekst en vul het nummer opnieuw in."
_BROKEN: Final = re.compile("Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[\u0080-\u00bf“”™œž¢¦]|\ufffd")
"""UTF-8 that a program has read as Windows-1252 and kept so, and the sign for letters that are lost."""
_MANY: Final = re.compile(r"[\s,;]+")


class Cells:
    """One row. Each method reads one column by its key; None or '' when it is empty or the file does not have it."""

    def __init__(self, row: Row, matching: Matching) -> None:
        self.line = row.line
        self.problems: list[Problem] = []
        self.rounded: list[str] = []
        """Columns in which a month, a quarter or a year stands, of which the first day was taken."""
        self._row = row
        self._matching = matching

    def raw(self, key: str) -> Value:
        """The cell as the file has it."""
        place = self._matching.places.get(key)
        return None if place is None else self._row.cells[place]

    def has(self, key: str) -> bool:
        """Whether the file has this column."""
        return key in self._matching.places

    def failed(self, key: str) -> bool:
        """Whether something is wrong with this column."""
        return any(one.column == self._matching.header(key) for one in self.problems)

    def fail(self, key: str, reason: str) -> None:
        """`reason` is a Dutch sentence that says what to do."""
        self.problems.append(Problem(self.line, reason, self._matching.header(key)))

    def text(self, key: str, *, required: bool = False, multiline: bool = False, longest: int | None = None) -> str:
        """Clean text, on one line unless `multiline`; a whole number in a spreadsheet is its digits."""
        text = self._text(key, multiline=multiline)
        if text is None:
            return ""
        if required and not text:
            self.fail(key, "hier staat niets. Vul dit in.")
        if longest is not None and len(text) > longest:
            self.fail(key, f"dit is te lang: {len(text)} tekens, hooguit {longest}. Maak de tekst korter.")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """More values in one cell: a list in JSON, else parted by blanks, commas or semicolons; each one once."""
        cell = self.raw(key)
        if not isinstance(cell, list):
            return tuple(dict.fromkeys(part for part in _MANY.split(self.text(key, multiline=True)) if part))
        found: list[str] = []
        for one in cell:
            if not isinstance(one, str):
                self.fail(key, f"in de lijst staat ‘{shown(one)}’; zet er alleen tekst in.")
                return ()
            text = self._checked(key, one)
            if text is None:
                return ()
            found.append(typed_values.one_line(text))
        return tuple(dict.fromkeys(filter(None, found)))

    def day(self, key: str, *, begins: bool = False, latest: date | None = None) -> date | None:
        """A date as in 2026-03-05, 5-3-2026 or 5 maart 2026, with or without a time after it.

        `begins`: of a month, a quarter or a year the first day, which is told in `rounded`. `latest`: for what has
        happened, today.
        """
        found = self._day(key, begins)
        if found is not None and latest is not None and found > latest:
            self.fail(key, f"‘{shown(self.raw(key))}’ moet nog komen. Vul een dag tot en met vandaag in.")
            return None
        return found

    def _day(self, key: str, begins: bool) -> date | None:
        cell = self.raw(key)
        found: date | None
        if isinstance(cell, datetime):
            found = cell.date()
        elif isinstance(cell, date):
            found = cell
        elif isinstance(cell, bool | list | dict | time | timedelta):
            self.fail(key, f"hier staat {_kind(cell)} (‘{shown(cell)}’) en er hoort een datum.")
            return None
        else:
            text = self._text(key)
            if not text:
                return None
            moment = _DAY_AND_TIME.fullmatch(text)
            found = typed_values.day(moment[1] if moment else text)
            if found is None and begins:
                found = typed_values.first_day(text)
                self.rounded += [key] if found else []
        if found is None:
            number = whole(as_text(cell))
            if number is not None and _FIRST_SERIAL <= number <= _LAST_SERIAL:
                self.fail(key, f"‘{number}’ is hoe een spreadsheet een datum telt. Geef de cel de opmaak Datum.")
            else:
                more = ", of een maand als maart 2026" if begins else ""
                self.fail(key, f"‘{shown(cell)}’ is geen datum. Schrijf een datum als 2026-03-05 of 5-3-2026{more}.")
        elif not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.fail(key, f"het jaar {found.year} kan niet kloppen. Schrijf het jaar met vier cijfers.")
            found = None
        return found

    def amount(self, key: str) -> int | None:
        """Whole euro: 125.000 and € 125.000,00 and 125000. Cents are a problem."""
        return self._whole(key, typed_values.money, "geen bedrag in hele euro. Schrijf een bedrag als 125.000")

    def hours(self, key: str) -> int | None:
        """Whole hours: 120 or 120 uur."""
        return self._whole(key, typed_values.hours, "geen aantal hele uren. Schrijf een aantal als 120")

    def whole(self, key: str) -> int | None:
        """A whole number of 0 or more, with or without points between thousands."""
        return self._whole(key, typed_values.count, "geen heel getal. Schrijf een getal als 1250")

    def number(self, key: str) -> Decimal | None:
        """A number with or without decimals, with a comma or a point."""
        cell = self.raw(key)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            return Decimal(str(cell))
        text = self._text(key)
        if not text:
            return None
        found = typed_values.number(text)
        if found is None:
            self.fail(key, f"‘{shown(text)}’ is geen getal. Schrijf een getal als 12,5.")
        return found

    def _whole(self, key: str, read: Callable[[str], Decimal | None], reason: str) -> int | None:
        cell = self.raw(key)
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            found: Decimal | None = Decimal(str(cell))
        else:
            text = self._text(key)
            if not text:
                return None
            found = read(text)
        if found is None or found < 0 or found != found.to_integral_value():
            self.fail(key, f"‘{shown(cell)}’ is {reason}.")
            return None
        return int(found)

    def _text(self, key: str, *, multiline: bool = False) -> str | None:
        """Clean text; None when the cell holds something that is no text, which is told."""
        cell = self.raw(key)
        if cell is None:
            return ""
        if isinstance(cell, float) and cell.is_integer():
            if abs(cell) >= _MOST_EXACT:
                self.fail(key, f"‘{cell:.0f}’ is te lang voor een getal in een spreadsheet. {_AS_TEXT}")
                return None
            cell = int(cell)
        if isinstance(cell, bool | list | dict | date | datetime | time | timedelta):
            self.fail(key, f"hier staat {_kind(cell)} (‘{shown(cell)}’) en er hoort tekst. Maak er tekst van.")
            return None
        text = self._checked(key, str(cell))
        if text is None:
            return None
        if _CUT_SHORT.fullmatch(text.strip()):
            self.fail(key, f"‘{shown(text)}’ is een getal dat een spreadsheet heeft afgekort. {_AS_TEXT}")
            return None
        return typed_values.many_lines(text) if multiline else typed_values.one_line(text)

    def _checked(self, key: str, text: str) -> str | None:
        """`text` when a database and a page can hold it; else None, and it is told."""
        if text == NOT_COMPUTED:
            self.fail(key, "hier staat een formule zonder uitkomst. Open het bestand in een spreadsheet en sla het op.")
            return None
        if _ERRORS.fullmatch(text.strip()):
            self.fail(key, f"hier staat {text.strip()}: een formule die niet uitkomt. Zet er de waarde zelf.")
            return None
        if broken := _BROKEN.search(text):
            around = shown(text[max(0, broken.start() - 10) : broken.end() + 10])
            self.fail(key, f"in ‘{around}’ zijn letters verkeerd bewaard. Sla het bestand opnieuw op als CSV UTF-8.")
            return None
        if len(text) <= _FULL_CELL and len(text.encode("utf-16-le", "surrogatepass")) == 2 * _FULL_CELL:
            self.fail(key, f"deze tekst is {_FULL_CELL} tekens: meer houdt een cel van Excel niet. {_CUT_OFF}")
            return None
        for sign in text:
            if sign.isprintable() or sign in "\n\r\t\v\f\x85\u2028\u2029":
                continue
            kind = unicodedata.category(sign)
            if kind in ("Cc", "Cs") or sign in _ORDERING:
                self.fail(key, f"in ‘{shown(text)}’ staat een onzichtbaar teken (U+{ord(sign):04X}). Haal dat weg.")
                return None
        return text


def _kind(cell: object) -> str:
    match cell:
        case bool():
            return "waar of onwaar"
        case list():
            return "een lijst"
        case dict():
            return "een object"
        case time() | timedelta():
            return "een tijd"
        case _:
            return "een datum"


def is_total(text: str) -> bool:
    """Whether people write this before a line of totals."""
    return _TOTAL.fullmatch(text) is not None


def told_of(row: Row, problems: Sequence[Problem]) -> list[Problem]:
    """`problems` of a row, or the one that explains them all: a line of totals, or a remark below the table."""
    cells = [as_text(cell) for cell in row.cells if not is_empty(cell)]
    if not problems or not cells:
        return [*problems]
    total = next(filter(is_total, cells[:3]), "")
    if total:
        return [Problem(row.line, f"dit lijkt een regel met totalen (‘{total}’). Haal deze regel weg.")]
    if len(cells) == 1 and len(row.cells) > 2:
        return [Problem(row.line, f"hier staat alleen ‘{shown(cells[0])}’. Is dit een opmerking? Haal de regel weg.")]
    return [*problems]


def filled(row: Row) -> bool:
    """Whether the row holds anything."""
    return not all(map(is_empty, row.cells))
