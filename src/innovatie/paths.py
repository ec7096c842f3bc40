"""Where templates, static files, migrations and translations lie.

In an installed wheel they lie beside the code, in `innovatie/_resources`; in a checkout they lie at its root.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
_PACKED = PACKAGE / "_resources"

IN_CHECKOUT = not _PACKED.is_dir()
ROOT = PACKAGE.parent.parent if IN_CHECKOUT else _PACKED

TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
MIGRATIONS = ROOT / "migrations"
LOCALE = ROOT / "locale"
PUBLICCODE = ROOT / "publiccode.yml"
"""What this software is, for catalogues of software of governments; the site shows it too."""
