"""Writes the table in docs/settings.md from src/innovatie/settings/: its names, defaults and explanations.

python -m scripts.settings_table            write it
python -m scripts.settings_table --check    exit code 1 when the document is not what the code says
"""

import ast
import sys
from pathlib import Path

from innovatie import settings

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "settings.md"
HEADING = """# Settings

All settings come from the environment; a wrong value stops the program with one sentence, and so does a name that looks
like one of these and is none. This page is made from the code by `python -m scripts.settings_table`; a test holds it
so. `docs/running.md` says which of them a real installation needs.

| variable | default | meaning |
|---|---|---|
"""
OTHERS = {
    "FORWARDED_ALLOW_IPS": ("`127.0.0.1`", "The proxy's address, so that limits count people and not the proxy."),
    "INNOVATIE_SECRET_FILE": ("", "A file that holds INNOVATIE_SECRET, instead of the variable."),
    "INNOVATIE_SECRET_OLD_FILE": ("", "A file that holds INNOVATIE_SECRET_OLD, a secret on each line."),
}
"""What is read from the environment and is no field of Settings."""


def explanations() -> dict[str, str]:
    """Field of Settings -> the text that stands below it in the code; empty where the name says it all."""
    tree = ast.parse(Path(settings.__file__).read_text("utf-8"))
    (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    told: dict[str, str] = {}
    field = ""
    for node in found.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            field = node.target.id
            told[field] = ""
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and field:
            told[field] = " ".join(str(node.value.value).split())
            field = ""
        else:
            field = ""
    return told


def table() -> str:
    """The whole document."""
    defaults = settings.Settings()
    rows = dict(OTHERS)
    for field, told in explanations().items():
        value = getattr(defaults, field)
        shown = ("1" if value else "0") if isinstance(value, bool) else "" if value in ((), "") else str(value)
        rows[settings.variable(field)] = (f"`{shown}`" if shown else "", told)
    lines = [f"| `{name}` | {shown} | {told} |" for name, (shown, told) in sorted(rows.items())]
    return HEADING + "\n".join(lines) + "\n"


def main() -> None:
    if "--check" in sys.argv:
        sys.exit(0 if DOCUMENT.read_text("utf-8") == table() else f"{DOCUMENT} is not what the code says: make it anew")
    DOCUMENT.write_text(table(), "utf-8")


if __name__ == "__main__":
    main()
