"""Markdown written by users, as safe HTML.

Two fences: the parser knows no raw HTML, and nh3 keeps only an allow-list of elements afterwards. And a limit to the
work: the parser takes time for every sign of mark-up, so a page that somebody filled with them would hold up everybody.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
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
"""Signs of mark-up that one page may have rendered anew, so one text as well: each takes up to 25 microseconds. A plan
of a hundred pages has some two thousand, line ends included."""
_MARKS: Final[Mapping[str, int]] = dict.fromkeys("[]*_~`|>&", 1) | {"\n": 2, "<": 2}
"""What each sign counts for: a line may open a list of its own, a `<` an address that is made into a link."""
_SURELY_FEW: Final = 100
_LEFT: Final = "marks left"


class _TooMuch(Exception):
    """A table has more cells than may still be rendered: its rows get all columns of the first, typed or not."""


def _table_within_limit(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The parser's own table, of no more cells than are left; each counts for a mark."""
    if silent or not table(state, start, end, True):
        return table(state, start, end, silent)
    columns = state.getLines(start + 1, start + 2, 0, False).count("|") + 1
    last = min(end, start + 2 + state.env[_LEFT] // columns)
    table(state, start, last, False)
    state.env[_LEFT] -= (state.line - start) * columns
    if state.env[_LEFT] < 0:
        raise _TooMuch
    return True


_parser.block.ruler.at("table", _table_within_limit, {"alt": ["paragraph", "reference"]})

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
    kept = _RENDERED.get(text)
    if kept is not None:
        return kept
    left = _left.get(None) or [MARKS_AT_ONCE]
    marks = sum(text.count(sign) * weight for sign, weight in _MARKS.items()) if len(text) > _SURELY_FEW else 0
    if marks > left[0]:
        return as_typed(text)
    try:
        rendered, left[0] = _render(text, left[0] - marks)
    except _TooMuch:
        left[0] -= marks
        return as_typed(text)
    _RENDERED[text] = rendered
    while len(_RENDERED) > _KEPT:
        _RENDERED.pop(next(iter(_RENDERED)))
    return rendered


def as_typed(text: str) -> Markup:
    """The text with its own line ends and spaces, its signs as they are."""
    return Markup('<div class="zoals-getypt">') + escape(text) + Markup("</div>")


def _render(text: str, left: int) -> tuple[Markup, int]:
    """The HTML and what is left of the marks after its tables. Raises _TooMuch."""
    env = {_LEFT: left}
    tokens = _parser.parse(text, env)
    _lower_headings(tokens)
    html = str(_parser.renderer.render(tokens, _parser.options, env))
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    return Markup(clean), env[_LEFT]  # noqa: S704 -- sanitised one line above


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
