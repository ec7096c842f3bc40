"""Addresses of the files a browser asks for, with a mark of their content, so that they may be cached for ever.

Files of our own get a digest (`css/layout.css`); browser files that set-up installed are named without their version
(`vendor/htmx/htmx.min.js`) and lie in a folder that carries it. static/vendor/manifest.json keeps the two together.
"""

import hashlib
import json
from functools import cache

from innovatie import paths

_VENDOR = "vendor/"


@cache
def asset(path: str) -> str:
    """`/static/css/layout.css?v=3f2a91c0d1e2`, or `/static/vendor/htmx-2.0.11/htmx.min.js` for `vendor/htmx/...`.

    A file that is not there keeps its plain address; tests/house proves that templates ask for no such file.
    """
    if path.startswith(_VENDOR) and (entry := _manifest().get(path.removeprefix(_VENDOR))):
        return f"/static/{entry['path']}"
    file = paths.STATIC / path
    if not file.is_file():
        return f"/static/{path}"
    return f"/static/{path}?v={hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"


@cache
def _manifest() -> dict[str, dict[str, str]]:
    """What set-up installed; empty before it ran."""
    manifest = paths.VENDOR / "manifest.json"
    if not manifest.is_file():
        return {}
    files: dict[str, dict[str, str]] = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    return files
