"""From what people type to values: text made clean, and Dutch numbers and dates read.

These functions know no form and no error message: they return None for what cannot be read.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

_DANGEROUS: Final = {
    # Overrides, embeddings and isolates let text show in another order than it is stored; right-to-left scripts
    # themselves need none of them.
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), ""),
    0x200B: "",  # zero width space
    0xFEFF: "",  # byte order mark
    0x2028: "\n",
    0x2029: "\n",
    0x00AD: "",  # soft hyphen
}
_LINE_END: Final = re.compile(r"\r\n?|\x85|\x0b|\x0c")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_BLANKS: Final = re.compile(r"\s+")
_MANY_LINES: Final = re.compile(r"\n{4,}")
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)(,[0-9]+)?|[+-]?[0-9]+(\.[0-9]+)?")
_ENGLISH_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+\.[0-9]+")
_THREE_DECIMALS: Final = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_ISO_DATE: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_DUTCH_DATE: Final = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})", re.ASCII)
_DATE_IN_WORDS: Final = re.compile(
    r"(?:(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag|ma|di|wo|do|vr|za|zo)[.,]{0,2} )?([0-9]{1,2})e?\s+([a-z]+)\.?"
    r"\s+([0-9]{4})",
    re.ASCII,
)
_MONTH_IN_WORDS: Final = re.compile(r"([a-z]+)\.? ([0-9]{4})", re.ASCII)
_MONTH: Final = re.compile(r"(?:([0-9]{1,2})[-/]([0-9]{4})|([0-9]{4})[-/]([0-9]{1,2}))", re.ASCII)
_QUARTER: Final = re.compile(
    r"(?:(?:q|k|kw|kwartaal ?)([1-4])[-/ ]?([0-9]{4})|([0-9]{4})[-/ ]?(?:q|k|kw|kwartaal ?)([1-4])"
    r"|([1-4])(?:e|de)? (?:kwartaal|kwart\.?|kw\.?)(?: van)? ([0-9]{4})"
    r"|(eerste|tweede|derde|vierde) kwartaal(?: van)? ([0-9]{4}))",
    re.ASCII,
)
_YEAR: Final = re.compile(r"[0-9]{4}", re.ASCII)
_ORDINALS: Final = {"eerste": 1, "tweede": 2, "derde": 3, "vierde": 4}
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun",
            "juli jul", "augustus aug", "september sep sept", "oktober okt", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def clean(text: str) -> str:
    """`text` that a database, a page and a colleague can trust: NFC, line ends as \\n, no control characters.

    Lone surrogates become U+FFFD; invisible characters that reorder text are left out; emoji and right-to-left
    scripts stay.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _LINE_END.sub("\n", text).translate(_DANGEROUS)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """`clean` text on one line, single blanks, none at the ends."""
    return _BLANKS.sub(" ", clean(text)).strip()


def many_lines(text: str) -> str:
    """`clean` text with its lines, without blanks at line ends and without empty lines around it."""
    lines = "\n".join(line.rstrip() for line in clean(text).split("\n"))
    return _MANY_LINES.sub("\n\n\n", lines).strip("\n").rstrip()


def number(text: str) -> Decimal | None:
    """A Dutch number: 1.250,50 and 1250,5 and 1250.50; 1.250 is one thousand two hundred fifty."""
    compact = "".join(text.split()).replace("−", "-")
    if len(compact) > 30:
        return None
    if _NUMBER.fullmatch(compact):
        if "," in compact or re.fullmatch(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+", compact):
            compact = compact.replace(".", "").replace(",", ".")
        return Decimal(compact)
    if _ENGLISH_NUMBER.fullmatch(compact):
        return Decimal(compact.replace(",", ""))
    return None


def money(text: str) -> Decimal | None:
    """An amount in euro: € 1.250,- and EUR 1250 and 12,50 euro. None for 1,250, as for `count`."""
    bare = re.sub(r"(?i)€|eur(o)?", "", text).strip()
    return count(re.sub(r",\s*(-+|–|—)$", "", bare))


def hours(text: str) -> Decimal | None:
    """A number of hours: 120, 120 uur, 7,5 u. None for 1,250, as for `count`."""
    return count(re.sub(r"(?i)(uren|uur|u)\.?$", "", text.strip()))


def count(text: str) -> Decimal | None:
    """A number of things that nobody counts in thousandths: 1,250 may mean a thousand times as much, and is None."""
    bare = text.strip()
    return None if _THREE_DECIMALS.fullmatch(bare) else number(bare)


def day(text: str) -> date | None:
    """A date: 2026-03-05 (what a date field sends), 5-3-2026, 5 maart 2026."""
    compact = " ".join(text.lower().split())
    if match := _ISO_DATE.fullmatch(compact):
        year, month, number_of_day = (int(part) for part in match.groups())
    elif match := _DUTCH_DATE.fullmatch(compact):
        number_of_day, month, year = (int(part) for part in match.groups())
    elif (match := _DATE_IN_WORDS.fullmatch(compact)) and match[2] in _MONTHS:
        number_of_day, month, year = int(match[1]), _MONTHS[match[2]], int(match[3])
    else:
        return None
    try:
        return date(year, month, number_of_day)
    except ValueError:
        return None


def first_day(text: str) -> date | None:
    """The first day of a month (maart 2026, 03-2026, 2026-03), a quarter (Q1 2026, 2e kwartaal 2026) or a year.

    For the beginning of something that people know no nearer; None for a day, and for what is none of these.
    """
    compact = " ".join(text.lower().split())
    if (match := _MONTH_IN_WORDS.fullmatch(compact)) and match[1] in _MONTHS:
        year, month = int(match[2]), _MONTHS[match[1]]
    elif match := _MONTH.fullmatch(compact):
        year, month = int(match[2] or match[3]), int(match[1] or match[4])
    elif match := _QUARTER.fullmatch(compact):
        year = int(match[2] or match[3] or match[6] or match[8])
        quarter = match[1] or match[4] or match[5]
        month = (int(quarter) if quarter else _ORDINALS[match[7]]) * 3 - 2
    elif _YEAR.fullmatch(compact):
        year, month = int(compact), 1
    else:
        return None
    return date(year, month, 1) if 1 <= month <= 12 and year > 0 else None
