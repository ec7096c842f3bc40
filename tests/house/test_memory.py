"""What a process remembers beyond a request is known, so that each test begins as a process that answered nothing yet."""

import ast
import importlib

from tests.forgetting import FORGOTTEN, forget
from tests.house.source import CODE

CHANGING = {
    "clear",
    "pop",
    "popitem",
    "append",
    "add",
    "setdefault",
    "update",
    "extend",
    "insert",
    "move_to_end",
    "discard",
}
THE_SAME_IN_EACH_DATABASE = {
    "innovatie.demo.people": {"_book"},  # a file of the example content
    "innovatie.demo.plans": {"NUMBERS"},  # of the example content, filled anew at each load
    "innovatie.demo.review_texts": {"texts"},  # a file of the example content
    "innovatie.grouping.model": {"shipped_model"},  # a file
    "innovatie.infra.database": {"ENGINE"},  # which database: what gives a test one also configures it
    "innovatie.infra.embeddings": {"_known"},  # a text and its vector
    "innovatie.infra.outbox": {"_letterbox"},  # who runs the worker sets it
    "innovatie.infra.rows": {"_PLANS", "_JSON_FIELDS", "_SPOKEN_NAMES"},  # of the types of rows
    "innovatie.search.language": {"_present"},  # the words that `wording` applied, which forgets them
    "innovatie.settings": {"current"},  # of the environment of the process
    "innovatie.web.api_parameters": {"_known"},  # of the handlers of an application
    "innovatie.web.markdown": {"_RENDERED"},  # a text and its HTML
}


def _is_an_object(function: ast.FunctionDef, classes: set[str]) -> bool:
    """Whether it gives one object of a class of this module to everybody, as in `@cache def _cache() -> _Cache`."""
    cached = any(ast.unparse(one).split(".")[-1] == "cache" for one in function.decorator_list)
    return cached and function.returns is not None and ast.unparse(function.returns) in classes


def _remembered(tree: ast.Module) -> set[str]:
    """Names at the top of a module of what its functions change."""
    top: set[str] = set()
    for one in tree.body:
        if isinstance(one, ast.Assign):
            top |= {target.id for target in one.targets if isinstance(target, ast.Name)}
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is not None:
            top.add(one.target.id)
    classes = {one.name for one in tree.body if isinstance(one, ast.ClassDef)}
    found = {one.name for one in tree.body if isinstance(one, ast.FunctionDef) and _is_an_object(one, classes)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Global):
            found |= set(one.names)
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in CHANGING:
            found |= {ast.unparse(one.func.value)} & top
        elif isinstance(one, ast.Subscript | ast.Attribute) and isinstance(one.ctx, ast.Store | ast.Del):
            found |= {ast.unparse(one.value)} & top
    return found


def test_all_that_a_process_remembers_is_forgotten_before_each_test() -> None:
    found: dict[str, set[str]] = {}
    for file in sorted(CODE.rglob("*.py")):
        name = ".".join(("innovatie", *file.relative_to(CODE).with_suffix("").parts)).removesuffix(".__init__")
        if remembered := _remembered(ast.parse(file.read_text("utf-8"))):
            found[name] = remembered
    named = {name: set(kept) for name, kept in FORGOTTEN.items()}
    for name, kept in THE_SAME_IN_EACH_DATABASE.items():
        named[name] = named.get(name, set()) | kept
    assert {name: more for name, kept in found.items() if (more := kept - named.get(name, set()))} == {}
    assert sorted(named.keys() - found.keys()) == []


def test_what_is_remembered_is_seen_in_each_way_in_which_it_is_written() -> None:
    told = """
shelf: dict[int, int] = {}
held = Held()
names = ("a", "b")
class _Cache: ...
@cache
def _cache() -> _Cache: return _Cache()
def keep(number):
    global last
    shelf[number] = 1
    held.number = number
    local = {}
    local[number] = names.index("a")
"""
    assert _remembered(ast.parse(told)) == {"shelf", "held", "_cache", "last"}


def test_it_is_forgotten() -> None:
    for name in FORGOTTEN:
        importlib.import_module(name)
    counting = importlib.import_module("innovatie.changes.counting")
    labels = importlib.import_module("innovatie.search.postgres.labels")
    statistics = importlib.import_module("innovatie.search.statistics")
    counting._kept["ideeen",] = (1, 1)
    labels._cache.known = statistics._cache().known = object()
    forget()
    assert (counting._kept, labels._cache.known, statistics._cache().known) == ({}, None, None)
