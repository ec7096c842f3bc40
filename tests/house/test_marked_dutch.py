"""On an English page what people wrote says that it is Dutch (WCAG 3.1.2), and our own sentences do not."""

import re

from tests.house.source import TEMPLATES, templates

OURS_AS_THEIRS = re.compile(r'dir="auto"[^>]*>\s*\{\{ _\(')
UNSEEN = re.compile(r'visually-hidden">[^<]*\{\{ [a-z_]+(?:\.[a-z_]+)*\.title\b[^<]*<')
TRAIL = re.compile(r"navigation\.breadcrumb\(.*?\) \}\}")
BARE_TITLE = re.compile(r"(?<![\w.(])[a-z_]+(?:\.[a-z_]+)*\.title(?=[),])")


def found(pattern: re.Pattern[str]) -> list[str]:
    return [f"{name}: {hit}" for name in templates() for hit in pattern.findall((TEMPLATES / name).read_text("utf-8"))]


def test_an_element_that_begins_with_a_sentence_of_ours_is_not_called_what_people_wrote() -> None:
    assert found(OURS_AS_THEIRS) == []


def test_a_title_that_only_a_screen_reader_hears_is_marked_too() -> None:
    assert found(UNSEEN) == []


def test_a_title_in_the_trail_of_pages_is_marked() -> None:
    trails = found(TRAIL)
    assert len(trails) > 50
    assert [trail for trail in trails if BARE_TITLE.search(trail)] == []
