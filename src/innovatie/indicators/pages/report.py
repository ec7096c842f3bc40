"""What a council reads of a solution, as PDF: how it spreads, what was promised, what was measured, what was agreed."""

from datetime import date

import msgspec

from innovatie.adoption.queries import Counts, SolutionDetail
from innovatie.agreements.queries import Agreement
from innovatie.domain.indicators import LEAST, keeps
from innovatie.indicators.queries import Indicator, Value, Year
from innovatie.web.format import date_text, number_nl
from innovatie.web.i18n import _, ngettext
from innovatie.web.paper import Marks, Paper
from innovatie.web.templates import plain_text

YEARS = 3
"""Years of measurements in the table of an indicator, the latest first."""


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
    paper = Paper(
        _("Rapport voor de raad: %(titel)s", titel=report.solution.title),
        _("De cijfers van nu: %(adres)s", adres=report.address),
    )
    whose = _("Rapport voor de raad van %(naam)s", naam=report.town) if report.town else _("Rapport voor de raad")
    paper.head(whose, report.solution.title, _("Stand van %(dag)s", dag=date_text(report.made_on)))
    paper.say(plain_text(report.solution.summary, 600), gap=3)
    _spread(paper, report)
    _promises(paper, report)
    if report.agreements:
        paper.chapter(_("Overeenkomsten"))
        paper.say(_("Wat gemeenten en leveranciers over deze oplossing hebben afgesproken."))
    for one in report.agreements:
        until = _("tot en met %(dag)s", dag=date_text(one.ends_on)) if one.ends_on else _("zonder einddatum")
        paper.say(f"{one.title} ({_(one.label).lower()}), {until}", gap=1)
    paper.chapter(_("Waar komt dit vandaan?"), room=35)
    paper.say(
        _(
            "Gemeenten melden zelf wat zij gebruiken en wat zij meten, op Innovatie. Dat is openbaar: u vindt er ook "
            "de getallen van elke gemeente."
        )
    )
    return paper.bytes()


def _spread(paper: Paper, report: Report) -> None:
    counts = report.counts
    paper.count(
        number_nl(counts.in_use),
        ngettext(
            "van de %(geheel)s gemeenten gebruikt dit nu",
            "van de %(geheel)s gemeenten gebruiken dit nu",
            counts.in_use,
            geheel=number_nl(counts.whole),
        ),
    )
    paper.tiles(counts.in_use, counts.whole, counts.under_way)
    under_way = ngettext(
        "Eén zeshoek is één gemeente. Nog %(n)s gemeente is onderweg (lichter).",
        "Eén zeshoek is één gemeente. Nog %(n)s gemeenten zijn onderweg (lichter).",
        counts.under_way,
    )
    paper.say(under_way if counts.under_way else _("Eén zeshoek is één gemeente."), small=True, gap=2)


def _promises(paper: Paper, report: Report) -> None:
    paper.chapter(_("Levert het op wat beloofd is?"))
    if not report.told:
        paper.say(_("Dat weten wij nog niet: voor deze oplossing is nog niet gekozen wat gemeenten meten."))
        return
    paper.say(
        _(
            "Een belofte geldt voor één gemeente in één jaar. Een midden staat er pas als %(n)s gemeenten maten.",
            n=LEAST,
        )
    )
    own = _("; de zeshoek is %(naam)s", naam=report.town) if report.own else ""
    paper.say(
        _(
            "In elk beeld: de stippellijn is de belofte, de balk de middelste helft van de gemeenten, de streep het "
            "midden%(eigen)s.",
            eigen=own,
        ),
        small=True,
        gap=3,
    )
    for indicator, years in report.told:
        _indicator(paper, report, indicator, years)


def _indicator(paper: Paper, report: Report, indicator: Indicator, years: tuple[Year, ...]) -> None:
    paper.keep(53)
    own = sorted((one for one in report.own if one.indicator == indicator.id), key=lambda one: -one.year)
    paper.part(f"{indicator.title} ({_(indicator.side_label).lower()})")
    promised = _("Beloofd: %(getal)s per jaar.", getal=_amount(indicator.promised, indicator.unit))
    paper.say(f"{promised} {_(indicator.better_label)}.", gap=1)
    if own:
        kept = keeps(own[0].value, indicator.promised, indicator.better)
        paper.say(
            _(
                "%(gemeente)s mat in %(jaar)s: %(getal)s. %(oordeel)s",
                gemeente=report.town,
                jaar=own[0].year,
                getal=_amount(own[0].value, indicator.unit),
                oordeel=_("De belofte is gehaald.") if kept else _("De belofte is niet gehaald."),
            ),
            bold=True,
            gap=1,
        )
    if not years:
        paper.say(_("Nog door niemand gemeten."), gap=5)
        return
    latest = years[0]
    if latest.spread is not None and latest.strip is not None:
        paper.say(_year(latest, indicator.unit), gap=1)
        scale = latest.strip.promised / indicator.promised if indicator.promised else 0.0
        here = next((one.value * scale for one in own if one.year == latest.year), None) if scale else None
        strip = latest.strip
        end = number_nl(round(100 / scale)) if scale else ""
        paper.line(
            Marks(promised=strip.promised, low=strip.low, middle=strip.middle, high=strip.high, own=here, end=end)
        )
    paper.table(
        (_("Jaar"), _("Gemeenten"), _("Midden"), _("Middelste helft"), _("Haalden de belofte"))
        + ((report.town,) if own else ()),
        [_row(year, own, with_own=bool(own)) for year in years[:YEARS]],
        (14, 22, 22, 34, 36, 30) if own else (16, 28, 28, 42, 44),
    )


def _amount(value: float, unit: str) -> str:
    return f"€ {number_nl(value)}" if unit.strip().lower() in ("euro", "€") else f"{number_nl(value)} {unit}"


def _row(year: Year, own: list[Value], *, with_own: bool) -> tuple[str, ...]:
    if year.spread is None:
        told = (str(year.year), str(year.n), _("te weinig"), "", "")
    else:
        middle, low, high = (number_nl(value) for value in (year.spread.middle, year.spread.low, year.spread.high))
        kept = _("%(deel)s van %(geheel)s", deel=year.spread.kept, geheel=year.n)
        told = (str(year.year), str(year.n), middle, f"{low} – {high}", kept)
    mine = next((number_nl(one.value) for one in own if one.year == year.year), "–")
    return (*told, mine) if with_own else told


def _year(year: Year, unit: str) -> str:
    assert year.spread is not None
    return _(
        "In %(jaar)s haalden %(gehaald)s van de %(n)s gemeenten die maten de belofte. Het midden is %(midden)s.",
        jaar=year.year,
        gehaald=year.spread.kept,
        n=year.n,
        midden=_amount(year.spread.middle, unit),
    )
