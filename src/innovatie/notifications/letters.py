"""A mail in words: as plain text, and as HTML in which what people wrote is marked as Dutch."""

import msgspec
from markupsafe import Markup, escape

from innovatie.domain.wording import Wording, as_written
from innovatie.web import i18n
from innovatie.web.i18n import _
from innovatie.web.said import said, said_paragraphs
from innovatie.web.templates import fragment


class Marked(msgspec.Struct, frozen=True):
    """The paragraphs and items of a letter as HTML, with what people wrote marked as Dutch."""

    paragraphs: tuple[Markup, ...]
    items: tuple[tuple[Markup, Markup, str], ...]


class ComposedMail(msgspec.Struct, frozen=True, kw_only=True):
    """What a Wording holds of others is in Dutch; any other text is in the language of the letter."""

    subject: str
    paragraphs: tuple[str, ...]
    home: str
    language: str = i18n.DEFAULT
    name: str = ""
    label: str = ""
    address: str = ""
    items: tuple[tuple[str, str, str], ...] = ()
    """Title, text and address of each message in an overview."""
    marked: Marked | None = None
    unsubscribe: str = ""


def kept(text: str) -> Wording:
    """A text from the queue; one from before sentences were kept stays as it was written."""
    return text if isinstance(text, Wording) else as_written(text)


def read(letter: ComposedMail) -> ComposedMail:
    """The letter with its texts in the language at hand: plain, and marked for HTML."""
    marked = Marked(
        tuple(part for text in letter.paragraphs for part in _in_html(text)),
        tuple((said(title), next(iter(_in_html(text)), Markup()), at) for title, text, at in letter.items),
    )
    return msgspec.structs.replace(
        letter,
        subject=_(letter.subject) if isinstance(letter.subject, Wording) else letter.subject,
        paragraphs=tuple(part for text in letter.paragraphs for part in _in_text(text)),
        items=tuple((_(title), next(iter(_in_text(text)), ""), at) for title, text, at in letter.items),
        marked=marked,
        language=i18n.language(),
    )


def _in_text(text: str) -> list[str]:
    read = _(text) if isinstance(text, Wording) else text
    return [part for part in read.split("\n\n") if part.strip()]


def _in_html(text: str) -> list[Markup]:
    return said_paragraphs(text) if isinstance(text, Wording) else [escape(text)]


def as_text(letter: ComposedMail) -> str:
    """The letter as plain text, without more than one empty line at a time."""
    lines: list[str] = []
    for line in fragment("mail/letter.txt", letter=letter).splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


def as_html(letter: ComposedMail) -> str:
    return str(fragment("mail/letter.html", letter=letter))
