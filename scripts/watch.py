"""Run the tests of what was changed, each time that a file is saved; Ctrl-C ends it. Run by `make watch`.

A test belongs to a change when it imports the changed module, directly or through others. A template, a style sheet
or a text belongs to the tests of its feature and to those of the house.
"""

import ast
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WATCHED = ("src", "tests", "templates", "static/css", "static/js", "locale")
KINDS = {".py", ".html", ".css", ".js", ".po"}
PAUSE = 0.5  # seconds between two looks
MOST = 25  # test files; a change that touches more runs those of the same feature only


def saved() -> dict[Path, int]:
    """When each watched file was saved, in nanoseconds."""
    found = (file for folder in WATCHED for file in (ROOT / folder).rglob("*") if file.suffix in KINDS)
    return {file: file.stat().st_mtime_ns for file in found if file.exists()}


def module_of(file: Path) -> str:
    """The dotted name under which a Python file is imported."""
    parts = list(file.relative_to(ROOT).with_suffix("").parts)
    parts = parts[1:] if parts[0] == "src" else parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported_by(file: Path) -> frozenset[str]:
    """Every dotted name that a file imports; of `from a import b` both a and a.b."""
    return _imports(file, file.stat().st_mtime_ns)


@cache
def _imports(file: Path, saved_at: int) -> frozenset[str]:
    """Read once for each time that the file was saved."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return frozenset(names)


def tests_of(changed: Iterable[Path], files: Iterable[Path]) -> list[Path]:
    """The test files that a change of these files touches, in order."""
    python = [file for file in files if file.suffix == ".py"]
    users: dict[str, set[Path]] = defaultdict(set)
    for file in python:
        for name in imported_by(file):
            users[name].add(file)
    tests = {file for file in python if file.name.startswith("test_")}
    found: set[Path] = set()
    for file in changed:
        near = {test for test in tests if _feature(file) in test.relative_to(ROOT).parts}
        if file.suffix != ".py":
            found |= near | {test for test in tests if "house" in test.relative_to(ROOT).parts}
            continue
        reached, todo = {file}, [file]
        while todo:
            users_here = users[module_of(todo.pop())] - reached
            reached |= users_here
            todo += users_here
        touched = reached & tests
        found |= touched if len(touched) <= MOST else near | (users[module_of(file)] & tests)
    return sorted(found)


def _feature(file: Path) -> str:
    parts = file.relative_to(ROOT).parts
    return parts[2] if parts[0] == "src" and len(parts) > 3 else parts[1]


def main() -> None:
    before = saved()
    print("Wacht op een wijziging. Ctrl-C stopt.", flush=True)
    while True:
        time.sleep(PAUSE)
        now = saved()
        changed = [file for file, moment in now.items() if before.get(file) != moment]
        before = now
        if not changed:
            continue
        tests = tests_of(changed, now)
        print("Gewijzigd:", ", ".join(str(file.relative_to(ROOT)) for file in changed), flush=True)
        if tests:
            command = [sys.executable, "-m", "pytest", "-q", *(str(test.relative_to(ROOT)) for test in tests)]
            subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603 -- a fixed command and our own files
        else:
            print("Geen test hoort bij deze wijziging.", flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
