"""What stands in a page: escaped as Markup is, without making a Markup of each piece that is only joined to others.

A page has hundreds of pieces, and making each a Markup costs four times what escaping it does.
"""

from collections.abc import Callable, Mapping
from typing import Final

import markupsafe
from markupsafe import Markup, escape


def _escaped(text: object) -> str:
    return str(escape(text))


# The part of `escape` in C; without it, under another name or in another version, the whole of it.
_inner: Final[Callable[[object], str]] = getattr(markupsafe, "_escape_inner", _escaped)


def shown(value: object) -> str:
    """`value` as it stands in a page: safe HTML as it is, all else as text."""
    kind = type(value)
    if kind is str:
        return _inner(value)
    return value if kind is Markup else escape(value)  # type: ignore[return-value]


def filled(text: str, values: Mapping[str, object]) -> Markup:
    """A sentence of ours that is safe, with `%(name)s` filled from `values`; "%%" stands for "%"."""
    return Markup(text % {name: shown(value) for name, value in values.items()})  # noqa: S704 -- each is escaped
