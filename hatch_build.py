"""What a wheel carries beside the code: templates, static files, migrations, translations and publiccode.yml.

Only a real wheel: an editable install of a checkout uses the folders where they are (see innovatie.paths).
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = ("templates", "static", "migrations", "locale", "publiccode.yml")


class Resources(BuildHookInterface):  # type: ignore[type-arg]
    """Puts the resources in innovatie/_resources; a wheel without browser files is refused."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "standard" or self.target_name != "wheel":
            return
        root = Path(self.root)
        if not (root / "static" / "vendor" / "manifest.json").is_file():
            raise RuntimeError("static/vendor is missing: run `python scripts/browser_files.py` first")
        for name in RESOURCES:
            build_data["force_include"][str(root / name)] = f"innovatie/_resources/{name}"
