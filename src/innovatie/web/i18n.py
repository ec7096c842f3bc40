"""Languages: which one a reader gets, and the texts in it.

The texts in the code are Dutch and are themselves the keys (msgids) of the catalogues, so Dutch works without any
catalogue; English comes from `locale/en/LC_MESSAGES/innovatie.po`. The language of the running request is kept in a
context variable, so that forms, pages and templates agree without handing it around.
"""

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Final, Literal

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from innovatie import paths
from innovatie.domain.wording import Wording, in_reader_language
from innovatie.infra import own_cookies
from innovatie.web.handlers import AnyConnection

Language = Literal["nl", "en"]

DOMAIN: Final = "innovatie"
DEFAULT: Final[Language] = "nl"
LANGUAGES: Final[dict[Language, str]] = {"nl": "Nederlands", "en": "English"}

OF_DOCUMENTS: Final[dict[Language, str]] = {"nl": "nl-NL", "en": "en-GB"}
"""What a PDF says of the language that its words are in."""

_language: ContextVar[Language] = ContextVar("language", default=DEFAULT)


def language() -> Language:
    """The language of the running request."""
    return _language.get()


def use(name: Language) -> None:
    """Set the language of the running request, or of the running job or command."""
    _language.set(name)


@contextmanager
def in_language(name: str) -> Iterator[None]:
    """What is put in words within is in this language; in Dutch when it has no texts."""
    token = _language.set(next((known for known in available() if known == name), DEFAULT))
    try:
        yield
    finally:
        _language.reset(token)


@cache
def catalogue(name: Language) -> gettext.NullTranslations:
    """The texts of one language: the .po file, compiled in memory (a tenth of a second); without one, the keys."""
    source = paths.LOCALE / name / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not source.is_file():
        return _Dutch()
    with source.open("rb") as lines:
        parsed = read_po(lines, locale=name, domain=DOMAIN)
    buffer = io.BytesIO()
    write_mo(buffer, parsed)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def available() -> dict[Language, str]:
    """The languages that have texts, with their own names: Dutch always, another one when its catalogue is there."""
    return {name: label for name, label in LANGUAGES.items() if name == DEFAULT or not _is_dutch(name)}


def _is_dutch(name: Language) -> bool:
    return isinstance(catalogue(name), _Dutch)


class _Dutch(gettext.NullTranslations):
    """No catalogue: the Dutch keys are the text."""


def gettext_here(message: str) -> str:
    """`message` in the language of the request; nothing stays nothing (in a catalogue "" is its heading)."""
    return catalogue(_language.get()).gettext(message) if message else message


def ngettext_here(singular: str, plural: str, n: int) -> str:
    """`singular` for one, `plural` otherwise, in the language of the request."""
    return catalogue(_language.get()).ngettext(singular, plural, n)


def _(message: str, **values: object) -> str:
    """`message` in the reader's language, its `%(name)s` filled from `values` (untouched when there are none)."""
    text = message.translated() if isinstance(message, Wording) else gettext_here(message)
    return text % {name: in_reader_language(value) for name, value in values.items()} if values else text


def ngettext(singular: str, plural: str, n: int, **values: object) -> str:
    """As `_`, for a count: `%(n)s` is always there."""
    return ngettext_here(singular, plural, n) % {"n": n, **values}


def choose(connection: AnyConnection) -> Language:
    """Take the language from the switch (a cookie), else Dutch, and use it for this request.

    A browser's Accept-Language tells how the machine was bought rather than what a Dutch civil servant reads, so pages
    do not follow it; programs that use the API have no switch, and there it holds.
    Cheap and repeatable: the answer is kept in the connection's state.
    """
    state = connection.scope.setdefault("state", {})
    found: Language | None = state.get("taal")
    if found is None:
        if connection.scope["path"].startswith("/api/"):
            asked = _from_header(connection.headers.get("accept-language", ""))
        else:
            asked = _from_cookie(connection.cookies.get(own_cookies.LANGUAGE)) or DEFAULT
        found = DEFAULT if _is_dutch(asked) else asked
        state["taal"] = found
    _language.set(found)
    return found


def _from_cookie(value: str | None) -> Language | None:
    return value if value in LANGUAGES else None


@lru_cache(maxsize=256)
def _accepted(header: str) -> Language:
    """The best of our languages in an Accept-Language header (RFC 9110, section 12.5.4)."""
    best: Language = DEFAULT
    best_weight = 0.0
    for part in header.split(","):
        tag, _separator, parameters = part.strip().partition(";")
        name = tag.strip().lower().partition("-")[0]
        if name not in LANGUAGES:
            continue
        weight = _weight(parameters)
        if weight > best_weight:
            best, best_weight = name, weight
    return best


def _from_header(header: str) -> Language:
    # Readers send a handful of different headers; the limit keeps a hostile one from filling the cache.
    return _accepted(header) if len(header) <= 100 and header.isascii() else DEFAULT


def _weight(parameters: str) -> float:
    name, _separator, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


Wording.to_reader = staticmethod(gettext_here)
