"""The source of the house, as the tests in this folder look at it."""

import importlib
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "innovatie"
TEMPLATES = ROOT / "templates"


def modules(name: str) -> dict[str, ModuleType]:
    """Every feature's module `name` (actions, tables, pages ...), by its dotted name; a package's modules as well."""
    files = [*CODE.glob(f"*/{name}.py"), *CODE.glob(f"*/{name}/*.py")]
    dotted = sorted(".".join(file.relative_to(CODE.parent).with_suffix("").parts) for file in files)
    return {name: importlib.import_module(name.removesuffix(".__init__")) for name in dotted}


def templates() -> list[str]:
    """The name of every template."""
    return sorted(file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*.html"))
