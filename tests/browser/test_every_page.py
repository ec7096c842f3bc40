"""What every page must be, whoever looks at it. One crawl of the demo feeds all tests."""

import json
import subprocess
from collections import defaultdict
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser.crawl import ROOT, VISITOR, Found

pytestmark = pytest.mark.slow  # hundreds of pages, each as eight people, in two widths

HTML_VALIDATE = ROOT / "node_modules" / ".bin" / "html-validate"
CONFIGURATION = Path(__file__).parent / "htmlvalidate.json"


def problems(crawl: list[Found], name: str) -> dict[str, list[str]]:
    """The pages on which `name` found something, with what it found."""
    return {f"{one.path} ({one.role})": getattr(one, name) for one in crawl if getattr(one, name)}


def test_the_crawl_has_been_everywhere(crawl: list[Found]) -> None:
    assert len({one.role for one in crawl}) >= 6
    assert len({one.path for one in crawl if one.role == VISITOR}) >= 15


def test_no_link_leads_to_an_error(crawl: list[Found]) -> None:
    wrong = [
        f"{one.status} {one.path} (from {one.came_from or 'the start'}, {one.role})"
        for one in crawl
        if one.status >= 400
    ]
    assert wrong == []


def test_axe_finds_no_violation_on_any_page_as_anybody(crawl: list[Found]) -> None:
    assert problems(crawl, "axe") == {}


def test_everything_can_be_read_in_dark_too(crawl: list[Found]) -> None:
    assert problems(crawl, "in_dark") == {}


def test_what_a_page_points_at_on_itself_is_there(crawl: list[Found]) -> None:
    """Links to a part of the page, labels and what names or describes something."""
    assert problems(crawl, "nowhere") == {}


def test_the_keyboard_does_not_stop_at_a_region_that_has_nothing_to_scroll(crawl: list[Found]) -> None:
    assert problems(crawl, "idle") == {}


def test_the_console_stays_empty(crawl: list[Found]) -> None:
    assert problems(crawl, "console") == {}


def test_no_page_scrolls_sideways_at_320_pixels(crawl: list[Found]) -> None:
    assert problems(crawl, "too_wide") == {}


def test_the_keyboard_reaches_everything(crawl: list[Found]) -> None:
    assert problems(crawl, "unreached") == {}


def test_the_mouse_reaches_everything(crawl: list[Found]) -> None:
    """No link, button or field lies below another one: a link that fills its box once filled the whole page."""
    assert problems(crawl, "covered") == {}


def test_what_has_the_focus_shows_it(crawl: list[Found]) -> None:
    assert problems(crawl, "unseen_focus") == {}


def test_every_page_has_one_first_heading_and_a_language(crawl: list[Found]) -> None:
    pages = [one for one in crawl if one.html]
    assert [(one.path, one.headings) for one in pages if one.headings != 1] == []
    assert {one.lang for one in pages} == {"nl"}


def test_every_page_has_a_title_of_its_own(crawl: list[Found]) -> None:
    """Pages of one list share a title; other pages do not."""
    paths = defaultdict(set)
    for one in crawl:
        if one.html:
            paths[one.title].add(urlsplit(one.path).path)
    assert {title: sorted(shared) for title, shared in paths.items() if len(shared) > 1} == {}
    assert "" not in paths


def test_the_html_of_every_page_is_valid(crawl: list[Found], tmp_path: Path) -> None:
    names = {}
    for number, one in enumerate(one for one in crawl if one.html):
        file = tmp_path / f"{number}.html"
        file.write_text(one.html, "utf-8")
        names[str(file)] = f"{one.path} ({one.role})"
    done = subprocess.run(
        [str(HTML_VALIDATE), "--config", str(CONFIGURATION), "--formatter", "json", str(tmp_path / "*.html")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        pytest.fail(done.stderr)
    found = defaultdict(set)
    for report in json.loads(done.stdout or "[]"):
        for message in report["messages"]:
            found[f"{message['ruleId']}: {message['message']}"].add(names.get(report["filePath"], report["filePath"]))
    assert {message: sorted(pages)[:3] for message, pages in found.items()} == {}
