"""Messages on pages: sentences in the language of the reader, and what people wrote in them marked as Dutch."""

import re
import unicodedata
from typing import Final

from markupsafe import Markup, escape

from innovatie.domain.wording import Wording
from innovatie.web import i18n

_BLANK: Final = re.compile(r"%\((\w+)\)[sd]")
_FROM_THE_RIGHT: Final = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})


def said(text: str) -> Markup:
    """A text as HTML. What is no Wording was written by somebody, or told before sentences were kept: Dutch."""
    return _pieces(text, lowered=False) if isinstance(text, Wording) else _written(text)


def said_paragraphs(text: str) -> list[Markup]:
    """As `said`, each paragraph apart."""
    return [part for part in said(text).split("\n\n") if part.strip()]


def _pieces(text: Wording, *, lowered: bool) -> Markup:
    template, lowered = i18n.gettext_here(text.template), lowered or text.lowered
    if not text.values:
        return escape(template.lower() if lowered else template)
    made, at = Markup(), 0
    for blank in _BLANK.finditer(template):
        made += _plain(template[at : blank.start()], lowered=lowered)
        made += _value(text.values[blank[1]], lowered=lowered)
        at = blank.end()
    return made + _plain(template[at:], lowered=lowered)


def _plain(part: str, *, lowered: bool) -> str:
    part = part.replace("%%", "%")
    return part.lower() if lowered else part


def _value(value: object, *, lowered: bool) -> Markup:
    if isinstance(value, Wording):
        return _pieces(value, lowered=lowered)
    if isinstance(value, str):
        return _written(value.lower() if lowered else value)
    return escape(value)


def _written(text: str) -> Markup:
    """Each paragraph in an element of its own, so that the text can be cut between them.

    On a Dutch page only what has signs that are read from the right needs one: a name in Arabic would turn the order
    of the words around it.
    """
    dutch = i18n.language() == i18n.DEFAULT
    if dutch and not any(unicodedata.bidirectional(sign) in _FROM_THE_RIGHT for sign in text):
        return escape(text)
    piece = Markup('<span dir="auto">{}</span>') if dutch else Markup('<span dir="auto" lang="nl">{}</span>')
    return Markup("\n\n").join(piece.format(part) if part else "" for part in text.split("\n\n"))
