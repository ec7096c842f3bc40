"""Texts of the rules, Dutch as they stand, that a page can still show in another language.

    raise Invalid({"keuze": wording("Kies hoogstens %(n)s ideeën.", n=5)})

A `Wording` is an ordinary Dutch string for everything that computes, stores or compares. It remembers the sentence
before its blanks were filled, so that a page (which asks for `__html__`) gives it in the language of its reader.
The sentences are collected for the catalogues by scripts/texts.py.
"""

import html
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Self


class Wording(str):
    """A Dutch text that knows its template and what fills it."""

    __slots__ = ("lowered", "template", "values")

    template: str
    values: Mapping[str, object]
    lowered: bool

    to_reader: ClassVar[Callable[[str], str]] = staticmethod(str)
    """From a template to the same in the reader's language; the layer of pages puts its own here."""

    def __new__(cls, template: str, values: Mapping[str, object] | None = None) -> Self:
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values, made.lowered = template, values or {}, False
        return made

    def lower(self) -> "Wording":
        """In small letters, in each language."""
        made = Wording(str.lower(self))
        made.template, made.values, made.lowered = self.template, self.values, True
        return made

    def filled(self, **values: object) -> "Wording":
        """The same sentence with these values in its blanks, in small letters when it was."""
        made = Wording(self.template, values)
        return made.lower() if self.lowered else made

    def translated(self) -> str:
        """As plain text in the language of the reader."""
        text = Wording.to_reader(self.template)
        if self.values:
            text %= {name: in_reader_language(value) for name, value in self.values.items()}
        return text.lower() if self.lowered else text

    def __html__(self) -> str:
        return html.escape(self.translated())

    def __getnewargs__(self) -> tuple[Any, ...]:
        return (str(self.template), dict(self.values))


def wording(template: str, **values: object) -> Wording:
    """`template` (Dutch, a constant) with its `%(name)s` filled from `values`."""
    return Wording(template, values)


def as_written(text: str) -> Wording:
    """What somebody wrote, as a whole text: it stays as it is in every language."""
    return Wording("%(tekst)s", {"tekst": text})


def sentences(*parts: Wording | None) -> Wording:
    """One after another in a paragraph; what is None or empty is left out."""
    return _joined(parts, " ")


def paragraphs(*parts: Wording | None) -> Wording:
    """Each on lines of its own, with an empty line between; what is None or empty is left out."""
    return _joined(parts, "\n\n")


def lines(*parts: Wording | None) -> Wording:
    """Each on a line of its own, as in a list; what is None or empty is left out."""
    return _joined(parts, "\n")


def _joined(parts: Iterable[Wording | None], between: str) -> Wording:
    said = {str(number): part for number, part in enumerate(part for part in parts if part)}
    return Wording(between.join(f"%({number})s" for number in said), said)


def counted(one: Wording, more: Wording, number: int) -> Wording:
    """`one` for exactly one, `more` otherwise."""
    return one if number == 1 else more


def in_reader_language(value: object) -> object:
    """A Wording as its reader sees it; anything else as it is."""
    return value.translated() if isinstance(value, Wording) else value


def listed(parts: Iterable[str], comma: str = ", ") -> str:
    """a, b, c: `parts`, which may be Wordings themselves, after one another."""
    first, *rest = tuple(parts) or ("",)
    for part in rest:
        first = Wording(f"%(first)s{comma}%(part)s", {"first": first, "part": part})
    return first


def either(names: Iterable[str]) -> str:
    """a, b of c: one of `names`, which may be Wordings themselves. An empty text for none."""
    *rest, last = tuple(names) or ("",)
    if not rest:
        return last
    return wording("%(een)s of %(ander)s", een=listed(rest), ander=last)
