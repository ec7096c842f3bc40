"""What the doctor tells: a line for each thing that was looked at."""

from collections.abc import Awaitable, Callable
from typing import Final

import msgspec

from innovatie.settings import Settings

FINE: Final = "goed"
LOOK: Final = "let op"
WRONG: Final = "fout"


class Line(msgspec.Struct, frozen=True):
    """What was looked at, how it is (goed, let op, fout), and what to do when it is not right."""

    wat: str
    staat: str
    uitleg: str


Look = Callable[[Settings], Awaitable[Line]]
