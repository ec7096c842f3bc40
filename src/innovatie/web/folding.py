"""A Jinja environment for one language, in which texts and file addresses are settled while a template is compiled.

Most of a page is words that never change: `_("Rondes")`, `{% trans %}Zoek{% endtrans %}`, `asset("css/layout.css")`.
Looking each up for every reader costs more than the rest of the page. Here they become constants of the compiled
template; there is one environment for each language.
"""

from collections.abc import Callable
from typing import Any, Final

from jinja2 import Environment, Template, nodes
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from innovatie.web import i18n
from innovatie.web.assets import asset

_Settle = Callable[[str], object]


class _Template(Template):
    """A template whose macros are made once: no template of ours has globals of its own to compare at each import."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class LanguageEnvironment(Environment):
    """An environment whose templates speak `language` only."""

    template_class = _Template

    def __init__(self, language: i18n.Language, **options: Any) -> None:
        super().__init__(**options)
        self.language: Final = language

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        translate = i18n.catalogue(self.language).gettext
        settled: dict[str, _Settle] = {
            "_": translate,
            # A {% trans %} block without variables: its text is the author's own HTML, "%%" stands for "%".
            "gettext": lambda text: Markup(translate(text) % {}),  # noqa: S704 -- from our templates and catalogues
            "asset": asset,
        }
        folded: nodes.Template = _Folding(settled, foreign=self.language != i18n.DEFAULT).visit(tree)
        return folded


class _Folding(NodeTransformer):
    """Replaces calls of the functions in `settled` with one constant argument by their answer.

    `foreign`: the page is not in Dutch, and what people wrote (`dir="auto"`) says that it is (WCAG 3.1.2).
    """

    def __init__(self, settled: dict[str, _Settle], *, foreign: bool) -> None:
        self.settled = settled
        self.foreign = foreign

    def visit_TemplateData(self, node: nodes.TemplateData) -> nodes.Node:  # noqa: N802 -- the name that Jinja looks for
        if self.foreign:
            node.data = node.data.replace(' dir="auto"', ' dir="auto" lang="nl"')
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 -- the name that Jinja looks for
        self.generic_visit(node)
        if (
            isinstance(node.node, nodes.Name)
            and node.node.name in self.settled
            and len(node.args) == 1
            and isinstance(node.args[0], nodes.Const)
            and isinstance(node.args[0].value, str)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        ):
            answer = self.settled[node.node.name](node.args[0].value)
            constant = nodes.Const(str(answer), lineno=node.lineno)
            return nodes.MarkSafe(constant, lineno=node.lineno) if isinstance(answer, Markup) else constant
        return node
