"""Markdown written by users, as safe HTML.

Two fences: the parser knows no raw HTML, and nh3 keeps only an allow-list of elements afterwards.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

HIGHEST_HEADING: Final = 3
"""A heading of the user's text falls under an h2 of the page."""
LOWEST_HEADING: Final = 6

_TAGS: Final = {
    "p", "br", "hr", "em", "strong", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto", "tel"}

_parser: Final = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
_parser.disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=512)
def markdown(text: str | None) -> Markup:
    """`text` as sanitised HTML; nothing for None. Headings start at h3, links carry rel=nofollow noopener."""
    if not text:
        return Markup()
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
