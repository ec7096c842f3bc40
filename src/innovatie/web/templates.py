"""The Jinja environment: autoescape, undefined names are errors, Dutch texts as keys, formats as filters."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from innovatie import paths
from innovatie.web import format as formats
from innovatie.web import i18n
from innovatie.web.assets import asset
from innovatie.web.markdown import markdown
from innovatie.web.pagination import query_string

FILTERS: Final[dict[str, Callable[..., object]]] = {
    "date_nl": formats.date_nl,
    "date_text": formats.date_text,
    "datetime_nl": formats.datetime_nl,
    "datetime_text": formats.datetime_text,
    "month_nl": formats.month_nl,
    "number_nl": formats.number_nl,
    "euro": formats.euro,
    "percent": formats.percent,
    "enumerate_nl": formats.enumerate_nl,
    "markdown": markdown,
}

PER_REQUEST: Final = frozenset(
    {"actor", "csrf_field", "csrf_token", "path", "query", "request", "message", "lang", "other_languages"}
)
"""Names which `render.show` adds to the fields of the view in every template."""


def translate(message: str, **values: object) -> str:
    """`_` of the templates: the text itself is escaped like any other, and so are the values, unless safe."""
    text = i18n.gettext_here(message)
    return Markup(escape(text)) % values if values else text  # noqa: S704 -- escaped right here


def build(*, demo: bool, debug: bool) -> Environment:
    """A new environment; `debug` notices changed templates, `demo` shows the demo's banner and helpers."""
    environment = Environment(
        loader=FileSystemLoader(paths.TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=debug,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        cache_size=-1,
        extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"],
        bytecode_cache=None if debug else _bytecode_cache(),
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        i18n.gettext_here, i18n.ngettext_here, newstyle=True
    )
    environment.filters.update(FILTERS)
    environment.globals.update(
        _=translate,
        demo=demo,
        asset=asset,
        share=formats.share,
        query_string=query_string,
        navigation_current=navigation_current,
    )
    return environment


def navigation_current(path: str, target: str) -> bool:
    """Whether the page at `path` lies in the part of the site that starts at `target`."""
    return path == target or path.startswith(f"{target}/")


def _bytecode_cache() -> FileSystemBytecodeCache | None:
    """Compiled templates in a private folder of this user, so that a restart is quick; None when impossible."""
    try:
        return FileSystemBytecodeCache()
    except (OSError, RuntimeError):
        return None


class _Current:
    """The environment of this process; `configure` is called once, while the app is built."""

    environment: Environment | None = None


def configure(*, demo: bool = False, debug: bool = False) -> Environment:
    """Build the environment of this process anew."""
    _Current.environment = build(demo=demo, debug=debug)
    template.cache_clear()
    return _Current.environment


def environment() -> Environment:
    """The environment of this process."""
    return _Current.environment or configure()


@lru_cache(maxsize=1024)
def _compiled(name: str) -> Template:
    return environment().get_template(name)


class _Templates:
    """Looks a template up without Jinja's lock and freshness check, except while debugging."""

    def __call__(self, name: str) -> Template:
        current = environment()
        return current.get_template(name) if current.auto_reload else _compiled(name)

    def cache_clear(self) -> None:
        _compiled.cache_clear()


template: Final = _Templates()


def fragment(name: str, **values: Any) -> Markup:
    """A template that needs nothing of a request (a macro file, a mail), rendered."""
    return Markup(template(name).render(values))  # noqa: S704 -- our own template, autoescaped
