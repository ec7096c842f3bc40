"""Dates, numbers, lists, Markdown and pages of lists as readers see them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from markupsafe import Markup

from innovatie.web import format as formats
from innovatie.web import i18n
from innovatie.web.markdown import markdown
from innovatie.web.pagination import page, query_string

NBSP = "\N{NO-BREAK SPACE}"


@pytest.fixture
def english() -> Iterator[None]:
    i18n.use("en")
    yield
    i18n.use("nl")


def test_moments_are_shown_in_dutch_time_and_marked_in_utc() -> None:
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    winter = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
    assert formats.datetime_text(winter) == "5 maart 2026 om 15.30 uur"
    assert formats.date_text(summer) == "2 juli 2026"
    assert formats.datetime_nl(summer) == '<time datetime="2026-07-01T22:30:00Z">2 juli 2026 om 00.30 uur</time>'
    assert formats.date_nl(date(2026, 3, 5)) == '<time datetime="2026-03-05">5 maart 2026</time>'
    assert formats.date_nl(None) == ""
    with pytest.raises(ValueError, match="time zone"):
        formats.date_text(datetime(2026, 1, 1))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.5, None, "1.234.567,5"), (0, None, "0"), (1234, None, "1.234"), (Decimal("2.50"), None, "2,5"),
        (0.125, 2, "0,13"), (Fraction(1, 3), 1, "0,3"), (-0.001, 2, "0,00"), (None, None, ""), (1e15, 0, "1.000.000.000.000.000"),
    ],
)  # fmt: skip
def test_numbers(value: float | Decimal | Fraction | None, decimals: int | None, text: str) -> None:
    assert formats.number_nl(value, decimals) == text


def test_a_computed_chance_is_never_certain() -> None:
    assert [formats.chance(one) for one in (0.001, 0.01, 0.83, 0.99, 0.995, 1.0, None)] == [
        "minder dan 1%", "1%", "83%", "99%", "meer dan 99%", "meer dan 99%", "",
    ]  # fmt: skip


def test_amounts_percentages_and_lists() -> None:
    assert formats.euro(1250, cents=True) == f"€{NBSP}1.250,00"
    assert formats.euro(Decimal("12.5")) == f"€{NBSP}12,50"
    assert formats.euro(125_000) == f"€{NBSP}125.000"
    assert formats.euro(-2000) == f"€{NBSP}-2.000"
    assert formats.percent(0.623, 1) == "62,3%"
    assert formats.share(1, 3) == "33%"
    assert formats.share(1, 0) == "–"
    assert formats.enumerate_nl(["Buren", "Delft", "Utrecht"]) == "Buren, Delft en Utrecht"
    assert formats.enumerate_nl(["Buren"]) == "Buren"
    assert formats.enumerate_nl([]) == ""
    assert formats.enumerate_nl(["<b>", Markup("<a>x</a>")]) == "&lt;b&gt; en <a>x</a>"


@pytest.mark.usefixtures("english")
def test_english_has_its_own_marks() -> None:
    assert formats.datetime_text(datetime(2026, 3, 5, 14, 30, tzinfo=UTC)) == "5 March 2026 at 15:30"
    assert formats.number_nl(1234567.5) == "1,234,567.5"
    assert formats.euro(1250) == "€1,250"
    assert formats.enumerate_nl("abc") == "a, b and c"


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html,x)",
        "![x](https://kwaad.nl/volg.png)", "<svg onload=alert(1)>", "[x](vbscript:x)", '[x](https://a.nl "\\" onclick=x)',
        "<a href='javascript:x'>x</a>", "<style>*{}</style>", "<javascript:alert(1)>",
    ],
)  # fmt: skip
def test_markdown_lets_nothing_through_that_acts(attack: str) -> None:
    tree = html.fragment_fromstring(markdown(attack), create_parent="div")
    assert (
        tree.xpath(".//script | .//img | .//svg | .//style | .//@onerror | .//@onclick | .//@onload | .//@style") == []
    )
    assert [href for href in tree.xpath(".//@href") if not href.startswith(("https://", "http://"))] == []


def test_headings_of_users_fall_under_those_of_the_page_without_gaps() -> None:
    tree = html.fragment_fromstring(markdown("# Een\n\n### Twee\n\n# Drie"), create_parent="div")
    assert [(heading.tag, heading.text) for heading in tree] == [("h3", "Een"), ("h4", "Twee"), ("h3", "Drie")]


def test_links_of_users_carry_no_weight() -> None:
    assert markdown("[Delft](https://www.delft.nl)") == (
        '<p><a href="https://www.delft.nl" rel="nofollow noopener">Delft</a></p>\n'
    )
    assert markdown(None) == ""


@given(st.integers(-5, 500) | st.text(max_size=12), st.integers(0, 5000), st.integers(1, 100))
def test_a_page_always_exists_and_the_pages_cover_every_row_once(number: object, total: int, size: int) -> None:
    found = page(number, total=total, size=size)
    assert 1 <= found.number <= found.last
    assert found.numbers[0] == 1
    assert found.numbers[-1] == found.last
    assert found.number in found.numbers
    rows = [row for n in range(1, found.last + 1) for row in range(*_span(n, total, size))]
    assert rows == list(range(total))


def _span(number: int, total: int, size: int) -> tuple[int, int]:
    one = page(number, total=total, size=size)
    return one.offset, min(one.offset + one.size, total)


def test_left_out_numbers_leave_a_gap_but_never_for_a_single_one() -> None:
    assert page(10, total=400).numbers == [1, 0, 9, 10, 11, 0, 20]
    assert page(3, total=400).numbers == [1, 2, 3, 4, 0, 20]
    assert page(4, total=400).numbers == [1, 2, 3, 4, 5, 0, 20]


def test_addresses_of_lists_name_only_what_is_filled() -> None:
    assert query_string({"thema": "zorg", "q": "", "pagina": 3}, pagina=2) == "?thema=zorg&pagina=2"
    assert query_string({"thema": ["a", "b"]}, pagina=1) == "?thema=a&thema=b"
    assert query_string({}) == ""
    assert query_string({"q": "a&b=c d"}) == "?q=a%26b%3Dc+d"
