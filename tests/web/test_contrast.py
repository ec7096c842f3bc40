"""The colours of the look, computed, light and dark: WCAG 2.2 asks 4.5 for text and 3 for what one must see."""

import re

import pytest

from innovatie import paths
from innovatie.web.covers import HUES, colour

SHEET = (paths.STATIC / "css" / "tokens.css").read_text("utf-8")
COLOURS = re.compile(r"--inn-([\w-]+):\s*(#[0-9a-f]{6});")


def _block(selector: str) -> dict[str, str]:
    """The colours of the first rule after `selector`."""
    start = SHEET.index(selector)
    return dict(COLOURS.findall(SHEET[start : SHEET.index("}", start)]))


LIGHT = _block(".innovatie-theme,\n.dark-ground {")
DARK = _block("(prefers-color-scheme: dark)")
ON_PETROL = _block("@media screen {\n  .dark-ground")
FIXED = _block(".innovatie-theme {\n  --inn-petrol-deep")
SCHEMES = {"light": LIGHT, "dark": DARK}

GROUNDS = ("ground", "surface", "surface-quiet", "surface-tint")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "action", "link", "accent-text", "danger", "ok") for ground in GROUNDS),
    *(("ink", soft) for soft in ("ok-soft", "warn-soft", "danger-soft", "info-soft", "marked", "line", "petrol-50")),
    *((kind, f"{kind}-soft") for kind in ("ok", "warn", "danger", "info")),
    ("accent-text", "accent-soft"), ("ink-soft", "petrol-50"), ("link", "petrol-100"), ("action", "petrol-100"),
    ("action-ink", "action"), ("action-ink", "action-hover"), ("surface", "action"), ("surface", "action-hover"),
    ("surface", "danger"), ("accent-ink", "accent-text"), ("ink", "tile-empty"), ("action-ink", "tile"),
]  # fmt: skip
SEEN = [
    *((mark, ground) for mark in ("line-strong", "accent", "tile", "focus") for ground in GROUNDS),
    ("chart-1", "surface"), ("chart-2", "surface"), ("chart-1", "line"), ("tile", "tile-empty"), ("danger", "surface"),
]  # fmt: skip
ALWAYS = [  # what stands on petrol or orange on every screen: text, then what must be seen
    ("#ffffff", "petrol-bar", 4.5), ("#ffffff", "petrol-deep", 4.5), ("warm-ink", "warm-bright", 4.5),
    ("warm-ink", "#e2571e", 4.5), ("#12262b", "#ffd976", 4.5), ("warm-bright", "petrol-deep", 3),
    ("#ffffff", "#e2571e", 3),
]  # fmt: skip
PROVINCES = re.findall(r"--pr-h: (\d+)", (paths.STATIC / "css" / "themes.css").read_text("utf-8"))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_known_extremes() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_light_and_dark_give_every_role_and_dark_is_the_same_twice() -> None:
    assert LIGHT.keys() == DARK.keys()
    assert ON_PETROL == DARK


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text: str, ground: str, scheme: str) -> None:
    assert contrast(SCHEMES[scheme][text], SCHEMES[scheme][ground]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("mark", "ground"), SEEN)
def test_marks_and_borders_can_be_seen(mark: str, ground: str, scheme: str) -> None:
    assert contrast(SCHEMES[scheme][mark], SCHEMES[scheme][ground]) >= 3


@pytest.mark.parametrize(("mark", "ground", "least"), ALWAYS)
def test_what_never_changes_with_the_scheme(mark: str, ground: str, least: float) -> None:
    assert contrast(FIXED.get(mark, mark), FIXED.get(ground, ground)) >= least


@pytest.mark.parametrize("theme", HUES)
def test_a_theme_can_be_read_and_seen_on_every_ground(theme: str) -> None:
    hue, chroma = HUES[theme]
    solid = colour(0.55, chroma, hue)
    assert min(contrast(solid, LIGHT["ground"]), contrast(solid, DARK["ground"])) >= 3
    for scheme, ink, soft in ((LIGHT, (0.42, 0.75), (0.95, 0.25)), (DARK, (0.84, 0.7), (0.3, 0.4))):
        text = colour(ink[0], chroma * ink[1], hue)
        under = [colour(soft[0], chroma * soft[1], hue), *(scheme[ground] for ground in GROUNDS)]
        assert min(contrast(text, one) for one in under) >= 4.5


def test_the_letters_on_the_tile_of_each_province_can_be_read() -> None:
    assert len(PROVINCES) == 12
    assert min(contrast("#ffffff", colour(0.43, 0.075, float(hue))) for hue in PROVINCES) >= 4.5


def test_the_style_sheets_ask_only_for_files_that_are_there() -> None:
    sheets = list((paths.STATIC / "css").glob("*.css"))
    wanted = [
        sheet.parent / url for sheet in sheets for url in re.findall(r'url\("([^"]+)"\)', sheet.read_text("utf-8"))
    ]
    assert len(wanted) >= 2
    assert [str(file) for file in wanted if not file.resolve().is_file()] == []
