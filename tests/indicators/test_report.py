"""The report that a council gets: what stands on its pages, for a municipality that measured and for nobody in particular."""

import re
import zlib
from datetime import date

import pytest

from innovatie.adoption.assumptions import KeptAssumptions
from innovatie.adoption.queries import Counts, SolutionDetail
from innovatie.domain.adoption_states import Stage
from innovatie.domain.indicators import Better, Side
from innovatie.indicators.pages.report import Report, report_pdf
from innovatie.indicators.queries import Indicator, Value, years
from innovatie.web import letters_on_paper
from tests.factories import NOW

COST = Indicator(
    id=1, title="Licentie", unit="euro", side=Side.COST, better=Better.LOWER, promised=6_000.0, how="", chosen_at=NOW,
    measured=5,
)  # fmt: skip


def solution() -> SolutionDetail:
    """With what the report reads."""
    return SolutionDetail(
        id=7, title="Lakken", summary="Een hulpmiddel.", theme="openbaarheid", group=None, is_winner=True, maker_id=None,
        maker=None, source="", contact="", assumptions=KeptAssumptions(),
    )  # fmt: skip


def values(*amounts: float, year: int = 2025) -> tuple[Value, ...]:
    return tuple(
        Value(indicator=1, town=place, code=f"GM{place:04}", name=f"Stad {place}", year=year, value=amount)
        for place, amount in enumerate(amounts)
    )


def words(file: bytes) -> str:
    """What can be read in a PDF of a built-in letter, page after page."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", file, re.S)
    pages = (zlib.decompress(found) for found in streams if found.startswith(b"x"))  # an attachment is not packed
    texts = (re.findall(rb"\(((?:\\.|[^\\)])*)\) Tj", page) for page in pages if b") Tj" in page)  # no pictures
    found = b" ".join(text for page in texts for text in page).decode("latin-1")
    return " ".join(found.replace("\\", "").split())


def report(measured: tuple[Value, ...], *, own: tuple[Value, ...] = (), told: bool = True) -> str:
    made = Report(
        solution=solution(),
        counts=Counts(solution=7, slug="7-lakken", by_stage={Stage.IN_USE: 45}, ever=45, whole=342),
        told=((COST, years(COST, measured)),) if told else (),
        town="Zutphen" if own else "",
        own=own,
        agreements=(),
        address="https://x.example/overname/7-lakken/indicatoren",
        made_on=date(2026, 11, 30),
    )
    return words(report_pdf(made))


@pytest.fixture(autouse=True)
def _built_in_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters_on_paper, "letter_files", lambda: None)


def test_a_council_reads_its_own_number_beside_the_promise_and_the_others() -> None:
    measured = values(5_000, 5_500, 6_000, 7_000, 8_000)
    text = report(measured, own=measured[3:4])
    assert "Rapport voor de raad van Zutphen" in text
    assert "Zutphen mat in 2025: EUR 7.000. De belofte is niet gehaald." in text
    assert "In 2025 haalden 3 van de 5 gemeenten die maten de belofte." in text
    assert "45 van de 342 gemeenten gebruiken dit nu" in text
    assert "Bladzijde 1 van 1" in text


def test_below_the_least_number_nothing_points_at_one_municipality() -> None:
    text = report(values(5_000, 5_500))
    assert "te weinig" in text and "5.000" not in text and "5.500" not in text
    assert "Rapport voor de raad van" not in text


def test_without_indicators_it_says_that_nobody_knows() -> None:
    assert "Dat weten wij nog niet" in report((), told=False)


def test_a_report_of_many_indicators_numbers_its_pages() -> None:
    measured = values(5_000, 5_500, 6_000, 7_000, 8_000)
    made = Report(
        solution=solution(),
        counts=Counts(solution=7, slug="7-lakken", by_stage={}, ever=0, whole=342),
        told=((COST, years(COST, measured)),) * 8,
        town="",
        own=(),
        agreements=(),
        address="https://x.example/7",
        made_on=date(2026, 11, 30),
    )
    assert "Bladzijde 3 van 3" in words(report_pdf(made))
