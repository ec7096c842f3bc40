"""What a council reads of a solution, as PDF: how it spreads, what was promised, what was measured, what was agreed."""

from datetime import date

import msgspec

from innovatie.adoption.queries import Counts, SolutionDetail
from innovatie.agreements.queries import Agreement
from innovatie.domain.indicators import LEAST
from innovatie.indicators.queries import Indicator, Value, Year
from innovatie.web.format import date_text, number_nl
from innovatie.web.i18n import _
from innovatie.web.letters_on_paper import known, open_page
from innovatie.web.templates import plain_text


class Report(msgspec.Struct, frozen=True):
    """`own`: what the municipality `town` measured ('' for a report without one)."""

    solution: SolutionDetail
    counts: Counts
    told: tuple[tuple[Indicator, tuple[Year, ...]], ...]
    town: str
    own: tuple[Value, ...]
    agreements: tuple[Agreement, ...]
    address: str
    made_on: date


def report_pdf(report: Report) -> bytes:
    """A4, as many pages as it takes; text that can be selected and read aloud."""
    pdf, family, whole = open_page(_("Rapport voor de raad: %(titel)s", titel=report.solution.title))

    def write(text: str, size: float = 11, *, bold: bool = False, gap: float = 2) -> None:
        pdf.set_font(family, "B" if bold else "", size)
        pdf.multi_cell(0, size * 0.52, known(text, whole=whole), align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(gap)

    write(_("Rapport voor de raad"), 12)
    write(report.solution.title, 22, bold=True, gap=3)
    write(plain_text(report.solution.summary, 600))
    write(
        _(
            "Nu in gebruik bij %(n)s van %(geheel)s gemeenten.",
            n=number_nl(report.counts.in_use),
            geheel=number_nl(report.counts.whole),
        ),
        bold=True,
        gap=5,
    )
    write(_("Belofte en meting"), 15, bold=True)
    write(
        _(
            "Een belofte geldt voor één gemeente in één jaar. Een midden staat er pas als %(n)s gemeenten maten.",
            n=LEAST,
        )
    )
    own = {(one.indicator, one.year): one.value for one in report.own}
    for indicator, years in report.told:
        write(f"{indicator.title} ({indicator.unit})", 12, bold=True, gap=0.5)
        write(_("Beloofd: %(getal)s.", getal=number_nl(indicator.promised)) + f" {_(indicator.better_label)}.", gap=0.5)
        for year in years[:3]:
            write(_year(year), gap=0.5)
        for (number, in_year), value in own.items():
            if number == indicator.id:
                line = _(
                    "%(gemeente)s mat in %(jaar)s: %(getal)s.",
                    gemeente=report.town,
                    jaar=in_year,
                    getal=number_nl(value),
                )
                write(line, bold=True, gap=0.5)
        if not years:
            write(_("Nog door niemand gemeten."), gap=0.5)
        pdf.ln(3)
    if not report.told:
        write(_("Voor deze oplossing zijn nog geen indicatoren gekozen."))
    if report.agreements:
        write(_("Overeenkomsten"), 15, bold=True)
    for one in report.agreements:
        until = _("tot en met %(dag)s", dag=date_text(one.ends_on)) if one.ends_on else _("zonder einddatum")
        write(f"{one.title} ({_(one.label).lower()}), {until}", gap=0.5)
    pdf.ln(4)
    write(_("Gemaakt op %(dag)s. De cijfers van nu: %(adres)s", dag=date_text(report.made_on), adres=report.address), 9)
    return bytes(pdf.output())


def _year(year: Year) -> str:
    if year.spread is None:
        return _("%(jaar)s: %(n)s gemeenten maten; te weinig voor een midden.", jaar=year.year, n=year.n)
    return _(
        "%(jaar)s: midden %(midden)s, de helft tussen %(laag)s en %(hoog)s; %(gehaald)s van %(n)s haalden de belofte.",
        jaar=year.year,
        midden=number_nl(year.spread.middle),
        laag=number_nl(year.spread.low),
        hoog=number_nl(year.spread.high),
        gehaald=year.spread.kept,
        n=year.n,
    )
