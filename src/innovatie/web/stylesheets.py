"""The style sheets of a page: two that set-up made of all, or, while somebody changes one, all of them apart.

Standard library only: set-up asks `sources_digest` before anything is installed.
"""

import hashlib
import json
from functools import cache
from typing import Final

from innovatie import paths

ORDER: Final = "css/order.json"
BUNDLE: Final = "vendor/bundle"


def order() -> tuple[list[str], list[str]]:
    """The sheets of others (`vendor/...`) and our own (`css/...`), each in the order in which browsers read them."""
    plan = json.loads((paths.STATIC / ORDER).read_text("utf-8"))
    return plan["vendor"], plan["site"]


def sources_digest() -> str:
    """Changes with every sheet of ours, every template (whose classes decide what stays), every version of others."""
    files = [paths.STATIC / ORDER, *(paths.STATIC / sheet for sheet in order()[1])]
    files += [*sorted(paths.TEMPLATES.rglob("*.html")), paths.VENDOR / "manifest.json"]
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def stamp() -> tuple[str, str]:
    """The digest of the sources that the bundle was made of, and of the script that made it; empty without a bundle."""
    file = paths.STATIC / BUNDLE / "digest.txt"
    sources, _, script = file.read_text("ascii").partition("\n") if file.is_file() else ("", "", "")
    return sources, script


@cache
def addresses() -> tuple[str, ...]:
    """What `base.html` links to. Read once in a process: whoever changes a sheet starts the site anew."""
    from innovatie.web.assets import asset  # noqa: PLC0415 -- not for set-up

    if stamp()[0] == sources_digest():
        return asset(f"{BUNDLE}/vendor.css"), asset(f"{BUNDLE}/site.css")
    return tuple(asset(sheet) for sheets in order() for sheet in sheets)
