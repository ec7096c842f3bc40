"""Mutation testing of the domain: change one thing in a rule; if no test of the domain notices, say so.

python scripts/mutants.py [preselection ties ...]    the rules to try; without names those about which votes are counted

Each mutant lives in a forked process that never writes a file: the changed module is compiled from its changed tree
when a test imports it. Prints each survivor and ends with code 1 when there is one that EQUIVALENT does not explain.
"""

import ast
import contextlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

from known_mutants import EQUIVALENT, TESTS

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ROOT / "src" / "innovatie" / "domain"
OPTIONS = (
    "-x", "-q", "-p", "no:cacheprovider", "-p", "no:schemathesis", "--hypothesis-profile=mutants",
    "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip
PATIENCE = 120.0  # seconds of the processor, at most, for one mutant: a loop that never ends is noticed too

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change: `what` says which, `tree` is the changed module."""

    module: str
    line: int
    what: str
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.what}"

    @property
    def name(self) -> str:
        """What EQUIVALENT knows it by."""
        return f"{self.module}: {self.what}"


def mutants_of(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, one change in each."""
    tree = ast.parse(source)
    types = {id(part) for node in ast.walk(tree) for told in _annotations(node) for part in ast.walk(told)}
    for node in [one for one in ast.walk(tree) if id(one) not in types]:
        for parent, field, place, changed in _changes(node):
            whole = getattr(parent, field)
            kept = whole if place is None else whole[place]
            before = ast.unparse(node)
            _put(parent, field, place, changed)
            after = ast.unparse(node) if node is parent else ast.unparse(changed)
            if before != after:
                copy = ast.fix_missing_locations(ast.parse(ast.unparse(tree)))
                yield Mutant(module, getattr(node, "lineno", 0), f"{_short(before)} -> {_short(after)}", copy)
            _put(parent, field, place, kept)


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    """What is for mypy to judge."""
    for field in ("annotation", "returns"):
        told = getattr(node, field, None)
        if isinstance(told, ast.expr):
            yield told


def _put(parent: ast.AST, field: str, place: int | None, value: object) -> None:
    if place is None:
        setattr(parent, field, value)
    else:
        getattr(parent, field)[place] = value


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else f"{line[:87]}..."


Change = tuple[ast.AST, str, int | None, ast.AST]


def _changes(node: ast.AST) -> Iterator[Change]:
    """What may be changed in or below this very node: where, and into what."""
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS.get(type(operator), ()):
                yield node, "ops", place, other()
    elif isinstance(node, (ast.BinOp, ast.AugAssign)):
        if type(node.op) in OPERATORS:
            yield node, "op", None, OPERATORS[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        yield node, "op", None, ast.And() if isinstance(node.op, ast.Or) else ast.Or()
    elif isinstance(node, (ast.If, ast.IfExp, ast.While)):
        yield node, "test", None, ast.UnaryOp(ast.Not(), node.test)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in NAMES:
        yield node, "func", None, ast.Name(NAMES[node.func.id], ast.Load())
    elif isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield node, "ifs", place, ast.Constant(value=True)
    elif isinstance(node, ast.Return) and not isinstance(node.value, (ast.Constant, type(None))):
        yield node, "value", None, ast.Constant(value=None)
    if isinstance(node, (ast.Compare, ast.BinOp, ast.Call, ast.Return, ast.Assign, ast.Subscript, ast.keyword)):
        yield from _numbers(node)
    yield from _vanishing(node)


def _numbers(node: ast.AST) -> Iterator[Change]:
    """Whole numbers one larger, True and False swapped; not whether a dataclass is frozen: mypy guards that."""
    if isinstance(node, ast.keyword) and node.arg in {"frozen", "slots", "strict"}:
        return
    for field, value in ast.iter_fields(node):
        for place, one in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(one, ast.Constant) and isinstance(one.value, (bool, int)):
                other = not one.value if isinstance(one.value, bool) else one.value + 1
                yield node, field, place, ast.Constant(value=other)


def _vanishing(node: ast.AST) -> Iterator[Change]:
    """A call for its effect, a raise, a break or a continue that is not there; docstrings stay."""
    for field in ("body", "orelse"):
        statements = getattr(node, field, None)
        if not isinstance(statements, list):
            continue
        for place, statement in enumerate(statements):
            calls = isinstance(statement, ast.Expr) and isinstance(statement.value, (ast.Call, ast.YieldFrom))
            if calls or isinstance(statement, (ast.Raise, ast.Break, ast.Continue, ast.AugAssign)):
                yield node, field, place, ast.Pass(lineno=statement.lineno)


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from the tree of a mutant."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.mutant.module:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path)
        assert found is not None and found.origin is not None
        return importlib.util.spec_from_file_location(
            fullname, found.origin, loader=self, submodule_search_locations=found.submodule_search_locations
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        code: CodeType = compile(self.mutant.tree, module.__spec__.origin or "", "exec")  # type: ignore[union-attr]
        exec(code, module.__dict__)  # noqa: S102 -- our own source, one thing changed


def _tests_pass(mutant: Mutant | None, tests: Sequence[str], patience: float = PATIENCE) -> bool:
    """Run the tests in a child of this process, on the mutant or on the code as it is."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.setitimer(signal.ITIMER_PROF, patience)  # its signal ends this process
            code = _run(mutant, tests)
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitpid(child, 0)[1] == 0


def _run(mutant: Mutant | None, tests: Sequence[str]) -> int:
    import pytest  # noqa: PLC0415 -- loaded by the parent already

    if mutant is not None:  # and nobody reads how it fails
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        sys.meta_path.insert(0, Changed(mutant))
    return int(pytest.main([*OPTIONS, *tests]))


def _modules(rule: str) -> Iterator[tuple[str, Path]]:
    files = sorted((DOMAIN / rule).glob("*.py")) or [DOMAIN / f"{rule}.py"]
    for file in files:
        parts = file.relative_to(DOMAIN.parent.parent).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), file


def try_rule(rule: str) -> tuple[int, list[Mutant]]:
    """How many mutants were made of a rule, and those that its tests let live without a reason that we know."""
    tests = [str(ROOT / "tests" / name) for name in TESTS[rule]]
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    if not _tests_pass(None, tests):
        raise SystemExit(f"{rule}: its tests fail without any change")
    patience = min(PATIENCE, 5 + 5 * (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before))
    made, survivors = 0, []
    for module, file in _modules(rule):
        for mutant in mutants_of(module, file.read_text("utf-8")):
            made += 1
            if mutant.name not in EQUIVALENT and _tests_pass(mutant, tests, patience):
                survivors.append(mutant)
                print(f"survives: {mutant}", flush=True)
    return made, survivors


def main(rules: Sequence[str]) -> int:
    """Try these rules; 0 when every mutant was noticed or is known to be no change."""
    sys.path[:0] = [str(ROOT / "src"), str(ROOT), str(ROOT / "scripts")]
    os.chdir(ROOT)
    for heavy in ("numpy", "scipy.optimize", "scipy.sparse", "pytest", "hypothesis", "cryptography"):
        with contextlib.suppress(ImportError):
            importlib.import_module(heavy)
    alive = 0
    for rule in rules or TESTS:
        made, survivors = try_rule(rule)
        alive += len(survivors)
        print(f"{rule}: {made} mutants, {len(survivors)} survive", flush=True)
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
