"""Pages of a long list: which rows to read, and the links to the other pages."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

PAGE_SIZE: Final = 20
GAP: Final = 0
"""Stands between page numbers where some are left out."""


class Page(Struct, frozen=True):
    """One page of a list of `total` rows. `number` counts from 1 and always exists: it is clamped."""

    number: int
    size: int
    total: int

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        """Number of the last page; 1 for an empty list."""
        return max(1, -(-self.total // self.size))

    @property
    def first_row(self) -> int:
        """Rank of the first row on this page, from 1; 0 for an empty list."""
        return min(self.offset + 1, self.total)

    @property
    def last_row(self) -> int:
        return min(self.offset + self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.last else None

    @property
    def numbers(self) -> list[int]:
        """First, last and the neighbours of this page; GAP where two or more are left out."""
        shown = {1, self.last, *range(max(1, self.number - 1), min(self.last, self.number + 1) + 1)}
        result: list[int] = []
        for number in sorted(shown):
            if result and number - result[-1] == 2:
                result.append(number - 1)
            elif result and number - result[-1] > 2:
                result.append(GAP)
            result.append(number)
        return result


def page(number: object, *, total: int, size: int = PAGE_SIZE) -> Page:
    """The page a reader asked for (`pagina`, any text or number), brought between the first and the last."""
    try:
        wanted = int(str(number)[:10])
    except ValueError:
        wanted = 1
    return Page(number=min(max(1, wanted), max(1, -(-total // size))), size=size, total=total)


def query_string(values: Mapping[str, object | Sequence[object]], **changes: object) -> str:
    """`?thema=zorg&pagina=2`: the filled values with `changes`; None and empty ones fall away; page 1 is not named."""
    merged = {**values, **changes}
    if str(merged.get("pagina", "")) == "1":
        del merged["pagina"]
    filled = {key: value for key, value in merged.items() if value or (value == 0 and value is not False)}
    return "?" + urlencode(filled, doseq=True) if filled else ""
