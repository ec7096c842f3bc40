"""How large a table may be. A file of a kilobyte can say that it has millions of cells, or name columns without end."""

from dataclasses import dataclass
from typing import Final

from innovatie.domain.wording import wording

LONGEST_HEADER: Final = 1_000
"""Characters; what is longer is no name of a column, and each name is compared with all that we know."""
_LINES_A_ROW: Final = 25


@dataclass(frozen=True, slots=True)
class Room:
    """The most `rows` and `columns`, and the most `cells` that they make together.

    `longest`: characters of one line or one value of JSON; while it is read, nothing else is done in this process.
    """

    rows: int
    columns: int
    cells: int
    longest: int

    def why_not(self, rows: int, columns: int) -> str:
        """What is too many, in Dutch and with what to do; '' for a table that fits."""
        if columns > self.columns:
            return wording("er zijn meer dan %(n)s kolommen. Haal weg wat niet nodig is.", n=self.columns)
        if rows > self.rows:
            return wording("er zijn meer dan %(n)s regels. Deel het bestand op.", n=self.rows)
        if rows * columns > self.cells:
            return self.too_many_cells
        return ""

    @property
    def too_many_cells(self) -> str:
        return wording("er zijn meer dan %(n)s cellen. Haal lege rijen en kolommen weg.", n=self.cells)

    @property
    def lines(self) -> int:
        """The most lines, empty ones and line breaks in texts counted too: looking through them takes time as well."""
        return self.rows * _LINES_A_ROW


OF_OURS: Final = Room(rows=20_000_000, columns=20_000, cells=20_000_000, longest=1_000_000_000)
"""For files that who runs the platform reads on a command line."""
OF_A_STRANGER: Final = Room(rows=20_000, columns=200, cells=1_000_000, longest=2_000_000)
"""For files that somebody sends over the web, where others wait meanwhile."""
