"""The Jinja environments: texts settled at compile time in each language, pieces remembered, undefined names refused."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from innovatie import paths
from innovatie.web import i18n, templates

CATALOGUE = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Zoek & vind"
msgstr "Search & find"

msgid "Hallo %(naam)s"
msgstr "Hello %(naam)s"

msgid "<b>100%%</b> zeker"
msgstr "<b>100%%</b> certain"

msgid "%(n)s gemeente"
msgid_plural "%(n)s gemeenten"
msgstr[0] "%(n)s municipality"
msgstr[1] "%(n)s municipalities"
"""
SOURCE = (
    '{{ _("Zoek & vind") }}|{{ _("Hallo %(naam)s", naam=naam) }}|{% trans %}<b>100%</b> zeker{% endtrans %}|'
    "{% trans n=n %}{{ n }} gemeente{% pluralize %}{{ n }} gemeenten{% endtrans %}"
)


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "en" / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "en" / "LC_MESSAGES" / "innovatie.po").write_text(CATALOGUE, "utf-8")
    monkeypatch.setattr(paths, "LOCALE", tmp_path)
    i18n.catalogue.cache_clear()
    yield
    i18n.use("nl")
    monkeypatch.undo()
    i18n.catalogue.cache_clear()


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nl", "Zoek &amp; vind|Hallo &lt;Jan&gt;|<b>100%</b> zeker|1 gemeente"),
        ("en", "Search &amp; find|Hello &lt;Jan&gt;|<b>100%</b> certain|1 municipality"),
    ],
)
def test_each_language_has_its_own_compiled_texts(language: i18n.Language, text: str) -> None:
    i18n.use(language)
    made = templates.build(language, demo=False, debug=True).from_string(SOURCE)
    assert made.render(naam="<Jan>", n=1) == text


@pytest.mark.usefixtures("catalogues")
def test_python_and_templates_agree_about_a_text_that_is_not_translated() -> None:
    i18n.use("en")
    assert i18n._("Hallo %(naam)s", naam="Jan") == "Hello Jan"
    assert i18n._("Onvertaald: 5%") == "Onvertaald: 5%"
    assert i18n.ngettext("%(n)s gemeente", "%(n)s gemeenten", 2) == "2 municipalities"


def test_a_forgotten_variable_is_an_error_and_not_an_empty_spot() -> None:
    with pytest.raises(UndefinedError):
        templates.build("nl", demo=False, debug=True).from_string("{{ vergeten }}").render()


def test_a_remembered_piece_is_made_once_for_the_same_arguments_and_stays_escaped() -> None:
    made: list[str] = []
    environment = templates.build("nl", demo=False, debug=True)
    environment.filters["note"] = lambda text: made.append(text) or text
    page = environment.from_string(
        "{% macro card(title, n) %}<h2>{{ title|note }}</h2>{{ n }}{% endmacro %}"
        "{% for title in titles %}{{ remembered(card, title, n=1) }}{% endfor %}"
    )
    assert page.render(titles=["<a>", "b", "<a>"]) == "<h2>&lt;a&gt;</h2>1<h2>b</h2>1<h2>&lt;a&gt;</h2>1"
    assert made == ["<a>", "b"]


def test_a_remembered_safe_piece_never_stands_in_for_the_same_text_typed_by_somebody() -> None:
    environment = templates.build("nl", demo=False, debug=True)
    page = environment.from_string(
        "{% macro show(text) %}{{ text }}{% endmacro %}{% for text in texts %}{{ remembered(show, text) }};{% endfor %}"
    )
    assert page.render(texts=[Markup("<b>"), "<b>", Markup("<b>"), "<b>"]) == "<b>;&lt;b&gt;;<b>;&lt;b&gt;;"


def test_a_piece_with_a_dict_is_remembered_by_what_is_in_it() -> None:
    environment = templates.build("nl", demo=False, debug=True)
    page = environment.from_string(
        "{% macro show(values) %}{{ values.a }}{% endmacro %}{% for v in many %}{{ remembered(show, v) }}{% endfor %}"
    )
    assert page.render(many=[{"a": 1}, {"a": 2}, {"a": 1}]) == "121"


def test_the_part_of_the_site_is_known_by_its_path() -> None:
    assert templates.navigation_current("/ideeen/12-plan", "/ideeen")
    assert templates.navigation_current("/ideeen", "/ideeen")
    assert not templates.navigation_current("/ideeenbus", "/ideeen")


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("language", "made"), [("nl", '<p dir="auto">Afval</p>'), ("en", '<p dir="auto" lang="nl">Afval</p>')]
)
def test_what_people_wrote_says_that_it_is_dutch_on_a_page_that_is_not(language: i18n.Language, made: str) -> None:
    environment = templates.build(language, demo=False, debug=True)
    assert environment.from_string('<p dir="auto">{{ text }}</p>').render(text="Afval") == made


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("language", "hello"),
    [("nl", "Hallo &lt;Jan&gt;"), ("en", 'Hello <span dir="auto" lang="nl">&lt;Jan&gt;</span>')],
)
def test_what_people_wrote_inside_a_sentence_is_escaped_and_keeps_its_language(
    language: i18n.Language, hello: str
) -> None:
    i18n.use(language)
    made = templates.build(language, demo=False, debug=True).from_string(
        '{{ _("Hallo %(naam)s", naam=written(naam)) }}'
    )
    assert made.render(naam="<Jan>") == hello


@pytest.mark.usefixtures("catalogues")
def test_a_name_of_ours_is_translated_and_one_of_people_is_marked() -> None:
    i18n.use("en")
    made = templates.build("en", demo=False, debug=True).from_string("{{ titled(naam) }}")
    assert made.render(naam="Zoek & vind") == "Search &amp; find"
    assert made.render(naam="<Tegels>") == '<span dir="auto" lang="nl">&lt;Tegels&gt;</span>'
