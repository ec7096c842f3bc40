"""The templates: nothing inline, no file that is not there, and exactly the fields of their view."""

import importlib
import pkgutil
import re
from typing import Any

import msgspec
import pytest
from jinja2 import Environment, meta, nodes

import innovatie
from innovatie.paths import STATIC
from innovatie.web import templates as web_templates
from innovatie.web.assets import asset
from tests.house.source import TEMPLATES, templates

ENVIRONMENT: Environment = web_templates.build("nl", demo=True, debug=True)
ALLOWED = web_templates.PER_REQUEST | set(ENVIRONMENT.globals)


def source(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


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


VIEWS = views()


def used(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
    """The variables that a template, what it includes and what it extends take from their context."""
    tree = ENVIRONMENT.parse(source(name))
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


@pytest.mark.parametrize("view", VIEWS)
def test_a_template_uses_exactly_the_fields_of_its_view(view: str) -> None:
    struct: Any = VIEWS[view]
    optional = {"form"} - set(struct.__struct_fields__)  # base.html counts its errors, if the page has a form
    assert used(struct.template) - optional == set(struct.__struct_fields__)


def test_there_are_views() -> None:
    assert len(VIEWS) >= 7


@pytest.mark.parametrize("name", templates())
def test_a_template_holds_nothing_inline_that_the_content_policy_would_stop(name: str) -> None:
    text = re.sub(r"{#.*?#}", "", source(name), flags=re.DOTALL)
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"<[^>]*\sstyle\s*=", text) == []
    assert re.findall(r"<[^>]*\s(?:on[a-z]+|hx-on[:\w-]*)\s*=", text) == []
    assert re.findall(r"javascript:|\bjs:", text) == []
    assert re.findall(r"""(?:src|href)=["'](?:https?:)?//""", text) == []


def test_every_file_that_a_template_asks_for_is_there() -> None:
    asked = {path for name in templates() for path in re.findall(r"asset\(['\"]([^'\"]+)['\"]\)", source(name))}
    assert len(asked) > 5
    missing = [
        path for path in sorted(asked) if not (STATIC / asset(path).split("?")[0].removeprefix("/static/")).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("name", templates())
def test_a_form_that_changes_something_carries_the_token(name: str) -> None:
    forms = re.findall(r"<form\b[^>]*method=[\"']post[\"'].*?</form>", source(name), flags=re.DOTALL | re.IGNORECASE)
    assert [form[:80] for form in forms if not re.search(r"\{\{ *(csrf(_field\(\))?|field) *\}\}", form)] == []
