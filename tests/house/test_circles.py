"""No two modules need each other, however roundabout; import-linter watches the features, this the modules in them."""

import ast
from collections.abc import Iterable
from functools import cache
from graphlib import CycleError, TopologicalSorter

from tests.house.source import CODE

KNOWN = {
    ("innovatie.infra.embeddings", "innovatie.infra.embedding_service"): "asks the service, which encodes with it",
    ("innovatie.infra.embeddings", "innovatie.infra.embedder_process"): "starts the process that encodes with it",
    ("innovatie.infra.tracing", "innovatie.infra.tracing.exporting"): "loads what exports only for who has a collector",
}
"""Arrows that are drawn when first needed only, and why; one that is not needed any more must go."""


@cache
def drawn() -> dict[str, frozenset[str]]:
    """Which module needs which, wherever the import stands; a name from a package counts as its module when it is one."""
    files = {}
    for file in CODE.rglob("*.py"):
        dotted = ".".join(file.relative_to(CODE.parent).with_suffix("").parts)
        files[dotted.removesuffix(".__init__")] = file
    needs: dict[str, set[str]] = {name: set() for name in files}
    for name, file in files.items():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            for other in _named(node):
                found = next((one for one in (other, other.rpartition(".")[0]) if one in files), None)
                if found is not None and found != name:
                    needs[name].add(found)
    return {name: frozenset(others) for name, others in needs.items()}


def _named(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), names=names, level=0):
            return [f"{module}.{alias.name}" for alias in names]
    return []


def circle(needs: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_modules_need_each_other() -> None:
    needs = {name: set(others) for name, others in drawn().items()}
    assert [arrow for arrow in KNOWN if arrow[1] not in needs.get(arrow[0], set())] == []
    for one, other in KNOWN:
        needs[one].discard(other)
    assert circle(needs) == []


def test_no_parts_of_a_feature_need_each_other() -> None:
    """Folders two deep: `insight.desk` and `insight.directing` are rooms of their own, one above the other."""
    rooms: dict[str, set[str]] = {}
    for name, others in drawn().items():
        for other in others:
            one, two = (".".join(dotted.split(".")[:3]) for dotted in (name, other))
            if (
                one != two
                and one.count(".") == two.count(".") == 2
                and one.split(".")[1] == two.split(".")[1] == "insight"
            ):
                rooms.setdefault(one, set()).add(two)
    assert circle(rooms) == []


def test_a_circle_is_found() -> None:
    assert set(circle({"a": {"b"}, "b": {"c"}, "c": {"a"}})) == {"a", "b", "c"}
    assert circle({"a": {"b", "c"}, "b": {"c"}}) == []
