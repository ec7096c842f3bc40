"""Markdown written by users, as safe HTML.

Two fences: the parser knows no raw HTML, and nh3 keeps only an allow-list of elements afterwards. And a limit to the
work: the parser takes time for every sign of mark-up, so a page that somebody filled with them would hold up everybody.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

HIGHEST_HEADING: Final = 3
"""A heading of the user's text falls under an h2 of the page."""
LOWEST_HEADING: Final = 6

_TAGS: Final = {
    "p", "br", "hr", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}

_KEPT: Final = 512
_RENDERED: Final[dict[str, Markup]] = {}
"""Texts rendered last, the oldest first: those of a page that is read often are there."""
_parser: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_parser.disable(["image", "html_block", "html_inline"])


MARKS_AT_ONCE: Final = 4_000
"""Signs of mark-up that one page may have rendered anew, so one text as well: each takes up to 50 microseconds. A plan
of a hundred pages has some two thousand, line ends included."""
_MARKS: Final = "\n[]*_`|<>&"
_SURELY_FEW: Final = 400

_left: ContextVar[list[int]] = ContextVar("marks that may still be rendered")


@contextmanager
def within_one_page() -> Iterator[None]:
    """Texts rendered in here share what one page may ask. What is kept from before costs nothing."""
    before = _left.set([MARKS_AT_ONCE])
    try:
        yield
    finally:
        _left.reset(before)


def markdown(text: str | None) -> Markup:
    """`text` as sanitised HTML; nothing for None. Headings start at h3, links carry rel=nofollow noopener.

    A text with more mark-up than can be rendered (in this page, still) is shown as it was typed.
    """
    if not text:
        return Markup()
    if len(text) > _SURELY_FEW:
        marks = sum(map(text.count, _MARKS))
        left = _left.get(None) or [MARKS_AT_ONCE]
        if marks > left[0] and not (marks <= MARKS_AT_ONCE and text in _RENDERED):
            return as_typed(text)
        if text not in _RENDERED:
            left[0] -= marks
    return _rendered(text)


def as_typed(text: str) -> Markup:
    """The text with its own line ends and spaces, its signs as they are."""
    return Markup('<div class="zoals-getypt">') + escape(text) + Markup("</div>")


def _rendered(text: str) -> Markup:
    found = _RENDERED.get(text)
    if found is None:
        found = _RENDERED[text] = _render(text)
        while len(_RENDERED) > _KEPT:
            _RENDERED.pop(next(iter(_RENDERED)))
    return found


def _render(text: str) -> Markup:
    tokens = _parser.parse(text)
    _lower_headings(tokens)
    html = str(_parser.renderer.render(tokens, _parser.options, {}))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    return Markup(clean)  # noqa: S704 -- sanitised one line above


def _lower_headings(tokens: Sequence[Token]) -> None:
    """Shift the headings below those of the page, without leaving out a level (WCAG 1.3.1)."""
    seen: list[int] = []
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            while seen and seen[-1] >= level:
                seen.pop()
            seen.append(level)
            token.tag = f"h{min(HIGHEST_HEADING + len(seen) - 1, LOWEST_HEADING)}"
        elif token.type == "heading_close":
            token.tag = f"h{min(HIGHEST_HEADING + len(seen) - 1, LOWEST_HEADING)}"
