"""The words of pictures: of what there are pictures, and which part stays in view where a picture is cut."""

from enum import StrEnum
from typing import NamedTuple


class Pictured(StrEnum):
    """Of what there are pictures; finalists and winners are groups."""

    PLAN = "plan"
    GROUP = "groep"


class Focus(StrEnum):
    """The part that stays in view: at the start (left or top), in the middle, or at the end."""

    START = "start"
    MIDDLE = "middle"
    END = "end"


class CoverFile(NamedTuple):
    """The JPEG of a cover that was uploaded, and the part of it that stays in view."""

    jpeg: bytes
    focus: Focus
