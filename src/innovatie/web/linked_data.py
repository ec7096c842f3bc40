"""What a page is about, for search engines and other programs: JSON-LD in the words of schema.org."""

from collections.abc import Mapping
from datetime import date

import msgspec
from markupsafe import Markup


def linked_data(told: Mapping[str, object]) -> Markup:
    """The element for the head of a page. What is None or empty is left out.

    Signs that could end the element are written as escapes, so that a text of a municipality stays a text.
    """
    text = msgspec.json.encode({"@context": "https://schema.org", **_filled(told)}).decode()
    safe = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(f'<script type="application/ld+json">{safe}</script>')  # noqa: S704 -- escaped above


def _filled(told: Mapping[str, object]) -> dict[str, object]:
    made = {name: _plain(value) for name, value in told.items()}
    return {name: value for name, value in made.items() if value not in (None, "", [], {})}


def _plain(value: object) -> object:
    """Marked and translatable texts are texts; a moment is a date and a time with its zone."""
    if isinstance(value, Mapping):
        return _filled(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return str.__str__(value)
    return value.isoformat() if isinstance(value, date) else value
