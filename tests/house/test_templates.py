"""The templates: nothing inline, no file that is not there, and exactly the fields of their view."""

import importlib
import pkgutil
import re
from functools import cache
from typing import Any

import msgspec
from jinja2 import Environment, meta, nodes

import innovatie
from innovatie.paths import STATIC
from innovatie.web import templates as web_templates
from innovatie.web.assets import asset
from tests.house.source import CODE, TEMPLATES, templates

ENVIRONMENT: Environment = web_templates.build("nl", demo=True, debug=True)
ALLOWED = web_templates.PER_REQUEST | set(ENVIRONMENT.globals)


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def test_whoever_sends_a_message_to_many_is_asked_with_how_many() -> None:
    """A page that shows a message beforehand asks before it goes, or wants the number of readers typed."""
    previewing = [name for name in templates() if re.search(r"\b(mail|letters)\.preview\(", source(name))]
    assert len(previewing) > 5
    assert [name for name in previewing if not re.search(r"data-confirm|confirm=|\"aantal\"", source(name))] == []


@cache
def views() -> dict[str, type[msgspec.Struct]]:
    """Every view of the application, by the name of its class."""
    for module in pkgutil.walk_packages(innovatie.__path__, "innovatie."):
        if module.name.rsplit(".", 1)[-1] != "__main__":
            importlib.import_module(module.name)
    found: dict[str, type[msgspec.Struct]] = {}
    todo: list[type[Any]] = [msgspec.Struct]
    while todo:
        for sub in todo.pop().__subclasses__():
            todo.append(sub)
            if isinstance(getattr(sub, "template", None), str):
                found[f"{sub.__module__}.{sub.__name__}"] = sub
    return found


@cache
def parsed(name: str) -> nodes.Template:
    return ENVIRONMENT.parse(source(name))


@cache
def used(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The variables that a template, what it includes and what it extends take from their context."""
    tree = parsed(name)
    names = meta.find_undeclared_variables(tree)
    for other in meta.find_referenced_templates(tree):
        if other and other not in seen and not other.startswith("components/"):
            names |= used(other, seen | {name})
    return names - ALLOWED - _given(tree)


def _given(tree: nodes.Template) -> set[str]:
    """Names that the template itself gives: loops, set, with, imported macros."""
    stored = {node.name for node in tree.find_all(nodes.Name) if node.ctx in {"store", "param"}}
    imports = {node.target for node in tree.find_all(nodes.Import)}
    macros = {
        name if isinstance(name, str) else name[1] for node in tree.find_all(nodes.FromImport) for name in node.names
    }
    return stored | imports | macros


def field_faults(struct: Any) -> dict[str, list[str]]:
    """What the template of this view uses without having it, and what it has without using it."""
    optional = {"form"} - set(struct.__struct_fields__)  # base.html counts its errors, if the page has a form
    asked, given = used(struct.template) - optional, set(struct.__struct_fields__)
    found = {"not in the view": sorted(asked - given), "not in the template": sorted(given - asked)}
    return {fault: names for fault, names in found.items() if names}


def test_a_template_uses_exactly_the_fields_of_its_view() -> None:
    assert len(views()) >= 7
    assert {name: faults for name, view in views().items() if (faults := field_faults(view))} == {}


INLINE = (
    r"<style\b",
    r'<script(?![^>]*\bsrc=)(?! type="application/ld\+json")[^>]*>',  # no script: a browser runs no data
    r"<[^>]*\sstyle\s*=",
    r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=",
    r"javascript:|\bjs:",
    r"""(?:src|href)=["'](?:https?:)?//""",
)


def test_a_template_holds_nothing_inline_that_the_content_policy_would_stop() -> None:
    wrong = {}
    for name in templates():
        text = re.sub(r"{#.*?#}", "", source(name), flags=re.DOTALL)
        wrong[name] = [found for pattern in INLINE for found in re.findall(pattern, text)]
    assert {name: found for name, found in wrong.items() if found} == {}


def test_every_file_that_a_template_asks_for_is_there() -> None:
    asked = {path for name in templates() for path in re.findall(r"asset\(['\"]([^'\"]+)['\"]\)", source(name))}
    assert len(asked) >= 3
    missing = [
        path for path in sorted(asked) if not (STATIC / asset(path).split("?")[0].removeprefix("/static/")).exists()
    ]
    assert missing == []


STACKED = re.compile(r"<table[^>]*table--stack.*?</table>", re.DOTALL)
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)


def test_a_table_that_becomes_blocks_on_a_narrow_screen_names_the_column_of_each_cell() -> None:
    tables = {name: STACKED.findall(source(name)) for name in templates()}
    assert sum(map(len, tables.values())) > 10
    bare = {
        name: [
            cell
            for table in found
            for cell in re.findall(r"<td\b[^>]*>", MARKUP.sub("", table))
            if "data-label" not in cell
        ]
        for name, found in tables.items()
    }
    assert {name: cells for name, cells in bare.items() if cells} == {}


TABLE = re.compile(r"<table\b([^>]*)>(.*?)</table>", re.DOTALL)
SCROLLING = {
    "voting/_finalists.html": "one column for each finalist",
    "insight/my_work.html": "a month of days",
    "accounts/own_data_file.html": "a file to keep",
    "components/tables.html": "stacks when a head says that its cells are no numbers",
}


def test_a_table_of_words_becomes_blocks_on_a_narrow_screen() -> None:
    """Nobody reads a sentence sideways. Numbers keep their columns: they stand there to be compared."""
    wide = {}
    for name in templates():
        if name.startswith("mail/") or name in SCROLLING:
            continue
        wide[name] = [
            cell
            for kind, table in TABLE.findall(source(name))
            if not re.search("table--(stack|narrow|dense)|duels", kind)
            for cell in re.findall(r"<td\b[^>]*>", MARKUP.sub("", table))
            if not re.search(r"\bnum\b|wide-only", cell)
        ]
    assert {name: cells for name, cells in wide.items() if cells} == {}


def test_a_table_that_scrolls_is_not_called_as_the_section_around_it() -> None:
    """Two landmarks of one name cannot be told apart by who hears the page."""
    twice = {}
    for name in templates():
        text = source(name)
        sections = set(re.findall(r'<section[^>]*aria-labelledby="([\w-]+)"', text))
        regions = re.findall(r'<div class="scroll"[^>]*aria-labelledby="([\w-]+)"|tables\.scroll\("([\w-]+)"', text)
        twice[name] = sections & {one or other for one, other in regions}
    assert {name: found for name, found in twice.items() if found} == {}


FORM = re.compile(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", re.DOTALL | re.IGNORECASE)
TOKEN = re.compile(r"\{\{ *(csrf(_field\((enter=true)?\))?|field) *\}\}")


def test_a_form_that_changes_something_carries_the_token() -> None:
    forms = {name: FORM.findall(source(name)) for name in templates()}
    assert sum(map(len, forms.values())) > 50
    bare = {name: [form[:80] for form in found if not TOKEN.search(form)] for name, found in forms.items()}
    assert {name: found for name, found in bare.items() if found} == {}


OF_LIBRARIES = {"htmx-indicator", "htmx-request", "utrecht-table__cell", "utrecht-table__header-cell"}
"""Classes that a library puts on elements, or that outweigh its own rule."""


def test_no_rule_of_the_style_sheets_is_for_a_class_that_nothing_has() -> None:
    styles = "\n".join(file.read_text("utf-8") for file in sorted((STATIC / "css").glob("*.css")))
    classes = set(
        re.findall(r"\.([a-z][\w-]*)", re.sub(r'/\*.*?\*/|"[^"]*"|url\([^)]*\)', "", styles, flags=re.DOTALL))
    )
    files = [*TEMPLATES.rglob("*.html"), *CODE.rglob("*.py"), *(STATIC / "js").rglob("*.js")]
    texts = "\n".join(file.read_text("utf-8") for file in files)
    words = set(re.findall(r"[\w-]+", texts))
    begun = tuple(word for word in words if len(word) > 3 and word.endswith("-"))
    assert len(classes) > 300
    assert sorted(name for name in classes - words - OF_LIBRARIES if not name.startswith(begun)) == []
