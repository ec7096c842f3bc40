"""The colours of the look, computed: WCAG 2.2 asks 4.5 for text and 3 for what one must see to use the page."""

import re

import pytest

from innovatie import paths

TOKENS = dict(
    re.findall(r"--(inn-[\w-]+):\s*(#[0-9a-f]{6});", (paths.STATIC / "css" / "tokens.css").read_text("utf-8"))
)
FOCUS_YELLOW = "#ffd976"

TEXT = [
    ("inn-ink", "inn-white"), ("inn-ink", "inn-sand-50"), ("inn-ink", "inn-sand-100"), ("inn-ink", FOCUS_YELLOW),
    ("inn-ink", "inn-petrol-50"), ("inn-ink", "inn-info-100"), ("inn-ink", "inn-ok-100"), ("inn-ink", "inn-warn-100"),
    ("inn-ink", "inn-danger-100"), ("inn-ink", "#ffe6a3"), ("inn-ink", "inn-sand-200"),
    ("inn-ink-soft", "inn-white"), ("inn-ink-soft", "inn-sand-50"), ("inn-ink-soft", "inn-sand-100"),
    ("inn-ink-soft", "inn-petrol-50"),
    ("inn-petrol-700", "inn-white"), ("inn-petrol-700", "inn-sand-50"), ("inn-petrol-700", "inn-petrol-100"),
    ("inn-petrol-800", "inn-petrol-100"), ("inn-petrol-800", "inn-white"), ("inn-white", "inn-petrol-800"),
    ("inn-white", "inn-petrol-900"), ("#e8f2f3", "inn-petrol-900"), ("#e4f1f3", "inn-petrol-800"),
    ("inn-petrol-900", "#ff9465"),
    ("inn-warm-700", "inn-white"), ("inn-warm-700", "inn-sand-50"), ("inn-warm-700", "inn-warm-100"),
    ("inn-ok-700", "inn-ok-100"), ("inn-warn-700", "inn-warn-100"), ("inn-danger-700", "inn-danger-100"),
    ("inn-danger-700", "inn-white"), ("inn-danger-700", "inn-sand-50"), ("inn-white", "inn-danger-700"),
    ("inn-info-700", "inn-info-100"),
]  # fmt: skip
SEEN = [
    ("#6d7b7f", "inn-white"), ("#6d7b7f", "inn-sand-50"), ("inn-petrol-800", "inn-sand-50"),
    ("inn-chart-1", "inn-white"), ("inn-chart-2", "inn-white"), ("inn-warm-500", "inn-sand-50"),
    ("inn-sand-400", "inn-sand-50"), ("#ff9465", "inn-petrol-900"), (FOCUS_YELLOW, "inn-petrol-800"),
    ("inn-danger-700", "inn-white"), ("inn-chart-1", "inn-sand-200"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (or names of tokens), 1 to 21."""
    light, dark = sorted((luminance(TOKENS.get(one, one)), luminance(TOKENS.get(other, other))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_marks_and_borders_can_be_seen(mark: str, ground: str) -> None:
    assert contrast(mark, ground) >= 3


def test_the_style_sheets_ask_only_for_files_that_are_there() -> None:
    sheets = list((paths.STATIC / "css").glob("*.css"))
    wanted = [
        sheet.parent / url for sheet in sheets for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text("utf-8"))
    ]
    assert len(wanted) >= 3
    assert [str(file) for file in wanted if not file.resolve().is_file()] == []
