"""The signs of the site, read from static/img/icons.svg: one symbol each, 24 by 24, a line in the colour of the text.

`thema-<slug>` for the sixteen themes, a plain name for what a control or a fact is about. A sign stands beside words
and is hidden from those who hear the page.
"""

import re
from functools import cache

from markupsafe import Markup, escape

from innovatie import paths
from innovatie.web.assets import asset

SHEET = "img/icons.svg"
_SYMBOL = re.compile(r'<symbol id="([a-z-]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


@cache
def bodies() -> dict[str, str]:
    """The drawing of each sign, by its name."""
    return dict(_SYMBOL.findall((paths.STATIC / SHEET).read_text("utf-8")))


@cache
def icon(name: str) -> Markup:
    """The sign as part of a page; KeyError when there is none of this name, so that no template asks for it in vain."""
    bodies()[name]
    address = escape(f"{asset(SHEET)}#{name}")
    return Markup(f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{address}"/></svg>')  # noqa: S704 -- escaped
