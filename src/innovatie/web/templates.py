"""The Jinja environments: autoescape, undefined names are errors, Dutch texts as keys, formats as filters."""

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any, Final

from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from innovatie import paths
from innovatie.domain.authority import offers_posting
from innovatie.domain.excerpts import plain
from innovatie.domain.themes import THEMES
from innovatie.web import covers, i18n, stylesheets
from innovatie.web import format as formats
from innovatie.web.assets import asset
from innovatie.web.folding import LanguageEnvironment
from innovatie.web.icons import icon
from innovatie.web.linked_data import linked_data
from innovatie.web.markdown import markdown
from innovatie.web.pagination import query_string
from innovatie.web.said import said, said_paragraphs
from innovatie.web.share_address import share_address
from innovatie.web.tile_progress import tile_block


def plain_text(text: str | None, longest: int | None = None) -> str:
    """What people wrote without marks of Markdown, for excerpts; safe HTML as it is."""
    return text if isinstance(text, Markup) else plain(text or "", longest)


FILTERS: Final[dict[str, Callable[..., object]]] = {
    "date_nl": formats.date_nl,
    "date_text": formats.date_text,
    "datetime_nl": formats.datetime_nl,
    "datetime_text": formats.datetime_text,
    "month_nl": formats.month_nl,
    "number_nl": formats.number_nl,
    "euro": formats.euro,
    "chance": formats.chance,
    "percent": formats.percent,
    "enumerate_nl": formats.enumerate_nl,
    "size_nl": formats.size_nl,
    "initials": formats.initials,
    "province_class": formats.province_class,
    "markdown": markdown,
    "plain": plain_text,
    "pieces": formats.pieces,
    "said": said,
    "said_paragraphs": said_paragraphs,
}

PER_REQUEST: Final = frozenset(
    {
        "actor",
        "csrf_field",
        "csrf_token",
        "path",
        "here",
        "query",
        "request",
        "message",
        "lang",
        "site",
        "acting_choices",
        "bell_count",
        "person_number",
    }
)
"""Names which `render.show` adds to the fields of the view in every template."""

REMEMBERED: Final = 8192
"""Pieces kept by `remembered`; about a kilobyte each."""


def translate(message: str, **values: object) -> str:
    """`_` of the templates: the text itself is escaped like any other, and so are the values, unless safe."""
    text = i18n._(message)
    return Markup(escape(text)) % values if values else text  # noqa: S704 -- escaped right here


def written(text: object) -> Markup:
    """What people wrote, inside a sentence of ours: in its own direction, and known to be Dutch on other pages."""
    return said(str(text))


def titled(text: str) -> Markup:
    """A name that is one of our own words, such as a theme, in the reader's language; else what people wrote."""
    ours = i18n.gettext_here(text)
    return written(text) if ours == text else escape(ours)


def build(language: i18n.Language, *, demo: bool, debug: bool) -> LanguageEnvironment:
    """A new environment; `debug` notices changed templates, `demo` shows the demo's banner and helpers."""
    environment = LanguageEnvironment(
        language,
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=debug,
        trim_blocks=True,
        lstrip_blocks=True,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        bytecode_cache=None if debug else _bytecode_cache(language),
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext_here, i18n.ngettext_here, newstyle=True
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        _=translate,
        demo=demo,
        asset=asset,
        icon=icon,
        tile_block=tile_block,
        theme_slugs=frozenset(theme.slug for theme in THEMES),
        theme_labels={theme.slug: theme.label for theme in THEMES},
        cover_address=covers.address,
        cover_focus=covers.focus,
        stylesheets=stylesheets.addresses,
        share=formats.share,
        share_address=share_address,
        written=written,
        titled=titled,
        query_string=query_string,
        navigation_current=navigation_current,
        offers_posting=offers_posting,
        remembered=remembered(),
        languages=i18n.available(),
        linked_data=linked_data,
    )
    return environment


def navigation_current(path: str, target: str) -> bool:
    """Whether the page at `path` lies in the part of the site that starts at `target`."""
    return path == target or path.startswith(f"{target}/")


def remembered() -> Callable[..., str]:
    """`remembered(macro, ...)`: what `macro(...)` gives, kept for the next time that the arguments are the same.

    For pieces that depend on nothing but their arguments, such as the cards of a long list: never stale, because the
    arguments are the key. They must be hashable, or flat dicts of what is; each environment has a memory of its own,
    so languages do not mix.
    """
    kept: dict[Any, str] = {}

    def call(macro: Callable[..., str], *arguments: object, **named: object) -> str:
        if Markup in map(type, arguments) or Markup in map(type, named.values()):
            return macro(*arguments, **named)  # equal to a plain text that would be escaped: never one for the other
        key: Any = (macro, arguments, *named.items())
        try:
            found = kept.get(key)
        except TypeError:
            parts = (tuple(part.items()) if type(part) is dict else part for part in arguments)
            key = (macro, *parts, *named.items())
            found = kept.get(key)
        if found is None:
            if len(kept) >= REMEMBERED:
                kept.clear()
            found = kept[key] = macro(*arguments, **named)
        return found

    return call


@cache
def _fingerprint() -> str:
    """Changes with the catalogues and static files, whose texts and digests are part of compiled templates."""
    files = [*paths.LOCALE.rglob("*.po"), *(paths.STATIC / "css").glob("*"), *(paths.STATIC / "js").glob("*")]
    files += [*(paths.STATIC / "img").glob("*"), paths.VENDOR / "manifest.json"]
    digest = hashlib.sha256()
    for file in sorted(file for file in files if file.is_file()):
        digest.update(str(file).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _bytecode_cache(language: i18n.Language) -> FileSystemBytecodeCache | None:
    """Compiled templates in a private folder of this user, so that a restart is quick; None when impossible."""
    try:
        return FileSystemBytecodeCache(pattern=f"innovatie_{language}_{_fingerprint()}_%s.cache")
    except (OSError, RuntimeError):
        return None


class _Current:
    """The environments of this process; `configure` is called once, while the app is built."""

    environments: Final[dict[i18n.Language, LanguageEnvironment]] = {}


def configure(*, demo: bool = False, debug: bool = False) -> None:
    """Build the environments of this process anew."""
    for language in i18n.LANGUAGES:
        _Current.environments[language] = build(language, demo=demo, debug=debug)
    _compiled.cache_clear()


def environment(language: i18n.Language = i18n.DEFAULT) -> LanguageEnvironment:
    """The environment of this process for `language`."""
    if not _Current.environments:
        configure()
    return _Current.environments[language]


@lru_cache(maxsize=1024)
def _compiled(name: str, language: i18n.Language) -> Template:
    return environment(language).get_template(name)


def template(name: str, language: i18n.Language | None = None) -> Template:
    """The template in `language` (None: that of the request), without Jinja's checks unless debugging."""
    language = language or i18n.language()
    if not _Current.environments:
        configure()
    if _Current.environments[language].auto_reload:
        return _Current.environments[language].get_template(name)
    return _compiled(name, language)


def fragment(name: str, **values: object) -> Markup:
    """A template that needs nothing of a request (a mail, a document), rendered in the language at hand."""
    return Markup(template(name).render(values))  # noqa: S704 -- our own template, autoescaped
