"""How dates, numbers and lists are written for readers, in the language of the request.

Instants are stored in UTC and shown in Dutch time (Europe/Amsterdam). Dutch: 5 maart 2026 om 15.30 uur, 1.234.567,5,
€ 1.250,00, 62,3%. English: 5 March 2026 at 15:30, 1,234,567.5, €1,250.00, 62.3%.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from innovatie.domain.dutch_dates import dutch_day
from innovatie.web.i18n import Language, _, language

if TYPE_CHECKING:
    from innovatie.domain.similarity import Piece

AMSTERDAM: Final = ZoneInfo("Europe/Amsterdam")
Number = int | float | Decimal | Fraction

_MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni",
        "juli", "augustus", "september", "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_AND: Final[dict[Language, str]] = {"nl": "en", "en": "and"}
_NO_BREAK = "\N{NO-BREAK SPACE}"


def local(moment: datetime) -> datetime:
    """`moment` (aware) in Dutch time."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(AMSTERDAM)


def date_text(day: date | datetime | None) -> str:
    """5 maart 2026; a datetime is first brought to Dutch time; nothing for None."""
    if day is None:
        return ""
    if isinstance(day, datetime):
        day = local(day)
    return f"{day.day} {_MONTHS[language()][day.month - 1]} {day.year}"


def datetime_text(moment: datetime | None) -> str:
    """5 maart 2026 om 15.30 uur."""
    if moment is None:
        return ""
    here = local(moment)
    if language() == "nl":
        return f"{date_text(here)} om {here:%H.%M} uur"
    return f"{date_text(here)} at {here:%H:%M}"


def date_nl(day: date | datetime | None) -> Markup:
    """A <time> element holding the date as people read it."""
    if day is None:
        return Markup()
    stamp = dutch_day(day).isoformat() if isinstance(day, datetime) else day.isoformat()
    return Markup(f'<time datetime="{stamp}">{date_text(day)}</time>')  # noqa: S704 -- digits and month names only


def datetime_nl(moment: datetime | None) -> Markup:
    """A <time> element (UTC in its attribute) holding the moment as people read it."""
    if moment is None:
        return Markup()
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup(f'<time datetime="{stamp}">{datetime_text(moment)}</time>')  # noqa: S704 -- as above


def month_nl(day: date | None) -> str:
    """maart 2026."""
    return "" if day is None else f"{_MONTHS[language()][day.month - 1]} {day.year}"


def number_nl(value: Number | None, decimals: int | None = None) -> str:
    """1.234.567,5. `decimals`: exactly so many (rounded half up); None: as many as needed, at most two."""
    if value is None:
        return ""
    if isinstance(value, int) and decimals is None:
        return _marked(f"{value:,}")
    exact = _decimal(value)
    rounded = exact.quantize(Decimal(1).scaleb(-(2 if decimals is None else decimals)), ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    text = f"{rounded:,f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _marked(text)


def euro(amount: Number | None, *, cents: bool | None = None) -> str:
    """€ 1.250,00. `amount` in euro; `cents` None: only when the amount has them or is below 1,000."""
    if amount is None:
        return ""
    exact = _decimal(amount)
    if cents is None:
        cents = exact != exact.to_integral_value() or abs(exact) < 1000
    text = number_nl(exact, 2 if cents else 0)
    sign, digits = ("-", text[1:]) if text.startswith("-") else ("", text)
    return f"€{_NO_BREAK}{sign}{digits}" if language() == "nl" else f"{sign}€{digits}"


def percent(part: Number | None, decimals: int = 0) -> str:
    """62,3% of a fraction 0.623."""
    return "" if part is None else f"{number_nl(_decimal(part) * 100, decimals)}%"


def chance(part: Number | None) -> str:
    """A computed chance as a percentage; never nought or a hundred, for an estimate is not sure of anything."""
    if part is not None and _decimal(part) > Decimal("0.99"):
        return _("meer dan 99%")
    if part is not None and _decimal(part) < Decimal("0.01"):
        return _("minder dan 1%")
    return percent(part)


def share(part: Number, whole: Number, decimals: int = 0) -> str:
    """`part` of `whole` as a percentage; a dash when there is no whole."""
    if not whole:
        return "–"
    if not decimals and 0 < 200 * _decimal(part) < _decimal(whole):
        return "<1%"  # a few are not none
    return percent(_decimal(part) / _decimal(whole), decimals)


def size_nl(size: int) -> str:
    """840 kB or 1,2 MB, of a number of bytes; rounded up, so that a file is never nothing."""
    if size < 1_000_000:
        return f"{number_nl(-(-size // 1_000))}{_NO_BREAK}kB"
    return f"{number_nl(Decimal(size) / 1_000_000, 1)}{_NO_BREAK}MB"


def enumerate_nl(items: Iterable[object]) -> Markup:
    """Buren, Delft en Utrecht; escapes each item, keeps Markup (links) as it is."""
    parts = [escape(item) for item in items]
    if len(parts) < 2:
        return Markup("").join(parts)
    return Markup("{} {} {}").format(Markup(", ").join(parts[:-1]), _AND[language()], parts[-1])


def pieces(text: "Iterable[Piece]") -> Markup:
    """A text in pieces, with those that are marked in <mark>."""
    shown = [f"<mark>{escape(piece.text)}</mark>" if piece.marked else escape(piece.text) for piece in text]
    return Markup("".join(shown))  # noqa: S704 -- each piece is escaped right here


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Decimal):
        return value
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def _marked(text: str) -> str:
    """Python's 1,234.5 with the marks of the language."""
    return text.translate(_MARKS) if language() == "nl" else text


_MARKS: Final = str.maketrans(",.", ".,")


def initials(name: str) -> str:
    """Two letters for the hexagon of a municipality: Am of Amersfoort, LV of Leidschendam-Voorburg."""
    words = [word for word in re.split(r"[\s'’()-]+", name) if word]
    if len(words) > 1:
        return (words[0][0] + words[1][0]).upper()
    return name[:2].capitalize()


def province_class(province: str) -> str:
    """The part of the class that gives the tile of a municipality the tone of its province: `fryslan`."""
    return province.lower().replace("â", "a").replace(" ", "-")
