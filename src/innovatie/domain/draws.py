"""The public number behind a draw: which source, of how many digits and from which day on is fixed before the vote.

A source that gives anything but digits can be written in several ways ("AB 45123", "AB-45123"), and each way is another
draw: whoever writes it down would choose the winner. So: digits only, as many as was said, of a day after the close,
read by one and repeated by another.
"""

from dataclasses import dataclass
from datetime import date, timedelta

MOST_DIGITS = 20


@dataclass(frozen=True)
class DrawSource:
    """`name`: the source in words. `digits`: how many digits its number has. `first_day`: the first day of which the
    number may come; should the vote close later, then the first day after the close. None: the day after the close,
    whenever that is, so that a vote which closes early waits for nothing.
    """

    name: str
    digits: int
    first_day: date | None

    def may_come_of(self, day: date, *, closed: date) -> bool:
        """Whether the number may be that of `day`, when the vote closed on the day `closed` (Dutch days)."""
        return day >= self.earliest(closed=closed)

    def earliest(self, *, closed: date) -> date:
        """The first day of which the number may come, when the vote closes on the day `closed` (Dutch days)."""
        after = closed + timedelta(days=1)
        return after if self.first_day is None else max(self.first_day, after)


def normalised(value: str, digits: int) -> str | None:
    """The number as it is hashed: its digits, without blanks between them; None when it is not `digits` digits."""
    bare = "".join(value.split())
    return bare if len(bare) == digits and bare.isascii() and bare.isdigit() else None
