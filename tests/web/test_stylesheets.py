"""Two style sheets instead of twenty, with nothing of others that no page uses, and never of old."""

import json
import re
from pathlib import Path

import pytest

from innovatie.paths import STATIC, TEMPLATES
from innovatie.web import stylesheets

BUNDLE = STATIC / stylesheets.BUNDLE


@pytest.fixture(autouse=True)
def _read_anew() -> None:
    stylesheets.addresses.cache_clear()


def test_a_page_links_to_two_sheets_that_carry_a_mark_of_their_content() -> None:
    found = stylesheets.addresses()
    assert len(found) == 2, "a sheet or template changed since the bundle was made: `make` makes it anew"
    vendor, site = found
    assert re.fullmatch(r"/static/vendor/bundle/vendor\.css\?v=[0-9a-f]{12}", vendor)
    assert re.fullmatch(r"/static/vendor/bundle/site\.css\?v=[0-9a-f]{12}", site)


def test_while_a_sheet_is_being_changed_the_separate_ones_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stylesheets, "sources_digest", lambda: "of another moment")
    separate = stylesheets.addresses()
    assert len(separate) == sum(map(len, stylesheets.order()))
    assert all((STATIC / address.removeprefix("/static/").partition("?")[0]).is_file() for address in separate)
    stylesheets.addresses.cache_clear()


def test_every_sheet_of_ours_is_in_the_order_once() -> None:
    ours = stylesheets.order()[1]
    assert sorted(ours) == sorted(f"css/{sheet.name}" for sheet in (STATIC / "css").glob("*.css"))


def test_the_bundle_is_small_and_holds_every_class_of_others_that_templates_use() -> None:
    vendor = (BUNDLE / "vendor.css").read_text("utf-8")
    whole = "".join((STATIC / path).read_text("utf-8") for path in _vendor_files())
    used = {word for page in TEMPLATES.rglob("*.html") for word in re.findall(r"[\w-]+", page.read_text("utf-8"))}
    classes = {name for name in re.findall(r"\.((?:utrecht|nl)-[\w-]+)", whole) if name in used}
    assert len(classes) > 20
    assert sorted(name for name in classes if f".{name}" not in vendor) == []
    assert len(vendor) < len(whole) / 5


def test_every_token_of_the_theme_that_is_asked_for_is_there() -> None:
    vendor, site = ((BUNDLE / name).read_text("utf-8") for name in ("vendor.css", "site.css"))
    theme = next(path for path in _vendor_files() if path.endswith("theme.css"))
    defined = set(re.findall(r"(--[\w-]+)\s*:", (STATIC / theme).read_text("utf-8")))
    kept = set(re.findall(r"(--[\w-]+)\s*:", vendor + site))
    asked = set(re.findall(r"var\((--[\w-]+)", vendor + site))
    assert sorted((asked & defined) - kept) == []


def test_what_a_sheet_names_beside_it_is_there() -> None:
    for name in ("vendor.css", "site.css"):
        for target in re.findall(r"url\(([^)\"']+)\)", (BUNDLE / name).read_text("utf-8")):
            if not target.startswith("data:"):
                assert (BUNDLE / target).resolve().is_file(), target


def test_a_link_that_fills_its_box_has_a_box() -> None:
    """Without one it fills the page, and every click on it leads there: so it was with the tasks of *Mijn werk*."""
    sheets = "".join(re.sub(r"/\*.*?\*/", "", one.read_text("utf-8"), flags=re.S) for one in _ours())
    rules = [(names.strip(), body) for names, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheets)]
    boxes = {
        box
        for names, body in rules
        if re.search(r"position:\s*(relative|absolute|sticky|fixed)", body)
        for box in re.findall(r"^\.[\w-]+$", names, flags=re.M)
    }
    filling = [names for names, body in rules if " a::after" in names and re.search(r"inset:\s*0", body)]
    assert len(filling) >= 3
    for names in filling:
        around = re.findall(r"\.[\w-]+", re.match(r":is\([^)]*\)|\S+", names)[0])  # type: ignore[index]
        assert set(around) <= boxes, names


def _ours() -> list[Path]:
    return sorted((STATIC / "css").glob("*.css"))


def _vendor_files() -> list[str]:
    files = json.loads((STATIC / "vendor" / "manifest.json").read_text("utf-8"))["files"]
    return [files[sheet.removeprefix("vendor/")]["path"] for sheet in stylesheets.order()[0]]
