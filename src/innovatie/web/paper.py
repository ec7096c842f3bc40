"""A report on paper: a head over the width, chapters, sentences, tiles, lines with marks, a foot on each page."""

import math
from collections.abc import Sequence
from typing import Final

import msgspec

from innovatie.web.i18n import _
from innovatie.web.letters_on_paper import known, open_page

Colour = tuple[int, int, int]
PETROL: Final[Colour] = (12, 74, 86)
TINT: Final[Colour] = (205, 230, 234)
ACCENT: Final[Colour] = (162, 58, 14)
INK: Final[Colour] = (18, 38, 43)
SOFT: Final[Colour] = (78, 96, 101)
WHITE: Final[Colour] = (255, 255, 255)
LINE: Final[Colour] = (176, 196, 200)
LEFT, WIDE = 20.0, 170.0
"""Millimetres: the margin, and how wide text is."""
END: Final = 270.0
"""Millimetres from the top where a page is full."""
_PER_ROW: Final = 57


class Marks(msgspec.Struct, frozen=True):
    """What stands on a line from nought, in percent of it; None is left out. `own` is the reader's municipality."""

    promised: float | None
    low: float | None = None
    middle: float | None = None
    high: float | None = None
    own: float | None = None
    end: str = ""
    """What the end of the line stands for."""


class Paper:
    """One PDF on A4, written from top to bottom. Text can be selected and read aloud; drawings only repeat it."""

    def __init__(self, title: str, foot: str) -> None:
        """`foot` stands at the end of each page, with its number."""
        self.pdf, self._family, self._whole = open_page(title)
        self.pdf.set_auto_page_break(auto=True, margin=297 - END)
        self.pdf.c_margin = 0
        self._foot = foot
        self.pdf.footer = self._write_foot  # type: ignore[method-assign]

    def _write_foot(self) -> None:
        pdf = self.pdf
        pdf.set_draw_color(*LINE)
        pdf.line(LEFT, END + 6, LEFT + WIDE, END + 6)
        pdf.set_xy(LEFT, END + 8)
        pdf.set_font(self._family, "", 8.5)
        pdf.set_text_color(*SOFT)
        pdf.multi_cell(WIDE - 30, 4.5, self._known(self._foot), align="L")
        pdf.set_xy(LEFT + WIDE - 30, END + 8)
        number = _("Bladzijde %(n)s van %(alle)s", n=pdf.page_no(), alle="{nb}")
        pdf.cell(30, 4.5, self._known(number), align="R")

    def _known(self, text: str) -> str:
        return known(text, whole=self._whole)

    def head(self, eyebrow: str, title: str, below: str) -> None:
        """The band over the width of the first page."""
        pdf = self.pdf
        size = 24 if len(title) < 60 else 19
        pdf.set_font(self._family, "B", size)
        lines = pdf.multi_cell(WIDE, size * 0.46, self._known(title), align="L", dry_run=True, output="LINES")
        assert isinstance(lines, list)
        tall = 33 + len(lines) * size * 0.46
        pdf.set_fill_color(*PETROL)
        pdf.rect(0, 0, 210, tall, style="F")
        pdf.set_fill_color(*ACCENT)
        pdf.rect(0, tall, 210, 1.6, style="F")
        pdf.set_xy(LEFT, 13)
        self._text(eyebrow, 11, bold=True, colour=TINT, gap=1.5)
        self._text(title, size, bold=True, colour=WHITE, gap=1.5)
        self._text(below, 11, colour=TINT)
        pdf.set_y(tall + 8)

    def _text(
        self, text: str, size: float, *, bold: bool = False, colour: Colour = INK, gap: float = 0, wide: float = WIDE
    ) -> None:
        pdf = self.pdf
        pdf.set_font(self._family, "B" if bold else "", size)
        pdf.set_text_color(*colour)
        pdf.set_x(LEFT)
        pdf.multi_cell(wide, size * 0.46, self._known(text), align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(gap)

    def chapter(self, text: str, *, room: float = 45) -> None:
        """A heading that never stands at the foot of a page: at least `room` millimetres follow on it."""
        self.keep(room)
        self.pdf.ln(3)
        self._text(text, 15, bold=True, colour=PETROL, gap=2)

    def keep(self, room: float) -> None:
        """Begin a page where less than `room` millimetres are left."""
        if self.pdf.get_y() + room > END:
            self.pdf.add_page()

    def part(self, text: str) -> None:
        self._text(text, 12, bold=True, gap=1)

    def say(self, text: str, *, bold: bool = False, small: bool = False, gap: float = 1.5) -> None:
        self._text(text, 9.5 if small else 11, bold=bold, colour=SOFT if small else INK, gap=gap)

    def count(self, number: str, text: str) -> None:
        """A number that stands out, with what it counts beside it."""
        pdf = self.pdf
        top = pdf.get_y()
        pdf.set_font(self._family, "B", 34)
        pdf.set_text_color(*ACCENT)
        wide = pdf.get_string_width(number) + 4
        pdf.set_xy(LEFT, top)
        pdf.cell(wide, 14, number)
        pdf.set_xy(LEFT + wide, top + 3)
        pdf.set_font(self._family, "B", 13)
        pdf.set_text_color(*INK)
        pdf.multi_cell(WIDE - wide, 6, self._known(text), align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.set_y(max(pdf.get_y(), top + 15))

    def tiles(self, using: int, whole: int, way: int = 0) -> None:
        """`whole` hexagons: `using` are full, the next `way` are tinted with an edge."""
        pdf = self.pdf
        pitch = WIDE / (_PER_ROW + 0.5)
        top = pdf.get_y() + pitch / 2
        pdf.set_line_width(0.15)
        for cell in range(whole):
            row, column = divmod(cell, _PER_ROW)
            full = cell < using
            pdf.set_fill_color(*(PETROL if full else TINT if cell < using + way else (240, 244, 244)))
            pdf.set_draw_color(*(PETROL if cell < using + way else LINE))
            x = LEFT + pitch * (column + 0.5 + (row % 2) / 2)
            pdf.polygon(_hexagon(x, top + row * pitch * 0.866, pitch * 0.5), style="DF")
        rows = -(-whole // _PER_ROW)
        pdf.set_y(top + rows * pitch * 0.866 + 2)

    def line(self, marks: Marks) -> None:
        """The middle half as a bar, the promise as a dashed line, the middle as a stroke, one's own as a hexagon."""
        pdf = self.pdf
        top, tall = pdf.get_y() + 1, 6.0

        def at(percent: float) -> float:
            return LEFT + WIDE * min(max(percent, 0), 100) / 100

        pdf.set_fill_color(240, 244, 244)
        pdf.rect(LEFT, top, WIDE, tall, style="F")
        if marks.low is not None and marks.high is not None:
            pdf.set_fill_color(*TINT)
            pdf.rect(at(marks.low), top, max(at(marks.high) - at(marks.low), 0.6), tall, style="F")
        pdf.set_line_width(0.9)
        if marks.middle is not None:
            pdf.set_draw_color(*PETROL)
            pdf.line(at(marks.middle), top, at(marks.middle), top + tall)
        if marks.promised is not None:
            pdf.set_draw_color(*ACCENT)
            pdf.set_dash_pattern(dash=1.2, gap=1.6)
            pdf.line(at(marks.promised), top - 1.5, at(marks.promised), top + tall + 1.5)
            pdf.set_dash_pattern()
        if marks.own is not None:
            pdf.set_fill_color(*INK)
            pdf.set_draw_color(*WHITE)
            pdf.set_line_width(0.3)
            pdf.polygon(_hexagon(at(marks.own), top + tall / 2, 2.2), style="DF")
        pdf.set_line_width(0.2)
        pdf.set_font(self._family, "", 8)
        pdf.set_text_color(*SOFT)
        pdf.set_xy(LEFT, top + tall + 0.8)
        pdf.cell(WIDE / 2, 4, "0")
        pdf.cell(WIDE / 2, 4, self._known(marks.end), align="R")
        pdf.set_y(top + tall + 6.5)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A table with a heading row; the first column to the left, numbers to the right."""
        from fpdf.enums import TableBordersLayout  # noqa: PLC0415 -- as in open_page
        from fpdf.fonts import FontFace  # noqa: PLC0415

        pdf = self.pdf
        pdf.set_font(self._family, "", 9.5)
        pdf.set_text_color(*INK)
        pdf.set_draw_color(*LINE)
        pdf.set_fill_color(*WHITE)
        with pdf.table(
            col_widths=tuple(widths),
            text_align=("LEFT", *("RIGHT" for _one in widths[1:])),
            line_height=5.5,
            borders_layout=TableBordersLayout.HORIZONTAL_LINES,
            headings_style=FontFace(emphasis="BOLD", color=INK, fill_color=(240, 244, 244)),
        ) as table:
            for row in (head, *rows):
                table.row([self._known(cell) for cell in row])
        pdf.ln(4)

    def bytes(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())


def _hexagon(x: float, y: float, reach: float) -> list[tuple[float, float]]:
    """The corners of one that stands on a point."""
    return [
        (x + reach * math.cos(math.radians(60 * n - 30)), y + reach * math.sin(math.radians(60 * n - 30)))
        for n in range(6)
    ]
